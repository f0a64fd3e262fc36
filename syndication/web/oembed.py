"""The oEmbed provider: from a query to an answer; it looks addresses up and never fetches one."""

import re
from collections.abc import Callable
from http import HTTPStatus

from flask import Flask, Response, request

from syndication.render.oembed import JSON, XML, MaxSize
from syndication.site.document import Document
from syndication.site.routes import rule_of
from syndication.site.views import embeds
from syndication.web.conditional import CORS
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse, preflight

_TEXT = "text/plain; charset=utf-8"
_PIXELS = re.compile(r"0*[1-9][0-9]{0,5}")
_REASONS = {
    HTTPStatus.NOT_FOUND: "there is nothing to embed at url; expected the address of an entry's page",
    HTTPStatus.GONE: "what stood at url was withdrawn",
    HTTPStatus.SERVICE_UNAVAILABLE: "what stands at url cannot be shown now",
}


def register_oembed(app: Flask, live: Reloader, reply: Callable[[Document], DocumentResponse]) -> None:
    """Add the view; what it answers with is a document like every other."""

    @app.route(rule_of(embeds.oembed), methods=["GET", "OPTIONS"], provide_automatic_options=False)
    def oembed() -> Response:
        """Say how to embed the address asked for (oembed.com s.2.2 to s.2.3.4)."""
        if request.method == "OPTIONS":
            return preflight()
        url, form = request.args.get("url", ""), request.args.get("format", JSON)
        if not url:
            return _refusal(HTTPStatus.BAD_REQUEST, "url is missing; expected the address of an entry's page")
        if form not in (JSON, XML):
            return _refusal(HTTPStatus.NOT_IMPLEMENTED, "format is unknown; expected json or xml")
        try:
            room = MaxSize(width=_pixels("maxwidth"), height=_pixels("maxheight"))
        except ValueError as error:
            return _refusal(HTTPStatus.BAD_REQUEST, str(error))
        snapshot = live.snapshot
        found = snapshot.oembed(url, room, form)
        if isinstance(found, Document):
            return reply(found)
        return _refusal(found, _REASONS[found])


def _pixels(name: str) -> int | None:
    given = request.args.get(name)
    if given is None:
        return None
    if not _PIXELS.fullmatch(given):
        raise ValueError(f"{name} is no number of pixels; expected one, such as 600")
    return int(given)


def _refusal(status: HTTPStatus, reason: str) -> Response:
    return Response(f"{reason}\n", status, [*CORS], content_type=_TEXT)
