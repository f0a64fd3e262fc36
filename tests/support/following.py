"""A server that follows its archive, as its readers and operators see it."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser

from tests.support import serving as processes

LONGEST = 30.0  # seconds that anything may take


class Server(processes.Server):
    """A running server."""

    def health(self) -> Any:
        """Return the JSON of `/healthz`."""
        return self.get("/healthz").json()

    def titles(self, feed: str = "en/quotes") -> list[str]:
        """Return the titles in a feed without the speaker."""
        entries = feedparser.parse(self.get(f"/{feed}.atom").body).entries
        return [entry.title.removeprefix("Ada Example: ") for entry in entries]

    def hang_up(self) -> None:
        """Make the server reload the archive."""
        self.process.send_signal(signal.SIGHUP)


def until(condition: Callable[[], bool]) -> bool:
    """Wait until a condition holds, and return whether it did."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.02)  # a poll, not a guess
    return False


@contextmanager
def serving(archive: Path, *options: str) -> Iterator[Server]:
    """Run `syndication serve` with all details of its health until the block ends."""
    with (
        TemporaryDirectory() as folder,
        processes.serving(archive, Path(folder) / "log", "--health-details", *options) as server,
    ):
        yield Server(process=server.process, url=server.url, log=server.log)
