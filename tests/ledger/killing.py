"""Kill `publish` at random moments: a process of its own, so that it can fork with all modules at hand.

Usage: python -m tests.ledger.killing FOLDER TIMES
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

from syndication.cli import main as syndication
from tests.ledger.editor import Desk

ISSUES = 15


def publish(desk: Desk) -> None:
    """Run the command, as a process of its own would."""
    sys.stdout = None
    syndication(["publish", "--archive", str(desk.archive)], obj=lambda: desk.now)


def expected(desk: Desk, twin: Path) -> bytes:
    """Return the ledger that `publish` should write, made in a copy of the archive."""
    shutil.rmtree(twin, ignore_errors=True)
    shutil.copytree(desk.archive, twin)
    copy = Desk(twin, desk.now)
    copy.publish()
    return copy.ledger.read_bytes()


def run(desk: Desk, after: float | None = None) -> float:
    """Run `publish`, kill it after some seconds if given, and return how long it ran."""
    process = get_context("fork").Process(target=publish, args=(desk,))
    begun = perf_counter()
    process.start()
    process.join(after)
    process.kill()
    process.join()
    return perf_counter() - begun


def kill_once(desk: Desk, twin: Path, after: float) -> str:
    """Kill one `publish` after some seconds, and return which ledger it left: old, new or neither."""
    old, new = desk.ledger.read_bytes(), expected(desk, twin)
    run(desk, after)
    found = desk.ledger.read_bytes()
    desk.records()
    desk.publish()
    if desk.ledger.read_bytes() != new:
        return "the next publish failed"
    return {old: "old", new: "new"}.get(found, "neither")


def main(folder: str, times: str) -> None:
    """Change the archive and kill its `publish`, again and again."""
    desk = Desk(Path(folder) / "issues")
    days = [date(2020, 1, 3) + timedelta(weeks=week) for week in range(ISSUES)]
    for day in days:
        desk.write(key=str(day), day=day)
    desk.publish()
    usual = median(run(desk) for _ in range(5))
    found = []
    for turn in range(int(times)):
        desk.wait()
        for day in days:
            desk.write(key=str(day), day=day, quotes=(f"Version {turn}.",))
        found.append(kill_once(desk, Path(folder) / "twin", random.uniform(0, 1.5 * usual)))
    json.dump(found, sys.__stdout__ or sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
