"""Run the application under granian, the server that did best in our measurements."""

import os
import resource
import signal
import socket
import sys
import threading
from collections.abc import Callable
from typing import Any

from flask import Flask
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from syndication.model.errors import SettingsError
from syndication.system.logs import JsonFormatter
from syndication.web import granian_hook

_STOP_SECONDS = 3  # in which clients may finish reading after SIGTERM
_HEADER_MILLISECONDS = 5_000  # in which a request's headers have to arrive, and the next request to begin
_BUFFER_BYTES = 32 * 1024  # of one connection: for its headers, and for responses to pipelined requests
_MAX_CONNECTIONS = 4096  # of one worker; more wait in the kernel
_OTHER_FILES = 128  # that a worker has open besides its connections
_SWITCH_SECONDS = 0.0005  # after which a thread that computes yields to one that has a response ready
_SIGNALS = frozenset({signal.SIGHUP, signal.SIGTERM})
_address_locks: list[socket.socket] = []  # until the process ends
_THREADS = 8  # as many as keep one core busiest: responses are ready-made bytes


def run(
    create: Callable[[], Flask],
    host: str,
    port: int,
    *,
    workers: int,
    announce: Callable[[], None],
    log_format: str,
) -> None:
    """Serve the application that each worker creates until SIGINT or SIGTERM; finish requests under way.

    SIGHUP is handed on to the workers, which read the archive again: none of them is replaced.
    """
    server = granian_hook.Server(
        "syndication",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,  # as proxies speak it; detecting HTTP/2 takes time
        workers=workers,
        workers_kill_timeout=_STOP_SECONDS,
        respawn_failed_workers=True,  # the others serve on meanwhile
        blocking_threads=_THREADS,
        backpressure=_connections(),
        http1_settings=HTTP1Settings(header_read_timeout=_HEADER_MILLISECONDS, max_buffer_size=_BUFFER_BYTES),
        websockets=False,
        log_level=LogLevels.error,  # it warns of so many threads
        log_dictconfig=_log_config(log_format),
    )
    granian_hook.install()
    sys.setswitchinterval(_SWITCH_SECONDS)
    os.register_at_fork(after_in_child=_block_signals)
    server.on_startup(announce)
    server.serve(target_loader=create, wrap_loader=False)


def _log_config(log_format: str) -> dict[str, Any] | None:
    """Return how granian's own messages look; None: as it has them."""
    formatter = {"()": JsonFormatter}
    return {"formatters": {"generic": formatter, "access": formatter}} if log_format == "json" else None


def _connections() -> int:
    """Return how many connections a worker may hold: each is an open file, and the system limits these."""
    current, limit = resource.getrlimit(resource.RLIMIT_NOFILE)
    needed = _MAX_CONNECTIONS + _OTHER_FILES
    if current != resource.RLIM_INFINITY and current < needed:
        current = needed if limit == resource.RLIM_INFINITY else min(needed, limit)
        resource.setrlimit(resource.RLIMIT_NOFILE, (current, limit))
    return (
        _MAX_CONNECTIONS
        if current == resource.RLIM_INFINITY
        else min(_MAX_CONNECTIONS, current - _OTHER_FILES)
    )


def _lock_address(host: str, port: int) -> None:
    """Lock an address until this process and its workers end; raises OSError if another has it.

    Granian's sockets share a port with every other process (SO_REUSEPORT), and a probe that does not listen
    sees no other that does not listen yet: without this, two servers that start together would both serve.
    """
    if sys.platform == "linux":
        lock = socket.socket(socket.AF_UNIX)
        lock.bind(f"\0syndication serve {host} {port}")  # no file: it ends with the last process that has it
        _address_locks.append(lock)


def resolve_bind(host: str, port: int) -> tuple[str, int]:
    """Return the IP address and port to listen at; raises SettingsError if we cannot.

    Granian would fail with a traceback, and resolves no names. Port 0 becomes a free one.
    """
    try:
        family, _, _, _, target = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(target)
            address: tuple[str, int] = probe.getsockname()[:2]
        _lock_address(*address)
    except OSError as error:
        expected = "expected a free port of this machine"
        raise SettingsError(f"cannot listen at {host}:{port} ({error.strerror}); {expected}") from error
    return address


def _block_signals() -> None:
    """Block signals in a worker's main thread, which may sleep through them; see `handle_signals`.

    Ctrl+C reaches the parent too, which then stops its workers, so they ignore it.
    """
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, *_SIGNALS})


def handle_signals(wake: Callable[[], None]) -> None:
    """Handle the signals of a worker from now on: SIGHUP calls `wake`, SIGTERM stops it at any time."""

    def handle() -> None:
        while True:
            if signal.sigwait(_SIGNALS) == signal.SIGHUP:
                wake()
                continue
            stop = signal.getsignal(signal.SIGTERM)  # granian's, as soon as it serves
            if not callable(stop) or hasattr(stop, "__self__"):  # still the parent's, a method
                os._exit(0)  # there is no request under way
            stop(signal.SIGTERM, None)

    threading.Thread(target=handle, daemon=True, name="signals").start()
