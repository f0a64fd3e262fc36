"""A real server process on loopback, and what it answers."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

COMMAND = Path(sys.executable).parent / "syndication"
_PATIENCE = 30  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    status: int
    headers: HTTPMessage
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


def fetch(
    url: str,
    method: str = "GET",
    headers: dict[str, str] | None = None,
    *,
    body: bytes | None = None,
    timeout: float = _PATIENCE,
) -> Reply:
    """Ask once, follow nothing, and send no header that is not given."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.netloc, timeout=timeout)
    try:
        connection.request(method, url.partition(parts.netloc)[2] or "/", body, headers or {})
        response = connection.getresponse()
        return Reply(status=response.status, headers=response.headers, body=response.read())
    finally:
        connection.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    process: subprocess.Popen[bytes]
    url: str
    log: Path

    def get(self, path: str, **headers: str) -> Reply:
        return self.ask("GET", path, **headers)

    def ask(self, method: str, path: str, **headers: str) -> Reply:
        """Send one request; `if_none_match` is the header If-None-Match."""
        return fetch(
            self.url + path, method, {name.replace("_", "-"): value for name, value in headers.items()}
        )


Serve = Callable[..., Server]


def free_port() -> int:
    """Find a port at which nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    return port


def environment(**more: str) -> dict[str, str]:
    """Return this process's environment without any settings of ours."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("SYNDICATION_")}
    return inherited | more


def run_process(*words: str | Path, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, in a process of its own."""
    command: list[str | Path] = [COMMAND, *words]
    return subprocess.run(
        command, env=environment(**env), capture_output=True, text=True, check=False, timeout=60
    )


@contextmanager
def serving(archive: Path, log: Path, *options: str, **env: str) -> Iterator[Server]:
    """Run `syndication serve` until the block ends; it has answered once before the block begins."""
    bind = f"127.0.0.1:{free_port()}"
    url = f"http://{bind}"
    command: list[str | Path] = [COMMAND, "serve", "--archive", archive, "--bind", bind, *options]
    with running(command, f"{url}/healthz", log, **env) as process:
        yield Server(process=process, url=url, log=log)


@contextmanager
def running(
    command: Sequence[str | Path], sign: str, log: Path, **env: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program that answers at an address until the block ends, and then end it and no other."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment(**env))
    try:
        _wait(process, sign, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], sign: str, log: Path) -> None:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            fetch(sign)
        except (OSError, HTTPException):
            time.sleep(0.02)  # a poll, not a guess: the loop ends with the first answer
        else:
            return
    raise AssertionError(f"nobody answers at {sign}; the program said:\n{log.read_text()}")
