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
        self._fresh: tuple[Snapshot | None, datetime, datetime, str] = (None, _NEVER, _NEVER, "")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD of documents; hand everything else on."""
        method = environ["REQUEST_METHOD"]
        if method in _READING:
            snapshot = self._live.snapshot
            document = snapshot.get(environ["PATH_INFO"])
            if document is not None:
                status, headers, body = self.answer(snapshot, document, environ)
                start_response(status, headers)
                sent = [] if method == "HEAD" or not body else [body]
                if self._log:
                    self._log(environ, status, len(body) if sent else 0)
                return sent
        return self._app(environ, start_response)

    def answer(self, snapshot: Snapshot, document: Document, environ: WSGIEnvironment) -> Answer:
        """Give what a document of a snapshot answers to a request, here as in Flask's views."""
        status, headers, body = answer(
            document,
            self._cache_control(snapshot, document),
            environ.get("HTTP_ACCEPT_ENCODING"),
            environ.get("HTTP_IF_NONE_MATCH"),
            environ.get("HTTP_IF_MODIFIED_SINCE"),
        )
        return status, headers + self._extra, body

    def _cache_control(self, snapshot: Snapshot, document: Document) -> str:
        """Say how long an answer stays fresh; worked out once a minute."""
        if document.lasting and not snapshot.settings.preview:
            return LASTING
        now = self._live.clock()
        known, begun, until, value = self._fresh
        if known is snapshot and begun <= now < until:
            return value
        every = timedelta(days=snapshot.settings.newsletter.frequency_days)
        fresh_for = freshness(snapshot.catalog.newest, every, snapshot.catalog.next_due, now)
        seconds = int(fresh_for.total_seconds())
        value = "no-cache" if snapshot.settings.preview else f"max-age={seconds}, stale-if-error=86400"
        begun = now.replace(second=0, microsecond=0)
        self._fresh = snapshot, begun, begun + _MINUTE, value
        return value
