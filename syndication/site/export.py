"""Write a snapshot as files, for any server of static files."""

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

MARKER = ".syndication-export"  # marks a folder as an export, which the next one may replace
_ENDINGS = {IDENTITY: "", "gzip": ".gz", "br": ".br"}
_DOCUMENTS_PER_PROCESS = 4096  # its memory is free again once it ends
_AT_FDCWD, _RENAME_EXCHANGE = -100, 2  # linux/fcntl.h, linux/fs.h


@dataclass(frozen=True, slots=True)
class ExportResult:
    """The number of documents that an export wrote, left unchanged and removed."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0

    @property
    def documents(self) -> int:
        """The number of documents in the site now."""
        return self.new + self.changed + self.unchanged


def export(
    snapshot: Snapshot, target: Path, *, brotli: bool = True, progress: Callable[[int], None] = lambda _: None
) -> ExportResult:
    """Write every document to a folder: `/x/` becomes `x/index.html`, with compressed files beside it.

    The folder is replaced at once: readers see the old site or the new one. Files that did not change keep
    their modification time. All cores are used; `progress` is called with the number of documents that were
    just written. Raises SettingsError if the folder is neither empty nor an earlier export, OSError if it
    cannot be written; the old site then stays.
    """
    target = target.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.exists() and not (target / MARKER).exists() and (not target.is_dir() or any(target.iterdir())):
        raise SettingsError(f"{target} is neither empty nor an earlier export")
    for left in target.parent.glob(f".{glob.escape(target.name)}.*.new/{MARKER}"):
        shutil.rmtree(left.parent, ignore_errors=True)  # of an export that was killed
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
    """Writes documents to a new folder, and links the files that are unchanged in the old one."""

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
        old_body = _read(old)
        for encoding in self.encodings:
            if encoding not in document.encodings:
                continue
            ending = _ENDINGS[encoding]
            if old_body == document.body and os.path.exists(old + ending):  # noqa: PTH110 (as above)
                os.link(old + ending, fresh + ending)
            else:
                with open(fresh + ending, "wb") as file:  # noqa: PTH123 (as above)
                    file.write(document.encoded(encoding))
        return "new" if old_body is None else "unchanged" if old_body == document.body else "changed"


def _write_all(exporter: _Exporter, progress: Callable[[int], None]) -> Counter[str]:
    """Write all documents in processes that inherit the snapshot; count the new, changed and unchanged."""
    common = list(exporter.snapshot.common_paths())
    done = exporter.write(common)  # here: a child would have to copy the whole archive
    progress(len(common))
    paths = list(exporter.snapshot)[len(common) :]
    size = max(1, min(_DOCUMENTS_PER_PROCESS, ceil(len(paths) / cores())))
    slices = ceil(len(paths) / size)
    for counts in in_children(lambda one: exporter.write(paths[one * size : (one + 1) * size]), slices):
        done += counts
        progress(counts.total())
    return done


def _read(file: str) -> bytes | None:
    try:
        with open(file, "rb") as stream:  # noqa: PTH123 (a hundred thousand times)
            return stream.read()
    except OSError:
        return None


def _documents_in(folder: Path) -> list[Path]:
    """Return the documents of an earlier export, without their compressed files."""
    files = (Path(root, name) for root, _, names in os.walk(folder) for name in names)
    return [file for file in files if file.suffix not in {".gz", ".br"} and file.name != MARKER]


def _replace(fresh: Path, target: Path) -> None:
    """Replace the old folder by the new one, at once if the system can."""
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
