"""Render what readers request most before a snapshot goes live, and reuse what has not changed."""

from collections.abc import Collection, Mapping
from concurrent.futures import ThreadPoolExecutor

from syndication.catalog import Catalog, Shelf
from syndication.media_types import HTML
from syndication.model import Feed
from syndication.site.context import Site
from syndication.site.document import Document
from syndication.site.routes import addresses
from syndication.site.routing import Group, Values


def prerender(
    site: Site, previous: Mapping[str, Document], previous_catalog: Catalog | None
) -> dict[str, Document]:
    """Render and compress the documents of every prerendered route.

    A `previous` document is reused if all feeds that it depends on are those of the previous catalog. Pages
    link to every feed that has entries, so they are rendered anew if there are more or fewer of these.
    """
    previous_feeds = previous_catalog.feeds if previous_catalog else {}
    same_links = (
        previous_catalog is not None
        and site.catalog.shelves_changed == previous_catalog.shelves_changed
        and _with_entries(site.catalog.feeds) == _with_entries(previous_feeds)
    )
    documents: dict[str, Document] = {}
    with ThreadPoolExecutor(1) as pool:  # compresses while this thread renders on
        for address in addresses(site, Group.PRERENDERED):
            old = previous.get(address.path)
            feeds = _feeds_of(site, address.values)
            unchanged = all(feed == previous_feeds.get((feed.edition.tag, feed.section)) for feed in feeds)
            if old and feeds and unchanged and (same_links or old.media_type != HTML):
                documents[address.path] = old
            else:
                new = address.document(site)
                documents[address.path] = old if old == new else new
                pool.submit(_compress, documents[address.path])
    return documents


def _feeds_of(site: Site, values: Values) -> Collection[Feed]:
    """Return the feeds that a document depends on, if it depends on nothing else."""
    match values:
        case {"file": _}:
            return []
        case {"edition": edition, "section": section, "form": _}:
            return [site.catalog.feed(edition, section)]
        case {"edition": edition}:
            return site.catalog.of_edition(edition)
        case _:
            return site.catalog.feeds.values()


def _with_entries(feeds: Mapping[Shelf, Feed]) -> set[Shelf]:
    return {key for key, feed in feeds.items() if feed.entries}


def _compress(document: Document) -> None:
    for encoding in document.encodings:
        document.encoded(encoding)
