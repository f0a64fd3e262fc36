"""Share work out among processes that inherit all there is: many small things, on every core."""

import gc
import os
import pickle
import threading
from collections.abc import Callable, Generator
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from select import select
from typing import NamedTuple, TypeVar, cast
from weakref import WeakMethod

T = TypeVar("T")

_fork = threading.local()  # `.shares`: whether the fork that this thread is at makes a child for a share


def cores() -> int:
    """Say how many processes are worth having; one where they cannot inherit."""
    if not hasattr(os, "fork"):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def call_after_fork(start: Callable[[], None], lock: AbstractContextManager[object] | None = None) -> None:
    """Call a bound method in each process that a server forks from this one: threads do not survive a fork.

    The fork waits for the `lock`, so that nobody holds it in the child. Children that do a share of work
    start nothing. What the method belongs to may go before the process ends.
    """
    method, held = WeakMethod(start), lock or nullcontext()

    def begin() -> None:
        held.__exit__(None, None, None)
        if (call := method()) and not getattr(_fork, "shares", False):
            call()

    os.register_at_fork(
        before=held.__enter__, after_in_parent=lambda: held.__exit__(None, None, None), after_in_child=begin
    )


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
            os.close(child.lifeline)  # a later child holds it too: they end one after the other
        for child in running.values():
            os.waitpid(child.process, 0)


class _Child(NamedTuple):
    """A share that is being done, the process that does it, and the pipe that will hold what came of it."""

    number: int
    process: int
    pipe: int
    lifeline: int


def _finish(work: Callable[[int], T], child: _Child) -> T:
    """Wait for a share to be done; do it here where its process failed."""
    with open(child.pipe, "rb") as stream:  # noqa: PTH123 (a descriptor)
        found = stream.read()
    _, status = os.waitpid(child.process, 0)
    os.close(child.lifeline)
    return work(child.number) if status else cast("T", pickle.loads(found))  # noqa: S301 (of our own process)


def _end_with_parent(alive: int) -> None:
    """End this process as soon as its parent is gone: nobody waits for its share any more."""
    os.read(alive, 1)
    os._exit(1)


def _start(work: Callable[[int], T], number: int) -> _Child:
    """Begin a share in a process of its own."""
    end, start = os.pipe()
    alive, lifeline = os.pipe()  # whose other end closes when this process dies, however it dies
    _fork.shares = True
    try:
        child = os.fork()
    finally:
        _fork.shares = False
    if child:
        os.close(start)
        os.close(alive)
        return _Child(number, child, end, lifeline)
    status = 1
    try:
        os.close(end)
        os.close(lifeline)
        threading.Thread(target=_end_with_parent, args=(alive,), daemon=True).start()
        with open(start, "wb") as stream:  # noqa: PTH123 (a descriptor)
            stream.write(pickle.dumps(work(number), pickle.HIGHEST_PROTOCOL))
        status = 0
    finally:
        os._exit(status)  # whatever happened: there is but one of everything that is further up
