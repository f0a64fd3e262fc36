"""The web application, and the only place that imports Flask: look a path up in the snapshot, no more."""

from datetime import timedelta
from http import HTTPStatus

from flask import Flask, Response, request

from syndication.config import Settings
from syndication.snapshot import HTML
from syndication.urls import relative
from syndication.web.answer import CORS, POLICY, SHORTEST, answer, freshness
from syndication.web.live import Clock, Live


def create_app(settings: Settings, clock: Clock) -> Flask:
    """Make the WSGI application; `settings.base_url` must be known.

    The archive is read before it returns, so that a server never listens with nothing to serve; from then on
    it is followed, unless the settings say not to. `app.extensions["live"]` is the `Live` behind it.
    Raises ArchiveError where the ledger cannot be trusted.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    live = app.extensions["live"] = Live(settings, clock)
    live.start()
    every = timedelta(days=settings.newsletter.frequency_days)

    @app.get("/healthz")
    def health() -> dict[str, object]:
        """Tell operators how many issues are served, what is broken, and whether the last build failed."""
        taken = live.taken
        library = taken.archive.library
        kept = [record.id for record in taken.served.kept]
        missing = [record.id for record in taken.served.missing]
        return {
            "status": "degraded" if library.broken or kept or missing or live.trouble else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": [problem.as_json() for problem in library.errors],
            "kept": kept,
            "missing": missing,
            "build_error": live.trouble,
        }

    @app.route("/", defaults={"path": ""}, methods=["GET", "OPTIONS"], provide_automatic_options=False)
    @app.route("/<path:path>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
    def document(path: str) -> Response:
        """Serve what stands at a path; the query string plays no part."""
        snapshot = live.snapshot
        path = f"/{path}"
        found = snapshot.get(path)
        if found is not None:
            if request.method == "OPTIONS":
                return _preflight()
            fresh_for = freshness(snapshot.catalog.newest, every, snapshot.catalog.next_due, clock())
            headers = {name.lower(): value for name, value in request.headers.items()}
            status, fields, body = answer(found, headers, fresh_for)
            return Response(body, status, fields)
        other = snapshot.nearest(path)
        if other is not None:
            return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": relative(other, path)})
        status, page = snapshot.absence(path)
        response = Response(page, status, [("Content-Security-Policy", POLICY), *CORS], content_type=HTML)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            response.headers["Retry-After"] = str(int(SHORTEST.total_seconds()))
        return response

    @app.after_request
    def mark(response: Response) -> Response:
        """Keep a preview out of search engines and caches."""
        if settings.preview:
            response.headers["X-Robots-Tag"] = "noindex"
            response.headers["Cache-Control"] = "no-store"
        elif "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-cache"
        return response

    return app


def _preflight() -> Response:
    """Let scripts of other sites send validators: a browser asks before it does (Fetch s.4.8)."""
    response = Response(status=HTTPStatus.NO_CONTENT, headers=[*CORS])
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
