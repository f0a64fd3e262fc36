"""What we take from granian beyond its documented interface, and what is lost where a granian has it not.

Against the same application through plain WSGI, under granian 2.8:

- Ready documents go straight to its protocol: no environment is copied for each request, and no second
  response is filled. An earlier measurement gave 1.06 times the answers in full, 1.13 in gzip, 1.4 as 304.
- Its protocol may be answered later, by another thread: documents that have to be rendered, and answers that
  are computed, hold none of the threads that answer with what is ready. Through plain WSGI each holds one.
- Large bodies are sent in pieces, a few at a time: granian copies a body that it is handed whole, for every
  client that asked for it, and has no time-out for clients that do not read.
- Its listening socket carries TCP_USER_TIMEOUT (RFC 5482), which every connection inherits: the kernel resets
  a client that takes nothing for so long, and holds no more than SO_SNDBUF for it.

Where the names below are missing, granian serves the application as any WSGI server does, without these.
"""

import multiprocessing
import os
import signal
import socket
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from flask import Flask
from granian.server import mp

from syndication.web.answer import Answer
from syndication.web.fast import FastPath
from syndication.web.lanes import BUSY, Busy, Lane

_WHOLE = 512 * 1024  # bytes of a body that granian is handed whole
_PIECE = 64 * 1024
_LARGE, _LARGE_WAITING = 4, 12  # bodies that are sent in pieces at a time, and requests that wait for it
_UNREAD = 10_000  # milliseconds
_SEND_BUFFER = 256 * 1024  # bytes that the kernel holds for one connection

_Answerer = Callable[[Any, dict[str, Any]], int]  # what granian hands a request, and its WSGI scope


class Server(mp.MPServer):
    """A granian that keeps its workers on SIGHUP, and gives up clients that do not read."""

    def signal_handler_reload(self, *_: object) -> None:
        """Hand SIGHUP on: workers serve on while they read the archive again."""
        for worker in self.wrks:
            if worker.inner.is_alive():
                os.kill(worker.inner.pid, signal.SIGHUP)

    def _init_shared_socket(self) -> None:
        """Share one socket among the workers, as granian does where each cannot have its own.

        Only a socket that exists before the workers do can be given options.
        """
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        spec = getattr(self, "_ssp", None)
        timeout = getattr(socket, "TCP_USER_TIMEOUT", None)
        if spec is None or timeout is None or multiprocessing.get_start_method() != "fork":
            return
        holder = spec.build()
        self._shd, self._sfd, self._ssp = holder, holder.get_fd(), None
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.setsockopt(socket.IPPROTO_TCP, timeout, _UNREAD)
        self._sso.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER)


def install() -> None:
    """Let granian ask our fast path before the application, where it has the name for that."""
    usual = getattr(mp, "_wsgi_call_wrap", None)
    if usual:
        mp._wsgi_call_wrap = partial(_answerer, usual)  # type: ignore[attr-defined]  # noqa: SLF001


def _answerer(usual: Callable[..., _Answerer], app: Flask, *options: Any) -> _Answerer:
    """Wrap the application as granian does, with the fast path and its lanes before it."""
    fast: FastPath = app.extensions["fast"]
    otherwise = usual(fast.app, *options)
    large = Lane("large", threads=_LARGE, waiting=_LARGE_WAITING)

    def answer(protocol: Any, scope: dict[str, Any]) -> int:
        found = fast.lookup(scope)
        if found:
            protocol.response_bytes(*found)
            return found[0]
        lane = fast.lane(scope)
        if lane is None:
            return otherwise(protocol, scope)
        try:
            lane.submit(partial(render, protocol, scope))
        except Busy:
            found = fast.refuse(scope)
            protocol.response_bytes(*found)
            return found[0]
        return 0  # not known yet; nobody asks

    def render(protocol: Any, scope: dict[str, Any]) -> None:
        found = fast.render(scope)
        if found is None:
            otherwise(protocol, scope)
        elif len(found[2]) <= _WHOLE:
            protocol.response_bytes(*found)
        else:
            try:
                large.submit(partial(_send, protocol, found))
            except Busy:
                protocol.response_bytes(*BUSY)

    return answer


def _send(protocol: Any, answer: Answer) -> None:
    status, headers, body = answer
    protocol.response_iter(status, headers, _pieces(body))


def _pieces(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _PIECE):
        yield body[start : start + _PIECE]
