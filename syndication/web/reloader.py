"""The current snapshot, and the threads that replace it."""

import gc
import logging
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import watchfiles

from syndication.archive.ledger import LEDGER
from syndication.archive.reconcile import unrecorded_entries
from syndication.model.errors import LedgerError, Problem, SyndicationError
from syndication.settings import Settings
from syndication.site.build import Build, build, build_snapshot
from syndication.site.snapshot import Snapshot
from syndication.system.clock import Clock
from syndication.system.processes import call_after_fork
from syndication.web.polling import POLL_SECONDS, Poll, folder_identity, is_read

_log = logging.getLogger("syndication")
_DEBOUNCE_MILLISECONDS = 200  # that a burst of changes may last before it is read
_STEP_MILLISECONDS = 40
_RETRY_SECONDS = 1  # until a folder that replaced the archive is noticed
_MAX_WAIT_SECONDS = 60.0  # the machine may sleep, and its clock may be set


class Reloader:
    """Holds the current snapshot and swaps it by one assignment; a build that fails leaves the old one."""

    def __init__(
        self,
        settings: Settings,
        clock: Clock,
        changed: threading.Event | None = None,
        first: Build | None = None,
    ) -> None:
        self._settings = settings
        self.clock = clock
        self._changed = changed or threading.Event()
        self.last_error: str | None = None  # why the last build failed
        self._due_error: str | None = None  # why entries that are due could not be published
        self._building = threading.RLock()
        self._warned_of_polling = False
        if first is None or not first.is_current(settings, clock()):
            first = build(settings, clock(), first)
        self.current = first  # the snapshot and what it was built from
        self._report()

    @property
    def snapshot(self) -> Snapshot:
        """The current snapshot."""
        return self.current.snapshot

    @property
    def is_degraded(self) -> bool:
        """Whether anything is broken, stale or missing, or the last build failed."""
        reconciled = self.current.reconciled
        return bool(
            self.current.archive.folder.broken or reconciled.stale or reconciled.missing or self.last_error
        )

    def start(self) -> None:
        """Follow the archive and the clock until the process ends, and in each process forked from it."""
        self._start_threads()
        call_after_fork(self._start_again, self._building)

    def _start_again(self) -> None:
        self._changed = threading.Event()  # a thread of the parent may have held the other one
        self._start_threads()

    def _start_threads(self) -> None:
        threading.Thread(target=self._follow, daemon=True, name="follow").start()
        if self._settings.watch:
            threading.Thread(target=self._watch, daemon=True, name="watch").start()

    def wake(self) -> None:
        """Ask for a new snapshot soon."""
        self._changed.set()

    def reload(self) -> None:
        """Build a snapshot of the archive as it is now; if that fails, log why and keep the old one."""
        try:
            with self._building:
                settings = self._settings.reloaded()
                latest = build(settings, self.clock(), self.current)
            self._check_ledger(latest, settings)
        except (SyndicationError, OSError) as error:
            if self.last_error != str(error):
                _log.warning("the archive cannot be read, the old snapshot stays: %s", error)
            self.last_error = str(error)
        except Exception as error:  # noqa: BLE001 a bug, logged with its traceback, must not end the thread
            self.last_error = repr(error)
            _log.exception("the old snapshot stays")
        else:
            if self.last_error:
                _log.warning("the archive can be read again: the new snapshot is served")
            settings_changed = settings != self._settings
            self._settings, self.current, self.last_error = settings, latest, None
            gc.unfreeze()  # what a worker inherited may go now
            self._report()
            if settings_changed:
                gc.collect()  # the old snapshot is full of reference cycles, and several would pile up

    def publish_due(self) -> None:
        """Publish what is due from what was read last: the archive may be half-written at the moment."""
        begin = time.monotonic()
        try:
            with self._building:
                snapshot = build_snapshot(
                    self.current.reconciled, self._settings, self.clock(), self.snapshot
                )
        except (SyndicationError, OSError) as error:
            if self._due_error != str(error):
                _log.warning("entries that are due cannot be published: %s", error)
            self.last_error = self._due_error = str(error)
        else:
            if self._due_error:
                _log.warning("entries that are due can be published again")
                self.last_error = None if self.last_error == self._due_error else self.last_error
                self._due_error = None
            end = time.monotonic()
            self.current = replace(self.current, snapshot=snapshot, built_at=end, seconds=end - begin)

    def _check_ledger(self, latest: Build, settings: Settings) -> None:
        """Raise LedgerError if entries that are served are no longer in the ledger."""
        old, ledger = self.current.archive.ledger, latest.archive.ledger
        if settings.preview or old is None or (old is ledger and settings == self._settings):
            return
        missing = unrecorded_entries(
            self.current.reconciled.entries, ledger, settings.newsletter, self.clock()
        )
        if missing:
            remedy = "restore the ledger, editions and sections, or restart the server to go on without them"
            message = f"{len(missing)} entries are no longer on record, the first is {missing[0].ref}"
            raise LedgerError(Problem(path=LEDGER, line=1, message=f"{message}; expected them: {remedy}"))

    def _report(self) -> None:
        for problem in self.current.archive.folder.errors:
            _log.warning("%s", problem)
        for record in self.current.reconciled.missing:
            _log.warning("%s is on record and cannot be shown", record.ref)

    def _follow(self) -> None:
        while True:
            if self._changed.wait(self._until_due()):
                self._changed.clear()
                self.reload()
            if self._is_due():
                self.publish_due()

    def _is_due(self) -> bool:
        due = self.snapshot.catalog.next_due
        return due is not None and due <= self.clock()

    def _until_due(self) -> float:
        """Return the seconds to wait; never 0, even if entries that are due could not be published."""
        due = self.snapshot.catalog.next_due
        left = (due - self.clock()) / timedelta(seconds=1) if due else _MAX_WAIT_SECONDS
        return min(_MAX_WAIT_SECONDS, left if left > 0 else _RETRY_SECONDS)

    def _watch(self) -> None:
        archive = self._settings.archive.absolute()
        last_error: str | None = None
        while True:
            try:
                self._watch_folder(archive)
                last_error = None
            except OSError as error:  # the folder is gone, or the system has no watches left
                if last_error != str(error):
                    _log.warning("%s cannot be watched, so it is read every second: %s", archive, error)
                last_error = str(error)
                time.sleep(_RETRY_SECONDS)
            self.wake()

    def _watch_folder(self, archive: Path) -> None:
        """Wake whenever the archive changes, until another folder replaces it or it is removed."""
        identity = folder_identity(archive)
        poll = Poll(archive, self._settings.newsletter)
        new = poll.stamp != self.current.stamp  # it changed before the watch began
        for changes in watchfiles.watch(
            archive,
            watch_filter=lambda _, path: is_read(Path(path), archive),
            debounce=_DEBOUNCE_MILLISECONDS,
            step=_STEP_MILLISECONDS,
            rust_timeout=_RETRY_SECONDS * 1000,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            missed = poll.has_missed(self._settings.newsletter, notified=bool(changes))
            if missed and not self._warned_of_polling:
                message = "the system does not report every change in %s, so it is read every %d seconds"
                _log.warning(message, archive, POLL_SECONDS)
                self._warned_of_polling = True
            if changes or new or missed:
                self.wake()
            new = False
            if folder_identity(archive) != identity:
                return
