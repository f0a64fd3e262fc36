"""Work that is shared out among processes comes back whole, whatever happens to one of them."""

import os
import signal
from datetime import date, timedelta
from pathlib import Path

import pytest

from syndication.archive import load_archive
from syndication.dates import show_date
from syndication.processes import in_processes
from tests.archives import settings_of, write_archive

HERE = os.getpid()


def test_each_share_is_done_once_and_in_order() -> None:
    assert in_processes(lambda number: (number, os.getpid() == HERE), 3) == [
        (0, True),
        (1, False),
        (2, False),
    ]


def test_the_share_of_a_process_that_is_killed_is_done_here() -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert in_processes(work, 3) == [0, 1, 2]


def test_what_a_share_raises_is_raised() -> None:
    def work(number: int) -> int:
        return 1 // (1 - number)

    with pytest.raises(ZeroDivisionError):
        in_processes(work, 2)


def test_a_large_archive_is_read_as_a_small_one_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    days = [date(2020, 1, 1) + timedelta(number) for number in range(400)]
    files: dict[str, str | bytes] = {
        f"en/{day}.txt": f'{show_date(day, "en")}\n\nA letter.\n\nQuote of the Week\n"Words of {day}."\nAda\n'
        for day in days
    }
    settings = settings_of(write_archive(tmp_path, files | {"en/2020-02-02.txt": b"\xff"}))
    shared = load_archive(settings)
    monkeypatch.setattr("syndication.archive.cores", lambda: 1)
    alone = load_archive(settings)

    assert [(entry.id, entry.title, entry.fingerprint) for entry in shared.entries] == [
        (entry.id, entry.title, entry.fingerprint) for entry in alone.entries
    ]
    assert (len(shared.entries), shared.library.problems) == (798, alone.library.problems)
