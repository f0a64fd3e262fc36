"""Object storage and SFTP as the target of an export, by fsspec: one object per document, with its headers.

Objects are stored as they are, because storage cannot choose an encoding by what a client accepts; a CDN in
front compresses. An object is replaced at once by its nature, a file on an SFTP server by rename.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from importlib import import_module
from time import sleep
from typing import Any
from urllib.parse import urlsplit

from syndication.model.errors import SettingsError
from syndication.site.document import Document
from syndication.site.export.listing import MARKER, Line, Listing, file_of, is_foreign
from syndication.site.export.protocols import PROTOCOLS
from syndication.site.headers import cache_control
from syndication.system.clock import Clock

_LOCK = f"{MARKER}.lock"
_LOCK_AGE = timedelta(hours=1)  # after which its export is taken for killed
_RETRY_SECONDS = 2.0


class Objects:
    """Documents below an address such as `s3://bucket/prefix`."""

    def __init__(self, url: str, clock: Clock) -> None:
        """Raise SettingsError if the protocol is unknown, or the library for it is not installed."""
        scheme = urlsplit(url).scheme
        if scheme not in PROTOCOLS:
            protocols = ", ".join(f"{one}://" for one in PROTOCOLS)
            raise SettingsError(f"{url}: no target of an export; expected a folder, or one of {protocols}")
        self._url = url.rstrip("/")
        self._clock = clock
        self._protocol = PROTOCOLS[scheme]
        self._process = 0
        self._stamps: dict[str, str] = {}  # of all objects, by path below the address
        try:
            self._error = self._protocol.error_class()
            import_module("fsspec").get_filesystem_class(scheme)
        except ImportError as error:
            package = f"pip install 'syndication[{self._protocol.extra}]'"
            raise SettingsError(f"{url} needs another package; expected it from: {package}") from error

    def __str__(self) -> str:
        return self._url

    @contextmanager
    def locked(self, waiting: Callable[[str], None]) -> Iterator[None]:
        """Hold a lock, which is an object; one that is an hour old belongs to an export that was killed."""
        with self._errors():
            lock = self._object(f"/{_LOCK}")
            self._make_folder(lock)
            while not self._create(lock):
                waiting(self._way_out(lock))
                waiting = _nothing
                sleep(_RETRY_SECONDS)
        try:
            yield
        finally:
            with self._errors(), suppress(FileNotFoundError):
                self._filesystem().rm_file(lock)

    def load(self) -> Listing:
        """Return what earlier exports wrote; raises SettingsError if something else is there."""
        with self._errors():
            self._stamps = self._list()
            names = {file.split("/")[1] for file in self._stamps}
            if MARKER in names:
                text = self._filesystem().cat_file(self._object(f"/{MARKER}")).decode()
                return Listing.parse(text) or Listing("", {})
        if not all(map(is_foreign, names)):
            raise SettingsError(f"{self._url} is neither empty nor an earlier export")
        return Listing("", {})

    def save(self, listing: Listing) -> None:
        """Replace the listing."""
        with self._errors():
            self._put(f"/{MARKER}", listing.text().encode(), "text/plain; charset=utf-8", "no-cache")

    def confirm(self, lines: Mapping[str, Line]) -> dict[str, Line]:
        """Return the lines of objects that are as they were written, and of others no inputs."""
        return {path: self._confirm(path, line) for path, line in lines.items()}

    def expect_free(self, paths: Iterable[str]) -> None:
        """Raise SettingsError if there is an object at one of these paths."""
        for path in paths:
            if file_of(path) in self._stamps:
                where = self._url + file_of(path)
                raise SettingsError(f"{where} is not from an export; expected no object there: move it away")

    def etag(self, document: Document) -> str:
        """Return a short form of everything that is written for a document."""
        return f"{document.etag}.{document.media_type}.{document.long_lived:d}"

    def holds(self, path: str, document: Document) -> str | None:
        """Return None: to look costs as much as to write."""

    def clean(self, paths: Iterable[str]) -> None:
        """Do nothing: what is not complete is not there, or is replaced by the next that is written."""

    def write(self, items: Iterable[tuple[str, Document]]) -> Iterator[str]:
        """Write documents at their paths, and yield the stamp of each."""

        def put(item: tuple[str, Document]) -> str:
            path, document = item
            cache = cache_control(long_lived=document.long_lived)
            sent = self._put(file_of(path), document.body, document.media_type, cache)
            return _stamp(len(document.body), sent)

        with self._errors(), ThreadPoolExecutor(self._protocol.threads) as pool:
            self._filesystem()  # one for all threads
            yield from pool.map(put, items)

    def remove(self, paths: Iterable[str]) -> None:
        """Remove the objects of some documents."""
        there = [self._object(file_of(path)) for path in paths if file_of(path) in self._stamps]
        with self._errors():
            if there:
                self._filesystem().rm(there)

    def _confirm(self, path: str, line: Line) -> Line:
        stamp = self._stamps.get(file_of(path), "")
        size = stamp.partition("@")[0]  # all that earlier versions listed
        is_same = bool(line.stamp) and line.stamp in (stamp, size)
        return line if line.inputs and is_same else Line(stamp=stamp)

    def _put(self, file: str, body: bytes, media_type: str, cache: str) -> object:
        """Write an object, and return what the library reports of it."""
        filesystem, place = self._filesystem(), self._object(file)
        headers = self._protocol.headers(media_type, cache)
        if not self._protocol.renames:
            return filesystem.pipe_file(place, body, **headers)
        self._make_folder(place)
        filesystem.pipe_file(f"{place}.new", body)
        return filesystem.mv(f"{place}.new", place)

    def _create(self, lock: str) -> bool:
        """Create the lock; remove it if it is older than any export."""
        filesystem = self._filesystem()
        try:
            filesystem.pipe_file(lock, self._clock().isoformat().encode(), mode="create")
        except OSError:
            if not filesystem.exists(lock):
                raise
            with suppress(FileNotFoundError, ValueError):
                begun = datetime.fromisoformat(filesystem.cat_file(lock).decode())
                if self._clock() - begun > _LOCK_AGE:
                    filesystem.rm_file(lock)
            return False
        return True

    def _way_out(self, lock: str) -> str:
        begun = "?"
        with suppress(FileNotFoundError):
            begun = self._filesystem().cat_file(lock).decode()
        return f"; it began at {begun}: if it was killed, remove {self._url}/{_LOCK}"

    def _list(self) -> dict[str, str]:
        filesystem = self._filesystem()
        root = self._object("")
        try:
            objects = filesystem.find(root, detail=True)
        except FileNotFoundError:
            return {}
        return {name.removeprefix(root): _stamp(info["size"], info) for name, info in objects.items()}

    def _object(self, file: str) -> str:
        """Return the name of a file in the terms of its library."""
        return str(self._filesystem()._strip_protocol(self._url)).rstrip("/") + file  # noqa: SLF001 (as fsspec's own)

    def _make_folder(self, place: str) -> None:
        if self._protocol.renames:
            self._filesystem().makedirs(place.rpartition("/")[0], exist_ok=True)

    def _filesystem(self) -> Any:
        """Return the client of this process: none survives a fork."""
        if self._process != os.getpid():
            from fsspec.core import url_to_fs  # noqa: PLC0415 (an extra)

            self._client, _ = url_to_fs(self._url, skip_instance_cache=True, **self._protocol.options())
            self._process = os.getpid()
        return self._client

    @contextmanager
    def _errors(self) -> Iterator[None]:
        """Raise what the library raises as an OSError."""
        try:
            yield
        except self._error as error:
            raise OSError(None, str(error)) from error


def _stamp(size: int, info: object) -> str:
    """Return the size of an object, and its ETag if the storage reports it (S3)."""
    tag = str(info.get("ETag", "")).strip('"') if isinstance(info, Mapping) else ""
    return f"{size}@{tag}" if tag else str(size)


def _nothing(_: str) -> None:
    pass
