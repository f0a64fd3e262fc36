"""Run the application under granian, the server that did best in our measurements."""

import os
import signal
import threading
from collections.abc import Callable

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server.mp import MPServer

_THREADS = 4  # answers are ready-made bytes: more threads only contend


class _Server(MPServer):
    """Hands SIGHUP on instead of replacing its workers, which keep what they serve meanwhile."""

    def signal_handler_reload(self, *_: object) -> None:
        if os.getpid() != self.pid:
            return  # a worker that has only just been forked: it is about to read the archive anyway
        for worker in self.wrks:
            if worker.inner.is_alive():
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


def hold_hangup() -> None:
    """Let SIGHUP wait until `on_hangup` listens; the threads that are started from now on leave it alone."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})


def on_hangup(wake: Callable[[], None]) -> None:
    """Let SIGHUP ask a worker to read the archive again.

    A thread waits for it: a handler would run when the main thread does, which may sleep through a signal.
    """

    def listen() -> None:
        while True:
            signal.sigwait({signal.SIGHUP})
            wake()

    threading.Thread(target=listen, daemon=True, name="hangup").start()
