"""Write files below a folder: each is complete or not there, and readable by whoever may read the folder."""

import os
import stat
from contextlib import suppress

from syndication.system.files import RefusedFileError

_CREATE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
_MODE = 0o777
_NOT_EXECUTABLE, _NOT_BY_OTHERS = ~0o111, ~0o002


class Writer:
    """Writes files that belong to the owner and the group of a folder, with its mode; the umask must be 0.

    It follows no link below the folder. Every method raises OSError.
    """

    def __init__(self, root: str) -> None:
        self._root = root
        folder = os.stat(root)
        self._folder_mode = stat.S_IMODE(folder.st_mode) & _MODE
        self._file_mode = self._folder_mode & _NOT_EXECUTABLE & _NOT_BY_OTHERS
        owner = folder.st_uid if os.geteuid() == 0 else -1, folder.st_gid
        self._owner = owner if owner not in [(-1, os.getegid()), (os.geteuid(), os.getegid())] else None
        self._folders = {root}

    def replace(self, file: str, body: bytes) -> str:
        """Write a file beside its place and rename it; return its stamp."""
        fresh = fresh_name(file)
        try:
            descriptor = os.open(fresh, _CREATE, self._file_mode)
        except FileExistsError:  # from an export that was killed
            os.unlink(fresh)
            descriptor = os.open(fresh, _CREATE, self._file_mode)
        try:
            rest = memoryview(body)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if self._owner:
                with suppress(PermissionError):
                    os.fchown(descriptor, *self._owner)
            status = os.fstat(descriptor)
            os.rename(fresh, file)
        except OSError:
            remove_file(fresh)
            raise
        finally:
            os.close(descriptor)
        return _stamp(status)

    def make_folder(self, folder: str) -> None:
        """Create a folder, and those that lead to it, unless it is there."""
        if folder in self._folders:
            return
        self.make_folder(os.path.dirname(folder))
        with suppress(FileExistsError):
            os.mkdir(folder, self._folder_mode)
            if self._owner:
                with suppress(PermissionError):
                    os.chown(folder, *self._owner)
        if not self.is_folder(folder):
            raise RefusedFileError(f"{folder} is no folder, or a link")

    def is_folder(self, folder: str) -> bool:
        """Return whether a folder is there, below the root without any link."""
        if folder in self._folders:
            return True
        try:
            is_there = self.is_folder(os.path.dirname(folder)) and stat.S_ISDIR(os.lstat(folder).st_mode)
        except FileNotFoundError:
            return False
        if is_there:
            self._folders.add(folder)
        return is_there

    def remove_empty(self, folder: str) -> None:
        """Remove a folder if it is empty, and those that lead to it."""
        with suppress(OSError):
            while folder != self._root:
                os.rmdir(folder)
                self._folders.discard(folder)
                folder = os.path.dirname(folder)


def fresh_name(file: str) -> str:
    """Return the name of a file until it is complete."""
    folder, _, name = file.rpartition("/")
    return f"{folder}/.{name}.new"


def stamp_of(file: str) -> str:
    """Return the size of a file and the time at which it was written; empty if it is not there."""
    try:
        return _stamp(os.lstat(file))
    except (FileNotFoundError, NotADirectoryError):
        return ""


def stamps_of(one: str, two: str, three: str) -> str:
    """Return the stamps of three files; a hundred thousand times, and most of them exist."""
    try:
        a, b, c = os.lstat(one), os.lstat(two), os.lstat(three)
    except OSError:
        return f"{stamp_of(one)} {stamp_of(two)} {stamp_of(three)}"
    return f"{_stamp(a)} {_stamp(b)} {_stamp(c)}"


def _stamp(status: os.stat_result) -> str:
    return f"{status.st_size}@{status.st_mtime_ns}"


def content_of(file: str) -> bytes | None:
    """Return the content of a file, following no link; None if it cannot be read."""
    try:
        descriptor = os.open(file, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with open(descriptor, "rb") as stream:
            return stream.read()
    except OSError:
        return None


def remove_file(file: str) -> None:
    """Remove a file, if it is there."""
    with suppress(FileNotFoundError, NotADirectoryError):
        os.unlink(file)
