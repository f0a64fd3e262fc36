"""A real server process for a test, and a client of it."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sysconfig
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import feedparser

SYNDICATION = Path(sysconfig.get_path("scripts")) / "syndication"
LONGEST = 30.0  # seconds that anything may take


@dataclass
class Server:
    """A running server."""

    process: subprocess.Popen[bytes]
    port: int
    headers: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Return the status and body at a path, and keep the response's headers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            self.headers = {name.lower(): value for name, value in response.getheaders()}
            return response.status, response.read()
        finally:
            connection.close()

    def health(self) -> Any:
        """Return the JSON of `/healthz`."""
        return json.loads(self.get("/healthz")[1])

    def titles(self, feed: str = "en/quotes") -> list[str]:
        """Return the titles in a feed without the speaker."""
        entries = feedparser.parse(self.get(f"/{feed}.atom")[1]).entries
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
        time.sleep(0.02)
    return False


@contextmanager
def serving(archive: Path, *arguments: str) -> Iterator[Server]:
    """Run `syndication serve` on a free port until the test is done."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command: list[str | Path] = [
        SYNDICATION,
        "serve",
        "--archive",
        archive,
        "--bind",
        f"127.0.0.1:{port}",
        "--health-details",
        *arguments,
    ]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION_")}
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    server = Server(process, port)
    try:
        assert until(lambda: _answers(server)), process.poll()
        yield server
    finally:
        process.terminate()
        process.wait(LONGEST)


def _answers(server: Server) -> bool:
    try:
        return server.get("/healthz")[0] == 200
    except OSError:
        return False
