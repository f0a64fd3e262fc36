"""The fast path: what stands in the snapshot is answered before Flask is asked."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from syndication.snapshot import Snapshot
from syndication.web.answer import Headers, answer, freshness
from syndication.web.live import Live

_MINUTE = timedelta(minutes=1)


class FastPath:
    """A WSGI application in front of another: one look-up, and ready-made bytes and headers."""

    def __init__(self, app: WSGIApplication, live: Live, extra: Headers) -> None:
        self._app = app
        self._live = live
        self._extra = extra
        self._fresh: tuple[Snapshot | None, datetime | None, str] = (None, None, "")

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answer GET and HEAD of documents; hand everything else on."""
        method = environ["REQUEST_METHOD"]
        if method in {"GET", "HEAD"}:
            document = self._live.snapshot.get(environ["PATH_INFO"])
            if document is not None:
                status, headers, body = answer(
                    document,
                    self._cache_control(),
                    environ.get("HTTP_ACCEPT_ENCODING"),
                    environ.get("HTTP_IF_NONE_MATCH"),
                    environ.get("HTTP_IF_MODIFIED_SINCE"),
                )
                start_response(status, headers + self._extra)
                return [] if method == "HEAD" else [body]
        return self._app(environ, start_response)

    def _cache_control(self) -> str:
        """Say how long an answer stays fresh; worked out once a minute."""
        snapshot, now = self._live.snapshot, self._live.clock()
        if snapshot.settings.preview:
            return "no-cache"
        known, until, value = self._fresh
        if known is not snapshot or until is None or not until - _MINUTE <= now < until:
            every = timedelta(days=snapshot.settings.newsletter.frequency_days)
            fresh_for = freshness(snapshot.catalog.newest, every, snapshot.catalog.next_due, now)
            value = f"max-age={int(fresh_for.total_seconds())}, stale-if-error=86400"
            self._fresh = snapshot, now.replace(second=0, microsecond=0) + _MINUTE, value
        return value
