"""The application under servers that know nothing of it: wsgi.py and the factory."""

import subprocess
import sys
from pathlib import Path

import pytest

from syndication.model.errors import ArchiveError
from syndication.site.routes import ROUTES
from syndication.web import create_app
from tests.support.archives import settings_of, write_archive
from tests.support.serving import environment, fetch, free_port, running
from tests.support.tools import ROOT, SAMPLES, needs

BASE = "https://feeds.example.org/letters"
MISSING = "SYNDICATION_BASE_URL is missing; expected where the public reaches the service"
PROGRAMS = Path(sys.executable).parent
FLASK = [f"flask --app {app} run --port {{port}}" for app in ("wsgi", "syndication")]
SERVERS = [
    "gunicorn --bind 127.0.0.1:{port} wsgi:app",
    "gunicorn --bind 127.0.0.1:{port} syndication:create_app()",
    "waitress-serve --listen 127.0.0.1:{port} wsgi:app",
    "waitress-serve --listen 127.0.0.1:{port} --call syndication:create_app",
    "uwsgi --http-socket 127.0.0.1:{port} --die-on-term --enable-threads --master --lazy-apps -w wsgi:app",
    "uwsgi --http-socket 127.0.0.1:{port} --die-on-term --enable-threads --module syndication:create_app()",
]


@pytest.fixture
def invalid_ledger(tmp_path: Path) -> Path:
    """Return an archive whose ledger cannot be read."""
    archive = write_archive(tmp_path, {})
    (archive / "ledger.jsonl").write_text("no JSON\n")
    return archive


def command_of(server: str, port: int) -> list[str]:
    """Return the command of a server, if it is installed; it finds wsgi.py from wherever it is started."""
    program, *arguments = (part.format(port=port) for part in server.split())
    installed = PROGRAMS / program
    found = str(installed) if installed.exists() else needs(program)
    return [needs("env"), "-C", str(ROOT), found, *arguments]


def start(server: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run a server that is expected to give up."""
    return subprocess.run(
        command_of(server, free_port()),
        env=environment(**env),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def self_link(server: str, tmp_path: Path, **env: str) -> tuple[str, int]:
    """Return the address that a server's feed has by its own account, and the port of the server."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    with running(command_of(server, port), f"{url}/healthz", tmp_path / "log", **env):
        reply = fetch(f"{url}/en/quotes.atom")
    return reply.headers.get_all("Link", [])[0].partition(">")[0].removeprefix("<"), port


@pytest.mark.parametrize("server", [*SERVERS, *FLASK])
def test_a_server_serves_under_the_base_url_of_its_environment(server: str, tmp_path: Path) -> None:
    link, _ = self_link(server, tmp_path, SYNDICATION_BASE_URL=f"{BASE}/")

    assert link == f"{BASE}/en/quotes.atom"


@pytest.mark.parametrize("server", FLASK)
def test_flask_serves_under_the_address_that_it_is_bound_to(server: str, tmp_path: Path) -> None:
    link, port = self_link(server, tmp_path)

    assert link == f"http://127.0.0.1:{port}/en/quotes.atom"


@pytest.mark.parametrize("server", [server for server in SERVERS if "--master" not in server])
def test_a_server_that_cannot_know_its_address_says_what_is_missing_in_one_line(server: str) -> None:
    done = start(server)

    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert (output.count(MISSING), "Traceback" in output) == (1, False)


@pytest.mark.parametrize("server", [SERVERS[0], SERVERS[3], *FLASK])
def test_an_error_in_the_settings_is_one_line_under_any_server(server: str, tmp_path: Path) -> None:
    done = start(server, SYNDICATION_ARCHIVE=str(tmp_path), SYNDICATION_BASE_URL=BASE)

    output = done.stdout + done.stderr
    assert done.returncode != 0
    assert (output.count(f"{tmp_path}/newsletter.toml: not found"), "Traceback" in output) == (1, False)


def test_an_embedding_program_gets_errors_as_exceptions(invalid_ledger: Path) -> None:
    with pytest.raises(ArchiveError, match=r"ledger\.jsonl:1: "):
        create_app(settings_of(invalid_ledger))


def test_an_invalid_ledger_is_one_line_under_any_server(invalid_ledger: Path) -> None:
    done = start(FLASK[0], SYNDICATION_ARCHIVE=str(invalid_ledger))

    assert done.returncode != 0
    assert (done.stderr.count("\n"), "ledger.jsonl:1: " in done.stderr) == (1, True)


@pytest.mark.parametrize("app", ["wsgi", "syndication"])
def test_flask_lists_every_route(app: str) -> None:
    done = start(f"flask --app {app} routes")

    rules = {line.split(maxsplit=2)[-1].strip() for line in done.stdout.splitlines()}
    assert {"/healthz", *(route.rule for route in ROUTES)} - rules == set()


def test_the_package_is_a_program() -> None:
    command = [sys.executable, "-m", "syndication", "feeds", "--archive", str(SAMPLES)]

    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)

    assert (done.returncode, "/en/quotes.atom" in done.stdout) == (0, True)
