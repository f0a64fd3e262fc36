"""Pages for people."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from datetime import datetime

from syndication.feeds.archives import changes_around, published_in
from syndication.feeds.query import DEFAULT_LIMIT, FeedQuery, search_query
from syndication.model import Feed, Format, Quarter
from syndication.model.media_types import HTML
from syndication.model.paths import custom_feed_path, feed_path, search_path
from syndication.site.context import DocumentNotFound, Site
from syndication.site.document import Document
from syndication.site.headers import Header


def front(site: Site, path: str) -> Document:
    """Return the list of editions."""
    return _page(site, site.pages.front(path), site.catalog.feeds.values())


def home(site: Site, path: str, edition: str) -> Document:
    """Return the home of an edition: its latest issue, and its feeds."""
    html = site.feed_pages.home(site.newsletter.editions[edition], path)
    return _page(site, html, site.catalog.of_edition(edition))


def feed_page(site: Site, path: str, edition: str, section: str) -> Document:
    """Return what a feed is, how to subscribe to it, and its latest entries."""
    feed = site.catalog.feed(edition, section)
    return _page(site, site.feed_pages.feed(feed, path), [feed])


def quarter(site: Site, path: str, edition: str, section: str, quarter: Quarter) -> Document:
    """Return everything that a feed had in a quarter."""
    feed = site.catalog.feed(edition, section)
    entries = published_in(quarter, feed.entries, site.newsletter.timezone)
    if not entries:
        raise DocumentNotFound(path)
    changes = changes_around(quarter, feed, site.newsletter.timezone)
    return _page(site, site.feed_pages.quarter(feed, quarter, entries, path), [feed], changes)


def entry(site: Site, path: str, edition: str, section: str, key: str) -> Document:
    """Return one entry, with links to those before and after it."""
    entry = site.entry(edition, section, key)
    html = site.entry_pages.render(entry, path)
    return _page(site, html, [site.catalog.feed(edition, section)], site.entry_pages.changes(entry))


def feed_list(site: Site, path: str, edition: str | None = None) -> Document:
    """Return all feeds, or those of an edition in its language, and the form for a custom feed."""
    own = edition and site.newsletter.editions[edition]
    html = site.feed_pages.edition_feeds(own, path) if own else site.feed_pages.feed_list(path)
    feeds = site.catalog.of_edition(edition) if edition else site.catalog.feeds.values()
    return _page(site, html, feeds, [site.catalog.updated])


def speakers(site: Site, path: str, edition: str) -> Document:
    """Return the list of the people quoted in an edition."""
    html = site.pages.speakers(site.newsletter.editions[edition], path)
    return _page(site, html, site.speakers.feeds(edition), site.speakers.changes())


def speaker(site: Site, path: str, edition: str, slug: str) -> Document:
    """Return everything that a person is quoted with in an edition."""
    person = site.speakers.of_edition(edition).get(slug)
    if person is None:
        raise DocumentNotFound(path)
    custom = FeedQuery(editions=(edition,), speakers=(slug,))
    return _page(
        site, site.pages.speaker(person, path), site.speakers.feeds(edition), site.speakers.changes(), custom
    )


def embed_guide(site: Site, path: str, edition: str) -> Document:
    """Return the page that shows partners how to embed entries."""
    html = site.pages.embed_guide(site.newsletter.editions[edition], path)
    return _page(site, html, site.catalog.of_edition(edition))


def search(site: Site, edition: str, words: str) -> Document:
    """Return the entries of an edition in which some words occur."""
    selection = search_query(edition, words)
    matcher = site.custom_feeds.matcher(selection)
    html = site.pages.search(words, selection, matcher, search_path(edition))
    custom = replace(selection, limit=DEFAULT_LIMIT) if selection.queries else None
    return _page(site, html, site.catalog.of_edition(edition), custom_feed=custom)


def custom_feed(site: Site, edition: str, selection: FeedQuery) -> Document:
    """Return how to subscribe to a custom feed."""
    feed, own = site.custom_feeds.feed(selection), site.newsletter.editions[edition]
    html = site.feed_pages.custom_feed(feed, selection, own, search_path(edition))
    return _page(site, html, site.catalog.feeds.values(), [feed.updated], selection)


def _page(
    site: Site,
    html: str,
    feeds: Collection[Feed],
    changes: Collection[datetime] = (),
    custom_feed: FeedQuery | None = None,
) -> Document:
    """Return a page that belongs to some feeds and shows all of them, or only what had some changes.

    Its own feed, if that is a custom one, is linked before the others.
    """
    return Document(
        body=html.encode(),
        media_type=HTML,
        last_modified=max(*(changes or [feed.updated for feed in feeds]), site.catalog.feed_links_changed),
        headers=(*site.page_headers, *_feed_links(site, feeds, custom_feed)),
    )


def _feed_links(site: Site, feeds: Iterable[Feed], custom_feed: FeedQuery | None) -> Iterator[Header]:
    """Return a link to the first feed of each edition (RFC 8288); the page's head has the rest."""
    media_type = Format.ATOM.media_type.partition(";")[0]
    first: dict[str, Feed] = {}
    for feed in feeds:
        if feed.entries:
            first.setdefault(feed.edition.tag, feed)
    links = [(tag, site.urls(feed_path(tag, feed.section, Format.ATOM))) for tag, feed in first.items()]
    if custom_feed and site.settings.dynamic_url:
        url = site.dynamic_urls(custom_feed_path(Format.ATOM, custom_feed.query_string))
        links.insert(0, (custom_feed.editions[0], url))
    for tag, url in links:
        yield "Link", f'<{url}>; rel="alternate"; type="{media_type}"; hreflang="{tag}"'
