"""A kill, a full disk, many at once: the ledger is the old one or the new one."""

import json
import subprocess
import sys
import sysconfig
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.support.editor import KEY, Editor
from tests.support.tools import ROOT

SYNDICATION = Path(sysconfig.get_path("scripts")) / "syndication"
LONGEST = 120  # seconds


def start(editor: Editor, *arguments: str) -> subprocess.Popen[str]:
    """Start a real `publish`."""
    return subprocess.Popen(
        [SYNDICATION, "publish", "--archive", editor.archive, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_hundred_kills_leave_the_old_ledger_or_the_new_one(tmp_path: Path) -> None:
    process = subprocess.run(
        [sys.executable, "-m", "tests.support.killing", tmp_path, "200"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )

    found = json.loads(process.stdout or "[]")
    assert (len(found), set(found) - {"old", "new"}) == (200, set()), process.stderr


@pytest.mark.parametrize("processes", [2, 8])
def test_many_at_once_write_one_ledger(empty: Editor, processes: int) -> None:
    days = [date(2023, 1, 6) + timedelta(weeks=week) for week in range(20)]
    for day in days:
        empty.write(key=str(day), day=day)

    running = [start(empty) for _ in range(processes)]
    said = sorted(process.communicate(timeout=LONGEST)[0].splitlines()[-1] for process in running)

    assert said == ["40 new", *["nothing to publish"] * (processes - 1)]
    assert len(empty.records()) == 40


def test_what_one_has_recorded_another_does_not_lose(empty: Editor) -> None:
    running = []
    for week in range(8):
        day = date(2023, 1, 6) + timedelta(weeks=week)
        empty.write(key=f".{day}", day=day)
        (empty.archive / "en" / f".{day}.txt").rename(empty.archive / "en" / f"{day}.txt")
        running.append(start(empty))
    for process in running:
        process.communicate(timeout=LONGEST)

    assert len(empty.records()) == 16


def test_a_full_disk_keeps_the_old_ledger(editor: Editor) -> None:
    before = editor.ledger.read_bytes()
    editor.write(quotes=("Corrected.",))

    full = subprocess.run(
        ["sh", "-c", 'ulimit -f 0; exec "$0" publish --archive "$1"', SYNDICATION, editor.archive],
        capture_output=True,
        text=True,
        timeout=LONGEST,
        check=False,
    )

    assert (full.returncode, full.stderr) == (
        1,
        "ledger.jsonl: cannot be written (File too large); nothing is published\n",
    )
    assert editor.ledger.read_bytes() == before


def test_a_full_disk_leaves_nothing_behind(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))

    subprocess.run(
        ["sh", "-c", 'ulimit -f 0; exec "$0" publish --archive "$1"', SYNDICATION, editor.archive],
        capture_output=True,
        timeout=LONGEST,
        check=False,
    )

    assert sorted(file.name for file in editor.archive.iterdir()) == ["en", "ledger.jsonl", "newsletter.toml"]


def test_what_a_kill_left_behind_is_removed(editor: Editor) -> None:
    (editor.archive / ".ledger.jsonl.abcd1234.new").write_bytes(b"half a l")
    (editor.archive / ".ledger.jsonl.lock").touch()
    editor.write(quotes=("Corrected.",))

    editor.publish()

    assert editor.record().updated == editor.now
    assert sorted(file.name for file in editor.archive.iterdir()) == ["en", "ledger.jsonl", "newsletter.toml"]


def test_a_place_that_cannot_be_written_is_told(editor: Editor) -> None:
    (editor.archive / ".ledger.jsonl.lock").mkdir()
    editor.write(quotes=("Corrected.",))

    result = editor.run("publish")

    assert (result.exit_code, result.stderr) == (
        1,
        "ledger.jsonl: cannot be written (Is a directory); nothing is published\n",
    )


def test_an_archive_that_was_killed_in_the_middle_is_served_as_before(editor: Editor) -> None:
    (editor.archive / ".ledger.jsonl.abcd1234.new").write_bytes(b"half a l")

    assert editor.seen() == [KEY]
