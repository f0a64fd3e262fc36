"""Work that is shared out among processes comes back whole, whatever happens to one of them."""

import gc
import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path

import pytest

from syndication.archive import load_archive
from syndication.system.processes import cores, fork_map, fork_slices
from syndication.text.dates import format_date
from tests.support.archives import settings_of, write_archive
from tests.support.processes import offspring_of

HERE = os.getpid()
WAYS = [fork_slices, fork_map]
Way = Callable[[Callable[[int], int], int], Iterable[int]]


def test_each_share_is_done_once_and_in_order() -> None:
    assert fork_slices(lambda number: (number, os.getpid() == HERE), 3) == [
        (0, True),
        (1, False),
        (2, False),
    ]


def test_children_do_each_share_once_and_this_process_none() -> None:
    done = sorted(fork_map(lambda number: (number, os.getpid() == HERE), 5))

    assert done == [(number, False) for number in range(5)]


def test_there_are_no_more_children_at_once_than_cores(tmp_path: Path) -> None:
    def work(number: int) -> int:
        own = tmp_path / str(number)
        own.touch()
        at_once = len(list(tmp_path.iterdir()))
        own.unlink()
        return at_once

    assert max(fork_map(work, 10 * cores())) <= cores()


def test_who_takes_no_more_of_what_children_do_leaves_none_behind() -> None:
    before = offspring_of(HERE)
    doing = fork_map(lambda number: number, 20)
    next(doing)
    doing.close()

    assert (offspring_of(HERE), gc.get_freeze_count()) == (before, 0)


@pytest.mark.parametrize("way", WAYS)
def test_the_share_of_a_process_that_is_killed_is_done_here(way: Way) -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert sorted(way(work, 3)) == [0, 1, 2]


@pytest.mark.e2e
def test_a_worker_that_is_killed_while_others_still_get_their_slices_loses_none() -> None:
    def work(number: int) -> int:
        if os.getpid() != HERE:
            os.kill(os.getpid(), signal.SIGKILL)
        return number

    assert sorted(fork_map(work, 200)) == list(range(200))


@pytest.mark.parametrize("way", WAYS)
def test_what_a_share_raises_is_raised(way: Way) -> None:
    def work(number: int) -> int:
        return 1 // (1 - number)

    with pytest.raises(ZeroDivisionError):
        list(way(work, 2))


@contextmanager
def one_core() -> Iterator[None]:
    """Keep this thread on one core until the block ends."""
    cores_before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores_before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores_before)


def test_a_large_archive_is_read_as_a_small_one_is(tmp_path: Path) -> None:
    days = [date(2020, 1, 1) + timedelta(number) for number in range(400)]
    files: dict[str, str | bytes] = {
        f"en/{day}.txt": f'{format_date(day, "en")}\n\nLetter.\n\nQuote of the Week\n"Words of {day}."\nAda\n'
        for day in days
    }
    settings = settings_of(write_archive(tmp_path, files | {"en/2020-02-02.txt": b"\xff"}))
    shared = load_archive(settings)
    with one_core():
        alone = load_archive(settings)

    assert [(entry.id, entry.title, entry.fingerprint) for entry in shared.entries] == [
        (entry.id, entry.title, entry.fingerprint) for entry in alone.entries
    ]
    assert (len(shared.entries), shared.folder.problems) == (798, alone.folder.problems)
