"""The fast path: what stands in the snapshot is answered before Flask is asked."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from syndication.document import Document
from syndication.snapshot import Snapshot
from syndication.web.answer import LASTING, Answer, Headers, answer, freshness
from syndication.web.live import Live
from syndication.web.log import AccessLog

_MINUTE = timedelta(minutes=1)
_NEVER = datetime.min.replace(tzinfo=UTC)
_READING = frozenset({"GET", "HEAD"})


class FastPath:
    """A WSGI application in front of another: one look-up, and ready-made bytes and headers."""

    def __init__(self, app: WSGIApplication, live: Live, extra: Headers, log: AccessLog | None) -> None:
        self._app = app
        self._log = log
        self._live = live
        self._extra = extra
        self._lasting = [LASTING, *extra]
        self._fresh: tuple[Snapshot | None, datetime, datetime, Headers] = (None, _NEVER, _NEVER, [])

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD of documents; hand everything else on."""
        found = self.find(environ)
        if found is None:
            return self._app(environ, start_response)
        status, headers, body = found
        start_response(status, headers)
        return [body] if body else []

    def find(self, environ: WSGIEnvironment) -> Answer | None:
        """Give the whole answer to GET and HEAD of a document, or None."""
        method = environ["REQUEST_METHOD"]
        if method not in _READING:
            return None
        snapshot = self._live.taken.snapshot
        document = snapshot.get(environ["PATH_INFO"])
        if document is None:
            return None
        found = self.answer(snapshot, document, environ)
        if method == "HEAD":
            found = found[0], found[1], b""
        if self._log:
            self._log(environ, found[0], len(found[2]))
        return found

    def answer(self, snapshot: Snapshot, document: Document, environ: WSGIEnvironment) -> Answer:
        """Give what a document of a snapshot answers to a request, here as in Flask's views."""
        given = environ.get
        return answer(
            document,
            self._lasting if document.lasting and not snapshot.settings.preview else self._passing(snapshot),
            given("HTTP_ACCEPT_ENCODING"),
            given("HTTP_IF_NONE_MATCH"),
            given("HTTP_IF_MODIFIED_SINCE"),
        )

    def _passing(self, snapshot: Snapshot) -> Headers:
        """Say how long an answer stays fresh; worked out once a minute."""
        now = self._live.clock()
        known, begun, until, headers = self._fresh
        if known is snapshot and begun <= now < until:
            return headers
        every = timedelta(days=snapshot.settings.newsletter.frequency_days)
        fresh_for = freshness(snapshot.catalog.newest, every, snapshot.catalog.next_due, now)
        seconds = int(fresh_for.total_seconds())
        value = "no-cache" if snapshot.settings.preview else f"max-age={seconds}, stale-if-error=86400"
        headers = [("Cache-Control", value), *self._extra]
        begun = now.replace(second=0, microsecond=0)
        self._fresh = snapshot, begun, begun + _MINUTE, headers
        return headers
