"""The snapshot that is being served, and the thread that replaces it."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import watchfiles

from syndication.config import Settings
from syndication.errors import SyndicationError
from syndication.snapshot import Snapshot, Taken, take

Clock = Callable[[], datetime]

_log = logging.getLogger("syndication")
_DEBOUNCE = 200  # milliseconds that a burst of changes may last before it is looked at
_STEP = 40
_LONGEST_WAIT = timedelta(days=1)


class Live:
    """Holds the current snapshot and swaps it by one assignment; a build that fails leaves the old one."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self.clock = clock
        self._changed = threading.Event()
        self.trouble: str | None = None  # why the last build failed
        self._taken = take(settings, clock())
        self._report()

    @property
    def taken(self) -> Taken:
        """What is being served, and what it was made from."""
        return self._taken

    @property
    def snapshot(self) -> Snapshot:
        """What is being served."""
        return self._taken.snapshot

    def start(self) -> None:
        """Follow the archive, and the clock, until the process ends."""
        threading.Thread(target=self._follow, daemon=True, name="follow").start()
        if self._settings.watch:
            threading.Thread(target=self._watch, daemon=True, name="watch").start()

    def wake(self) -> None:
        """Ask for a new snapshot soon."""
        self._changed.set()

    def refresh(self) -> None:
        """Make a new snapshot of the archive as it is now; where that fails, say why and keep the old one."""
        try:
            self._settings = self._settings.reloaded()
            self._taken = take(self._settings, self.clock(), self._taken)
        except (SyndicationError, OSError) as error:
            self.trouble = str(error)
            _log.warning("the archive cannot be read, the old snapshot stays: %s", error)
        else:
            self.trouble = None
            self._report()

    def _report(self) -> None:
        for problem in self._taken.archive.library.errors:
            _log.warning("%s", problem)
        for record in self._taken.served.missing:
            _log.warning("%s is on record and cannot be shown", record.place)

    def _follow(self) -> None:
        while True:
            self._changed.wait(self._until_due().total_seconds())
            self._changed.clear()
            self.refresh()

    def _until_due(self) -> timedelta:
        due = self.snapshot.catalog.next_due
        return max(timedelta(0), min(_LONGEST_WAIT, due - self.clock())) if due else _LONGEST_WAIT

    def _watch(self) -> None:
        for _ in watchfiles.watch(
            self._settings.archive, debounce=_DEBOUNCE, step=_STEP, raise_interrupt=False
        ):
            self.wake()
