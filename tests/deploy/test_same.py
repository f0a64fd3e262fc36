"""The same bytes at every path, whoever serves them and wherever."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archives import BASE_URL
from tests.deploy.programs import PATHS, export, loopback
from tests.serving import COMMAND, Server, running
from tests.tools import SAMPLES, needs

ELSEWHERE = {"TZ": "America/New_York", "PYTHONHASHSEED": "1", "LC_ALL": "C", "HOME": "/"}


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample archive from another folder, in another time zone, with other hashes."""
    folder, bind = tmp_path_factory.mktemp("elsewhere"), loopback()
    (folder / "letters").symlink_to(SAMPLES)
    command: list[str | Path] = [needs("env"), "-C", folder, COMMAND, "serve", "--archive", "letters"]
    command += ["--bind", bind, "--base-url", f"{BASE_URL}/", "--no-watch"]
    with running(command, f"http://{bind}/healthz", folder / "log", **ELSEWHERE) as process:
        yield Server(process=process, url=f"http://{bind}", log=folder / "log")


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_two_servers_answer_alike(origin: Server, elsewhere: Server, coding: str) -> None:
    ours, theirs = ({path: _answer(server, path, coding) for path in PATHS} for server in (origin, elsewhere))

    assert ours == theirs


def test_files_and_server_have_the_same_bodies(origin: Server, site: Path) -> None:
    bodies = {path: _file(site, path).read_bytes() for path in PATHS}

    assert {path: origin.get(path).body for path in PATHS} == bodies


def test_nginx_over_the_files_and_server_have_the_same_bodies(origin: Server, files: Server) -> None:
    bodies = {path: files.get(path).body for path in PATHS}

    assert {path: origin.get(path).body for path in PATHS} == bodies


def test_an_export_made_elsewhere_is_the_same(site: Path, tmp_path: Path) -> None:
    other = export(tmp_path / "site", env=ELSEWHERE)

    assert _files_in(site) == _files_in(other)


def _answer(server: Server, path: str, coding: str) -> tuple[bytes, list[tuple[str, str]]]:
    reply = server.get(path, accept_encoding=coding)
    return reply.body, [(name, value) for name, value in reply.headers.items() if name.lower() != "date"]


def _file(site: Path, path: str) -> Path:
    return site / f"{path}{'index.html' if path.endswith('/') else ''}".removeprefix("/")


def _files_in(site: Path) -> dict[Path, bytes]:
    return {file.relative_to(site): file.read_bytes() for file in site.rglob("*") if file.is_file()}
