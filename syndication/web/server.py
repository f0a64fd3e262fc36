"""Run the application under granian, the server that did best in our measurements."""

import os
import signal
import socket
import threading
from collections.abc import Callable

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

from syndication.errors import SettingsError

_LAST_ANSWERS = 30  # seconds: how long a server that is told to stop lets its clients read on
_early = threading.Event()  # SIGHUP came before there was anything to wake
_THREADS = 4  # answers are ready-made bytes: more threads only contend


class _Server(MPServer):
    """Hands SIGHUP on instead of replacing its workers, which keep what they serve meanwhile."""

    def signal_handler_reload(self, *_: object) -> None:
        for worker in self.wrks:
            os.kill(worker.inner.pid, signal.SIGHUP)


def run(
    target: str, host: str, port: int, *, workers: int, access_log: bool, announce: Callable[[], None]
) -> None:
    """Serve a factory, named as `module:function`, until SIGINT or SIGTERM; requests under way are answered.

    SIGHUP is handed on to the workers, which read the archive again: none of them is replaced.
    """
    server = _Server(
        target,
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        workers_kill_timeout=_LAST_ANSWERS,
        blocking_threads=_THREADS,
        websockets=False,
        log_access=access_log,
        log_level=LogLevels.info if access_log else LogLevels.warning,
    )

    os.register_at_fork(after_in_child=_heed_signals)
    server.on_startup(announce)
    server.serve()


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


def _heed_signals() -> None:
    """Let a worker be stopped before it serves: the handlers it is forked with only wake its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the parent too, which stops its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, lambda *_: _early.set())


def on_hangup(wake: Callable[[], None]) -> None:
    """Let SIGHUP ask a worker to read the archive again, also one that came while it read it first."""
    signal.signal(signal.SIGHUP, lambda *_: wake())
    if _early.is_set():
        wake()
