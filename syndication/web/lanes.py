"""Lanes: separate threads for slow requests, so that they never delay the fast ones."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from syndication.site.headers import FILE_HEADERS
from syndication.web.conditional import CORS, RawResponse

T = TypeVar("T")

_log = logging.getLogger("syndication")
_RETRY_AFTER = 5  # seconds
_MESSAGE = f"too many requests of this kind; expected another one in {_RETRY_AFTER} seconds\n".encode()
BUSY: RawResponse = (
    HTTPStatus.SERVICE_UNAVAILABLE,
    [
        ("Retry-After", str(_RETRY_AFTER)),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Length", str(len(_MESSAGE))),
        ("Cache-Control", "no-cache"),
        ("X-Content-Type-Options", "nosniff"),
        *FILE_HEADERS,
        *CORS,
    ],
    _MESSAGE,
)


class LaneFull(Exception):  # noqa: N818 (a state of ours, not an error of the client)
    """A lane has no room for another request."""


class Lane:
    """A few threads and a queue, which may be bounded."""

    def __init__(self, name: str, *, threads: int = 1, waiting: int | None = None) -> None:
        """Create a lane in which at most `waiting` requests queue; None: any number."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._slots = threading.Semaphore(threads + waiting) if waiting is not None else None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Queue some work; raises LaneFull if the queue is full."""
        if self._slots and not self._slots.acquire(blocking=False):
            raise LaneFull
        future = self._pool.submit(work)
        future.add_done_callback(self._finish)
        return future

    def _finish(self, future: "Future[T]") -> None:
        if self._slots:
            self._slots.release()
        if error := future.exception():
            _log.error("a request failed", exc_info=error)
