"""The same bytes at every path, whoever serves them and wherever."""

from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path

import granian.server.mp
import pytest

from syndication.site.export import MARKER
from tests.support.addresses import PATHS
from tests.support.archives import BASE_URL
from tests.support.programs import export, loopback
from tests.support.serving import COMMAND, Reply, Server, running
from tests.support.tools import ROOT, SAMPLES, needs

ELSEWHERE = {"TZ": "America/New_York", "PYTHONHASHSEED": "1", "LC_ALL": "C", "HOME": "/"}
OF_THE_MINUTE = {"date", "cache-control"}
FAR_OFF = "Fri, 31 Dec 2038 00:00:00 GMT"


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample archive from another folder, in another time zone, with other hashes."""
    folder, bind = tmp_path_factory.mktemp("elsewhere"), loopback()
    (folder / "letters").symlink_to(SAMPLES)
    command: list[str | Path] = [needs("env"), "-C", folder, COMMAND, "serve", "--archive", "letters"]
    command += ["--bind", bind, "--base-url", f"{BASE_URL}/", "--no-watch"]
    with running(command, f"http://{bind}/healthz", folder / "log", **ELSEWHERE) as process:
        yield Server(process=process, url=f"http://{bind}", log=folder / "log")


@pytest.fixture(scope="module")
def wsgi(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample archive from wsgi.py, by a server that knows nothing of us."""
    bind, log = loopback(), tmp_path_factory.mktemp("wsgi") / "log"
    host, _, port = bind.partition(":")
    command: list[str | Path] = [needs("env"), "-C", ROOT, COMMAND.with_name("granian"), "wsgi:app"]
    command += ["--interface", "wsgi", "--host", host, "--port", port, "--no-ws"]
    with running(command, f"http://{bind}/healthz", log, SYNDICATION_BASE_URL=BASE_URL) as process:
        yield Server(process=process, url=f"http://{bind}", log=log)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_two_servers_answer_alike(origin: Server, elsewhere: Server, coding: str) -> None:
    ours, theirs = ({path: _answer(server, path, coding) for path in PATHS} for server in (origin, elsewhere))

    assert ours == theirs


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_any_other_wsgi_server_answers_alike(origin: Server, wsgi: Server, method: str) -> None:
    paths = [*PATHS[::7], "/en/quotes.atom?utm_source=mail", "/EN/quotes.atom", "/en/none/"]
    tag = origin.get("/en/quotes.atom").headers["ETag"]
    wishes: list[dict[str, str]] = [
        {},
        {"accept_encoding": "br"},
        {"if_none_match": tag},
        {"if_modified_since": FAR_OFF},
    ]

    different = [
        path
        for path in paths
        for wish in wishes
        if _facts(origin.ask(method, path, **wish)) != _facts(wsgi.ask(method, path, **wish))
    ]

    assert different == []


def test_granian_has_what_the_straight_way_replaces() -> None:
    """Without it documents are answered all the same, a tenth slower."""
    assert callable(getattr(granian.server.mp, "_wsgi_call_wrap", None))


def test_files_and_server_have_the_same_bodies(origin: Server, site: Path) -> None:
    bodies = {path: _file(site, path).read_bytes() for path in PATHS}

    assert {path: origin.get(path).body for path in PATHS} == bodies


def test_nginx_over_the_files_and_server_have_the_same_bodies(origin: Server, files: Server) -> None:
    bodies = {path: files.get(path).body for path in PATHS}

    assert {path: origin.get(path).body for path in PATHS} == bodies


def test_an_export_made_elsewhere_is_the_same(site: Path, tmp_path: Path) -> None:
    other = export(tmp_path / "site", env=ELSEWHERE)

    assert _files_in(site) == _files_in(other)


def _answer(server: Server, path: str, coding: str) -> tuple[int, bytes, list[tuple[str, str]]]:
    return _facts(server.get(path, accept_encoding=coding))


def _facts(reply: Reply) -> tuple[int, bytes, list[tuple[str, str]]]:
    """Leave out the order of headers of different names, which means nothing (RFC 9110, section 5.3)."""
    headers = [(name, value) for name, value in reply.headers.items() if name.lower() not in OF_THE_MINUTE]
    return reply.status, reply.body, sorted(headers, key=itemgetter(0))


def _file(site: Path, path: str) -> Path:
    return site / f"{path}{'index.html' if path.endswith('/') else ''}".removeprefix("/")


def _files_in(site: Path) -> dict[Path, bytes]:
    """Return every file of an export but the listing, which has times."""
    files = (file for file in site.rglob("*") if file.is_file() and file.name != MARKER)
    return {file.relative_to(site): file.read_bytes() for file in files}
