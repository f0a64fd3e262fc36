"""Which addresses a sitemap lists: pages that are not empty and that search engines should find here.

Each function returns the page at one address of a route, with its place in the order, or None.
"""

from typing import Any

from syndication.feeds.archives import changes_in
from syndication.model import Issue, Quarter, Section
from syndication.model.paths import (
    LATEST,
    ROOT,
    edition_path,
    feed_page_path,
    page_path,
    partners_path,
    speaker_path,
    speakers_path,
)
from syndication.render.sitemap import Page
from syndication.site.context import Site

Listing = tuple[tuple[Any, ...], Page] | None

# Entries come first, oldest first: new ones leave every full sitemap as it is.
_ENTRIES, _HOMES, _FEED_LIST, _EMBED_GUIDES, _FEEDS, _SPEAKERS = range(6)


def front(site: Site, path: str) -> Listing:
    """List the front page as the home of every other language."""
    return (_HOMES,), Page(path, site.catalog.updated, _homes(site))


def home(site: Site, path: str, edition: str) -> Listing:
    """List the home of an edition."""
    return _edition_page(site, path, edition, _HOMES, _homes(site))


def feed_list(site: Site, path: str) -> Listing:
    """List the page of all feeds."""
    return (_FEED_LIST,), Page(path, site.catalog.updated)


def embed_guide(site: Site, path: str, edition: str) -> Listing:
    """List the page for partners of an edition."""
    languages = tuple((one.tag, partners_path(one.tag)) for one in site.catalog.editions)
    return _edition_page(site, path, edition, _EMBED_GUIDES, languages)


def feed_page(site: Site, path: str, edition: str, section: Section) -> Listing:
    """List the page of a feed."""
    feed = site.catalog.feed(edition, section)
    editions = feed.edition, *feed.other_editions
    languages = tuple((one.tag, feed_page_path(one.tag, section)) for one in editions)
    return (
        (_feed_order(site, edition, section), Page(path, feed.updated, languages)) if feed.entries else None
    )


def quarter(site: Site, path: str, edition: str, section: Section, quarter: Quarter) -> Listing:
    """List the page of a quarter, after the page of its feed."""
    feed = site.catalog.feed(edition, section)
    updated = max(changes_in(quarter, feed, site.newsletter.timezone))
    return _feed_order(site, edition, section), Page(path, updated)


def speakers(site: Site, path: str, edition: str) -> Listing:
    """List the page of the people quoted in an edition, if there are any."""
    tags = site.speakers.editions()
    page = Page(path, max(site.speakers.changes()), tuple((tag, speakers_path(tag)) for tag in tags))
    return ((_SPEAKERS, _rank(site, edition)), page) if edition in tags else None


def speaker(site: Site, path: str, edition: str, slug: str) -> Listing:
    """List the page of a person, after the page of all people of the edition."""
    tags = [one.edition.tag for one in site.speakers.editions_of(slug)]
    page = Page(path, max(site.speakers.changes()), tuple((tag, speaker_path(tag, slug)) for tag in tags))
    return (_SPEAKERS, _rank(site, edition)), page


def entry(site: Site, path: str, edition: str, section: Section, key: str) -> Listing:
    """List an entry, unless it is an issue that the publisher shows elsewhere: that page is to be found."""
    one = site.entry(edition, section, key)
    if key == LATEST or (isinstance(one.content, Issue) and one.content.link):
        return None
    places = one.ref, *(sister.ref for sister in one.translations)
    languages = tuple((place.edition, page_path(place)) for place in places)
    order = _ENTRIES, one.published.timestamp(), one.id
    return order, Page(path, max(site.entry_pages.changes(one)), languages)


def _edition_page(
    site: Site, path: str, edition: str, group: int, languages: tuple[tuple[str, str], ...]
) -> Listing:
    """List a page of an edition that has entries."""
    feeds = site.catalog.of_edition(edition)
    listed = any(feed.entries for feed in feeds)
    return ((group,), Page(path, max(feed.updated for feed in feeds), languages)) if listed else None


def _homes(site: Site) -> tuple[tuple[str, str], ...]:
    homes = ((edition.tag, edition_path(edition.tag)) for edition in site.catalog.editions)
    return (*homes, ("x-default", ROOT))


def _feed_order(site: Site, edition: str, section: Section) -> tuple[int, int, int]:
    return _FEEDS, _rank(site, edition), list(Section).index(section)


def _rank(site: Site, edition: str) -> int:
    return list(site.newsletter.editions).index(edition)
