"""Save a snapshot as files, for any server that can hand out files."""

import ctypes
import glob
import os
import shutil
import stat
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from pathlib import Path

from syndication.errors import SettingsError
from syndication.processes import cores, in_children
from syndication.site.document import IDENTITY, Document
from syndication.site.snapshot import Snapshot

MARKER = ".syndication-export"  # says that a folder is ours to replace
_ENDINGS = {IDENTITY: "", "gzip": ".gz", "br": ".br"}
_SHARE = 4096  # documents that one process writes: what it takes for them it gives back
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export did, counted in documents: those unchanged keep their files as they were."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def documents(self) -> int:
        """How many documents the site has now."""
        return self.new + self.changed + self.unchanged


def export(
    snapshot: Snapshot, target: Path, *, brotli: bool = True, progress: Callable[[int], None] = lambda _: None
) -> ExportResult:
    """Write every document below a folder: `/x/` becomes `x/index.html`, with compressed siblings beside it.

    The folder is replaced at once: who reads it sees the old site or the new one. Files that did not change
    keep their modification time. All cores are used; `progress` is told how many documents were written.
    Raises SettingsError where the folder holds anything but an earlier export, OSError where it cannot be
    written; the old site then stays.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not (target / MARKER).exists() and (not target.is_dir() or any(target.iterdir())):
        raise SettingsError(
            f"{target} holds what is no export; expected an empty folder or an earlier export"
        )
    for left in target.parent.glob(
        f".{glob.escape(target.name)}.*.new/{MARKER}"
    ):  # by an export that was killed
        shutil.rmtree(left.parent, ignore_errors=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".new", dir=target.parent))
    try:
        (fresh / MARKER).touch()
        fresh.chmod(_mode_of(target))
        done = _write_all(_Exporter(snapshot, target, fresh, brotli=brotli), progress)
        removed = sum(1 for _ in _documents_in(target)) - done["changed"] - done["unchanged"]
        _replace(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return ExportResult(done["new"], done["changed"], done["unchanged"], removed)


def _mode_of(target: Path) -> int:
    """Return the mode for the new folder: that of the one it replaces, else the usual one."""
    if target.exists():
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0o077)
    os.umask(mask)
    return 0o777 & ~mask


class _Exporter:
    """What is written, from where to where."""

    def __init__(self, snapshot: Snapshot, old: Path, fresh: Path, *, brotli: bool) -> None:
        self.snapshot = snapshot
        self.old = str(old)
        self.fresh = str(fresh)
        self.encodings = [encoding for encoding in _ENDINGS if brotli or encoding != "br"]

    def write(self, paths: list[str]) -> Counter[str]:
        """Write the documents of some paths; count which are new, changed and unchanged."""
        return Counter(self._write(path, self.snapshot.render(path)) for path in paths)

    def _write(self, path: str, document: Document) -> str:
        name = path + "index.html" if path.endswith("/") else path
        old, fresh = self.old + name, self.fresh + name
        os.makedirs(os.path.dirname(fresh), exist_ok=True)  # noqa: PTH103, PTH120 (a hundred thousand times)
        known = _read(old)
        for encoding in self.encodings:
            if encoding not in document.encodings:
                continue
            ending = _ENDINGS[encoding]
            if known == document.body and os.path.exists(old + ending):  # noqa: PTH110 (as above)
                os.link(old + ending, fresh + ending)
            else:
                with open(fresh + ending, "wb") as file:  # noqa: PTH123 (as above)
                    file.write(document.encoded(encoding))
        return "new" if known is None else "unchanged" if known == document.body else "changed"


def _write_all(job: _Exporter, progress: Callable[[int], None]) -> Counter[str]:
    """Share the paths out among processes that inherit the snapshot; count what came of the documents."""
    common = list(job.snapshot.common_paths())
    done = job.write(common)  # here: what shows the whole archive would have to be copied for a child
    progress(len(common))
    paths = list(job.snapshot)[len(common) :]
    size = max(1, min(_SHARE, ceil(len(paths) / cores())))
    shares = ceil(len(paths) / size)
    for some in in_children(lambda share: job.write(paths[share * size : (share + 1) * size]), shares):
        done += some
        progress(some.total())
    return done


def _read(file: str) -> bytes | None:
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 (a hundred thousand times)
            return stream.read()
    except OSError:
        return None


def _documents_in(folder: Path) -> list[Path]:
    """Find the documents of an earlier export, without their compressed siblings."""
    found = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    return [file for file in found if file.suffix not in {".gz", ".br"} and file.name != MARKER]


def _replace(fresh: Path, target: Path) -> None:
    """Put the new folder in the place of the old one, at once where the system can."""
    if not target.exists():
        fresh.rename(target)
        return
    exchange = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    names = os.fsencode(fresh), os.fsencode(target)
    if exchange and exchange(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return
    old = fresh.with_suffix(".old")
    target.rename(old)
    fresh.rename(target)
    shutil.rmtree(old)
