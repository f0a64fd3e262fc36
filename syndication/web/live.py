"""The snapshot that is being served, and when there will be another."""

import threading
from collections.abc import Callable
from datetime import datetime

from syndication.config import Settings
from syndication.library import Library
from syndication.snapshot import Snapshot, take

Clock = Callable[[], datetime]


class Live:
    """Holds the current snapshot; a scheduled issue that falls due makes a new one."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self._building = threading.Lock()
        self.library: Library
        self.snapshot: Snapshot
        self.library, self.snapshot = take(settings, clock())

    def current(self) -> Snapshot:
        """Give the snapshot of this moment."""
        due = self.snapshot.catalog.next_due
        if due is not None and due <= self.clock():
            with self._building:
                if self.snapshot.catalog.next_due == due:
                    self.library, self.snapshot = take(self.settings, self.clock())
        return self.snapshot
