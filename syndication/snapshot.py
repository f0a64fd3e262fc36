"""Every path of the site and its bytes at one moment: what is served, and what an export writes."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, partial
from importlib import resources
from pathlib import PurePath

from syndication.catalog import Catalog, gather
from syndication.config import Settings
from syndication.entries import cut_issues
from syndication.errors import SettingsError
from syndication.library import Library, load_library
from syndication.model import Feed, Format, Section
from syndication.paging import subscription
from syndication.render import atom, jsonfeed, rss
from syndication.render.pages import Pages
from syndication.urls import (
    FAVICON,
    ROOT,
    STYLE,
    Urls,
    edition_path,
    feed_path,
    icon_path,
    json_of,
    latest_path,
    page_of,
    twin_path,
)

HTML = "text/html; charset=utf-8"
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

    def __init__(self, recipes: dict[str, Recipe], catalog: Catalog, missing: Callable[[str], str]) -> None:
        self._recipes = recipes
        self._documents: dict[str, Document] = {}
        self._folded = {_fold(path): path for path in recipes}
        self.catalog = catalog
        self.missing = missing  # the page for a path at which there is nothing

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


def take(settings: Settings, now: datetime) -> tuple[Library, Snapshot]:
    """Read the archive and make a snapshot of what is due at `now`: the whole flow."""
    library = load_library(settings.archive, settings.newsletter)
    return library, build(
        gather(cut_issues(library.issues, settings.newsletter), settings.newsletter, now), settings
    )


def build(catalog: Catalog, settings: Settings) -> Snapshot:
    """Make a snapshot; homes, feeds and their twins, asked for most, are rendered before it goes live.

    Raises ValueError where the settings have no base URL, and SettingsError where the icon is not there.
    """
    site = _Site(catalog, settings)
    snapshot = Snapshot(dict(site.recipes()), catalog, site.pages.missing)
    for path in site.hot_paths():
        snapshot.get(path)
    return snapshot


class _Site:
    """Says how the document of each path is made."""

    def __init__(self, catalog: Catalog, settings: Settings) -> None:
        if settings.base_url is None:
            raise ValueError("no base URL")
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = Urls(settings.base_url)
        self.pages = Pages(catalog, self.newsletter, self.urls)
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
        yield from self._files()

    def _feed(self, feed: Feed) -> Iterator[tuple[str, Recipe]]:
        tag, section = feed.edition.tag, feed.section
        twin = twin_path(tag, section)
        yield twin, partial(self._page, twin, partial(self.pages.twin, feed), [feed])
        document = subscription(feed, self.newsletter.timezone)
        for form in Format:
            path = feed_path(tag, section, form)
            yield path, partial(self._write_feed, path, document, form)
        latest = [(latest_path(tag, section), feed.entries[0])] if feed.entries else []
        for path, entry in [*((page_of(entry), entry) for entry in feed.entries), *latest]:
            alone = replace(feed, entries=(entry,), updated=entry.updated)
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
        try:
            drawn = picture.read_bytes()
        except OSError as error:
            raise SettingsError(
                f"{picture}: cannot be read ({error.strerror}); expected the icon of newsletter.toml"
            ) from error
        pictured = _PICTURES[PurePath(picture.name).suffix]
        files = {
            STYLE: ((static / "style.css").read_bytes(), "text/css; charset=utf-8"),
            icon_path(self.newsletter): (drawn, pictured),
            FAVICON: (drawn, pictured),
        }
        for path, (body, media_type) in files.items():
            yield path, partial(_document, body, media_type, self.newsletter.beginning)


def _document(body: bytes, media_type: str, updated: datetime, links: tuple[str, ...] = ()) -> Document:
    etag = hashlib.sha256(body).hexdigest()[:32]
    return Document(body=body, media_type=media_type, etag=etag, last_modified=updated, links=links)


def _fold(path: str) -> str:
    return path.removesuffix("/").casefold()
