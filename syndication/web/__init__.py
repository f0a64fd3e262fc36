"""The web application, the only place that imports Flask; most requests take the fast path before it."""

from pathlib import Path
from threading import Event

from flask import Flask, Response, request

from syndication.settings import Settings
from syndication.site.build import Build
from syndication.site.document import Document
from syndication.site.headers import FILE_HEADERS
from syndication.system.clock import Clock, utc_now
from syndication.web.access_log import AccessLog
from syndication.web.custom import register_custom
from syndication.web.documents import register_documents
from syndication.web.fast_path import FastPath
from syndication.web.health import register_health
from syndication.web.metrics import Metrics
from syndication.web.oembed import register_oembed
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse
from syndication.web.startup import errors_in_one_line, server_settings


def create_app(
    settings: Settings | None = None,
    clock: Clock = utc_now,
    changed: Event | None = None,
    first: Build | None = None,
    metrics_folder: Path | None = None,
) -> Flask:
    """Return the WSGI application, as any server can run it.

    Without `settings`, they are read from the environment, and an error ends the process with one line. With
    them, `settings.base_url` is required, and an error is raised: SettingsError, or ArchiveError if the
    ledger is invalid.

    The archive is read first, so that a server never listens with nothing to serve. From then on it is
    watched, unless the settings turn that off, and read again whenever `changed` is set. A `first` build
    saves the reading as long as nothing has changed since. `app.extensions["reloader"]` holds the current
    snapshot. Workers that share a `metrics_folder`, which is empty at first, add up their figures.
    """
    if settings is None:
        with errors_in_one_line():
            return create_app(server_settings(), clock, changed, first, metrics_folder)
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False  # redirects of werkzeug's own go to the host a client names
    reloader = app.extensions["reloader"] = Reloader(settings, clock, changed, first)
    reloader.start()
    extra_headers = [("X-Robots-Tag", "noindex")] if settings.preview else []
    log = AccessLog(settings.log_format) if settings.access_log else None
    metrics = Metrics(metrics_folder) if settings.metrics else None
    fast = app.extensions["fast_path"] = FastPath(app.wsgi_app, reloader, extra_headers, log, metrics)
    app.wsgi_app = fast  # type: ignore[method-assign]  # the way Flask documents

    def respond(document: Document) -> DocumentResponse:
        """Return the response with a document, as the fast path does."""
        return DocumentResponse(*fast.respond(document, request.environ))

    @app.after_request
    def finish(response: Response) -> Response:
        """Add the headers of everything that is no document: nothing caches it, and no browser runs it."""
        if not isinstance(response, DocumentResponse):
            response.headers["Cache-Control"] = "no-cache"
            response.headers["X-Content-Type-Options"] = "nosniff"
            if "Content-Security-Policy" not in response.headers:  # an error page has its own
                response.headers.extend(FILE_HEADERS)
            response.headers.extend(extra_headers)
        size = response.calculate_content_length() or 0
        fast.record(request.environ, response.status_code, list(response.headers), size)
        return response

    register_documents(app, reloader, respond)
    register_custom(app, reloader, respond)
    register_oembed(app, reloader, respond)
    register_health(app, reloader, details=settings.health_details)
    if metrics:
        from syndication.web.metrics_page import register_metrics  # noqa: PLC0415 (most servers never need it)

        register_metrics(app, reloader, metrics)
    return app
