"""What is computed from the query: feeds of one's own, and search."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, json, request

from syndication.feeds.query import MAX_QUERY_LENGTH, too_long
from syndication.model import Format
from syndication.model.errors import QueryError
from syndication.model.media_types import JSON
from syndication.model.paths import custom_feed_path
from syndication.site.document import Document
from syndication.site.routes import rule_of
from syndication.site.views import feeds, pages
from syndication.web.conditional import CORS
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse, preflight, query_of, redirect

_READING: Any = {"methods": ["GET", "OPTIONS"], "provide_automatic_options": False}
_TEXT = "text/plain; charset=utf-8"


def register_custom(
    app: Flask,
    live: Reloader,
    reply: Callable[[Document], DocumentResponse],
) -> None:
    """Register the views; what they answer with is a document like every other."""

    @app.route(rule_of(feeds.custom_feed), **_READING)
    def custom_feed(form: Format) -> Response:
        """Answer with what was chosen, at the one address it has."""
        if request.method == "OPTIONS":
            return preflight()
        snapshot, query = live.snapshot, query_of(request.environ)
        try:
            selection = snapshot.parse_query(query)
        except QueryError as error:
            return _refusal(error, form)
        if query != selection.query.encode():
            return redirect(custom_feed_path(form, selection.query), request.path)
        return reply(snapshot.custom_feed(selection, form))

    @app.route(rule_of(pages.search), strict_slashes=False, **_READING)
    def search(edition: str) -> Response:
        """Answer with a page that shows what was found."""
        snapshot, query = live.snapshot, query_of(request.environ)
        if request.path not in snapshot.dynamic_paths:
            abort(HTTPStatus.NOT_FOUND)
        if request.method == "OPTIONS":
            return preflight()
        if len(query) > MAX_QUERY_LENGTH:
            return _refusal(too_long(len(query)), None)
        return reply(snapshot.search(edition, request.args.get("q", "").strip()))


def _refusal(error: QueryError, form: Format | None) -> Response:
    """Say everything that is wrong with a query, and what would be right."""
    body = json.dumps({"problems": error.problems}) if form is Format.JSON else f"{error}\n"
    media_type = JSON if form is Format.JSON else _TEXT
    return Response(body, HTTPStatus.BAD_REQUEST, [*CORS], content_type=media_type)
