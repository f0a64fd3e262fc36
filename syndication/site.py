"""The site: which paths there are, and how the document of each is made."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cached_property, partial
from http import HTTPStatus
from importlib import resources
from pathlib import PurePath
from urllib.parse import urlsplit

from syndication.catalog import Catalog, Shelf
from syndication.choosing import Chooser
from syndication.config import Settings
from syndication.document import HTML, JSON, OUTLINE, PAGE_HEADERS, TEXT, XML, Document, policy
from syndication.errors import SettingsError
from syndication.model import Entry, Feed, Format, Place, Quarter, Section
from syndication.paging import archives, published_in, quarters, subscription
from syndication.render import oembed
from syndication.render.chrome import Chrome
from syndication.render.crawlers import list_pages, render_robots, render_sitemaps
from syndication.render.embeds import Frames, frame_headers
from syndication.render.entry_page import EntryPages
from syndication.render.manifest import render_manifest
from syndication.render.opml import render_opml
from syndication.render.pages import Pages
from syndication.selection import Selection, selection_of
from syndication.speakers import Speakers
from syndication.urls import (
    EMBED_SCRIPT,
    EMBED_STYLE,
    FAVICON,
    FEEDS,
    FRAME_SCRIPT,
    MANIFEST,
    OEMBED,
    OPML,
    PARTNERS_SCRIPT,
    PARTNERS_STYLE,
    ROBOTS,
    ROOT,
    SCRIPT,
    SITEMAP,
    STYLE,
    THEMES,
    archive_path,
    edition_path,
    embed_path,
    feed_path,
    icon_path,
    json_of,
    latest_path,
    opml_path,
    own_feed_path,
    page_path,
    partners_path,
    quarter_path,
    search_path,
    speaker_path,
    speakers_path,
    twin_path,
)
from syndication.writer import Writer

_PICTURES = {".png": "image/png", ".svg": "image/svg+xml", ".ico": "image/x-icon", ".jpg": "image/jpeg"}
_ENTRY = re.compile(
    rf"/([A-Za-z0-9-]+)/({'|'.join(Section)})/([a-z0-9-]+(?:\.\d+)?)(/|\.json|/embed/(?:(light|dark)/)?)"
)
_FRAME = re.compile(r"/.+/embed/(?:(light|dark)/)?")
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_ARCHIVE = re.compile(rf"/([A-Za-z0-9-]+)/({'|'.join(Section)})/([0-9]{{4}})-q([1-4])\.({'|'.join(Format)})")
_SITEMAPS = SITEMAP.removesuffix(".xml")
_STATIC = (STYLE, SCRIPT, EMBED_STYLE, EMBED_SCRIPT, FRAME_SCRIPT, PARTNERS_STYLE, PARTNERS_SCRIPT)
_SPEAKER = re.compile("/([A-Za-z0-9-]+)/speakers/([^/]+)/")
_LATEST = "latest"
_QUARTER = re.compile(r"(\d{4})-q([1-4])")  # the key of no issue

Recipe = Callable[[], Document]


class Site:
    """Says which paths there are, and how the document of each is made."""

    def __init__(self, catalog: Catalog, settings: Settings, writer: Writer) -> None:
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.writer = writer
        self.speakers = Speakers(catalog, self.newsletter)
        self.chooser = Chooser(catalog, self.newsletter, self.speakers, writer.texts, writer.computed)
        self._policy = policy(self._elsewhere())
        chrome = Chrome(catalog, settings, writer.urls)
        self.pages = Pages(chrome, self.speakers)
        self.entry_pages = EntryPages(chrome, self._find, self.speakers)
        self.computed = {OEMBED, *map(own_feed_path, Format), *map(search_path, self.newsletter.editions)}
        self.frames = Frames(self.newsletter, writer.urls)
        self.absent = dict(self._absent())
        self._absences: dict[tuple[HTTPStatus, str, str | None], Document] = {}
        self._rare = dict(self._rarely())
        self._entries: dict[Shelf, dict[str, Entry]] = {}  # by their keys, once somebody asked for one
        self._archives: dict[Shelf, dict[Quarter, Feed]] = {}  # likewise

    def hot(self, known: Mapping[str, Document], old: Mapping[Shelf, Feed]) -> dict[str, Document]:
        """Render and compress what is asked for most.

        `known` documents are taken over where all their `old` feeds are still the same, or their bytes are.
        Pages lead to every feed that has entries: they are made anew where there are more of these, or fewer.
        """
        same = _with_entries(self.catalog.feeds) == _with_entries(old)
        made: dict[str, Document] = {}
        with ThreadPoolExecutor(1) as pool:  # compressing leaves this thread free to render on
            for path, recipe, feeds in self._recipes():
                before = known.get(path)
                if (
                    before
                    and feeds
                    and (same or before.media_type != HTML)
                    and all(feed == old.get((feed.edition.tag, feed.section)) for feed in feeds)
                ):
                    made[path] = before
                else:
                    fresh = recipe()
                    made[path] = before if before == fresh else fresh
                    pool.submit(_compress, made[path])
        return made

    def _recipes(self) -> Iterator[tuple[str, Recipe, Collection[Feed]]]:
        """Give the paths that are always there; with the feeds, where nothing else goes into the document."""
        feeds = self.catalog.feeds
        yield ROOT, partial(self._page, ROOT, self.pages.front, feeds.values()), feeds.values()
        for tag, edition in self.newsletter.editions.items():
            path = edition_path(tag)
            home = partial(self.pages.home, edition)
            beside = self.catalog.of_edition(tag)
            yield path, partial(self._page, path, home, beside), beside
        for feed in feeds.values():
            tag, section = feed.edition.tag, feed.section
            twin = twin_path(tag, section)
            beside = self.catalog.of_edition(tag)
            yield twin, partial(self._page, twin, partial(self.pages.twin, feed), [feed]), beside
            document = subscription(feed, self.newsletter.timezone)
            for form in Format:
                path = feed_path(tag, section, form)
                yield path, partial(self.writer.feed, path, document, form), [feed]
        for path, (body, media_type) in self._files().items():
            made = partial(
                Document, body=body, media_type=media_type, last_modified=self.newsletter.beginning
            )
            yield path, made, []

    def rare_paths(self) -> Iterator[str]:
        """Give the paths of what is rendered when it is asked for and there is but one of: lists of all."""
        yield from self._rare
        yield from self._sitemaps

    def cold_paths(self) -> Iterator[str]:
        """Give the paths of what is rendered when it is asked for and grows with the archive."""
        for shelf, feed in self.catalog.feeds.items():
            if self._keyed(feed):
                yield from _paths_of(latest_path(*shelf))
            archived, shown = self._archived(feed), dict(quarters(feed.entries, self.newsletter.timezone))
            # What shows the same entries is neighbours: they are written once for all of it.
            for quarter in sorted(archived.keys() | shown.keys()):
                if quarter in archived:
                    yield from (archive_path(*shelf, quarter, form) for form in Format)
                if quarter in shown:
                    yield quarter_path(*shelf, quarter)
                for entry in shown.get(quarter, ()):
                    yield from _paths_of(page_path(entry.place))
        for tag in self.newsletter.editions:
            yield from (speaker_path(tag, slug) for slug in self.speakers.of_edition(tag))

    def recipe(self, path: str) -> Recipe | None:
        """Give how the document of a path that is not hot is made, or None where there is none."""
        return (
            self._rare.get(path)
            or self._recipe_of_sitemap(path)
            or self._recipe_of_archive(path)
            or self._recipe_of_entry(path)
            or self._recipe_of_speaker(path)
        )

    def _recipe_of_archive(self, path: str) -> Recipe | None:
        found = _ARCHIVE.fullmatch(path)
        feed = self.catalog.feeds.get((found[1], Section(found[2]))) if found else None
        if not found or not feed:
            return None
        document = self._archived(feed).get(Quarter(int(found[3]), int(found[4])))
        return partial(self.writer.feed, path, document, Format(found[5])) if document else None

    def _recipe_of_entry(self, path: str) -> Recipe | None:
        found = _ENTRY.fullmatch(path)
        feed = self.catalog.feeds.get((found[1], Section(found[2]))) if found else None
        if found is None or feed is None:
            return None
        key, ending, theme = found[3], found[4], found[5] or ""
        if ending == "/" and (when := _QUARTER.fullmatch(key)):
            return self._quarter(path, feed, Quarter(int(when[1]), int(when[2])))
        entry = self._named(feed, key)
        if entry is None:
            return None
        alone = replace(feed, entries=(entry,), tombstones=(), updated=entry.updated, hubs=())
        if ending == "/":
            near = [one for one in self.catalog.around(entry) if one]
            return partial(self._page, path, partial(self.entry_pages.render, entry), [feed], [entry, *near])
        if ending == ".json":
            return partial(self.writer.feed, path, alone, Format.JSON)
        return partial(self._frame, path, entry, theme, lasting=key != _LATEST)

    def _recipe_of_speaker(self, path: str) -> Recipe | None:
        found = _SPEAKER.fullmatch(path)
        if found is None or found[1] not in self.newsletter.editions:
            return None
        speaker = self.speakers.of_edition(found[1]).get(found[2])
        quotes = [self.catalog.feed(found[1], Section.QUOTES)]
        return partial(self._page, path, partial(self.pages.speaker, speaker), quotes) if speaker else None

    def own_feed(self, selection: Selection, form: Format) -> Document:
        """Write what a subscriber has chosen."""
        feed, choice = self.chooser.feed(selection)
        own = self.writer.computed(own_feed_path(form, selection.query))
        return replace(self.writer.feed(own, feed, form), last_modified=choice.changed)

    def search(self, tag: str, words: str) -> Document:
        """Write the page that shows where an edition says some words."""
        selection = selection_of(tag, words)
        choice = self.chooser.choose(selection)
        page = partial(self.pages.search, words, selection, choice, self.chooser.finder(selection))
        return self._page(search_path(tag), page, self.catalog.of_edition(tag))

    def _quarter(self, path: str, feed: Feed, quarter: Quarter) -> Recipe | None:
        entries = published_in(quarter, feed.entries, self.newsletter.timezone)
        page = partial(self.pages.quarter, feed, quarter, entries)
        return partial(self._page, path, page, [feed], entries) if entries else None

    def oembed(self, page: str, room: oembed.Room, form: str) -> Document | None:
        """Say how to embed what a page shows; None where it shows no entry."""
        found = _ENTRY.fullmatch(page)
        feed = self.catalog.feeds.get((found[1], Section(found[2]))) if found else None
        entry = self._named(feed, found[3]) if found and feed and found[4] == "/" else None
        if found is None or feed is None or entry is None:
            return None
        told = None if found[3] == _LATEST else entry
        described = oembed.describe(feed, self.newsletter, self.writer.urls, room, told)
        return Document(
            body=oembed.render(described, form),
            media_type=JSON if form == oembed.JSON else "text/xml; charset=utf-8",
            last_modified=entry.updated,
        )

    def _named(self, feed: Feed, key: str) -> Entry | None:
        return next(iter(feed.entries), None) if key == _LATEST else self._keyed(feed).get(key)

    def _keyed(self, feed: Feed) -> dict[str, Entry]:
        shelf = feed.edition.tag, feed.section
        if shelf not in self._entries:
            self._entries[shelf] = {entry.place.key: entry for entry in feed.entries}
        return self._entries[shelf]

    def _archived(self, feed: Feed) -> dict[Quarter, Feed]:
        shelf = feed.edition.tag, feed.section
        if shelf not in self._archives:
            self._archives[shelf] = archives(feed, self.newsletter.timezone)
        return self._archives[shelf]

    def _rarely(self) -> Iterator[tuple[str, Recipe]]:
        """Give the paths that are few and seldom asked for."""
        yield MANIFEST, self._manifest
        for tag, edition in self.newsletter.editions.items():
            path, quotes = speakers_path(tag), [self.catalog.feed(tag, Section.QUOTES)]
            yield path, partial(self._page, path, partial(self.pages.speakers, edition), quotes)
        yield FEEDS, partial(self._page, FEEDS, self.pages.feeds, self.catalog.feeds.values())
        yield OPML, partial(self._opml, self.catalog.feeds.values())
        for tag in self.newsletter.editions:
            yield opml_path(tag), partial(self._opml, self.catalog.of_edition(tag))
        yield ROBOTS, self._robots
        for tag, edition in self.newsletter.editions.items():
            partners = partial(self.pages.partners, edition)
            beside = self.catalog.of_edition(tag)
            yield partners_path(tag), partial(self._page, partners_path(tag), partners, beside)

    def _absent(self) -> Iterator[tuple[str, HTTPStatus]]:
        """Give the paths at which something was or should be, and what is answered there."""
        gone = [(one.place, HTTPStatus.GONE) for one in self.catalog.tombstones]
        missing = [(one.place, HTTPStatus.SERVICE_UNAVAILABLE) for one in self.catalog.missing]
        for place, status in gone + missing:
            yield from ((path, status) for path in _paths_of(page_path(place)))

    def absence(self, path: str) -> tuple[HTTPStatus, Document]:
        """Say why there is no document at a path (never was, withdrawn, cannot be read)."""
        status = self.absent.get(path, HTTPStatus.NOT_FOUND)
        tag = path.split("/")[1]
        framed = _FRAME.fullmatch(path)
        key = status, tag if tag in self.newsletter.editions else "", framed and (framed[1] or "")
        if key not in self._absences:
            self._absences[key] = self._absence(*key)
        return status, self._absences[key]

    def _absence(self, status: HTTPStatus, tag: str, theme: str | None) -> Document:
        headers: tuple[tuple[str, str], ...]
        if theme is None:
            page, headers = self.pages.absence(status, tag), (self._policy, *PAGE_HEADERS)
        else:
            page, headers = self.frames.absence(status, theme, tag), frame_headers(self.newsletter)
        beginning = self.newsletter.beginning
        return Document(body=page.encode(), media_type=HTML, last_modified=beginning, headers=headers)

    def _frame(self, path: str, entry: Entry, theme: str, *, lasting: bool) -> Document:
        return Document(
            body=self.frames.entry(entry, theme, path).encode(),
            media_type=HTML,
            last_modified=entry.updated,
            headers=frame_headers(self.newsletter),
            lasting=lasting,
        )

    def _manifest(self) -> Document:
        return self._archive_json

    @cached_property
    def _archive_json(self) -> Document:
        """The largest document of all, and there is but one: it is rendered once."""
        body = render_manifest(self.catalog, self.newsletter, self.writer.urls)
        return Document(body=body, media_type=JSON, last_modified=self.catalog.updated)

    def _find(self, place: Place) -> Entry | None:
        return self._keyed(self.catalog.feed(place.edition, place.section)).get(place.key)

    def _opml(self, feeds: Collection[Feed]) -> Document:
        updated = max(feed.updated for feed in feeds)
        body = render_opml(feeds, self.newsletter, self.writer.urls, updated)
        return Document(body=body, media_type=OUTLINE, last_modified=updated)

    def _robots(self) -> Document:
        body = render_robots(self.newsletter, self.writer.urls, preview=self.settings.preview)
        return Document(body=body, media_type=TEXT, last_modified=self.newsletter.beginning)

    def _recipe_of_sitemap(self, path: str) -> Recipe | None:
        known = path.startswith(_SITEMAPS) and path in self._sitemaps
        return partial(self._sitemaps.__getitem__, path) if known else None

    @cached_property
    def _sitemaps(self) -> dict[str, Document]:
        """All sitemaps: how many there are is known once they are written, so they are written together."""
        pages = list_pages(self.catalog, self.speakers, self.newsletter.timezone)
        made = render_sitemaps(pages, self.writer.urls)
        return {
            path: Document(body=one.body, media_type=XML, last_modified=one.updated)
            for path, one in made.items()
        }

    def _page(
        self,
        path: str,
        render: Callable[[str], str],
        feeds: Collection[Feed],
        shown: Collection[Entry] = (),
    ) -> Document:
        """Render a page that stands beside some feeds and shows them, or no more than some entries."""
        updated = max((one.updated for one in shown or feeds), default=self.newsletter.beginning)
        return Document(
            body=render(path).encode(),
            media_type=HTML,
            last_modified=updated,
            headers=(self._policy, *PAGE_HEADERS, *self._feed_links(feeds)),
        )

    def _elsewhere(self) -> str:
        """Give the host that computes for pages of another, if there is one."""
        base, computed = (urlsplit(url or "") for url in (self.settings.base_url, self.settings.computed_url))
        own = (base.scheme, base.netloc) == (computed.scheme, computed.netloc)
        return "" if own or not computed.netloc else f"{computed.scheme}://{computed.netloc}"

    def _feed_links(self, feeds: Iterable[Feed]) -> Iterator[tuple[str, str]]:
        """Name the first feed of each edition (RFC 8288): its head names the rest, in all formats."""
        first: dict[str, Feed] = {}
        for feed in feeds:
            if feed.entries:
                first.setdefault(feed.edition.tag, feed)
        kind = Format.ATOM.media_type.partition(";")[0]
        for tag, feed in first.items():
            address = self.writer.urls(feed_path(tag, feed.section, Format.ATOM))
            yield "Link", f'<{address}>; rel="alternate"; type="{kind}"; hreflang="{tag}"'

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
        return {
            **{path: ((static / path[1:]).read_bytes(), _TYPES[PurePath(path).suffix]) for path in _STATIC},
            icon_path(self.newsletter): (drawn, pictured),
            FAVICON: (drawn, pictured),
        }


def _paths_of(page: str) -> tuple[str, ...]:
    """Give every path at which an entry is found."""
    return page, json_of(page), *(embed_path(page, theme) for theme in THEMES)


def _with_entries(feeds: Mapping[Shelf, Feed]) -> set[Shelf]:
    return {shelf for shelf, feed in feeds.items() if feed.entries}


def _compress(document: Document) -> None:
    for coding in document.codings:
        document.encoded(coding)
