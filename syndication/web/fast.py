"""The fast path: what stands in the snapshot is answered before Flask is asked."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from syndication.document import Document
from syndication.snapshot import Snapshot
from syndication.web.answer import LASTING, Answer, Headers, answer, freshness
from syndication.web.live import Live
from syndication.web.log import AccessLog

_MINUTE = timedelta(minutes=1)
_READING = frozenset({"GET", "HEAD"})
_MOST = 2048  # answers that are kept
_LONGEST = 1000  # characters of the headers of a request whose answer is kept

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
        self._lasting = [LASTING, *extra]
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
        """Give the whole answer to GET and HEAD of a document, or None."""
        minute = self._now()
        request = environ["REQUEST_METHOD"], environ["PATH_INFO"], _asked(environ)
        found = minute.answers.get(request)
        if found is None:
            found = self._work_out(minute, request)
        if self._log and found:
            self._log(environ, found[0], len(found[2]))
        return found

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
        begun = now.replace(second=0, microsecond=0)
        return _Minute(snapshot, begun, begun + _MINUTE, [("Cache-Control", value), *self._extra])

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
        if path in snapshot.hot and sum(len(header or "") for header in asked) < _LONGEST:
            if len(answers) >= _MOST:
                answers.clear()
            answers[request] = found
        return found

    def _answer(self, minute: _Minute, document: Document, asked: _Asked) -> Answer:
        lasting = document.lasting and not minute.snapshot.settings.preview
        general = self._lasting if lasting else minute.passing
        return answer(document, general, *asked, now=self._live.clock())


def _asked(environ: WSGIEnvironment) -> _Asked:
    given = environ.get
    return given("HTTP_ACCEPT_ENCODING"), given("HTTP_IF_NONE_MATCH"), given("HTTP_IF_MODIFIED_SINCE")
