"""The oEmbed provider; it looks an address up and never fetches one."""

import re
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, request

from syndication.model.media_types import TEXT
from syndication.render.oembed import JSON, XML, MaxSize
from syndication.site.document import Document
from syndication.site.routes import rule_of
from syndication.site.views import embeds
from syndication.web.conditional import CORS
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse, preflight

_PIXELS = re.compile(r"0*[1-9][0-9]{0,5}")
_REASONS = {
    HTTPStatus.NOT_FOUND: "there is nothing to embed at url; expected the address of an entry's page",
    HTTPStatus.GONE: "the entry at url was withdrawn",
    HTTPStatus.SERVICE_UNAVAILABLE: "the entry at url cannot be shown now",
}


def register_oembed(app: Flask, reloader: Reloader, respond: Callable[[Document], DocumentResponse]) -> None:
    """Register the view; it returns a document like every other."""

    @app.route(rule_of(embeds.oembed), methods=["GET", "OPTIONS"], provide_automatic_options=False)
    def oembed() -> Response:
        """Return how to embed an entry (oembed.com s.2.2 to s.2.3.4)."""
        if request.method == "OPTIONS":
            return preflight()
        url, form = request.args.get("url", ""), request.args.get("format", JSON)
        if not url:
            return _error(HTTPStatus.BAD_REQUEST, "url is missing; expected the address of an entry's page")
        if form not in (JSON, XML):
            return _error(HTTPStatus.NOT_IMPLEMENTED, "format is unknown; expected json or xml")
        try:
            size = MaxSize(width=_pixels("maxwidth"), height=_pixels("maxheight"))
        except ValueError as error:
            return _error(HTTPStatus.BAD_REQUEST, str(error))
        snapshot = reloader.snapshot
        result = snapshot.oembed(url, size, form)
        if isinstance(result, Document):
            return respond(result)
        return _error(result, _REASONS[result])


def _pixels(name: str) -> int | None:
    value = request.args.get(name)
    if value is None:
        return None
    if not _PIXELS.fullmatch(value):
        raise ValueError(f"{name} is not a number of pixels; expected one, such as 600")
    return int(value)


def _error(status: HTTPStatus, reason: str) -> Response:
    return Response(f"{reason}\n", status, [*CORS], content_type=TEXT)
