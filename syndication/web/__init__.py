"""The web application, and the only place that imports Flask: look a path up in the snapshot, no more."""

from datetime import timedelta
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

from flask import Flask, Response, request
from werkzeug.datastructures import Headers

from syndication.config import Settings
from syndication.snapshot import HTML
from syndication.urls import relative
from syndication.web.answer import CORS, POLICY, answer, freshness
from syndication.web.live import Clock, Live


def create_app(settings: Settings, clock: Clock) -> Flask:
    """Make the WSGI application; `settings.base_url` must be known.

    The archive is read before it returns, so that a server never listens with nothing to serve.
    """
    app = Flask(__name__, static_folder=None)
    app.url_map.merge_slashes = False
    live = Live(settings, clock)

    @app.get("/healthz")
    def health() -> tuple[dict[str, object], dict[str, str]]:
        """Tell operators how many issues are served and which files are broken."""
        library = live.library
        state: dict[str, object] = {
            "status": "degraded" if library.broken else "ok",
            "issues": len(library.issues),
            "broken": len(library.broken),
            "errors": [problem.as_json() for problem in library.errors],
        }
        return state, {"Content-Type": "application/json; charset=utf-8"}

    @app.route("/", defaults={"path": ""}, methods=["GET", "OPTIONS"], provide_automatic_options=False)
    @app.route("/<path:path>", methods=["GET", "OPTIONS"], provide_automatic_options=False)
    def document(path: str) -> Response:
        """Serve what stands at a path; the query string plays no part."""
        snapshot = live.current()
        path = f"/{path}"
        found = snapshot.get(path)
        if found is not None:
            if request.method == "OPTIONS":
                return _preflight()
            newsletter = settings.newsletter
            fresh_for = freshness(
                snapshot.catalog.newest,
                timedelta(days=newsletter.frequency_days),
                snapshot.catalog.next_due,
                clock(),
            )
            headers = {name.lower(): value for name, value in request.headers.items()}
            status, fields, body = answer(found, headers, fresh_for)
            return _Answer(body, status, fields)
        other = snapshot.nearest(path)
        if other is not None:
            return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": relative(other, path)})
        return Response(
            snapshot.missing(path),
            HTTPStatus.NOT_FOUND,
            {"Content-Security-Policy": POLICY},
            content_type=HTML,
        )

    return app


class _Answer(Response):
    """A response whose 304 keeps Last-Modified, which Werkzeug takes away with the body's other headers.

    A client that replaces both its validators by what it was told last would lose the date.
    """

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Headers:
        """Give the headers as they are sent."""
        headers = super().get_wsgi_headers(environ)
        if self.last_modified is not None:
            headers["Last-Modified"] = self.headers["Last-Modified"]
        return headers


def _preflight() -> Response:
    """Let scripts of other sites send validators: a browser asks before it does (Fetch s.4.8)."""
    response = Response(status=HTTPStatus.NO_CONTENT, headers=[*CORS])
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
