"""Share work out among processes that inherit all there is: many small things, on every core."""

import gc
import os
import pickle
from collections.abc import Callable, Generator
from itertools import islice
from select import select
from typing import NamedTuple, TypeVar, cast

T = TypeVar("T")


def cores() -> int:
    """Say how many processes are worth having; one where they cannot inherit."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def in_processes(work: Callable[[int], T], shares: int) -> list[T]:
    """Do the shares of some work at once, number 0 in this process, and give what came of each.

    What comes of a share has to be picklable. A share whose process fails is done again here, and raises
    what it raises. Nothing else may hold a lock meanwhile that the work needs.
    """
    children = [_start(work, number) for number in range(1, shares)]
    return [work(0), *(_finish(work, child) for child in children)]


def in_children(work: Callable[[int], T], shares: int) -> Generator[T, None, None]:
    """Do the shares of some work in processes of their own, one a core at a time; give each when it is done.

    As `in_processes`, but this process only waits: what it holds stays as it is, so that a child takes no
    more memory than its share touches, and gives that back with its end.
    """
    if not hasattr(os, "fork"):
        yield from map(work, range(shares))
        return
    running: dict[int, _Child] = {}
    numbers = iter(range(shares))
    gc.freeze()  # a collection would touch everything
    try:
        while True:
            for number in islice(numbers, cores() - len(running)):
                child = _start(work, number)
                running[child.pipe] = child
            if not running:
                return
            done, _, _ = select(list(running), [], [])
            for pipe in done:
                yield _finish(work, running.pop(pipe))
    finally:
        gc.unfreeze()
        for child in running.values():
            os.close(child.pipe)
            os.waitpid(child.process, 0)


class _Child(NamedTuple):
    """A share that is being done, the process that does it, and the pipe that will hold what came of it."""

    number: int
    process: int
    pipe: int


def _finish(work: Callable[[int], T], child: _Child) -> T:
    """Wait for a share to be done; do it here where its process failed."""
    with open(child.pipe, "rb") as stream:  # noqa: PTH123 (a descriptor)
        found = stream.read()
    _, status = os.waitpid(child.process, 0)
    return work(child.number) if status else cast("T", pickle.loads(found))  # noqa: S301 (of our own process)


def _start(work: Callable[[int], T], number: int) -> _Child:
    """Begin a share in a process of its own."""
    end, start = os.pipe()
    child = os.fork()
    if child:
        os.close(start)
        return _Child(number, child, end)
    status = 1
    try:
        os.close(end)
        with open(start, "wb") as stream:  # noqa: PTH123 (a descriptor)
            stream.write(pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)  # whatever happened: there is but one of everything that is further up
