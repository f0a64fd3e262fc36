"""The web application, and the only place that imports Flask: what takes the fast path never gets here."""

from http import HTTPStatus
from threading import Event

from flask import Flask, Response, request

from syndication.config import Settings
from syndication.site.document import JSON, Document
from syndication.site.snapshot import Snapshot
from syndication.web.answer import CORS, SHORTEST
from syndication.web.computed import add_computed
from syndication.web.fast import FastPath
from syndication.web.live import Clock, Live
from syndication.web.log import AccessLog
from syndication.web.oembed import add_oembed
from syndication.web.reply import Reply, preflight, query_of, redirect

_METHODS = ["GET", "OPTIONS"]


def create_app(settings: Settings, clock: Clock, changed: Event | None = None) -> Flask:
    """Make the WSGI application; `settings.base_url` must be known.

    The archive is read before it returns, so that a server never listens with nothing to serve; from then on
    it is followed, unless the settings say not to, and read again whenever `changed` is set.
    `app.extensions["live"]` is the `Live` behind it. Raises ArchiveError where the ledger cannot be trusted.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    live = app.extensions["live"] = Live(settings, clock, changed)
    live.start()

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Tell operators how many issues are served, what is broken, and whether the last build failed."""
        taken = live.taken
        library = taken.archive.library
        kept = [record.id for record in taken.served.kept]
        missing = [record.id for record in taken.served.missing]
        state: dict[str, object] = {
            "status": "degraded" if library.broken or kept or missing or live.trouble else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": [problem.as_json() for problem in library.errors],
            "kept": kept,
            "missing": missing,
            "build_error": live.trouble,
        }
        return state, {"Content-Type": JSON}

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

    @app.after_request
    def mark(response: Response) -> Response:
        """Let no cache keep what is no document."""
        if not isinstance(response, Reply):
            response.headers["Cache-Control"] = "no-cache"
            response.headers["X-Content-Type-Options"] = "nosniff"
            response.headers.extend(extra)
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
    return app


def _absence(snapshot: Snapshot, path: str) -> Response:
    """Say why there is nothing at a path."""
    status, page = snapshot.absence(path)
    response = Response(page.body, status, [*page.headers, *CORS], content_type=page.media_type)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(int(SHORTEST.total_seconds()))
    return response
