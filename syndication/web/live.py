"""The snapshot that is being served, and when there will be another."""

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from syndication.config import Settings
from syndication.errors import SyndicationError
from syndication.library import Library
from syndication.snapshot import Snapshot, take

Clock = Callable[[], datetime]

_PAUSE = timedelta(minutes=1)  # after a build that failed: its fault will not be gone by the next request
_log = logging.getLogger(__name__)


class Live:
    """Holds the current snapshot; a scheduled issue that falls due makes a new one."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings = settings
        self.clock = clock
        self._building = threading.Lock()
        self.library: Library
        self.snapshot: Snapshot
        self.library, self.snapshot = take(settings, clock())
        self._due = self.snapshot.catalog.next_due

    def current(self) -> Snapshot:
        """Give the snapshot of this moment.

        While one request builds it the others are answered from the old one, which goes on being
        served where the new one cannot be built.
        """
        now = self.clock()
        if self._is_due(now) and self._building.acquire(blocking=False):
            try:
                if self._is_due(now):
                    self._renew(now)
            finally:
                self._building.release()
        return self.snapshot

    def _is_due(self, now: datetime) -> bool:
        return self._due is not None and self._due <= now

    def _renew(self, now: datetime) -> None:
        try:
            self.library, self.snapshot = take(self.settings, now)
        except SyndicationError:
            _log.exception("no new snapshot; the old one is served")
            self._due = now + _PAUSE
        else:
            self._due = self.snapshot.catalog.next_due
