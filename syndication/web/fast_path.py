"""The fast path: documents that are ready are answered before Flask is asked, and never wait for others."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import http_date
from werkzeug.test import run_wsgi_app

from syndication.model.media_types import TEXT
from syndication.site.document import Document
from syndication.site.headers import FILE_HEADERS
from syndication.site.snapshot import Snapshot
from syndication.web.access_log import AccessLog
from syndication.web.conditional import LONG_LIVED, Headers, RawResponse, max_age, respond
from syndication.web.lanes import BUSY, Lane, LaneFull
from syndication.web.reloader import Reloader

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_READING = frozenset({"GET", "HEAD"})
_MAX_RESPONSES = 2048  # answers that are kept
_MAX_HEADER_CHARS = 1000  # characters of the headers of a request whose answer is kept
_LARGE = 512 * 1024  # bytes of a body that is no quick answer, however ready it is
_WAITING = 16  # requests for computed answers that wait for their turn

_NO_HOST = b"the request names no host, or more than one; expected one Host header\n"

RequestHeaders = tuple[str | None, str | None, str | None]  # the headers that an answer depends on
_Request = tuple[str, str, RequestHeaders]  # method and path besides


@dataclass(frozen=True, slots=True)
class _MinuteCache:
    """What holds for one snapshot and one minute, and the answers that were given in it."""

    snapshot: Snapshot
    start: datetime
    end: datetime
    max_age_headers: Headers  # how long an answer stays fresh
    responses: dict[_Request, RawResponse] = field(default_factory=dict)


class FastPath:
    """A WSGI application in front of another: one look-up, and a ready-made answer.

    Documents that have to be rendered, and answers that are computed from a query, have a lane each: one
    thread and a queue. A queue of computed answers has an end, beyond which they are refused with 503.
    """

    def __init__(self, app: WSGIApplication, live: Reloader, extra: Headers, log: AccessLog | None) -> None:
        self.app = app
        self._log = log
        self._live = live
        self._extra = extra
        self._latest = live.clock()
        self._minute = self._begin(live.snapshot, live.clock())
        self._rendering = Lane("render")
        self._computing = Lane("compute", waiting=_WAITING)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD of documents; hand everything else on."""
        found = self.lookup(environ)
        if found is None:
            lane = self.lane(environ)
            if lane is None:
                return self.app(environ, start_response)
            try:
                found = lane.submit(partial(self._render_or_run, environ)).result()
            except LaneFull:
                found = self.refuse(environ)
        status, headers, body = found
        start_response(f"{status:d} {status.phrase}", [*headers])  # a server may change its list (PEP 3333)
        return [body] if body else []

    def lookup(self, environ: WSGIEnvironment) -> RawResponse | None:
        """Return the whole answer to GET and HEAD of a document that is ready, or None.

        A request that does not name one host is answered here, too.
        """
        if not _has_host(environ):
            return self._refuse_host(environ)
        minute = self._now()
        request = environ["REQUEST_METHOD"], environ["PATH_INFO"], _request_headers(environ)
        found = minute.responses.get(request)
        if found is None:
            found = self._render(minute, request)
        if self._log and found:
            self._log(environ, found[0], len(found[2]))
        return found

    def _refuse_host(self, environ: WSGIEnvironment) -> RawResponse:
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else _NO_HOST
        described = [("Content-Type", TEXT), ("Content-Length", str(len(_NO_HOST)))]
        guards = [("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"), *FILE_HEADERS]
        if self._log:
            self._log(environ, HTTPStatus.BAD_REQUEST, len(body))
        return HTTPStatus.BAD_REQUEST, [*described, *guards, *self._extra], body

    def lane(self, environ: WSGIEnvironment) -> Lane | None:
        """Return the lane of a request whose answer is not ready; None if it costs next to nothing."""
        snapshot, path = self._live.snapshot, _decoded(environ)
        if path in snapshot.dynamic_paths:
            return self._computing
        rendered = environ["REQUEST_METHOD"] in _READING and snapshot.may_render(path)
        return self._rendering if rendered else None

    def render(self, environ: WSGIEnvironment) -> RawResponse | None:
        """Return the whole answer to GET and HEAD of any document, rendered if need be, or None."""
        minute, method = self._now(), environ["REQUEST_METHOD"]
        document = minute.snapshot.get(_decoded(environ)) if method in _READING else None
        if document is None:
            return None
        found = self._respond_to_method(method, minute, document, _request_headers(environ))
        if self._log:
            self._log(environ, found[0], len(found[2]))
        return found

    def refuse(self, environ: WSGIEnvironment) -> RawResponse:
        """Return the answer to a request that has no place in its lane."""
        status, headers, body = BUSY
        if self._log:
            self._log(environ, status, len(body))
        return status, [*headers, *self._extra], body

    def _render_or_run(self, environ: WSGIEnvironment) -> RawResponse:
        found = self.render(environ)
        if found is None:
            body, status, headers = run_wsgi_app(self.app, environ, buffered=True)
            found = HTTPStatus(int(status[:3])), list(headers), b"".join(body)
        return found

    def respond(self, document: Document, environ: WSGIEnvironment) -> RawResponse:
        """Give what a document answers to a request, here as in Flask's views."""
        return self._respond(self._now(), document, _request_headers(environ))

    def _now(self) -> _MinuteCache:
        snapshot, now, minute = self._live.current.snapshot, self._live.clock(), self._minute
        if minute.snapshot is not snapshot or not minute.start <= now < minute.end:
            minute = self._minute = self._begin(snapshot, now)
        return minute

    def _begin(self, snapshot: Snapshot, now: datetime) -> _MinuteCache:
        every = timedelta(days=snapshot.settings.newsletter.frequency_days)
        fresh_for = max_age(snapshot.catalog.last_published, every, snapshot.catalog.next_due, now)
        seconds = int(fresh_for.total_seconds())
        value = "no-cache" if snapshot.settings.preview else f"max-age={seconds}, stale-if-error=86400"
        general: Headers = [("Cache-Control", value), *self._extra]
        if (
            now < self._latest - _SECOND
        ):  # it was set back: the server's own Date stands still until the clock has caught up
            return _MinuteCache(snapshot, now, now + _SECOND, [*general, ("Date", http_date(now))])
        self._latest = now
        return _MinuteCache(snapshot, now - _SECOND, now.replace(second=0, microsecond=0) + _MINUTE, general)

    def _render(self, minute: _MinuteCache, request: _Request) -> RawResponse | None:
        method, path, asked = request
        snapshot, answers = minute.snapshot, minute.responses
        document = snapshot.ready(path) if method in _READING else None
        if document is None:
            return None
        found = self._respond_to_method(method, minute, document, asked)
        if path not in snapshot.prerendered and len(found[2]) > _LARGE:
            return None
        # Of the long tail, a snapshot itself bounds what is kept; and nobody fills the memory with headers.
        if path in snapshot.prerendered and sum(len(header or "") for header in asked) < _MAX_HEADER_CHARS:
            if len(answers) >= _MAX_RESPONSES:
                answers.clear()
            answers[request] = found
        return found

    def _respond_to_method(
        self, method: str, minute: _MinuteCache, document: Document, asked: RequestHeaders
    ) -> RawResponse:
        status, headers, body = self._respond(minute, document, asked)
        return status, headers, b"" if method == "HEAD" else body

    def _respond(self, minute: _MinuteCache, document: Document, asked: RequestHeaders) -> RawResponse:
        lasting = document.long_lived and not minute.snapshot.settings.preview
        general = [LONG_LIVED, *minute.max_age_headers[1:]] if lasting else minute.max_age_headers
        return respond(document, general, *asked, now=self._live.clock())


def _has_host(environ: WSGIEnvironment) -> bool:
    """Return whether a request names one host, as HTTP/1.1 requires (RFC 9112 s.3.2).

    A server joins several Host headers with commas.
    """
    host = environ.get("HTTP_HOST")
    return bool(host and "," not in host) or environ["SERVER_PROTOCOL"] != "HTTP/1.1"


def _request_headers(environ: WSGIEnvironment) -> RequestHeaders:
    given = environ.get
    return given("HTTP_ACCEPT_ENCODING"), given("HTTP_IF_NONE_MATCH"), given("HTTP_IF_MODIFIED_SINCE")


def _decoded(environ: WSGIEnvironment) -> str:
    """Return the path of a request: WSGI hands bytes over as Latin-1 (PEP 3333)."""
    path: str = environ["PATH_INFO"]
    return path if path.isascii() else path.encode("latin-1").decode(errors="replace")
