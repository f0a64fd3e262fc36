"""Look at the files of an archive: not every file system reports every change."""

import os
import time
from pathlib import Path

from syndication.archive.folder import stamp_archive
from syndication.model import Newsletter

POLL_SECONDS = 5  # between two looks at all files


class Poll:
    """Compares the stamps of all files at intervals."""

    def __init__(self, archive: Path, newsletter: Newsletter) -> None:
        self._archive = archive
        self._next = 0.0
        self.stamp = stamp_archive(archive, newsletter)
        self._next_stamp: int | None = None
        self._notified = False

    def has_missed(self, newsletter: Newsletter, *, notified: bool) -> bool:
        """Return whether files have changed and the system did not report it.

        A difference counts at the next call only, when a report that was late has come. All looks together
        take at most a hundredth of the time.
        """
        self._notified = self._notified or notified
        if self._next_stamp is not None:
            missed = self._next_stamp != self.stamp and not self._notified
            self.stamp, self._next_stamp, self._notified = self._next_stamp, None, notified
            return missed
        start = time.monotonic()
        if start >= self._next:
            self._next_stamp = stamp_archive(self._archive, newsletter)
            seconds = time.monotonic() - start
            self._next = start + max(POLL_SECONDS, 100 * seconds)
        return False


def folder_identity(archive: Path) -> list[tuple[str, int, int]]:
    """Return a value that changes if the folder, or one that a link in it leads to, is replaced."""
    links = sorted(
        (link.name, link.stat()) for link in os.scandir(archive) if link.is_symlink() and link.is_dir()
    )
    return [(name, status.st_dev, status.st_ino) for name, status in [("", archive.stat()), *links]]


def is_read(path: Path, archive: Path) -> bool:
    """Return whether a change matters: not in folders that are never read, such as .git."""
    inside = path.relative_to(archive).parts if path.is_relative_to(archive) else ()
    return not any(folder.startswith((".", "_")) for folder in inside[:-1])
