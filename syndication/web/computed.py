"""What is computed from the query: feeds of one's own, and search."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, json, request

from syndication.errors import QueryError
from syndication.model import Format
from syndication.selection import LONGEST, too_long
from syndication.site.document import JSON, Document
from syndication.urls import own_feed_path
from syndication.web.answer import CORS
from syndication.web.live import Live
from syndication.web.reply import Reply, preflight, query_of, redirect

_READING: Any = {"methods": ["GET", "OPTIONS"], "provide_automatic_options": False}
_TEXT = "text/plain; charset=utf-8"


def add_computed(
    app: Flask,
    live: Live,
    reply: Callable[[Document], Reply],
    elsewhere: Callable[[str], Response],
) -> None:
    """Add the views; what they answer with is a document like every other.

    `elsewhere` answers where there is nothing to compute.
    """

    @app.route(f"/feed.<any({', '.join(Format)}):form>", **_READING)
    def own_feed(form: str) -> Response:
        """Answer with what was chosen, at the one address it has."""
        if request.method == "OPTIONS":
            return preflight()
        snapshot, query = live.snapshot, query_of(request.environ)
        try:
            selection = snapshot.select(query)
        except QueryError as error:
            return _refusal(error, Format(form))
        if query != selection.query.encode():
            return redirect(own_feed_path(Format(form), selection.query), request.path)
        return reply(snapshot.own_feed(selection, Format(form)))

    @app.route("/<edition>/search/", strict_slashes=False, **_READING)
    def search(edition: str) -> Response:
        """Answer with a page that shows what was found."""
        snapshot, query = live.snapshot, query_of(request.environ)
        if request.path not in snapshot.computed:
            return elsewhere(request.path.removeprefix("/"))
        if request.method == "OPTIONS":
            return preflight()
        if len(query) > LONGEST:
            return _refusal(too_long(len(query)), None)
        return reply(snapshot.search(edition, request.args.get("q", "").strip()))


def _refusal(error: QueryError, form: Format | None) -> Response:
    """Say everything that is wrong with a query, and what would be right."""
    body = json.dumps({"problems": error.problems}) if form is Format.JSON else f"{error}\n"
    media_type = JSON if form is Format.JSON else _TEXT
    return Response(body, HTTPStatus.BAD_REQUEST, [*CORS], content_type=media_type)
