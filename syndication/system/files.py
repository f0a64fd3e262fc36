"""Read only regular files that belong to an archive, replace files atomically, and lock them.

A committed link may lead to /proc/self/environ, and a read of a pipe or a device may never end. So every
file of an archive is opened here, and nowhere else.
"""

import errno
import fcntl
import glob
import os
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_OPEN = os.O_NOFOLLOW | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC  # never through a link, never waiting
_READABLE, _WRITABLE = 0o444, 0o222  # of a mode, for owner, group and others


class RefusedFileError(OSError):
    """A file that this module refuses to read or write; `strerror` has the reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(errno.EPERM, reason)


def read_file(file: str | Path, limit: int, *roots: str | Path) -> bytes:
    """Return the content of a regular file of at most `limit` bytes; a link may lead below a root.

    Raises FileNotFoundError if there is no file, RefusedFileError if it is any other file, else OSError.
    """
    descriptor = os.open(_target(file, roots), os.O_RDONLY | _OPEN)
    try:
        if _expect_regular(descriptor).st_size > limit:
            raise RefusedFileError(f"larger than {limit} bytes")
        with open(descriptor, "rb", closefd=False) as stream:
            return stream.read()
    finally:
        os.close(descriptor)


def is_below(path: str | Path, *roots: str | Path) -> bool:
    """Return whether a path leads, through all links, to a root or to something below it."""
    real = os.path.realpath(path)
    return any(os.path.commonpath((real, root)) == root for root in map(os.path.realpath, roots))


def replace_file(file: Path, text: str) -> None:
    """Replace a file's text atomically: readers see all of the old text or all of the new one.

    The new file has the owner, group and mode of the old one. If there was none, those who may read or write
    the folder may read or write the file, whatever the umask. A link within its folder stays a link.
    Hold a lock when you call this: it removes what a killed writer left behind.
    Raises RefusedFileError if a link leads elsewhere, OSError if the disk is full; the old file then stays.
    """
    target = Path(_target(file, (file.parent,)))
    for leftover in target.parent.glob(f".{glob.escape(target.name)}.*.new"):
        leftover.unlink()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent)
    try:
        with open(descriptor, "w", encoding="utf-8", newline="\n") as stream:  # noqa: PTH123 (a descriptor)
            _copy_access(target, descriptor)
            stream.write(text)
            stream.flush()
            os.fsync(descriptor)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


@contextmanager
def locked(file: Path, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold a lock that others wait for; call `waiting` once if another process holds it.

    The lock is a file, which is removed afterwards. Only those who may write its folder can open it, so no
    reader can hold it; and it is opened for writing, because NFS locks nothing else. Raises OSError.
    """
    while True:
        descriptor = _open_lock(file)
        try:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if waiting:
                    waiting()
                    waiting = None
                fcntl.flock(descriptor, fcntl.LOCK_EX)
            if _is_same(descriptor, file):  # else its holder has removed it meanwhile
                try:
                    yield
                finally:
                    file.unlink(missing_ok=True)
                return
        finally:
            os.close(descriptor)


def _target(file: str | Path, roots: tuple[str | Path, ...]) -> str:
    """Return where a file is, following links below the roots only."""
    if not os.path.islink(file):  # noqa: PTH114 (a path that is no text has no Path)
        return os.fspath(file)
    if not is_below(file, *roots):
        raise RefusedFileError("a link that leads elsewhere")
    if not os.path.exists(file):  # noqa: PTH110 (as above)
        raise RefusedFileError("a link that leads nowhere")
    return os.path.realpath(file)


def _expect_regular(descriptor: int) -> os.stat_result:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise RefusedFileError("not a regular file")
    return status


def _copy_access(target: Path, descriptor: int) -> None:
    """Set owner, group and mode of a new file: those of the file it replaces, or what its folder allows."""
    try:
        old = target.stat()
    except FileNotFoundError:
        folder = target.parent.stat()
        _set_access(descriptor, folder, folder.st_mode & (_READABLE | _WRITABLE) & ~stat.S_IWOTH)
        return
    mode = stat.S_IMODE(old.st_mode)
    only_group = (mode >> 3 & ~mode) & stat.S_IRWXO  # what the group may do and others may not
    if not _set_access(descriptor, old, mode) and only_group:
        raise RefusedFileError("only its group may read it, and you are not in that group")


def _set_access(descriptor: int, owner: os.stat_result, mode: int) -> bool:
    """Set the mode of an open file, and the owner and group if we may; return whether it has the group."""
    for uid in (owner.st_uid, -1):  # only root may give a file away
        with suppress(PermissionError):
            os.fchown(descriptor, uid, owner.st_gid)
            break
    with suppress(PermissionError):  # it is another user's
        os.fchmod(descriptor, mode)
    return os.fstat(descriptor).st_gid == owner.st_gid


def _open_lock(file: Path) -> int:
    """Open a lock for writing; create it, if there is none, for those who may write its folder."""
    descriptor = os.open(file, os.O_RDWR | os.O_CREAT | _OPEN, 0o600)
    try:
        _expect_regular(descriptor)
        folder = file.parent.stat()
        writers = folder.st_mode & _WRITABLE
        _set_access(descriptor, folder, writers | writers << 1)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _is_same(descriptor: int, file: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), file.lstat())
    except FileNotFoundError:
        return False
