"""The fast path: documents that are ready are sent before Flask sees the request, and wait for no other."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from time import perf_counter
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from werkzeug.http import http_date
from werkzeug.test import run_wsgi_app

from syndication.model.media_types import TEXT
from syndication.site.document import Document
from syndication.site.headers import FILE_HEADERS
from syndication.site.snapshot import Snapshot
from syndication.web.access_log import REASON, AccessLog
from syndication.web.conditional import LONG_LIVED, Headers, RawResponse, max_age, respond
from syndication.web.lanes import BUSY, Lane, LaneFull
from syndication.web.metrics import BOUNDS, Metrics, labels_of
from syndication.web.reloader import Reloader

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_METHODS = frozenset({"GET", "HEAD"})
_MAX_RESPONSES = 2048  # in the cache
_MAX_HEADER_CHARS = 1000  # of the headers of a request whose response is cached
LARGE_BODY_BYTES = 512 * 1024  # a larger body takes long to send, even if it is ready
_MAX_QUEUED = 16  # requests for computed documents that wait for their turn

_NO_HOST_MESSAGE = b"the request names no host, or more than one; expected one Host header\n"

RequestHeaders = tuple[str | None, str | None, str | None]  # the headers that a response depends on
_Request = tuple[str, str, RequestHeaders]  # method, path, headers
_Ready = tuple[RawResponse, list[float]]  # and the cell that counts its requests
_START, _LANE = "syndication.start", "syndication.lane"  # in the environ of a request that is not ready


@dataclass(frozen=True, slots=True)
class _MinuteCache:
    """The max-age of one minute, and the responses that one snapshot gave in it."""

    snapshot: Snapshot
    start: datetime
    end: datetime
    max_age_headers: Headers  # Cache-Control first
    responses: dict[_Request, _Ready] = field(default_factory=dict)


class FastPath:
    """A WSGI application in front of another: one look-up, and a ready-made response.

    Documents that have to be rendered, and those that are computed from a query, have a lane each: one
    thread and a queue. The queue for queries is bounded; if it is full, the response is 503.
    """

    def __init__(
        self,
        app: WSGIApplication,
        reloader: Reloader,
        extra_headers: Headers,
        log: AccessLog | None,
        metrics: Metrics | None,
    ) -> None:
        self.app = app
        self._log = log
        self._metrics = metrics
        self._ready_seconds = metrics.seconds["ready"] if metrics else None
        self._reloader = reloader
        self._extra_headers = extra_headers
        self._latest = reloader.clock()
        self._minute = self._start_minute(reloader.snapshot, reloader.clock())
        self._rendering = Lane("render")
        self._computing = Lane("compute", waiting=_MAX_QUEUED)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Respond to GET and HEAD of documents; pass everything else on."""
        response = self.lookup(environ)
        if response is None:
            lane = self.lane(environ)
            if lane is None:
                return self.app(environ, start_response)
            try:
                response = lane.submit(partial(self._render_or_run, environ)).result()
            except LaneFull:
                response = self.refuse(environ)
        status, headers, body = response
        start_response(f"{status:d} {status.phrase}", [*headers])  # a server may change its list (PEP 3333)
        return [body] if body else []

    def lookup(self, environ: WSGIEnvironment) -> RawResponse | None:
        """Return the response to GET and HEAD of a document that is ready, or None.

        A request that does not name one host gets its 400 here, too.
        """
        if not _has_host(environ):
            return self._refuse_host(environ)
        start = perf_counter()
        minute = self._now()
        request = environ["REQUEST_METHOD"], environ["PATH_INFO"], _request_headers(environ)
        ready = minute.responses.get(request) or self._render(minute, request)
        if ready is None:
            environ[_START] = start
            return None
        response, cell = ready
        if self._log:
            self._log(environ, response[0], len(response[2]))
        if self._ready_seconds:
            cell[0] += 1
            seconds = perf_counter() - start
            self._ready_seconds[bisect_left(BOUNDS, seconds)] += 1
            self._ready_seconds[-1] += seconds
        return response

    def logged(self, environ: WSGIEnvironment, response: RawResponse) -> RawResponse:
        """Record a response that is sent, and return it."""
        self.record(environ, response[0], response[1], len(response[2]))
        return response

    def record(self, environ: WSGIEnvironment, status: int, headers: Headers, size: int) -> None:
        """Write a response that was not ready to the access log, and count it."""
        if self._log:
            self._log(environ, status, size)
        if self._metrics:
            now = perf_counter()
            labels = labels_of(self._reloader.snapshot, environ["PATH_INFO"], status, headers)
            self._metrics.record(labels, environ.get(_LANE, "other"), now - environ.get(_START, now))

    def _refuse_host(self, environ: WSGIEnvironment) -> RawResponse:
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else _NO_HOST_MESSAGE
        content = [("Content-Type", TEXT), ("Content-Length", str(len(_NO_HOST_MESSAGE)))]
        security = [("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"), *FILE_HEADERS]
        headers = [*content, *security, *self._extra_headers]
        environ[REASON] = "no host is named, or more than one"
        return self.logged(environ, (HTTPStatus.BAD_REQUEST, headers, body))

    def lane(self, environ: WSGIEnvironment) -> Lane | None:
        """Return the lane of a request whose response is not ready; None if it takes next to no time."""
        snapshot, path = self._reloader.snapshot, _decoded(environ)
        if path in snapshot.dynamic_paths:
            environ[_LANE] = "compute"
            return self._computing
        if not snapshot.may_render(path):
            return None
        environ[_LANE] = "render"
        return self._rendering

    def render(self, environ: WSGIEnvironment) -> RawResponse | None:
        """Return the response to GET and HEAD of any document, rendered if necessary, or None.

        It is not in the access log yet: its body may be too large to be sent now.
        """
        minute, method = self._now(), environ["REQUEST_METHOD"]
        document = minute.snapshot.get(_decoded(environ)) if method in _METHODS else None
        if document is None:
            return None
        return self._respond_to_method(method, minute, document, _request_headers(environ))

    def refuse(self, environ: WSGIEnvironment) -> RawResponse:
        """Return the response to a request whose lane is full."""
        status, headers, body = BUSY
        environ[REASON] = "too many requests of this kind wait"
        return self.logged(environ, (status, [*headers, *self._extra_headers], body))

    def _render_or_run(self, environ: WSGIEnvironment) -> RawResponse:
        response = self.render(environ)
        if response is None:  # Flask logs it
            body, status, headers = run_wsgi_app(self.app, environ, buffered=True)
            return HTTPStatus(int(status[:3])), list(headers), b"".join(body)
        return self.logged(environ, response)

    def respond(self, document: Document, environ: WSGIEnvironment) -> RawResponse:
        """Return the response with a document, here as in Flask's views."""
        return self._respond(self._now(), document, _request_headers(environ))

    def _now(self) -> _MinuteCache:
        snapshot, now, minute = self._reloader.current.snapshot, self._reloader.clock(), self._minute
        if minute.snapshot is not snapshot or not minute.start <= now < minute.end:
            minute = self._minute = self._start_minute(snapshot, now)
        return minute

    def _start_minute(self, snapshot: Snapshot, now: datetime) -> _MinuteCache:
        every = timedelta(days=snapshot.settings.newsletter.frequency_days)
        fresh_for = max_age(snapshot.catalog.last_published, every, snapshot.catalog.next_due, now)
        seconds = int(fresh_for.total_seconds())
        value = "no-cache" if snapshot.settings.preview else f"max-age={seconds}, stale-if-error=86400"
        general: Headers = [("Cache-Control", value), *self._extra_headers]
        # The clock was set back: the server's own Date stands still until it has caught up.
        if now < self._latest - _SECOND:
            return _MinuteCache(snapshot, now, now + _SECOND, [*general, ("Date", http_date(now))])
        self._latest = now
        return _MinuteCache(snapshot, now - _SECOND, now.replace(second=0, microsecond=0) + _MINUTE, general)

    def _render(self, minute: _MinuteCache, request: _Request) -> _Ready | None:
        method, path, headers = request
        snapshot, responses = minute.snapshot, minute.responses
        document = snapshot.ready(path) if method in _METHODS else None
        if document is None:
            return None
        if path not in snapshot.prerendered and len(document.body) > LARGE_BODY_BYTES:
            return None  # to compress it takes long, too
        response = self._respond_to_method(method, minute, document, headers)
        cell = self._metrics.cell(labels_of(snapshot, path, *response[:2])) if self._metrics else []
        # The snapshot caches the long tail within a bound; and no client fills the memory with its headers.
        if path in snapshot.prerendered and sum(len(header or "") for header in headers) < _MAX_HEADER_CHARS:
            if len(responses) >= _MAX_RESPONSES:
                responses.clear()
            responses[request] = response, cell
        return response, cell

    def _respond_to_method(
        self, method: str, minute: _MinuteCache, document: Document, request_headers: RequestHeaders
    ) -> RawResponse:
        status, headers, body = self._respond(minute, document, request_headers)
        return status, headers, b"" if method == "HEAD" else body

    def _respond(self, minute: _MinuteCache, document: Document, headers: RequestHeaders) -> RawResponse:
        long_lived = document.long_lived and not minute.snapshot.settings.preview
        general = [LONG_LIVED, *minute.max_age_headers[1:]] if long_lived else minute.max_age_headers
        return respond(document, general, *headers, now=self._reloader.clock())


def _has_host(environ: WSGIEnvironment) -> bool:
    """Return whether a request names one host, as HTTP/1.1 requires (RFC 9112 s.3.2).

    A server joins several Host headers with commas.
    """
    host = environ.get("HTTP_HOST")
    return bool(host and "," not in host) or environ["SERVER_PROTOCOL"] != "HTTP/1.1"


def _request_headers(environ: WSGIEnvironment) -> RequestHeaders:
    get = environ.get
    return get("HTTP_ACCEPT_ENCODING"), get("HTTP_IF_NONE_MATCH"), get("HTTP_IF_MODIFIED_SINCE")


def _decoded(environ: WSGIEnvironment) -> str:
    """Return the path of a request: WSGI passes bytes as Latin-1 (PEP 3333)."""
    path: str = environ["PATH_INFO"]
    return path if path.isascii() else path.encode("latin-1").decode(errors="replace")
