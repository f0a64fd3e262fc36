"""What Flask's views answer with."""

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
    """A document's answer, just as the fast path sends it: Flask adds nothing and takes nothing away."""

    def __init__(self, status: HTTPStatus, headers: Headers, body: bytes) -> None:
        super().__init__(body, f"{status:d} {status.phrase}", headers)
        self.headers = WerkzeugHeaders(headers)

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Any:  # noqa: ARG002 (werkzeug hands it over)
        """Keep the headers as they are: of a 304 werkzeug would drop Last-Modified."""
        return self.headers


def query_of(environ: WSGIEnvironment) -> bytes:
    """Give the query string as it was sent: WSGI hands bytes over as Latin-1 (PEP 3333)."""
    return str(environ.get("QUERY_STRING", "")).encode("latin-1")


def redirect(target: str, path: str, query: bytes = b"") -> Response:
    """Show the way from a path to another, for good and under any prefix; any script may follow."""
    asked = f"?{quote(query, safe=punctuation)}" if query else ""
    headers = [("Location", relative(target, path) + asked), *CORS]
    return Response(status=HTTPStatus.PERMANENT_REDIRECT, headers=headers)


def preflight() -> Response:
    """Let scripts of other sites send validators: a browser asks before it does (Fetch s.4.8)."""
    response = Response(status=HTTPStatus.NO_CONTENT, headers=[*CORS])
    response.headers["Allow"] = "GET, HEAD, OPTIONS"
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
