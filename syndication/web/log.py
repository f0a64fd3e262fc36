"""The access log: a line per request, in the Common Log Format that every analyser reads."""

import os
import re
import threading
import time
from collections import deque
from multiprocessing.util import Finalize
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

_PIPE_BUF = 4096  # bytes that POSIX promises to write in one piece: lines of two workers are never mixed
_PAUSE = 0.2  # seconds that a line may wait
_LONGEST = 1000  # characters of an address
_PLAIN = re.compile(r"[!#$&-\[\]-~]*").fullmatch  # no space, no quotation mark, nothing that ends a line


class AccessLog:
    """Collects lines, and writes them from a thread of its own: no request waits for a disk."""

    def __init__(self, file: int = 1) -> None:
        self._file = file  # a descriptor
        self._lines: deque[str] = deque()
        self._writing = threading.Lock()
        self._second = 0
        self._date = ""
        threading.Thread(target=self._follow, daemon=True, name="access log").start()
        Finalize(self, self.flush, exitpriority=0)  # a worker that stops has written all

    def __call__(self, environ: WSGIEnvironment, status: int, size: int) -> None:
        """Note who asked for what, and what came of it; no address can end a line or forge one."""
        now = int(time.time())
        if now != self._second:
            self._date, self._second = time.strftime("%d/%b/%Y:%H:%M:%S +0000", time.gmtime(now)), now
        address, query = environ["PATH_INFO"], environ["QUERY_STRING"]
        if query or len(address) > _LONGEST or not _PLAIN(address):
            address = _written(address, query)
        self._lines.append(
            f'{environ["REMOTE_ADDR"]} - - [{self._date}] "{environ["REQUEST_METHOD"]} {address}'
            f' {environ["SERVER_PROTOCOL"]}" {status:d} {size}\n'
        )

    def flush(self) -> None:
        """Write what was noted so far, in pieces that reach a pipe whole."""
        piece = ""
        with self._writing:
            while self._lines:
                if len(piece) + len(self._lines[0]) > _PIPE_BUF:
                    os.write(self._file, piece.encode())
                    piece = ""
                piece += self._lines.popleft()
            os.write(self._file, piece.encode())

    def _follow(self) -> None:
        while True:
            time.sleep(_PAUSE)
            if self._lines:
                self.flush()


def _written(path: str, query: str) -> str:
    """Write an address as it was asked for (RFC 3986 s.2), at most so long; WSGI has decoded its path."""
    asked = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    if query:
        asked += "?" + quote(query.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._?%")
    return asked[:_LONGEST]
