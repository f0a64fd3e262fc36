"""Lanes: threads for what is not ready, so that it never delays what is."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from http import HTTPStatus
from typing import TypeVar

from syndication.site.headers import FILE_HEADERS
from syndication.web.answer import CORS, Answer

T = TypeVar("T")

_log = logging.getLogger("syndication")
_RETRY_AFTER = 5  # seconds
_MESSAGE = f"too many requests of this kind; expected another one in {_RETRY_AFTER} seconds\n".encode()
BUSY: Answer = (
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


class Busy(Exception):  # noqa: N818 (a state, and no fault of anybody)
    """A lane has no room for another request."""


class Lane:
    """A few threads of their own and a queue before them, which may have an end."""

    def __init__(self, name: str, *, threads: int = 1, waiting: int | None = None) -> None:
        """Let so many requests wait, or, with None, as many as there are connections."""
        self._pool = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = threading.Semaphore(threads + waiting) if waiting is not None else None

    def submit(self, work: Callable[[], T]) -> Future[T]:
        """Do some work when its turn comes; raises Busy if the queue is full."""
        if self._room and not self._room.acquire(blocking=False):
            raise Busy
        future = self._pool.submit(work)
        future.add_done_callback(self._finish)
        return future

    def _finish(self, future: "Future[T]") -> None:
        if self._room:
            self._room.release()
        if error := future.exception():
            _log.error("a request failed", exc_info=error)
