"""What Flask's views answer with."""

from http import HTTPStatus
from typing import Any
from wsgiref.types import WSGIEnvironment

from flask import Response
from werkzeug.datastructures import Headers as WerkzeugHeaders

from syndication.web.answer import CORS, Headers


class Reply(Response):
    """A document's answer, just as the fast path sends it: Flask adds nothing and takes nothing away."""

    def __init__(self, status: str, headers: Headers, body: bytes) -> None:
        super().__init__(body, status, headers)
        self.headers = WerkzeugHeaders(headers)

    def get_wsgi_headers(self, environ: WSGIEnvironment) -> Any:  # noqa: ARG002 (werkzeug hands it over)
        """Keep the headers as they are: of a 304 werkzeug would drop Last-Modified."""
        return self.headers


def preflight() -> Response:
    """Let scripts of other sites send validators: a browser asks before it does (Fetch s.4.8)."""
    response = Response(status=HTTPStatus.NO_CONTENT, headers=[*CORS])
    response.headers["Access-Control-Allow-Methods"] = "GET, HEAD"
    response.headers["Access-Control-Allow-Headers"] = "If-None-Match, If-Modified-Since"
    response.headers["Access-Control-Max-Age"] = "86400"
    return response
