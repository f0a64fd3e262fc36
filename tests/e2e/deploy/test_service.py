"""The systemd units: they are such, and their commands do what they are for."""

import configparser
import shlex
import subprocess
import time
from pathlib import Path

import pytest

from tests.support.archives import NEWSLETTER, issue_text, write_archive
from tests.support.programs import deployed, loopback
from tests.support.serving import fetch, running
from tests.support.tools import needs

_PATIENCE = 20  # seconds


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text(quote="Before.")})


@pytest.fixture
def bind() -> str:
    return loopback()


@pytest.fixture
def units(archive: Path, bind: str, tmp_path: Path) -> Path:
    """Write all units into one folder, as systemd wants them; the public address is where nobody answers."""
    options = ("--bind", bind, "--metrics", "--base-url", f"http://{loopback()}")
    return deployed("systemd", tmp_path / "units", *options, archive=archive)


@pytest.fixture
def unit(units: Path) -> str:
    return (units / "syndication.service").read_text("utf-8")


@pytest.fixture
def ping(units: Path) -> str:
    return (units / "syndication-ping.service").read_text("utf-8")


@pytest.mark.parametrize(
    "name", ["syndication.service", "syndication-ping.service", "syndication-ping.timer"]
)
def test_systemd_finds_no_fault_in_a_unit(units: Path, name: str) -> None:
    command: list[str | Path] = [needs("systemd-analyze"), "verify", "--man=no", units / name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, [line for line in done.stderr.splitlines() if "syndication" in line]) == (0, [])


@pytest.mark.parametrize("name", ["syndication.service", "syndication-ping.service"])
def test_systemd_thinks_a_unit_safe(units: Path, name: str) -> None:
    command: list[str | Path] = [needs("systemd-analyze"), "security", "--offline=true", "--threshold=20"]
    command += ["--no-pager", units / name]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


def test_the_unit_of_the_timer_announces(ping: str, archive: Path, tmp_path: Path) -> None:
    state = tmp_path / "syndication" / "announced.json"
    state.parent.mkdir()
    (archive / "newsletter.toml").write_text(f'hubs = ["http://{loopback()}/"]\n{NEWSLETTER}', "utf-8")
    command = _service(ping)["ExecStart"].replace("%S", str(tmp_path))

    done = subprocess.run([*shlex.split(command), "--wait", "0"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "0 announced, 15 left for the next ping\n")


def test_the_unit_starts_the_server_and_reloads_it(
    unit: str, archive: Path, bind: str, tmp_path: Path
) -> None:
    service = _service(unit)
    quote = f"http://{bind}/en/quotes/2024-01-12.json"
    with running(
        shlex.split(service["ExecStart"]), quote, tmp_path / "log", SYNDICATION_WATCH="0"
    ) as process:
        before = fetch(quote).json()["items"][0]["_syndication"]["text"]
        (archive / "en/2024-01-12.txt").write_text(issue_text(quote="After."), "utf-8")

        reload = service["ExecReload"].replace("$MAINPID", str(process.pid))
        subprocess.run(shlex.split(reload), check=True)

        after = _changed(quote, before)
    assert (before, after) == ("Before.", "After.")


def _service(unit: str) -> dict[str, str]:
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # the way configparser documents
    parser.read_string(unit)
    return dict(parser["Service"])


def _changed(url: str, before: str) -> str:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        text: str = fetch(url).json()["items"][0]["_syndication"]["text"]
        if text != before:
            return text
        time.sleep(0.02)  # a poll, not a guess
    return before
