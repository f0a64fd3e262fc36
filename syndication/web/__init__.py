"""The web application, and the only place that imports Flask: what takes the fast path never gets here."""

from collections.abc import Iterator
from http import HTTPStatus
from threading import Event

from flask import Flask, Response, request

from syndication.config import Settings
from syndication.document import FILE_HEADERS, Document
from syndication.snapshot import Snapshot
from syndication.web.answer import CORS, SHORTEST
from syndication.web.computed import add_computed
from syndication.web.fast import FastPath
from syndication.web.health import add_health
from syndication.web.live import Clock, Live
from syndication.web.log import AccessLog
from syndication.web.oembed import add_oembed
from syndication.web.reply import Reply, preflight, query_of, redirect

_METHODS = ["GET", "OPTIONS"]
_MAX_PATH_CHARS = 1000  # more than any address of ours has, and bytes, because WSGI decodes none
_MAX_PATH_DEPTH = 8


def create_app(settings: Settings, clock: Clock, changed: Event | None = None) -> Flask:
    """Make the WSGI application; `settings.base_url` must be known.

    The archive is read before it returns, so that a server never listens with nothing to serve; from then on
    it is followed, unless the settings say not to, and read again whenever `changed` is set.
    `app.extensions["live"]` is the `Live` behind it. Raises ArchiveError where the ledger cannot be trusted.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    app.url_map.redirect_defaults = False  # redirects of werkzeug's own go to the host a client names
    live = app.extensions["live"] = Live(settings, clock, changed)
    live.start()

    @app.route("/", defaults={"path": ""}, methods=_METHODS, provide_automatic_options=False)
    @app.route("/<path:path>", methods=_METHODS, provide_automatic_options=False)
    def elsewhere(path: str) -> Response:
        """Answer for a path that is no document: show the way, or say why there is nothing."""
        path, snapshot = f"/{path}", live.snapshot
        if request.method == "OPTIONS" and path in snapshot:
            return preflight()
        document = snapshot.get(path)
        if document is not None:  # its path is not in ASCII, or the snapshot has changed meanwhile
            return reply(document)
        other = snapshot.nearest(path)
        if other is not None:
            return redirect(other, path, query_of(request.environ) if other in snapshot.computed else b"")
        return _absence(snapshot, path)

    @app.before_request
    def refuse_other_spellings() -> Response | None:
        """Answer paths that are none of ours, whatever werkzeug makes of them: it drops slashes in front."""
        return None if _may_be_ours(request.environ["PATH_INFO"]) else _absence(live.snapshot, "/")

    @app.after_request
    def mark(response: Response) -> Response:
        """Let no cache keep what is no document."""
        if not isinstance(response, Reply):
            response.headers.extend([*_no_document(response), *extra])
        if log:
            log(request.environ, response.status_code, response.calculate_content_length() or 0)
        return response

    extra = [("X-Robots-Tag", "noindex")] if settings.preview else []
    log = AccessLog() if settings.access_log else None
    fast = app.extensions["fast"] = FastPath(app.wsgi_app, live, extra, log)
    app.wsgi_app = fast  # type: ignore[method-assign]  # the way Flask documents

    def reply(document: Document) -> Reply:
        """Answer with a document as the fast path does."""
        return Reply(*fast.answer(document, request.environ))

    add_computed(app, live, reply, elsewhere)
    add_oembed(app, live, reply)
    add_health(app, live, details=settings.health_details)
    return app


def _no_document(response: Response) -> Iterator[tuple[str, str]]:
    yield "Cache-Control", "no-cache"
    yield "X-Content-Type-Options", "nosniff"
    if (
        "Content-Security-Policy" not in response.headers
    ):  # the page that says why there is nothing has its own
        yield from FILE_HEADERS


def _may_be_ours(path: str) -> bool:
    one_slash = path.startswith("/") and not path.startswith("//")
    return one_slash and len(path) <= _MAX_PATH_CHARS and path.count("/") <= _MAX_PATH_DEPTH


def _absence(snapshot: Snapshot, path: str) -> Response:
    """Say why there is nothing at a path."""
    status, page = snapshot.absence(path)
    response = Response(page.body, status, [*page.headers, *CORS], content_type=page.media_type)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(int(SHORTEST.total_seconds()))
    return response
