"""The site: which paths there are, and how the document of each is made."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import lru_cache, partial
from http import HTTPStatus
from importlib import resources
from pathlib import PurePath

from syndication.catalog import Catalog, Shelf
from syndication.config import Settings
from syndication.document import HTML, JSON, POLICY, Document
from syndication.errors import SettingsError
from syndication.model import Entry, Feed, Format, Section
from syndication.paging import subscription
from syndication.render import atom, jsonfeed, oembed, rss
from syndication.render.embeds import Frames, frame_headers
from syndication.render.manifest import render_manifest
from syndication.render.pages import Pages
from syndication.urls import (
    EMBED_SCRIPT,
    EMBED_STYLE,
    FAVICON,
    FRAME_SCRIPT,
    MANIFEST,
    PARTNERS_SCRIPT,
    PARTNERS_STYLE,
    ROOT,
    STYLE,
    THEMES,
    Urls,
    edition_path,
    embed_path,
    feed_path,
    icon_path,
    json_of,
    latest_path,
    page_path,
    partners_path,
    twin_path,
)

_FORMATS = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: jsonfeed}
_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".jpg": "image/jpeg"}
_ENTRY = re.compile(
    rf"/([A-Za-z0-9-]+)/({'|'.join(Section)})/([a-z0-9-]+(?:\.\d+)?)(/|\.json|/embed/(?:(light|dark)/)?)"
)
_FRAME = re.compile(r"/.+/embed/(?:(light|dark)/)?")
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_XML = "text/xml; charset=utf-8"
_LATEST = "latest"
_WRITTEN = 2048  # entries kept per format, as they stand in every document that carries them

Recipe = Callable[[], Document]


class Writer:
    """Writes an entry once per format; its bytes are shared by every document that carries it."""

    def __init__(self, settings: Settings) -> None:
        if settings.base_url is None:
            raise ValueError("no base URL")
        self.newsletter = settings.newsletter
        self.urls = Urls(settings.base_url)
        self._write = {
            form: lru_cache(_WRITTEN)(
                partial(module.render_entry, newsletter=self.newsletter, urls=self.urls)
            )
            for form, module in _FORMATS.items()
        }

    def feed(self, path: str, feed: Feed, form: Format) -> Document:
        """Write a document of a feed."""
        entries = [self._write[form](entry) for entry in feed.entries]
        body = _FORMATS[form].render_feed(feed, self.newsletter, self.urls, entries, own=path)
        twin = twin_path(feed.edition.tag, feed.section)
        links = (  # RFC 8288
            f'<{self.urls(path)}>; rel="self"',
            f'<{self.urls(twin)}>; rel="alternate"; type="text/html"',
            *(f'<{hub}>; rel="hub"' for hub in self.newsletter.hubs),
        )
        headers = tuple(("Link", link) for link in links)
        return Document(body=body, media_type=form.media_type, last_modified=feed.updated, headers=headers)


class Site:
    """Says which paths there are, and how the document of each is made."""

    def __init__(self, catalog: Catalog, settings: Settings, writer: Writer) -> None:
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.writer = writer
        computed = Urls(settings.computed_url) if settings.computed_url else None
        self.pages = Pages(catalog, self.newsletter, writer.urls, preview=settings.preview, computed=computed)
        self.frames = Frames(self.newsletter, writer.urls)
        self.absent = dict(self._absent())
        self._rare = dict(self._rarely())
        self._entries: dict[Shelf, dict[str, Entry]] = {}  # by their keys, once somebody asked for one

    def hot(self, known: Mapping[str, Document], old: Mapping[Shelf, Feed]) -> dict[str, Document]:
        """Render and compress what is asked for most.

        `known` documents are taken over where their `old` feed is still the same, or their bytes are.
        """
        made: dict[str, Document] = {}
        with ThreadPoolExecutor(1) as pool:  # compressing leaves this thread free to render on
            for path, recipe, feed in self._recipes():
                before = known.get(path)
                if before and feed and feed == old.get((feed.edition.tag, feed.section)):
                    made[path] = before
                else:
                    fresh = recipe()
                    made[path] = before if before == fresh else fresh
                    pool.submit(_compress, made[path])
        return made

    def _recipes(self) -> Iterator[tuple[str, Recipe, Feed | None]]:
        """Give the paths that are always there; with the feed, where nothing else goes into the document."""
        feeds = self.catalog.feeds
        yield ROOT, partial(self._page, ROOT, self.pages.front, feeds.values()), None
        for tag, edition in self.newsletter.editions.items():
            path = edition_path(tag)
            home = partial(self.pages.home, edition)
            yield path, partial(self._page, path, home, self.catalog.of_edition(tag)), None
        for feed in feeds.values():
            tag, section = feed.edition.tag, feed.section
            twin = twin_path(tag, section)
            yield twin, partial(self._page, twin, partial(self.pages.twin, feed), [feed]), None
            document = subscription(feed, self.newsletter.timezone)
            for form in Format:
                path = feed_path(tag, section, form)
                yield path, partial(self.writer.feed, path, document, form), feed
        for path, (body, media_type) in self._files().items():
            made = partial(
                Document, body=body, media_type=media_type, last_modified=self.newsletter.beginning
            )
            yield path, made, None

    def cold_paths(self) -> Iterator[str]:
        """Give the paths of what is rendered when it is asked for: all entries, and the rare."""
        yield from self._rare
        for feed in self.catalog.feeds.values():
            pages = [page_path(entry.place) for entry in feed.entries]
            pages += [latest_path(feed.edition.tag, feed.section)] if feed.entries else []
            for page in pages:
                yield from _paths_of(page)

    def recipe(self, path: str) -> Recipe | None:
        """Give how the document of a path that is not hot is made, or None where there is none."""
        rare = self._rare.get(path)
        if rare is not None:
            return rare
        found = _ENTRY.fullmatch(path)
        entry = found and self._find(found)
        if found is None or entry is None:
            return None
        feed = self.catalog.feed(entry.language, entry.section)
        alone = replace(feed, entries=(entry,), tombstones=(), updated=entry.updated)
        if found[4] == "/":
            return partial(self._page, path, partial(self.pages.entry, entry), [alone])
        if found[4] == ".json":
            return partial(self.writer.feed, path, alone, Format.JSON)
        return partial(self._frame, path, entry, found[5] or "", lasting=found[3] != _LATEST)

    def entry_at(self, page: str) -> Entry | None:
        """Give the entry that a page shows, where there is one at this path."""
        found = _ENTRY.fullmatch(page)
        return self._find(found) if found and found[4] == "/" else None

    def oembed(self, page: str, room: oembed.Room, form: str) -> Document | None:
        """Say how to embed what a page shows; None where it shows no entry."""
        entry = self.entry_at(page)
        if entry is None:
            return None
        feed = self.catalog.feed(entry.language, entry.section)
        latest = page == latest_path(entry.language, entry.section)
        described = oembed.describe(
            feed, self.newsletter, self.writer.urls, room, entry=None if latest else entry
        )
        media_type = JSON if form == oembed.JSON else _XML
        return Document(
            body=oembed.render(described, form), media_type=media_type, last_modified=entry.updated
        )

    def _find(self, found: re.Match[str]) -> Entry | None:
        feed = self.catalog.feeds.get((found[1], Section(found[2])))
        if feed is None:
            return None
        return next(iter(feed.entries), None) if found[3] == _LATEST else self._keyed(feed).get(found[3])

    def _keyed(self, feed: Feed) -> dict[str, Entry]:
        shelf = feed.edition.tag, feed.section
        if shelf not in self._entries:
            self._entries[shelf] = {entry.place.key: entry for entry in feed.entries}
        return self._entries[shelf]

    def _rarely(self) -> Iterator[tuple[str, Recipe]]:
        """Give the paths that are few and seldom asked for."""
        yield MANIFEST, self._manifest
        for tag, edition in self.newsletter.editions.items():
            path = partners_path(tag)
            partners = partial(self.pages.partners, edition)
            yield path, partial(self._page, path, partners, self.catalog.of_edition(tag))

    def _absent(self) -> Iterator[tuple[str, HTTPStatus]]:
        """Give the paths at which something was or should be, and what is answered there."""
        gone = [(one.place, HTTPStatus.GONE) for one in self.catalog.tombstones]
        missing = [(one.place, HTTPStatus.SERVICE_UNAVAILABLE) for one in self.catalog.missing]
        for place, status in gone + missing:
            yield from ((path, status) for path in _paths_of(page_path(place)))

    def absence(self, path: str) -> tuple[HTTPStatus, Document]:
        """Say why there is no document at a path (never was, withdrawn, cannot be read)."""
        status = self.absent.get(path, HTTPStatus.NOT_FOUND)
        if framed := _FRAME.fullmatch(path):
            page, headers = self.frames.absence(status, framed[1] or "", path), frame_headers(self.newsletter)
        else:
            page, headers = self.pages.absence(status, path), (POLICY,)
        beginning = self.newsletter.beginning
        return status, Document(body=page.encode(), media_type=HTML, last_modified=beginning, headers=headers)

    def _frame(self, path: str, entry: Entry, theme: str, *, lasting: bool) -> Document:
        return Document(
            body=self.frames.entry(entry, theme, path).encode(),
            media_type=HTML,
            last_modified=entry.updated,
            headers=frame_headers(self.newsletter),
            lasting=lasting,
        )

    def _manifest(self) -> Document:
        body = render_manifest(self.catalog, self.newsletter)
        return Document(body=body, media_type=JSON, last_modified=self.catalog.updated)

    def _page(self, path: str, render: Callable[[str], str], feeds: Iterable[Feed]) -> Document:
        updated = max((feed.updated for feed in feeds), default=self.newsletter.beginning)
        return Document(body=render(path).encode(), media_type=HTML, last_modified=updated, headers=(POLICY,))

    def _files(self) -> dict[str, tuple[bytes, str]]:
        static = resources.files("syndication.render") / "static"
        icon = self.newsletter.publisher.icon
        picture = self.settings.archive / icon if icon else static / "icon.png"
        try:
            drawn = picture.read_bytes()
        except OSError as error:
            message = f"{picture}: cannot be read ({error.strerror}); expected the icon of newsletter.toml"
            raise SettingsError(message) from error
        pictured = _PICTURES[PurePath(picture.name).suffix]
        own = (STYLE, EMBED_STYLE, EMBED_SCRIPT, FRAME_SCRIPT, PARTNERS_STYLE, PARTNERS_SCRIPT)
        return {
            **{path: ((static / path[1:]).read_bytes(), _TYPES[PurePath(path).suffix]) for path in own},
            icon_path(self.newsletter): (drawn, pictured),
            FAVICON: (drawn, pictured),
        }


def _paths_of(page: str) -> tuple[str, ...]:
    """Give every path at which an entry is found."""
    return page, json_of(page), *(embed_path(page, theme) for theme in THEMES)


def _compress(document: Document) -> None:
    for coding in document.codings:
        document.encoded(coding)
