"""The systemd unit: it is one, and its commands start the server and let it read the archive again."""

import configparser
import shlex
import subprocess
import time
from pathlib import Path

import pytest

from tests.archives import BASE_URL, issue_text, write_archive
from tests.deploy.programs import filled, loopback
from tests.serving import COMMAND, fetch, running
from tests.tools import needs

_PATIENCE = 20  # seconds


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text(quote="Before.")})


@pytest.fixture
def bind() -> str:
    return loopback()


@pytest.fixture
def unit(archive: Path, bind: str) -> str:
    return filled("syndication.service", COMMAND=COMMAND, ARCHIVE=archive, BIND=bind, BASE_URL=BASE_URL)


def test_systemd_finds_no_fault_in_the_unit(unit: str, tmp_path: Path) -> None:
    file = tmp_path / "syndication.service"
    file.write_text(unit)

    command: list[str | Path] = [needs("systemd-analyze"), "verify", "--man=no", file]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, [line for line in done.stderr.splitlines() if file.name in line]) == (0, [])


def test_systemd_thinks_the_unit_safe(unit: str, tmp_path: Path) -> None:
    file = tmp_path / "syndication.service"
    file.write_text(unit)

    command: list[str | Path] = [needs("systemd-analyze"), "security", "--offline=true", "--threshold=20"]
    command += ["--no-pager", file]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 0


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
