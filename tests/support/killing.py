"""Kill `publish` at random moments: a process of its own, so that it can fork with all modules at hand.

Usage: python -m tests.support.killing FOLDER TIMES
Prints what was found after each kill: the ledger as it was before (old), or as it should be (new).
"""

import json
import random
import shutil
import sys
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

from syndication import cli
from tests.support.editor import Editor

ISSUES = 15


def publish(editor: Editor) -> None:
    """Run the command, as a process of its own would."""
    sys.stdout = None
    cli.main(["publish", "--archive", str(editor.archive)], obj=lambda: editor.now)


def expected(editor: Editor, twin: Path) -> bytes:
    """Return the ledger that `publish` should write, made in a copy of the archive."""
    shutil.rmtree(twin, ignore_errors=True)
    shutil.copytree(editor.archive, twin)
    copy = Editor(twin, editor.now)
    copy.publish()
    return copy.ledger.read_bytes()


def run(editor: Editor, after: float | None = None) -> float:
    """Run `publish`, kill it after some seconds if given, and return how long it ran."""
    process = get_context("fork").Process(target=publish, args=(editor,))
    begun = perf_counter()
    process.start()
    process.join(after)
    process.kill()
    process.join()
    return perf_counter() - begun


def kill_once(editor: Editor, twin: Path, after: float) -> str:
    """Kill one `publish` after some seconds, and return which ledger it left: old, new or neither."""
    old, new = editor.ledger.read_bytes(), expected(editor, twin)
    run(editor, after)
    found = editor.ledger.read_bytes()
    editor.records()
    editor.publish()
    if editor.ledger.read_bytes() != new:
        return "the next publish failed"
    return {old: "old", new: "new"}.get(found, "neither")


def main(folder: str, times: str) -> None:
    """Change the archive and kill its `publish`, again and again."""
    editor = Editor(Path(folder) / "issues")
    days = [date(2020, 1, 3) + timedelta(weeks=week) for week in range(ISSUES)]
    for day in days:
        editor.write(key=str(day), day=day)
    editor.publish()
    usual = median(run(editor) for _ in range(5))
    found = []
    for turn in range(int(times)):
        editor.wait()
        for day in days:
            editor.write(key=str(day), day=day, quotes=(f"Version {turn}.",))
        found.append(kill_once(editor, Path(folder) / "twin", random.uniform(0, 1.5 * usual)))
    json.dump(found, sys.__stdout__ or sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
