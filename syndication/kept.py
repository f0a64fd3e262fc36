"""What is kept in memory, within a bound: what was not asked for longest goes first."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Values that together weigh no more than so many bytes, for any number of threads."""

    def __init__(self, most: int, weigh: Callable[[V], int]) -> None:
        self._most = most
        self._weigh = weigh
        self._weight = 0
        self._values: OrderedDict[K, V] = OrderedDict()
        self._shelving = threading.Lock()

    def get(self, key: K) -> V | None:
        """Give what is kept under a key."""
        with self._shelving:
            found = self._values.get(key)
            if found is not None:
                self._values.move_to_end(key)
        return found

    def keep(self, key: K, value: V) -> None:
        """Keep a value that fits at all, and forget others where they are too many."""
        weight = self._weigh(value)
        with self._shelving:
            if key in self._values or weight > self._most:
                return
            self._values[key] = value
            self._weight += weight
            while self._weight > self._most:
                self._weight -= self._weigh(self._values.popitem(last=False)[1])
