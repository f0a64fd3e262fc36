"""Run the application under granian, the server that did best in our measurements."""

import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from syndication.model.errors import SettingsError
from syndication.web import granian_hook

_LAST_ANSWERS = 3  # seconds: how long a server that is told to stop lets its clients read on
_HEADERS = 5_000  # milliseconds in which a request's headers have to arrive, and the next request to begin
_BUFFER = 32 * 1024  # bytes of one connection: headers that are read, and answers to pipelined requests
_CONNECTIONS = 4096  # of one worker; more wait in the kernel
_OTHER_FILES = 128  # that a worker has open besides its connections
_SWITCH = 0.0005  # seconds after which a thread that computes lets one pass that has a ready answer
_HEARD = frozenset({signal.SIGHUP, signal.SIGTERM})
_claims: list[socket.socket] = []  # held until the process ends
_THREADS = 8  # what keeps one core busiest; answers are ready-made bytes


def run(
    create: Callable[[], Flask], host: str, port: int, *, workers: int, announce: Callable[[], None]
) -> None:
    """Serve the application that each worker creates until SIGINT or SIGTERM; finish requests under way.

    SIGHUP is handed on to the workers, which read the archive again: none of them is replaced.
    """
    server = granian_hook.Server(
        "syndication",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # what proxies speak; to look out for HTTP/2 costs
        workers=workers,
        workers_kill_timeout=_LAST_ANSWERS,
        respawn_failed_workers=True,  # the others serve on meanwhile
        blocking_threads=_THREADS,
        backpressure=_connections(),
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS, max_buffer_size=_BUFFER),
        websockets=False,
        log_level=LogLevels.error,  # it warns of so many threads
    )
    granian_hook.install()
    sys.setswitchinterval(_SWITCH)
    os.register_at_fork(after_in_child=_hold_signals)
    server.on_startup(announce)
    server.serve(target_loader=create, wrap_loader=False)


def _connections() -> int:
    """Return how many connections a worker may hold: each is an open file, and there is a limit to those."""
    most, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _OTHER_FILES
    if most != resource.RLIM_INFINITY and most < wanted:
        most = wanted if limit == resource.RLIM_INFINITY else min(wanted, limit)
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, limit))
    return _CONNECTIONS if most == resource.RLIM_INFINITY else min(_CONNECTIONS, most - _OTHER_FILES)


def _claim(host: str, port: int) -> None:
    """Hold the name of an address until this process and its workers end; raises OSError if it is held.

    Granian's sockets share a port with whoever wants it (SO_REUSEPORT), and a probe that does not listen sees
    no other that does not listen yet: without this, two servers that start at the same moment both serve.
    """
    if sys.platform == "linux":
        claim = socket.socket(socket.AF_UNIX)
        claim.bind(f"\0syndication serve {host} {port}")  # no file: it goes with the last who holds it
        _claims.append(claim)


def resolve_bind(host: str, port: int) -> tuple[str, int]:
    """Give the IP address and port to listen at; raises SettingsError where that cannot be.

    The server would tell us in a backtrace, and knows no names. Port 0 becomes one that is free.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            found: tuple[str, int] = probe.getsockname()[:2]
        _claim(*found)
    except OSError as error:
        expected = "expected a free port of this machine"
        raise SettingsError(f"cannot listen at {host}:{port} ({error.strerror}); {expected}") from error
    return found


def _hold_signals() -> None:
    """Keep signals from a worker's main thread, which may sleep through them; `listen` hears them.

    Ctrl+C reaches the parent too, which stops its workers: they leave it alone.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_HEARD})


def handle_signals(wake: Callable[[], None]) -> None:
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
