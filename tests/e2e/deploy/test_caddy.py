"""Caddy in front of the server, as `syndication deploy caddy` writes it."""

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.support.addresses import PATHS
from tests.support.programs import deployed, loopback
from tests.support.serving import Server, running, serving
from tests.support.tools import SAMPLES, needs


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    log = tmp_path_factory.mktemp("server") / "log"
    with serving(SAMPLES, log, "--metrics", "--base-url", "https://feeds.example.org") as started:
        yield started


@pytest.fixture(scope="module")
def caddy(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    program, folder, listen = needs("caddy"), tmp_path_factory.mktemp("caddy"), loopback()
    bind = server.url.removeprefix("http://")
    out = deployed("caddy", folder / "out", "--bind", bind, "--base-url", f"http://{listen}")
    config = folder / "Caddyfile"  # another Caddy of this machine may have the usual address for commands
    config.write_text((out / "Caddyfile").read_text("utf-8").replace("{\n", "{\n\tadmin off\n", 1), "utf-8")
    command: list[str | Path] = [program, "run", "--config", config, "--adapter", "caddyfile"]
    env = {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with running(command, f"http://{listen}/healthz", folder / "log", **env) as process:
        yield Server(process=process, url=f"http://{listen}", log=folder / "log")


def test_caddy_finds_no_fault_in_the_file(tmp_path: Path) -> None:
    config = deployed("caddy", tmp_path) / "Caddyfile"
    command: list[str | Path] = [needs("caddy"), "validate", "--config", config, "--adapter", "caddyfile"]

    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"HOME": str(tmp_path)})

    assert (done.returncode, '"level":"warn"' in done.stderr) == (0, False), done.stderr


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_an_answer_is_the_server_s(caddy: Server, server: Server, coding: str) -> None:
    names = ("ETag", "Content-Type", "Content-Encoding", "Cache-Control", "Content-Security-Policy", "Vary")
    ours, theirs = (
        [
            (reply.status, reply.body, [reply.headers.get(name) for name in names])
            for reply in (one.get(path, accept_encoding=coding) for path in PATHS[::9])
        ]
        for one in (server, caddy)
    )

    assert ours == theirs


def test_figures_are_for_this_machine(caddy: Server) -> None:
    """A client behind another address is refused; loopback is the only one that a test has."""
    assert caddy.get("/metrics").status == 200


def test_a_client_that_sends_its_headers_slowly_is_dropped(caddy: Server) -> None:
    host, _, port = caddy.url.removeprefix("http://").partition(":")
    begin = time.monotonic()
    with socket.create_connection((host, int(port)), timeout=30) as client:
        client.sendall(b"GET /en/ HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        with suppress(ConnectionError):
            while client.recv(1024):
                pass

    assert time.monotonic() - begin < 25
