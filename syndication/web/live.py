"""The snapshot that is being served, and the threads that replace it."""

import gc
import logging
import os
import threading
import time
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import watchfiles

from syndication.clock import Clock
from syndication.config import Settings
from syndication.errors import LedgerError, Problem, SyndicationError
from syndication.ledger import LEDGER
from syndication.library import stamp_archive
from syndication.model import Newsletter
from syndication.processes import call_after_fork
from syndication.reconcile import forgotten
from syndication.site.snapshot import Build, Snapshot, build, build_snapshot

_log = logging.getLogger("syndication")
_DEBOUNCE = 200  # milliseconds that a burst of changes may last before it is looked at
_STEP = 40
_LOOK = 1  # seconds until it is seen that another folder has taken the archive's place
_POLL = 5  # seconds from one look at all files to the next
_LONGEST_WAIT = 60.0  # seconds: the machine may sleep, and its clock be set


class Live:
    """Holds the current snapshot and swaps it by one assignment; a build that fails leaves the old one."""

    def __init__(self, settings: Settings, clock: Clock, changed: threading.Event | None = None) -> None:
        self._settings = settings
        self.clock = clock
        self._changed = changed or threading.Event()
        self.trouble: str | None = None  # why the last build failed
        self._late: str | None = None  # why what is due could not be shown
        self._building = threading.RLock()
        self._polls = False  # whether it was said that changes are found by looking
        self.taken: Build = build(settings, clock())  # what is being served, and what it was made from
        self._report()

    @property
    def snapshot(self) -> Snapshot:
        """What is being served."""
        return self.taken.snapshot

    def start(self) -> None:
        """Follow the archive and the clock until the process ends, and in each process forked from it."""
        self._start_threads()
        call_after_fork(self._start_again, self._building)

    def _start_again(self) -> None:
        self._changed = threading.Event()  # a thread that is no more may have held the other one
        self._start_threads()

    def _start_threads(self) -> None:
        threading.Thread(target=self._follow, daemon=True, name="follow").start()
        if self._settings.watch:
            threading.Thread(target=self._watch, daemon=True, name="watch").start()

    def wake(self) -> None:
        """Ask for a new snapshot soon."""
        self._changed.set()

    def refresh(self) -> None:
        """Make a new snapshot of the archive as it is now; where that fails, say why and keep the old one."""
        try:
            with self._building:
                settings = self._settings.reloaded()
                taken = build(settings, self.clock(), self.taken)
            self._compare(taken, settings)
        except (SyndicationError, OSError) as error:
            if self.trouble != str(error):
                _log.warning("the archive cannot be read, the old snapshot stays: %s", error)
            self.trouble = str(error)
        except Exception as error:  # noqa: BLE001 a bug, told with its traceback, must not end the following
            self.trouble = repr(error)
            _log.exception("the old snapshot stays")
        else:
            if self.trouble:
                _log.warning("the archive can be read again: the new snapshot is served")
            renewed = settings != self._settings
            self._settings, self.taken, self.trouble = settings, taken, None
            self._report()
            if renewed:
                gc.collect()  # the old snapshot is full of cycles, and Python would let several pile up

    def turn(self) -> None:
        """Show what has fallen due, out of what was read last: the archive may be in pieces meanwhile."""
        try:
            with self._building:
                snapshot = build_snapshot(self.taken.served, self._settings, self.clock(), self.snapshot)
        except (SyndicationError, OSError) as error:
            if self._late != str(error):
                _log.warning("what is due cannot be shown: %s", error)
            self.trouble = self._late = str(error)
        else:
            if self._late:
                _log.warning("what is due can be shown again")
                self.trouble = None if self.trouble == self._late else self.trouble
                self._late = None
            self.taken = replace(self.taken, snapshot=snapshot)

    def _compare(self, taken: Build, settings: Settings) -> None:
        """Raise LedgerError where the ledger has forgotten what is being served."""
        old, ledger = self.taken.archive.ledger, taken.archive.ledger
        if settings.preview or old is None or (old is ledger and settings == self._settings):
            return
        shown = self.taken.served.entries
        lost = forgotten(shown, ledger, settings.newsletter.editions, self.clock())
        if lost:
            way_on = "restore the ledger and the editions, or restart the server to go on without them"
            message = f"{len(lost)} entries are no longer on record, the first is {lost[0].place}"
            raise LedgerError(Problem(path=LEDGER, line=1, message=f"{message}; expected them: {way_on}"))

    def _report(self) -> None:
        for problem in self.taken.archive.library.errors:
            _log.warning("%s", problem)
        for record in self.taken.served.missing:
            _log.warning("%s is on record and cannot be shown", record.place)

    def _follow(self) -> None:
        while True:
            if self._changed.wait(self._until_due()):
                self._changed.clear()
                self.refresh()
            if self._is_due():
                self.turn()

    def _is_due(self) -> bool:
        due = self.snapshot.catalog.next_due
        return due is not None and due <= self.clock()

    def _until_due(self) -> float:
        """Give the seconds to wait; not none at all where what is due could not be shown."""
        due = self.snapshot.catalog.next_due
        left = (due - self.clock()) / timedelta(seconds=1) if due else _LONGEST_WAIT
        return min(_LONGEST_WAIT, left if left > 0 else _LOOK)

    def _watch(self) -> None:
        archive = self._settings.archive.absolute()
        told: str | None = None
        while True:
            try:
                self._watch_folder(archive)
                told = None
            except OSError as error:  # it is gone, or the system has no watches left
                if told != str(error):
                    _log.warning(
                        "%s cannot be watched, so it is looked at again and again: %s", archive, error
                    )
                told = str(error)
                time.sleep(_LOOK)
            self.wake()

    def _watch_folder(self, archive: Path) -> None:
        """Wake whenever the archive changes, until another folder takes its place or it goes."""
        watched = _identity(archive)
        new = True  # what changed before it was watched has to be looked for
        poll = _Poll(archive, self._settings.newsletter)
        for changes in watchfiles.watch(
            archive,
            watch_filter=lambda _, path: _is_read(Path(path), archive),
            debounce=_DEBOUNCE,
            step=_STEP,
            rust_timeout=_LOOK * 1000,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            missed = poll.has_missed(self._settings.newsletter, told=bool(changes))
            if missed and not self._polls:
                message = (
                    "the system does not tell of every change in %s, so it is looked at every %d seconds"
                )
                _log.warning(message, archive, _POLL)
                self._polls = True
            if changes or new or missed:
                self.wake()
            new = False
            if _identity(archive) != watched:
                return


class _Poll:
    """Looks at the files of an archive now and then: not every file system tells of every change."""

    def __init__(self, archive: Path, newsletter: Newsletter) -> None:
        self._archive = archive
        self._next = 0.0
        self._seen = stamp_archive(archive, newsletter)
        self._look: int | None = None
        self._told = False

    def has_missed(self, newsletter: Newsletter, *, told: bool) -> bool:
        """Return whether files have changed and the system did not tell.

        A look is judged at the next call, when news that was on its way has come. A look takes no more than a
        hundredth of the time.
        """
        self._told = self._told or told
        if self._look is not None:
            missed = self._look != self._seen and not self._told
            self._seen, self._look, self._told = self._look, None, told
            return missed
        begun = time.monotonic()
        if begun >= self._next:
            self._look = stamp_archive(self._archive, newsletter)
            took = time.monotonic() - begun
            self._next = begun + max(_POLL, 100 * took)
        return False


def _identity(archive: Path) -> list[tuple[str, int, int]]:
    """Return what is another if the folder, or one that a link in it leads to, is exchanged for another."""
    links = sorted(
        (link.name, link.stat()) for link in os.scandir(archive) if link.is_symlink() and link.is_dir()
    )
    return [(name, found.st_dev, found.st_ino) for name, found in [("", archive.stat()), *links]]


def _is_read(path: Path, archive: Path) -> bool:
    """Tell whether a change can matter: not in folders that the library passes over, such as .git."""
    inside = path.relative_to(archive).parts if path.is_relative_to(archive) else ()
    return not any(folder.startswith((".", "_")) for folder in inside[:-1])
