"""A folder as the target of an export: it stays the same folder, and what no export wrote is not touched."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from math import ceil
from pathlib import Path

from syndication.model.errors import SettingsError
from syndication.site.document import IDENTITY, Document, hash_of
from syndication.site.export.listing import MARKER, Line, Listing, file_of, is_foreign, path_of
from syndication.site.export.writer import Writer, content_of, fresh_name, remove_file, stamp_of, stamps_of
from syndication.site.routes import ROUTER
from syndication.system.files import locked
from syndication.system.processes import cores, fork_map

_ENDINGS = {"br": ".br", "gzip": ".gz", IDENTITY: ""}  # in the order in which they are written
COMPRESSED = ("br", "gzip")
_LINES_PER_PROCESS = 20_000  # that are worth another process


class Folder:
    """A folder with a file for each document, and one beside it for each encoding."""

    def __init__(self, path: Path, *, compressed: Collection[str] = COMPRESSED) -> None:
        self._path = path.resolve()
        self._root = str(self._path)
        self._encodings = [name for name in _ENDINGS if name in compressed or name == IDENTITY]
        self._kind = "." + "-".join(self._encodings)
        self._writer: Writer | None = None

    def __str__(self) -> str:
        return self._root

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Create the folder if there is none, and hold its lock."""
        self._path.mkdir(parents=True, exist_ok=True)
        self._expect_export()
        with locked(self._path / f"{MARKER}.lock", lambda: waiting("")):
            umask = os.umask(0)
            try:
                self._writer = Writer(self._root)
                yield
            finally:
                os.umask(umask)

    def load(self) -> Listing:
        """Return what earlier exports wrote; raises SettingsError if something else is there."""
        self._expect_export()
        try:
            text = (self._path / MARKER).read_text("utf-8")
        except FileNotFoundError:
            return Listing("", {})
        return Listing.parse(text) or Listing("", dict.fromkeys(self._documents(), Line()))

    def save(self, listing: Listing) -> None:
        """Replace the listing at once."""
        # Not synchronized: if it is lost when the power fails, all files are compared with their documents.
        self._locked_writer.replace(f"{self._root}/{MARKER}", listing.text().encode())

    def confirm(self, lines: Mapping[str, Line]) -> dict[str, Line]:
        """Return the lines of files that are as they were written, and of all others no inputs."""
        paths = list(lines)
        slices = min(cores(), ceil(len(paths) / _LINES_PER_PROCESS))
        size = ceil(len(paths) / max(slices, 1))

        def differing(number: int) -> dict[str, Line]:
            some = paths[number * size : (number + 1) * size]
            return {path: line for path in some if (line := self._confirm(path, lines[path])) != lines[path]}

        confirmed = dict(lines)
        for some in fork_map(differing, slices) if slices > 1 else map(differing, range(slices)):
            confirmed |= some
        return confirmed

    def expect_free(self, paths: Iterable[str]) -> None:
        """Raise SettingsError if there is a file at one of these paths."""
        for path in paths:
            if os.path.lexists(file := self._root + file_of(path)):
                raise SettingsError(f"{file} is not from an export; expected no file there: move it away")

    def etag(self, document: Document) -> str:
        """Return a short form of everything that is written for a document."""
        return document.etag + self._kind

    def holds(self, path: str, document: Document) -> str | None:
        """Return the stamp of a document if all its files are as they would be written."""
        files = list(self._files(path, document))
        same = all(
            (stamp_of(file) == "") if body is None else content_of(file) == body for file, body in files
        )
        return self._stamp(path) if same else None

    def clean(self, paths: Iterable[str]) -> None:
        """Remove the files beside some documents that a killed export did not come to rename."""
        for path in paths:
            for ending in _ENDINGS.values():
                remove_file(fresh_name(self._root + file_of(path) + ending))

    def write(self, items: Iterable[tuple[str, Document]]) -> Iterator[str]:
        """Write documents at their paths, and yield the stamp of each."""
        for path, document in items:
            files = list(self._files(path, document))
            self._locked_writer.make_folder(os.path.dirname(self._root + file_of(path)))
            stamps = [
                self._locked_writer.replace(file, body) if body is not None else "" for file, body in files
            ]
            for file, body in files:
                if body is None:
                    remove_file(file)
            yield " ".join(stamps)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove the files of some documents, and the folders that are then empty."""
        for path in paths:
            file = self._root + file_of(path)
            folder = os.path.dirname(file)
            if self._locked_writer.is_folder(folder):
                for ending in _ENDINGS.values():
                    remove_file(file + ending)
                self._locked_writer.remove_empty(folder)

    @property
    def _locked_writer(self) -> Writer:
        if self._writer is None:
            raise ValueError("the folder is not locked")
        return self._writer

    def _files(self, path: str, document: Document) -> Iterator[tuple[str, bytes | None]]:
        """Yield every file that a document may have, with its content, or None if it has no such file."""
        file = self._root + file_of(path)
        single = is_foreign(path[1:])  # the configuration of a host, which nobody requests
        encodings = [IDENTITY] if single else document.encodings
        for encoding, ending in _ENDINGS.items():
            wanted = encoding in encodings and encoding in self._encodings
            yield file + ending, document.encoded(encoding) if wanted else None

    def _stamp(self, path: str) -> str:
        file = self._root + file_of(path)
        return stamps_of(f"{file}.br", f"{file}.gz", file)

    def _confirm(self, path: str, line: Line) -> Line:
        """Return a line if its files are as it says; if they are a copy, they have other times."""
        stamp = self._stamp(path)
        if not line.inputs or not line.etag.endswith(self._kind):
            return Line(stamp=stamp.strip())
        if stamp == line.stamp:
            return line
        sizes, sizes_before = (
            [one.partition("@")[0] for one in some.split(" ")] for some in (stamp, line.stamp)
        )
        body = content_of(self._root + file_of(path)) if sizes == sizes_before else None
        same = body is not None and line.etag == hash_of(body) + self._kind
        return line._replace(stamp=stamp) if same else Line(stamp=stamp)

    def _documents(self) -> Iterator[str]:
        """Yield the paths of all documents: versions before listed none, and kept nothing else."""
        for folder, folders, files in os.walk(self._root):
            folders[:] = [name for name in folders if not is_foreign(name)]
            for name in files:
                path = path_of(f"{folder.removeprefix(self._root)}/{name}")
                match = ROUTER.match(path)
                if match and match[0].path(match[1]) == path:
                    yield path

    def _expect_export(self) -> None:
        """Raise SettingsError if the folder holds something, and no export: it may be any folder."""
        if not self._path.is_dir() or os.path.lexists(self._path / MARKER):
            return
        names = os.listdir(self._path)
        if not all(map(is_foreign, names)):
            raise SettingsError(f"{self._path} is neither empty nor an earlier export")
