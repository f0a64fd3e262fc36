"""The undocumented parts of granian that we use, with a fallback for a granian that lacks them.

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

from syndication.web.conditional import RawResponse
from syndication.web.fast_path import LARGE_BODY_BYTES, FastPath
from syndication.web.lanes import Lane, LaneFull

_CHUNK_BYTES = 64 * 1024
_MAX_LARGE, _MAX_LARGE_QUEUED = 4, 12  # large bodies that are sent at a time, and requests that wait for it
_UNREAD_MILLISECONDS = 10_000  # after which the kernel resets a client that reads nothing
_SEND_BUFFER_BYTES = 256 * 1024  # in the kernel, for one connection

_Responder = Callable[[Any, dict[str, Any]], int]  # granian calls it with its protocol and the WSGI scope


class Server(mp.MPServer):
    """A granian that keeps its workers on SIGHUP, and drops clients that do not read."""

    def signal_handler_reload(self, *_: object) -> None:
        """Pass SIGHUP on: workers keep serving while they read the archive again."""
        for worker in self.wrks:
            if worker.inner.is_alive():
                os.kill(worker.inner.pid, signal.SIGHUP)

    def _init_shared_socket(self) -> None:
        """Share one socket among the workers, as granian does if each cannot have its own.

        Options can only be set on a socket that exists before the workers do.
        """
        super()._init_shared_socket()  # type: ignore[no-untyped-call]
        spec = getattr(self, "_ssp", None)
        timeout = getattr(socket, "TCP_USER_TIMEOUT", None)
        if spec is None or timeout is None or multiprocessing.get_start_method() != "fork":
            return
        holder = spec.build()
        self._shd, self._sfd, self._ssp = holder, holder.get_fd(), None
        self._sso = socket.socket(fileno=self._sfd)
        self._sso.setsockopt(socket.IPPROTO_TCP, timeout, _UNREAD_MILLISECONDS)
        self._sso.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)


def install() -> None:
    """Put our fast path before the application, if this granian has the name for that."""
    original = getattr(mp, "_wsgi_call_wrap", None)
    if original:
        mp._wsgi_call_wrap = partial(_create_responder, original)  # type: ignore[attr-defined]  # noqa: SLF001


def _create_responder(original: Callable[..., _Responder], app: Flask, *options: Any) -> _Responder:
    """Return what granian makes of the application, with the fast path and its lanes before it."""
    fast: FastPath = app.extensions["fast_path"]
    call_flask = original(fast.app, *options)
    large = Lane("large", threads=_MAX_LARGE, waiting=_MAX_LARGE_QUEUED)

    def respond(protocol: Any, scope: dict[str, Any]) -> int:
        response = fast.lookup(scope)
        if response:
            protocol.response_bytes(*response)
            return response[0]
        lane = fast.lane(scope)
        if lane is None:
            return call_flask(protocol, scope)
        try:
            lane.submit(partial(render, protocol, scope))
        except LaneFull:
            response = fast.refuse(scope)
            protocol.response_bytes(*response)
            return response[0]
        return 0  # the status is not known yet; only granian's access log, which is off, reads it

    def render(protocol: Any, scope: dict[str, Any]) -> None:
        response = fast.render(scope)
        if response is None:
            call_flask(protocol, scope)
        elif len(response[2]) <= LARGE_BODY_BYTES:
            protocol.response_bytes(*fast.logged(scope, response))
        else:
            try:
                large.submit(partial(_send, protocol, response))
            except LaneFull:
                protocol.response_bytes(*fast.refuse(scope))
            else:
                fast.logged(scope, response)

    return respond


def _send(protocol: Any, response: RawResponse) -> None:
    status, headers, body = response
    protocol.response_iter(status, headers, _chunks(body))


def _chunks(body: bytes) -> Iterator[bytes]:
    for start in range(0, len(body), _CHUNK_BYTES):
        yield body[start : start + _CHUNK_BYTES]
