"""Every path of the site and its bytes at one moment: what is served, and what an export writes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from http import HTTPStatus
from importlib import resources
from pathlib import PurePath
from types import MappingProxyType

from syndication.archive import Archive, load_archive
from syndication.catalog import Catalog, gather
from syndication.config import Settings
from syndication.model import Entry, Feed, Format, Section, Tombstone
from syndication.paging import subscription
from syndication.reconcile import Served, serve
from syndication.render import atom, jsonfeed, rss
from syndication.render.manifest import render_manifest
from syndication.render.pages import Pages
from syndication.urls import (
    FAVICON,
    MANIFEST,
    ROOT,
    STYLE,
    Urls,
    edition_path,
    feed_path,
    icon_path,
    json_of,
    latest_path,
    page_path,
    twin_path,
)

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
_FORMATS = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: jsonfeed}
_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".jpg": "image/jpeg"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One path's bytes and its validators (RFC 9110 s.8.8); the same on every machine."""

    body: bytes
    media_type: str
    etag: str  # the hash, without quotation marks
    last_modified: datetime
    links: tuple[str, ...] = ()  # values for `Link` headers (RFC 8288)


Recipe = Callable[[], Document]


class Snapshot:
    """An immutable mapping of paths to documents, each rendered on first use and kept."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        """Prepare every path; raises ValueError where the settings have no base URL."""
        site = _Site(catalog, settings)
        self.catalog = catalog
        self._recipes = dict(site.recipes())
        self._documents: dict[str, Document] = {}
        self._folded = {_fold(path): path for path in self._recipes}
        self._absent = dict(site.absent())
        self._pages = site.pages
        for path in site.hot_paths():
            self.get(path)

    def __iter__(self) -> Iterator[str]:
        """Give every path."""
        return iter(self._recipes)

    def get(self, path: str) -> Document | None:
        """Give the document at a path, or None."""
        found = self._documents.get(path)
        if found is None and path in self._recipes:
            found = self._documents[path] = self._recipes[
                path
            ]()  # twice in two threads: the bytes are the same
        return found

    def nearest(self, path: str) -> str | None:
        """Give the path that differs from this one only in case or in the final slash."""
        return self._folded.get(_fold(path))

    def absence(self, path: str) -> tuple[HTTPStatus, str]:
        """Say why there is no document at a path (never was, withdrawn, cannot be read), with a page."""
        status = self._absent.get(path, HTTPStatus.NOT_FOUND)
        return status, self._pages.absence(status, path)


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot and what it was made from."""

    archive: Archive
    served: Served
    snapshot: Snapshot


def take(
    settings: Settings, now: datetime, kept: Mapping[str, Entry | Tombstone] = MappingProxyType({})
) -> Taken:
    """Read the archive and make a snapshot of what is due at `now`: the whole flow.

    `kept` is what was served before, for recorded entries that cannot be read now. Raises ArchiveError where
    the ledger cannot be trusted.
    """
    archive = load_archive(settings, drafts=settings.preview)
    ledger = None if settings.preview else archive.ledger
    served = serve(archive.entries, ledger, kept)
    return Taken(archive, served, show(served, settings, now))


def show(served: Served, settings: Settings, now: datetime) -> Snapshot:
    """Make a snapshot of what is due at `now`."""
    return Snapshot(gather(served, settings.newsletter, None if settings.preview else now), settings)


class _Site:
    """Says how the document of each path is made."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        if settings.base_url is None:
            raise ValueError("no base URL")
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = Urls(settings.base_url)
        self.pages = Pages(catalog, self.newsletter, self.urls, preview=settings.preview)
        # An entry is written once per format, and its bytes are shared by every document that carries it.
        self.write = {
            form: cache(partial(module.render_entry, newsletter=self.newsletter, urls=self.urls))
            for form, module in _FORMATS.items()
        }

    def hot_paths(self) -> Iterator[str]:
        """Give what is asked for most."""
        for tag in self.newsletter.editions:
            yield edition_path(tag)
            for section in Section:
                yield twin_path(tag, section)
                yield from (feed_path(tag, section, form) for form in Format)

    def absent(self) -> Iterator[tuple[str, HTTPStatus]]:
        """Give the paths at which something was or should be, and what is answered there."""
        for tombstone in self.catalog.tombstones:
            path = page_path(tombstone.place)
            yield from ((path, HTTPStatus.GONE), (json_of(path), HTTPStatus.GONE))
        for record in self.catalog.missing:
            path = page_path(record.place)
            yield from (
                (path, HTTPStatus.SERVICE_UNAVAILABLE),
                (json_of(path), HTTPStatus.SERVICE_UNAVAILABLE),
            )

    def recipes(self) -> Iterator[tuple[str, Recipe]]:
        """Give every path and how its document is made."""
        feeds = self.catalog.feeds
        yield ROOT, partial(self._page, ROOT, self.pages.front, feeds.values())
        for tag, edition in self.newsletter.editions.items():
            path = edition_path(tag)
            yield (
                path,
                partial(self._page, path, partial(self.pages.home, edition), self.catalog.of_edition(tag)),
            )
        for feed in feeds.values():
            yield from self._feed(feed)
        yield MANIFEST, self._manifest
        yield from self._files()

    def _manifest(self) -> Document:
        return _document(render_manifest(self.catalog, self.newsletter), JSON, self.catalog.updated)

    def _feed(self, feed: Feed) -> Iterator[tuple[str, Recipe]]:
        tag, section = feed.edition.tag, feed.section
        twin = twin_path(tag, section)
        yield twin, partial(self._page, twin, partial(self.pages.twin, feed), [feed])
        document = subscription(feed, self.newsletter.timezone)
        for form in Format:
            path = feed_path(tag, section, form)
            yield path, partial(self._write_feed, path, document, form)
        latest = [(latest_path(tag, section), feed.entries[0])] if feed.entries else []
        for path, entry in [*((page_path(entry.place), entry) for entry in feed.entries), *latest]:
            alone = replace(feed, entries=(entry,), tombstones=(), updated=entry.updated)
            yield path, partial(self._page, path, partial(self.pages.entry, entry), [alone])
            yield json_of(path), partial(self._write_feed, json_of(path), alone, Format.JSON)

    def _write_feed(self, path: str, feed: Feed, form: Format) -> Document:
        entries = [self.write[form](entry) for entry in feed.entries]
        body = _FORMATS[form].render_feed(feed, self.newsletter, self.urls, entries, own=path)
        twin = twin_path(feed.edition.tag, feed.section)
        links = (
            f'<{self.urls(path)}>; rel="self"',
            f'<{self.urls(twin)}>; rel="alternate"; type="text/html"',
            *(f'<{hub}>; rel="hub"' for hub in self.newsletter.hubs),
        )
        return _document(body, form.media_type, feed.updated, links)

    def _page(self, path: str, render: Callable[[str], str], feeds: Iterable[Feed]) -> Document:
        updated = max((feed.updated for feed in feeds), default=self.newsletter.beginning)
        return _document(render(path).encode(), HTML, updated)

    def _files(self) -> Iterator[tuple[str, Recipe]]:
        static = resources.files("syndication.render") / "static"
        icon = self.newsletter.publisher.icon
        picture = self.settings.archive / icon if icon else static / "icon.png"
        files = {
            STYLE: (static / "style.css", "text/css; charset=utf-8"),
            icon_path(self.newsletter): (picture, _PICTURES[PurePath(picture.name).suffix]),
            FAVICON: (picture, _PICTURES[PurePath(picture.name).suffix]),
        }
        for path, (file, media_type) in files.items():
            yield path, partial(_document, file.read_bytes(), media_type, self.newsletter.beginning)


def _document(body: bytes, media_type: str, updated: datetime, links: tuple[str, ...] = ()) -> Document:
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Document(body=body, media_type=media_type, etag=etag, last_modified=updated, links=links)


def _fold(path: str) -> str:
    return path.rstrip("/").casefold()
