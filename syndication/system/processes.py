"""Share work out among forked processes, which inherit everything: many small tasks, on every core.

concurrent.futures does not serve here. The workers of its pool live until the end and keep all memory that
they touched (`max_tasks_per_child` excludes fork), outlive a killed parent, and all break if one is killed.
"""

import gc
import os
import pickle
import threading
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from itertools import islice
from select import select
from typing import NamedTuple, TypeVar, cast
from weakref import WeakMethod

T = TypeVar("T")

_fork = threading.local()  # `.for_slice`: whether this thread forks a child for a slice


def cores() -> int:
    """Return how many processes can work at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextmanager
def without_garbage_collection() -> Iterator[None]:
    """Pause the collector: it would look through everything again and again while much is read."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def keep_from_collection() -> None:
    """Move all objects to the oldest generation: the collector would spend long on those of a whole site."""
    gc.freeze()
    gc.unfreeze()


def call_after_fork(start: Callable[[], None], lock: AbstractContextManager[object] | None = None) -> None:
    """Call a bound method in each process that a server forks from this one: threads do not survive a fork.

    The fork waits for the `lock`, so that nobody holds it in the child. Children of `fork_slices` and
    `fork_map` start nothing. The object of the method may be collected before the process ends.
    """
    method, guard = WeakMethod(start), lock or nullcontext()

    def after_in_child() -> None:
        guard.__exit__(None, None, None)
        if (call := method()) and not getattr(_fork, "for_slice", False):
            call()

    os.register_at_fork(
        before=guard.__enter__,
        after_in_parent=lambda: guard.__exit__(None, None, None),
        after_in_child=after_in_child,
    )


def fork_slices(work: Callable[[int], T], slices: int) -> list[T]:
    """Do all slices of some work at once, number 0 in this process, and return their results in order.

    A result has to be picklable. If a slice fails in its process, it is done again here, and raises what it
    raises. Nothing else may hold a lock meanwhile that the work needs.
    """
    children = [_start(work, number) for number in range(1, slices)]
    return [work(0), *(_finish(work, child) for child in children)]


def fork_map(work: Callable[[int], T], slices: int) -> Generator[T, None, None]:
    """Do each slice of some work in a process of its own, one per core at a time; yield each result.

    As `fork_slices`, but this process only waits: its memory stays as it is, so that a child takes no more
    memory than its slice touches, and returns it at its end.
    """
    running: dict[int, _Child] = {}
    waiting = iter(range(slices))
    gc.freeze()  # a collection in a child would copy everything
    try:
        while True:
            for number in islice(waiting, cores() - len(running)):
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
    """A child process: the number of its slice, the pipe for its result, and the one that ends it."""

    number: int
    process: int
    pipe: int
    lifeline: int


def _finish(work: Callable[[int], T], child: _Child) -> T:
    """Wait for the result of a slice; do the slice here if its process failed."""
    with open(child.pipe, "rb") as stream:  # noqa: PTH123 (a descriptor)
        result = stream.read()
    _, status = os.waitpid(child.process, 0)
    os.close(child.lifeline)
    return work(child.number) if status else cast("T", pickle.loads(result))  # noqa: S301 (of our own process)


def _end_with_parent(alive: int) -> None:
    """End this process as soon as its parent is gone: nobody waits for its result any more."""
    os.read(alive, 1)
    os._exit(1)


def _start(work: Callable[[int], T], number: int) -> _Child:
    """Start a slice in a process of its own."""
    end, start = os.pipe()
    alive, lifeline = os.pipe()  # whose other end closes when this process dies, however it dies
    _fork.for_slice = True
    try:
        child = os.fork()
    finally:
        _fork.for_slice = False
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
        os._exit(status)  # in any case: the callers up the stack belong to the parent
