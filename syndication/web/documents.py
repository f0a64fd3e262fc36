"""The routes of documents; a near miss is redirected, and everything else gets an error page."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, abort, request
from werkzeug.exceptions import MethodNotAllowed

from syndication.model.paths import ROOT
from syndication.site.document import Document
from syndication.site.routes import ROUTES
from syndication.site.routing import CONVERTERS, Group
from syndication.site.snapshot import Snapshot
from syndication.web.access_log import REASON
from syndication.web.conditional import CORS, MIN_MAX_AGE
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse, preflight, query_of, redirect

_METHODS = ("GET", "HEAD", "OPTIONS")
_MAX_PATH_BYTES = 1000  # more than any address of ours has
_MAX_PATH_DEPTH = 8
_REASONS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address",
    HTTPStatus.GONE: "the entry was withdrawn",
    HTTPStatus.SERVICE_UNAVAILABLE: "the entry is published and its file cannot be read",
}


def register_documents(
    app: Flask, reloader: Reloader, respond: Callable[[Document], DocumentResponse]
) -> None:
    """Register the address table; the fast path answers nearly all of its requests before Flask sees them."""

    def document(**_: object) -> Response:
        """Return the document of a path that the fast path left: not in ASCII, or new in this moment."""
        document = reloader.snapshot.get(request.path)
        if document is None:
            abort(HTTPStatus.NOT_FOUND)
        return preflight() if request.method == "OPTIONS" else respond(document)

    def near_miss_or_error_page(_: Exception) -> Response:
        """Redirect to the path that was meant, or explain why there is nothing."""
        if request.method not in _METHODS:
            return app.make_response(MethodNotAllowed(_METHODS))
        path, snapshot = request.path, reloader.snapshot
        nearest = snapshot.nearest(path)
        if nearest is not None:
            query = query_of(request.environ) if nearest in snapshot.dynamic_paths else b""
            return redirect(nearest, path, query)
        return _error_response(snapshot, path)

    @app.before_request
    def refuse_other_spellings() -> Response | None:
        """Refuse paths that cannot be ours before werkzeug matches them: it drops leading slashes."""
        return None if _may_be_ours(request.environ["PATH_INFO"]) else _error_response(reloader.snapshot, "/")

    app.url_map.converters |= CONVERTERS
    for route in ROUTES:
        if route.group is not Group.DYNAMIC:
            app.add_url_rule(
                route.rule,
                route.name,
                document,
                methods=["GET", "OPTIONS"],
                provide_automatic_options=False,
                strict_slashes=route.rule == ROOT,  # an empty path is redirected by werkzeug, others by us
            )
    app.register_error_handler(HTTPStatus.NOT_FOUND, near_miss_or_error_page)


def _may_be_ours(path: str) -> bool:
    """Return whether a path, in WSGI's Latin-1, could be an address of this site."""
    one_slash = path.startswith("/") and not path.startswith("//")
    return one_slash and len(path) <= _MAX_PATH_BYTES and path.count("/") <= _MAX_PATH_DEPTH


def _error_response(snapshot: Snapshot, path: str) -> Response:
    status, page = snapshot.error_page(path)
    request.environ[REASON] = _REASONS.get(status)
    response = Response(page.body, status, [*page.headers, *CORS], content_type=page.media_type)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(int(MIN_MAX_AGE.total_seconds()))
    return response
