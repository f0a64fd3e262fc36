"""The web application, the only place that imports Flask; most requests take the fast path before it."""

from threading import Event

from flask import Flask, Response, request

from syndication.clock import Clock, utc_now
from syndication.config import Settings
from syndication.site.document import Document
from syndication.site.headers import FILE_HEADERS
from syndication.web.computed import add_computed
from syndication.web.documents import add_documents
from syndication.web.fast import FastPath
from syndication.web.health import add_health
from syndication.web.live import Live
from syndication.web.log import AccessLog
from syndication.web.oembed import add_oembed
from syndication.web.reply import Reply
from syndication.web.startup import errors_in_one_line, server_settings


def create_app(
    settings: Settings | None = None, clock: Clock = utc_now, changed: Event | None = None
) -> Flask:
    """Return the WSGI application, as any server can run it.

    Without `settings` these come from the environment, and an error ends the process with one line. With
    them `settings.base_url` must be known, and an error is raised: SettingsError, or ArchiveError if the
    ledger is invalid.

    The archive is read first, so that a server never listens with nothing to serve; from then on it is
    watched, unless the settings say not to, and read again whenever `changed` is set.
    `app.extensions["live"]` is the `Live` behind it.
    """
    if settings is None:
        with errors_in_one_line():
            return create_app(server_settings(), clock, changed)
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False  # redirects of werkzeug's own go to the host a client names
    live = app.extensions["live"] = Live(settings, clock, changed)
    live.start()
    extra = [("X-Robots-Tag", "noindex")] if settings.preview else []
    log = AccessLog() if settings.access_log else None
    fast = app.extensions["fast"] = FastPath(app.wsgi_app, live, extra, log)
    app.wsgi_app = fast  # type: ignore[method-assign]  # the way Flask documents

    def reply(document: Document) -> Reply:
        """Return the response with a document, as the fast path does."""
        return Reply(*fast.answer(document, request.environ))

    @app.after_request
    def finish(response: Response) -> Response:
        """Let no cache keep anything but documents, and no browser run anything in it."""
        if not isinstance(response, Reply):
            response.headers["Cache-Control"] = "no-cache"
            response.headers["X-Content-Type-Options"] = "nosniff"
            if "Content-Security-Policy" not in response.headers:  # an error page has its own
                response.headers.extend(FILE_HEADERS)
            response.headers.extend(extra)
        if log:
            log(request.environ, response.status_code, response.calculate_content_length() or 0)
        return response

    add_documents(app, live, reply)
    add_computed(app, live, reply)
    add_oembed(app, live, reply)
    add_health(app, live, details=settings.health_details)
    return app
