"""Exports that are killed, and many at once: the folder is a whole site, or becomes one with the next."""

import json
import signal
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.editor import Editor
from tests.support.following import until
from tests.support.processes import offspring_of
from tests.support.serving import COMMAND, environment
from tests.support.tools import ROOT

LONGEST = 120  # seconds


def test_a_killed_export_breaks_no_link_and_the_next_one_completes_it(tmp_path: Path) -> None:
    """Two hundred by hand: python -m tests.support.killing_export FOLDER 200."""
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.killing_export", tmp_path, "12"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=2 * LONGEST,
        check=False,
    )

    found = json.loads(process.stdout or "{}")
    assert (sum(found["reached"].values()), found["problems"]) == (12, []), process.stderr


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """Return the editor of an archive whose export takes a while, in several processes."""
    editor = Editor(tmp_path / "issues")
    for week in range(150):
        day = date(2020, 1, 3) + timedelta(weeks=week)
        editor.write(key=str(day), day=day)
    return editor


def test_exports_to_one_folder_take_turns(editor: Editor, tmp_path: Path) -> None:
    """If one of them is killed, another completes what it began."""
    command: list[str | Path] = [
        "export",
        tmp_path / "site",
        "--archive",
        editor.archive,
        "--base-url",
        editor.base_url,
    ]
    running = [subprocess.Popen([COMMAND, *command], stdout=subprocess.PIPE) for _ in range(4)]
    writing: list[subprocess.Popen[bytes]] = []

    def one_writes() -> bool:
        writing.extend(process for process in running if offspring_of(process.pid))
        return bool(writing)

    assert until(one_writes)
    writing[0].kill()
    outputs = [process.communicate(timeout=LONGEST)[0] for process in running]

    assert sorted(process.returncode for process in running) == [-signal.SIGKILL, 0, 0, 0]
    assert [b" 0 new, 0 changed, 0 removed" in text for text in outputs].count(True) == 2


def test_a_killed_export_takes_its_children_along(editor: Editor, tmp_path: Path) -> None:
    command: list[str | Path] = [
        COMMAND, "export", tmp_path / "site", "--archive", editor.archive, "--base-url", "https://x.example",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment())
    assert until(lambda: bool(offspring_of(process.pid)))
    children = offspring_of(process.pid)
    process.kill()
    process.wait()

    assert until(lambda: not any(map(_runs, children)))


def _runs(process: int) -> bool:
    """Return whether a process runs: one that has ended may wait for the system to take note of it."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
