"""The fast path: what stands in the snapshot is answered before Flask is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from syndication.media_types import TEXT
from syndication.site.document import Document
from syndication.site.snapshot import Snapshot
from syndication.web.answer import LASTING, Answer, Headers, answer, freshness, http_date
from syndication.web.live import Live
from syndication.web.log import AccessLog

_MINUTE, _SECOND = timedelta(minutes=1), timedelta(seconds=1)
_READING = frozenset({"GET", "HEAD"})
_MOST = 2048  # answers that are kept
_LONGEST = 1000  # characters of the headers of a request whose answer is kept

_NO_HOST = b"the request names no host, or more than one; expected one Host header\n"

_Asked = tuple[str | None, str | None, str | None]  # the headers that an answer depends on
_Request = tuple[str, str, _Asked]  # method and path besides


@dataclass(frozen=True, slots=True)
class _Minute:
    """What holds for one snapshot and one minute, and the answers that were given in it."""

    snapshot: Snapshot
    begun: datetime
    end: datetime
    passing: Headers  # how long an answer stays fresh
    answers: dict[_Request, Answer] = field(default_factory=dict)


class FastPath:
    """A WSGI application in front of another: one look-up, and a ready-made answer."""

    def __init__(self, app: WSGIApplication, live: Live, extra: Headers, log: AccessLog | None) -> None:
        self._app = app
        self._log = log
        self._live = live
        self._extra = extra
        self._latest = live.clock()
        self._minute = self._begin(live.snapshot, live.clock())

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD of documents; hand everything else on."""
        found = self.find(environ)
        if found is None:
            return self._app(environ, start_response)
        status, headers, body = found
        start_response(f"{status:d} {status.phrase}", [*headers])  # a server may change its list (PEP 3333)
        return [body] if body else []

    def find(self, environ: WSGIEnvironment) -> Answer | None:
        """Give the whole answer to GET and HEAD of a document, or to a request without its host, or None."""
        if not _has_host(environ):
            return self._refuse(environ)
        minute = self._now()
        request = environ["REQUEST_METHOD"], environ["PATH_INFO"], _asked(environ)
        found = minute.answers.get(request)
        if found is None:
            found = self._work_out(minute, request)
        if self._log and found:
            self._log(environ, found[0], len(found[2]))
        return found

    def _refuse(self, environ: WSGIEnvironment) -> Answer:
        body = b"" if environ["REQUEST_METHOD"] == "HEAD" else _NO_HOST
        described = [("Content-Type", TEXT), ("Content-Length", str(len(_NO_HOST)))]
        guards = [("Cache-Control", "no-cache"), ("X-Content-Type-Options", "nosniff"), *self._extra]
        if self._log:
            self._log(environ, HTTPStatus.BAD_REQUEST, len(body))
        return HTTPStatus.BAD_REQUEST, [*described, *guards], body

    def answer(self, document: Document, environ: WSGIEnvironment) -> Answer:
        """Give what a document answers to a request, here as in Flask's views."""
        return self._answer(self._now(), document, _asked(environ))

    def _now(self) -> _Minute:
        snapshot, now, minute = self._live.taken.snapshot, self._live.clock(), self._minute
        if minute.snapshot is not snapshot or not minute.begun <= now < minute.end:
            minute = self._minute = self._begin(snapshot, now)
        return minute

    def _begin(self, snapshot: Snapshot, now: datetime) -> _Minute:
        every = timedelta(days=snapshot.settings.newsletter.frequency_days)
        fresh_for = freshness(snapshot.catalog.newest, every, snapshot.catalog.next_due, now)
        seconds = int(fresh_for.total_seconds())
        value = "no-cache" if snapshot.settings.preview else f"max-age={seconds}, stale-if-error=86400"
        general: Headers = [("Cache-Control", value), *self._extra]
        if (
            now < self._latest - _SECOND
        ):  # it was set back: the server's own Date stands still until the clock has caught up
            return _Minute(snapshot, now, now + _SECOND, [*general, ("Date", http_date(now))])
        self._latest = now
        return _Minute(snapshot, now - _SECOND, now.replace(second=0, microsecond=0) + _MINUTE, general)

    def _work_out(self, minute: _Minute, request: _Request) -> Answer | None:
        method, path, asked = request
        snapshot, answers = minute.snapshot, minute.answers
        document = snapshot.get(path) if method in _READING else None
        if document is None:
            return None
        found = self._answer(minute, document, asked)
        if method == "HEAD":
            found = found[0], found[1], b""
        # Of the long tail, a snapshot itself bounds what is kept; and nobody fills the memory with headers.
        if path in snapshot.prerendered and sum(len(header or "") for header in asked) < _LONGEST:
            if len(answers) >= _MOST:
                answers.clear()
            answers[request] = found
        return found

    def _answer(self, minute: _Minute, document: Document, asked: _Asked) -> Answer:
        lasting = document.long_lived and not minute.snapshot.settings.preview
        general = [LASTING, *minute.passing[1:]] if lasting else minute.passing
        return answer(document, general, *asked, now=self._live.clock())


def _has_host(environ: WSGIEnvironment) -> bool:
    """Return whether a request names one host, as HTTP/1.1 requires (RFC 9112 s.3.2).

    A server joins several Host headers with commas.
    """
    host = environ.get("HTTP_HOST")
    return bool(host and "," not in host) or environ["SERVER_PROTOCOL"] != "HTTP/1.1"


def _asked(environ: WSGIEnvironment) -> _Asked:
    given = environ.get
    return given("HTTP_ACCEPT_ENCODING"), given("HTTP_IF_NONE_MATCH"), given("HTTP_IF_MODIFIED_SINCE")
