"""Share work out among processes that inherit all there is: many small things, on every core."""

import os
import pickle
from collections.abc import Callable
from typing import TypeVar

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
    done = [work(0)]
    for number, (child, pipe) in enumerate(children, 1):
        with open(pipe, "rb") as stream:  # noqa: PTH123 (a descriptor)
            found = stream.read()
        _, status = os.waitpid(child, 0)
        done.append(work(number) if status else pickle.loads(found))  # noqa: S301 (of our own process)
    return done


def _start(work: Callable[[int], T], number: int) -> tuple[int, int]:
    """Begin a share in a process of its own; give its number, and the pipe that will hold what came of it."""
    end, start = os.pipe()
    child = os.fork()
    if child:
        os.close(start)
        return child, end
    status = 1
    try:
        os.close(end)
        with open(start, "wb") as stream:  # noqa: PTH123 (a descriptor)
            stream.write(pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)  # whatever happened: there is but one of everything that is further up
