"""Run the application under granian, the server that did best in our measurements."""

import os
import signal
from collections.abc import Callable

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

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
        blocking_threads=_THREADS,
        websockets=False,
        log_access=access_log,
        log_level=LogLevels.info if access_log else LogLevels.warning,
    )

    server.on_startup(announce)
    server.serve()


def on_hangup(wake: Callable[[], None]) -> None:
    """Let SIGHUP ask a worker to read the archive again."""
    signal.signal(signal.SIGHUP, lambda *_: wake())
