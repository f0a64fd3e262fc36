"""The responses of Flask's views."""

from http import HTTPStatus
from string import punctuation
from typing import Any
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from flask import Response
from werkzeug.datastructures import Headers as WerkzeugHeaders

from syndication.model.urls import relative
from syndication.web.conditional import CORS, Headers


class DocumentResponse(Response):
    """The response with a document, exactly as the fast path sends it: Flask changes nothing."""

    def __init__(self, status: HTTPStatus, headers: Headers, body: bytes) -> None:
        super().__init__(body, f"{status:d} {status.phrase}", headers)
        self.headers = WerkzeugHeaders(headers)

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Any:  # noqa: ARG002 (werkzeug hands it over)
        """Return the headers unchanged: werkzeug would drop Last-Modified from a 304."""
        return self.headers


def query_of(environ: WSGIEnvironment) -> bytes:
    """Return the query string as it was sent: WSGI passes bytes as Latin-1 (PEP 3333)."""
    return str(environ.get("QUERY_STRING", "")).encode("latin-1")


def redirect(target: str, path: str, query: bytes = b"") -> Response:
    """Return a permanent redirect that works under any path prefix, and that scripts may follow."""
    suffix = f"?{quote(query, safe=punctuation)}" if query else ""
    headers = [("Location", relative(target, path) + suffix), *CORS]
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers=headers)


def preflight() -> Response:
    """Return the answer to a CORS preflight: scripts of other sites may send validators (Fetch s.4.8)."""
    response = Response(status=HTTPStatus.NO_CONTENT, headers=[*CORS])
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
