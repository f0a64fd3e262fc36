"""The access log: a line per request, in the combined format that every analyser reads."""

import logging
import os
import re
import threading
import time
from collections import deque
from multiprocessing.util import Finalize
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from syndication.processes import call_after_fork

_log = logging.getLogger("syndication")
_PIPE_BUF = 4096  # bytes that POSIX promises to write in one piece: lines of two workers are never mixed
_PAUSE = 0.2  # seconds that a line may wait
_LONGEST = 1000  # characters of an address, and of a header
_MAX_LINES = 50_000  # that wait for a disk that is full: some 10 MB
_PLAIN = re.compile(r"[!#$&-\[\]-~]*").fullmatch  # no space, no quotation mark, nothing that ends a line
_UNPRINTABLE = re.compile(r"[^ !#-\[\]-~]")


class AccessLog:
    """Collects lines, and writes them from a thread of its own: no request waits for a disk.

    While they cannot be written they are kept, up to a bound; how many were lost is told afterwards.
    """

    def __init__(self, file: int = 1) -> None:
        self._file = file  # a descriptor
        self._second = 0
        self._date = ""
        self._begin()
        call_after_fork(self._begin)

    def _begin(self) -> None:
        self._lines: deque[str] = deque()
        self._piece = b""  # what is being written
        self._lost = 0
        self._trouble: str | None = None
        self._writing = threading.Lock()
        self._losing = threading.Lock()
        threading.Thread(target=self._follow, daemon=True, name="access log").start()
        Finalize(self, self.flush, exitpriority=0)  # a worker that stops has written all

    def __call__(self, environ: WSGIEnvironment, status: int, size: int) -> None:
        """Note who asked for what, and what came of it; nothing they send can end a line or forge one."""
        if len(self._lines) >= _MAX_LINES:
            with self._losing:
                self._lost += 1
            return
        now = int(time.time())
        if now != self._second:
            self._date, self._second = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)), now
        address, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if query or len(address) > _LONGEST or not _PLAIN(address):
            address = _written(address, query)
        referrer, agent = environ.get("HTTP_REFERER"), environ.get("HTTP_USER_AGENT")
        self._lines.append(
            f'{environ["REMOTE_ADDR"]} - - [{self._date}] "{environ["REQUEST_METHOD"]} {address}'
            f' {environ["SERVER_PROTOCOL"]}" {status:d} {size}'
            f' "{_quoted(referrer) if referrer else "-"}" "{_quoted(agent) if agent else "-"}"\n'
        )

    def flush(self) -> None:
        """Write what was noted so far, in pieces that reach a pipe whole; what cannot be written stays."""
        with self._writing:
            try:
                while self._piece or self._lines:
                    self._piece = self._piece or self._next_piece()
                    self._piece = self._piece[os.write(self._file, self._piece) :]
            except OSError as error:
                if self._trouble is None:
                    _log.warning("the access log cannot be written (%s); lines wait", error.strerror)
                self._trouble = str(error)
                return
            if self._trouble is not None:
                with self._losing:
                    lost, self._lost = self._lost, 0
                _log.warning("the access log is written again; %d lines were lost", lost)
                self._trouble = None

    def _next_piece(self) -> bytes:
        piece = ""
        while self._lines and (not piece or len(piece) + len(self._lines[0]) <= _PIPE_BUF):
            piece += self._lines.popleft()
        return piece.encode()

    def _follow(self) -> None:
        while True:
            time.sleep(_PAUSE)
            if self._lines or self._piece:
                self.flush()


def _written(path: str, query: str) -> str:
    """Write an address as it was asked for (RFC 3986 s.2), at most so long; WSGI has decoded its path."""
    asked = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    if query:
        asked += "?" + quote(query.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._?%")
    return asked[:_LONGEST]


def _quoted(header: str) -> str:
    r"""Write a header as nginx does: quotation marks, backslashes and what is not ASCII as \xHH."""
    return _UNPRINTABLE.sub(lambda found: f"\\x{ord(found[0]) & 0xFF:02X}", header[:_LONGEST])
