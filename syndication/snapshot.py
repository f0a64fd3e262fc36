"""Every path of the site and its bytes at one moment: what is served, and what an export writes."""

import gc
from collections.abc import Callable, Container, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from http import HTTPStatus
from operator import attrgetter

from syndication.archive import Archive, load_archive
from syndication.catalog import Catalog, gather
from syndication.config import Settings
from syndication.document import Document
from syndication.kept import Kept
from syndication.model import Entry, Format, Tombstone
from syndication.reconcile import Served, serve
from syndication.render.oembed import Room
from syndication.selection import Selection, parse_query
from syndication.site import Site
from syndication.urls import SITEMAP, own_feed_path, search_path
from syndication.writer import Writer

_COLD = 32 * 1024 * 1024  # bytes kept of what is asked for now and then
_COMPUTED = 8 * 1024 * 1024  # and of what is computed on request


class Snapshot:
    """An immutable mapping of paths to documents.

    What is asked for most (homes, feeds and their twins) is rendered and compressed before the snapshot goes
    live; the rest on first use, and kept within a bound. What did not change since the `previous` snapshot,
    which was made with the same settings, is taken over from it.
    """

    def __init__(self, catalog: Catalog, settings: Settings, previous: "Snapshot | None" = None) -> None:
        """Raise ValueError where the settings have no base URL, SettingsError where the icon is not there."""
        self.settings = settings
        self.catalog = catalog
        self.writer: Writer = previous.writer if previous else Writer(settings)
        self._site = Site(catalog, settings, self.writer)
        known, feeds = (previous.hot, previous.catalog.feeds) if previous else ({}, {})
        self.hot: dict[str, Document] = self._site.hot(known, feeds)
        self._cold: Kept[str, Document] = Kept(_COLD, attrgetter("weight"))
        self._computed: Kept[str, Document] = Kept(_COMPUTED, attrgetter("weight"))

    def __iter__(self) -> Iterator[str]:
        """Give every path."""
        yield from self.common_paths()
        yield from self._site.cold_paths()

    def common_paths(self) -> Iterator[str]:
        """Give the first of all paths: those few of which some show the whole archive."""
        yield from self.hot
        yield from self._site.rare_paths()

    def __contains__(self, path: str) -> bool:
        return path in self.hot or self._site.recipe(path) is not None

    def ready(self, path: str) -> Document | None:
        """Return the document at a path if it need not be rendered, or None."""
        return self.hot.get(path) or self._cold.get(path)

    def may_render(self, path: str) -> bool:
        """Return whether there may be a document at a path; how many sitemaps there are takes long to say."""
        return path.startswith(SITEMAP.removesuffix(".xml")) or path in self

    def get(self, path: str) -> Document | None:
        """Give the document at a path, or None."""
        found = self.ready(path)
        if found is None:
            recipe = self._site.recipe(path)
            if recipe is not None:
                found = recipe()  # perhaps twice in two threads: the bytes are the same
                self._cold.keep(path, found)
        return found

    def render(self, path: str) -> Document:
        """Give the document at a path without keeping it; raises KeyError where there is none."""
        recipe = None if path in self.hot else self._site.recipe(path)
        return recipe() if recipe else self.hot[path]

    def select(self, query: bytes) -> Selection:
        """Read the query string of a feed of one's own; raises QueryError."""
        return parse_query(query, self.settings.newsletter, self._site.speakers)

    def own_feed(self, selection: Selection, form: Format) -> Document:
        """Give the feed of what was chosen."""
        return self._compute(
            own_feed_path(form, selection.query), partial(self._site.own_feed, selection, form)
        )

    def search(self, edition: str, words: str) -> Document:
        """Give the page that shows where an edition says some words."""
        return self._compute(search_path(edition, words), partial(self._site.search, edition, words))

    def _compute(self, address: str, recipe: Callable[[], Document]) -> Document:
        found = self._computed.get(address)
        if found is None:
            found = recipe()
            self._computed.keep(address, found)
        return found

    def nearest(self, path: str) -> str | None:
        """Give the path that differs from this one only in case or in the final slash."""
        first, _, rest = path.lower().removeprefix("/").partition("/")
        tags = {tag.lower(): tag for tag in self.settings.newsletter.editions}
        folded = f"/{tags.get(first, first)}/{rest}" if rest else f"/{tags.get(first, first)}"
        bare = folded.removesuffix("/")
        likes = (like for like in (bare, f"{bare}/") if like != path)
        return next((like for like in likes if like in self or like in self.computed), None)

    @property
    def computed(self) -> Container[str]:
        """The paths at which something is computed from the query."""
        return self._site.computed

    def oembed(self, url: str, room: Room, form: str) -> Document | HTTPStatus:
        """Say how to embed what stands at an address, or why that cannot be done."""
        path = self.writer.urls.path_of(url) or "/"
        page = f"{path.removesuffix('/')}/"
        found = self._site.oembed(page, room, form) or self._site.oembed(
            self.nearest(page) or "/", room, form
        )
        return found or self._site.absent.get(page, HTTPStatus.NOT_FOUND)

    def absence(self, path: str) -> tuple[HTTPStatus, Document]:
        """Say why there is no document at a path (never was, withdrawn, cannot be read), with a page."""
        return self._site.absence(path)


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot and what it was made from."""

    archive: Archive
    served: Served
    snapshot: Snapshot


@contextmanager
def _uncollected() -> Iterator[None]:
    """Keep the garbage collector from looking through all issues again and again while they are read."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


@_uncollected()
def take(settings: Settings, now: datetime, previous: Taken | None = None) -> Taken:
    """Read the archive and make a snapshot of what is due at `now`: the whole flow.

    What was `previous`ly read, cut and rendered and has not changed is taken over; recorded entries that
    cannot be read now stay as they were. Raises ArchiveError where the ledger cannot be trusted,
    SettingsError where the icon is not there.
    """
    same = previous is not None and previous.snapshot.settings == settings
    before = previous.archive if previous and same else None
    archive = load_archive(settings, drafts=settings.preview, before=before)
    ledger = None if settings.preview else archive.ledger
    served = serve(archive.entries, ledger, _kept(previous.served) if previous and ledger else {})
    return Taken(archive, served, show(served, settings, now, previous.snapshot if previous else None))


def _kept(served: Served) -> Mapping[str, Entry | Tombstone]:
    kept: dict[str, Entry | Tombstone] = {entry.id: entry for entry in served.entries}
    return kept | {tombstone.id: tombstone for tombstone in served.tombstones}


def show(served: Served, settings: Settings, now: datetime, previous: Snapshot | None = None) -> Snapshot:
    """Make a snapshot of what is due at `now`."""
    old = previous if previous and previous.settings == settings else None
    before = old.catalog if old else None
    return Snapshot(
        gather(served, settings.newsletter, None if settings.preview else now, before), settings, old
    )
