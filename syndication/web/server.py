"""Run the application under granian, the server that did best in our measurements."""

import os
import signal
import socket
import threading
from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels
from granian.server import mp

from syndication.errors import SettingsError
from syndication.web.answer import Answer

_LAST_ANSWERS = 30  # seconds: how long a server that is told to stop lets its clients read on
_HEARD = frozenset({signal.SIGHUP, signal.SIGTERM})
_THREADS = 8  # what keeps one core busiest; answers are ready-made bytes

_Answerer = Callable[[Any, dict[str, Any]], int]  # what granian hands a request, and its WSGI scope


class _Server(mp.MPServer):
    """Hands SIGHUP on instead of replacing its workers, which keep what they serve meanwhile."""

    def signal_handler_reload(self, *_: object) -> None:
        for worker in self.wrks:
            if worker.inner.is_alive():
                os.kill(worker.inner.pid, signal.SIGHUP)


def run(target: str, host: str, port: int, *, workers: int, announce: Callable[[], None]) -> None:
    """Serve a factory, named as `module:function`, until SIGINT or SIGTERM; requests under way are answered.

    SIGHUP is handed on to the workers, which read the archive again: none of them is replaced.
    """
    server = _Server(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # what proxies speak; to look out for HTTP/2 costs
        workers=workers,
        workers_kill_timeout=_LAST_ANSWERS,
        respawn_failed_workers=True,  # the others serve on meanwhile
        blocking_threads=_THREADS,
        websockets=False,
        log_level=LogLevels.error,  # it warns of so many threads
    )

    # Not public: where a granian names it otherwise, and where it cannot fork, all goes through WSGI.
    usual = getattr(mp, "_wsgi_call_wrap", None)
    if usual:
        mp._wsgi_call_wrap = partial(_straight, usual)  # type: ignore[attr-defined]  # noqa: SLF001
    os.register_at_fork(after_in_child=_hold_signals)
    server.on_startup(announce)
    server.serve()


def _straight(usual: Callable[..., _Answerer], callback: Flask, *options: Any) -> _Answerer:
    """Wrap the application as granian does, but answer with documents straight, a tenth faster.

    On this way no environment is copied for each request, and no second response filled.
    """
    otherwise = usual(callback, *options)
    find: Callable[[dict[str, Any]], Answer | None] = callback.extensions["fast"].find

    def answer(protocol: Any, scope: dict[str, Any]) -> int:
        found = find(scope)
        if found is None:
            return otherwise(protocol, scope)
        protocol.response_bytes(*found)
        return found[0]

    return answer


def place_to_listen(host: str, port: int) -> tuple[str, int]:
    """Give the IP address and port to listen at; raises SettingsError where that cannot be.

    The server would tell us in a backtrace, and knows no names. Port 0 becomes one that is free.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            found: tuple[str, int] = probe.getsockname()[:2]
    except OSError as error:
        expected = "expected a free port of this machine"
        raise SettingsError(f"cannot listen at {host}:{port} ({error.strerror}); {expected}") from error
    return found


def _hold_signals() -> None:
    """Keep signals from a worker's main thread, which may sleep through them; `listen` hears them.

    Ctrl+C reaches the parent too, which stops its workers: they leave it alone.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_HEARD})


def listen(wake: Callable[[], None]) -> None:
    """Hear the signals of a worker from now on: SIGHUP wakes, SIGTERM stops, also before it serves."""

    def hear() -> None:
        while True:
            if signal.sigwait(_HEARD) == signal.SIGHUP:
                wake()
                continue
            stop = signal.getsignal(signal.SIGTERM)  # granian's, as soon as it serves
            if not callable(stop) or hasattr(stop, "__self__"):  # still the parent's, a method
                os._exit(0)  # there is no request under way
            stop(signal.SIGTERM, None)

    threading.Thread(target=hear, daemon=True, name="signals").start()
