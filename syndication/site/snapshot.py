"""Every path of the site and its document at one moment: what is served, and what an export writes."""

from collections.abc import Callable, Iterator
from functools import partial
from http import HTTPStatus
from operator import attrgetter
from threading import Lock

from cachetools import LRUCache, cachedmethod
from cachetools.keys import hashkey

from syndication.feeds.catalog import Catalog
from syndication.feeds.query import FeedQuery, parse_query
from syndication.model import ISSUES, Format
from syndication.model.paths import custom_feed_path, search_path
from syndication.render.oembed import MaxSize
from syndication.settings import Settings
from syndication.site.context import DocumentNotFound, Site
from syndication.site.document import Document
from syndication.site.prerender import prerender
from syndication.site.routes import ROUTER, addresses
from syndication.site.routing import Address, Group
from syndication.site.views import embeds, feeds, pages
from syndication.site.views.errors import error_page

_CACHE_BYTES = 32 * 1024 * 1024  # of documents that are requested now and then
_DYNAMIC_CACHE_BYTES = 8 * 1024 * 1024  # of documents that are computed for a query


class Snapshot:
    """An immutable mapping of paths to documents.

    What readers request most (homes, feeds and their pages) is rendered and compressed before the snapshot
    goes live; the rest on first use, in a bounded cache. Documents that have not changed since the
    `previous` snapshot, which has the same settings, are reused.
    """

    def __init__(
        self,
        catalog: Catalog,
        settings: Settings,
        previous: "Snapshot | None" = None,
        cache_bytes: int = _CACHE_BYTES,
    ) -> None:
        """Raise ValueError if the settings have no base URL, SettingsError if the icon cannot be read."""
        self.settings = settings
        self.catalog = catalog
        self.site: Site = Site(catalog, settings, previous.site if previous else None)
        documents, catalog_before = (previous.prerendered, previous.catalog) if previous else ({}, None)
        self.prerendered: dict[str, Document] = prerender(self.site, documents, catalog_before)
        self.dynamic_paths = frozenset(one.path for one in addresses(self.site, Group.DYNAMIC))
        self._cache: LRUCache[object, Document] = _cache(cache_bytes)
        self._dynamic_cache: LRUCache[object, Document] = _cache(_DYNAMIC_CACHE_BYTES)
        self._lock = Lock()

    def __iter__(self) -> Iterator[str]:
        """Return every path."""
        yield from self.common_paths()
        yield from self.entry_paths()

    def common_paths(self) -> Iterator[str]:
        """Return the first of all paths: the few of which some show the whole archive."""
        yield from self.prerendered
        yield from self.singleton_paths()

    def singleton_paths(self) -> Iterator[str]:
        """Return the paths that exist once for the site, or once for an edition."""
        return (one.path for one in addresses(self.site, Group.SINGLETON))

    def entry_paths(self) -> Iterator[str]:
        """Return the paths whose number grows with the archive."""
        return (one.path for one in addresses(self.site, Group.ENTRY))

    def __contains__(self, path: str) -> bool:
        return self.get(path) is not None

    def get(self, path: str) -> Document | None:
        """Return the document at a path, or None."""
        document = self.prerendered.get(path)
        if document is None:
            try:
                document = self._cached(path)
            except DocumentNotFound:
                return None
        return document

    def ready(self, path: str) -> Document | None:
        """Return the document at a path if it need not be rendered, or None."""
        document = self.prerendered.get(path)
        if document is None:
            with self._lock:
                document = self._cache.get(hashkey(path))
        return document

    def may_render(self, path: str) -> bool:
        """Return whether a path is one of ours, without checking that its entry exists."""
        address = self._find(path)
        return address is not None and address.path not in self.dynamic_paths

    @cachedmethod(attrgetter("_cache"), key=lambda _, path: hashkey(path), lock=attrgetter("_lock"))
    def _cached(self, path: str) -> Document:
        return self.render(path)

    def render(self, path: str) -> Document:
        """Return the document at a path without caching it; raises DocumentNotFound if there is none."""
        document = self.prerendered.get(path)
        if document is not None:
            return document
        address = None if path in self.dynamic_paths else self._find(path)
        if address is None or address.path != path:
            raise DocumentNotFound(path)
        return address.document(self.site)

    def nearest(self, path: str) -> str | None:
        """Return the path that differs from this one only in case or in the final slash, if there is one."""
        address = self._find(path)
        if address is None or address.path == path:
            return None
        return address.path if address.path in self.dynamic_paths or address.path in self else None

    def error_page(self, path: str) -> tuple[HTTPStatus, Document]:
        """Return why there is no document at a path (unknown, withdrawn, unreadable), with a page."""
        status = self._status(path)
        return status, error_page(self.site, path, status)

    def parse_query(self, query: bytes) -> FeedQuery:
        """Read the query string of a custom feed; raises QueryError."""
        return parse_query(query, self.settings.newsletter, self.site.speakers)

    def custom_feed(self, selection: FeedQuery, form: Format) -> Document:
        """Return the feed of a query."""
        view = partial(feeds.custom_feed, self.site, selection, form)
        return self._dynamic(custom_feed_path(form, selection.query_string), view)

    def search(self, edition: str, words: str) -> Document:
        """Return the page with the entries of an edition in which some words occur."""
        return self._dynamic(search_path(edition, words), partial(pages.search, self.site, edition, words))

    def custom_feed_page(self, edition: str, selection: FeedQuery) -> Document:
        """Return the page that says how to subscribe to the feed of a query."""
        view = partial(pages.custom_feed, self.site, edition, selection)
        return self._dynamic(f"{edition} {selection.query_string}", view)

    def oembed(self, url: str, size: MaxSize, form: str) -> Document | HTTPStatus:
        """Return how to embed the entry whose page is at an address, or the status if there is none."""
        path = self.site.urls.path_of(url) or "/"
        page = f"{path.removesuffix('/')}/"
        address = self._find(page)
        if address is None or address.route.view is not pages.entry:
            return self._status(page)
        try:
            return embeds.oembed(self.site, size, form, **address.values)
        except DocumentNotFound:
            return self._status(page)

    @cachedmethod(attrgetter("_dynamic_cache"), key=lambda _, path, __: path, lock=attrgetter("_lock"))
    def _dynamic(self, path: str, view: Callable[[], Document]) -> Document:  # noqa: ARG002 (the key)
        return view()

    def _find(self, path: str) -> Address | None:
        """Return the address of a path; it may differ in case and in the final slash."""
        match = ROUTER.match(path)
        if match is None:
            return None
        route, values = match
        if "edition" in values:
            edition = self.site.editions.get(values["edition"].lower())
            if edition is None:
                return None
            values = {**values, "edition": edition}
        if values.get("section", ISSUES) not in self.catalog.sections:
            return None
        return Address(route, values, route.path(values))

    def _status(self, path: str) -> HTTPStatus:
        """Return why there is no document at a path; an edition may be gone with its entries."""
        route, values = ROUTER.match(path) or (None, {})
        entry = values.get("edition"), values.get("section"), values.get("key")
        exact = route is not None and route.path(values).rstrip("/") == path.rstrip("/")
        return self.site.absent.get(entry, HTTPStatus.NOT_FOUND) if exact else HTTPStatus.NOT_FOUND


def _cache(size: int) -> LRUCache[object, Document]:
    return LRUCache(size, getsizeof=attrgetter("memory_size"))
