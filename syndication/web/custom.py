"""Responses that are computed from the query: custom feeds and search."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, abort, json, request

from syndication.feeds.query import MAX_QUERY_LENGTH, too_long
from syndication.model import Format
from syndication.model.errors import QueryError
from syndication.model.media_types import JSON, TEXT
from syndication.model.paths import custom_feed_path
from syndication.site.document import Document
from syndication.site.routes import rule_of
from syndication.site.snapshot import Snapshot
from syndication.site.views import feeds, pages
from syndication.web.access_log import REASON
from syndication.web.conditional import CORS
from syndication.web.reloader import Reloader
from syndication.web.responses import DocumentResponse, preflight, query_of, redirect

_MAX_REASON_CHARS = 500  # in the access log; it repeats what a client sent
_CUSTOM_FEED_ONLY = {"edition", "section", "speaker"}  # parameters that a search does not have
_ROUTE_OPTIONS: Any = {"methods": ["GET", "OPTIONS"], "provide_automatic_options": False}


def register_custom(
    app: Flask,
    reloader: Reloader,
    respond: Callable[[Document], DocumentResponse],
) -> None:
    """Register the views; each returns a document like every other."""

    @app.route(rule_of(feeds.custom_feed), **_ROUTE_OPTIONS)
    def custom_feed(form: Format) -> Response:
        """Return the feed of a query, or a redirect to the one address that this feed has."""
        if request.method == "OPTIONS":
            return preflight()
        snapshot, query = reloader.snapshot, query_of(request.environ)
        try:
            feed_query = snapshot.parse_query(query)
        except QueryError as error:
            return _bad_request(error, form)
        if query != feed_query.query_string.encode():
            return redirect(custom_feed_path(form, feed_query.query_string), request.path)
        return respond(snapshot.custom_feed(feed_query, form))

    @app.route(rule_of(pages.search), strict_slashes=False, **_ROUTE_OPTIONS)
    def search(edition: str) -> Response:
        """Return a page with the results."""
        snapshot, query = reloader.snapshot, query_of(request.environ)
        if request.path not in snapshot.dynamic_paths:
            abort(HTTPStatus.NOT_FOUND)
        if request.method == "OPTIONS":
            return preflight()
        try:
            return respond(_results(snapshot, edition, query))
        except QueryError as error:
            return _bad_request(error, None)


def _results(snapshot: Snapshot, edition: str, query: bytes) -> Document:
    """Return the results of a search; to the form for custom feeds, without a script, how to subscribe."""
    if len(query) > MAX_QUERY_LENGTH:
        raise too_long(len(query))
    if request.args.keys() & _CUSTOM_FEED_ONLY:
        return snapshot.custom_feed_page(edition, snapshot.parse_query(query))
    return snapshot.search(edition, request.args.get("q", "").strip())


def _bad_request(error: QueryError, form: Format | None) -> Response:
    """Return a 400 that lists every error of a query, and the valid values."""
    request.environ[REASON] = str(error).replace("\n", "; ")[:_MAX_REASON_CHARS]
    body = json.dumps({"problems": error.problems}) if form is Format.JSON else f"{error}\n"
    media_type = JSON if form is Format.JSON else TEXT
    return Response(body, HTTPStatus.BAD_REQUEST, [*CORS], content_type=media_type)
