"""The access log: a line per request, in the combined format that every analyser reads, or as JSON."""

import json
import logging
import os
import re
import threading
import time
from collections import deque
from collections.abc import Callable
from http import HTTPStatus
from multiprocessing.util import Finalize
from urllib.parse import quote
from wsgiref.types import WSGIEnvironment

from syndication.system.processes import call_after_fork

REASON = "syndication.reason"  # in the environ: why a request failed

_log = logging.getLogger("syndication")
_PIPE_BUF = 4096  # bytes that POSIX writes to a pipe as one: lines of two workers are never mixed
_FLUSH_SECONDS = 0.2  # that a line may wait
_MAX_FIELD_CHARS = 1000  # of an address, and of a header
_MAX_LINES = 50_000  # that wait while the disk is full: about 10 MB
_PLAIN = re.compile(r"[!#$&-\[\]-~]*").fullmatch  # no space, no quotation mark, nothing that ends a line
_UNPRINTABLE = re.compile(r"[^ !#-\[\]-~]")


class AccessLog:
    """Collects lines, and writes them from a thread of its own: no request waits for a disk.

    While the log cannot be written, lines wait, up to a bound; afterwards it warns how many were lost.
    """

    def __init__(self, log_format: str = "text", file: int = 1) -> None:
        self._file = file  # a descriptor
        self._line = _json_line if log_format == "json" else _combined_line
        self._second = 0
        self._date = ""
        self._start()
        call_after_fork(self._start)

    def _start(self) -> None:
        self._lines: deque[str] = deque()
        self._chunk = b""  # of lines, partly written
        self._lost = 0
        self._error: str | None = None
        self._write_lock = threading.Lock()
        self._count_lock = threading.Lock()
        threading.Thread(target=self._run, daemon=True, name="access log").start()
        Finalize(self, self.flush, exitpriority=0)  # a worker writes its last lines before it ends

    def __call__(self, environ: WSGIEnvironment, status: int, size: int) -> None:
        """Add the line of a request; nothing that a client sends can end a line or forge one."""
        if len(self._lines) >= _MAX_LINES:
            with self._count_lock:
                self._lost += 1
            return
        now = int(time.time())
        if now != self._second:
            self._date, self._second = time.strftime(_DATES[self._line], time.gmtime(now)), now
        self._lines.append(self._line(environ, self._date, int(status), size))

    def flush(self) -> None:
        """Write all lines so far, in chunks that reach a pipe whole; those that cannot be written wait."""
        with self._write_lock:
            try:
                while self._chunk or self._lines:
                    self._chunk = self._chunk or self._next_chunk()
                    self._chunk = self._chunk[os.write(self._file, self._chunk) :]
            except OSError as error:
                if self._error is None:
                    _log.warning("the access log cannot be written (%s); lines wait", error.strerror)
                self._error = str(error)
                return
            if self._error is not None:
                with self._count_lock:
                    lost, self._lost = self._lost, 0
                _log.warning("the access log is written again; %d lines were lost", lost)
                self._error = None

    def _next_chunk(self) -> bytes:
        chunk = ""
        while self._lines and (not chunk or len(chunk) + len(self._lines[0]) <= _PIPE_BUF):
            chunk += self._lines.popleft()
        return chunk.encode()

    def _run(self) -> None:
        while True:
            time.sleep(_FLUSH_SECONDS)
            if self._lines or self._chunk:
                self.flush()


def _combined_line(environ: WSGIEnvironment, date: str, status: int, size: int) -> str:
    referrer, agent = environ.get("HTTP_REFERER"), environ.get("HTTP_USER_AGENT")
    return (
        f'{environ["REMOTE_ADDR"]} - - [{date}] "{environ["REQUEST_METHOD"]} {_address(environ)}'
        f' {environ["SERVER_PROTOCOL"]}" {status} {size}'
        f' "{_quoted(referrer) if referrer else "-"}" "{_quoted(agent) if agent else "-"}"\n'
    )


def _json_line(environ: WSGIEnvironment, date: str, status: int, size: int) -> str:
    """Return a JSON object, with the reason of what is neither a document nor a redirect to one."""
    referrer, agent = environ.get("HTTP_REFERER"), environ.get("HTTP_USER_AGENT")
    request = {
        "time": date,
        "address": environ["REMOTE_ADDR"],
        "method": environ["REQUEST_METHOD"],
        "path": _address(environ),
        "protocol": environ["SERVER_PROTOCOL"],
        "status": status,
        "size": size,
        "referrer": referrer and referrer[:_MAX_FIELD_CHARS],
        "agent": agent and agent[:_MAX_FIELD_CHARS],
    }
    if status >= HTTPStatus.BAD_REQUEST:
        request["reason"] = environ.get(REASON) or HTTPStatus(status).phrase.lower()
    return json.dumps(request) + "\n"


_DATES: dict[Callable[[WSGIEnvironment, str, int, int], str], str] = {
    _combined_line: "%d/%b/%Y:%H:%M:%S +0000",
    _json_line: "%Y-%m-%dT%H:%M:%S+00:00",
}


def _address(environ: WSGIEnvironment) -> str:
    """Return the address of a request; nothing that a client sends can end a line or forge one."""
    path: str = environ["PATH_INFO"]
    query = environ["QUERY_STRING"]
    if query or len(path) > _MAX_FIELD_CHARS or not _PLAIN(path):
        return _encode(path, query)
    return path


def _encode(path: str, query: str) -> str:
    """Return an address as it was requested (RFC 3986 s.2), truncated; WSGI has decoded its path."""
    encoded = quote(path.encode("latin-1"), safe="/:@!$&'()*+,;=~-._")
    if query:
        encoded += "?" + quote(query.encode("latin-1", "replace"), safe="/:@!$&'()*+,;=~-._?%")
    return encoded[:_MAX_FIELD_CHARS]


def _quoted(header: str) -> str:
    r"""Return a header as nginx logs it: quotation marks, backslashes and non-ASCII characters as \xHH."""
    return _UNPRINTABLE.sub(lambda match: f"\\x{ord(match[0]) & 0xFF:02X}", header[:_MAX_FIELD_CHARS])
