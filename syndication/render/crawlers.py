"""What search engines ask for: sitemaps (sitemaps.org/protocol.html) with their languages, and robots.txt."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import escape
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from syndication.catalog import Catalog
from syndication.model import Issue, Newsletter, Section
from syndication.paging import quarters
from syndication.speakers import Speakers
from syndication.urls import (
    FEEDS,
    ROOT,
    SITEMAP,
    Urls,
    edition_path,
    page_path,
    partners_path,
    quarter_path,
    search_path,
    sitemap_path,
    speaker_path,
    speakers_path,
    twin_path,
)

MOST = 1000  # addresses in one sitemap; 50,000 are allowed
LARGEST = 500_000  # bytes; 50 MB are allowed, which a client may ask for and not read
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPEN = f'{_XML}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'.encode()
_CLOSE = b"</urlset>\n"


@dataclass(frozen=True, slots=True)
class Page:
    """A page to be found, and the same page by its languages: itself included, as in its head."""

    path: str
    updated: datetime
    languages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap, and the last change of the pages in it."""

    body: bytes
    updated: datetime


def list_pages(catalog: Catalog, speakers: Speakers, zone: ZoneInfo) -> Iterator[Page]:
    """Give every page that is not empty and for which we are the source, oldest entries first.

    What is new thus comes last, and a sitemap that is full stays as it is. An issue that the publisher shows
    elsewhere names that page as the one to be found: search engines want no other in a sitemap.
    """
    feeds = [feed for feed in catalog.feeds.values() if feed.entries]
    beside = [
        (entry, feed.entries[max(place - 1, 0) : place + 2])  # a page leads to those before and after it
        for feed in feeds
        for place, entry in enumerate(feed.entries)
        if not (isinstance(entry.body, Issue) and entry.body.link)
    ]
    for entry, near in sorted(beside, key=lambda pair: (pair[0].published.timestamp(), pair[0].id)):
        places = entry.place, *(sister.place for sister in entry.translations)
        same = tuple((place.edition, page_path(place)) for place in places)
        yield Page(page_path(entry.place), max(one.updated for one in near), same)
    homes = tuple((edition.tag, edition_path(edition.tag)) for edition in catalog.editions)
    for tag, path in (("x-default", ROOT), *homes):
        shown = catalog.feeds.values() if path == ROOT else catalog.of_edition(tag)
        yield Page(path, max(feed.updated for feed in shown), (*homes, ("x-default", ROOT)))
    yield Page(FEEDS, catalog.updated)
    partners = tuple((edition.tag, partners_path(edition.tag)) for edition in catalog.editions)
    for tag, path in partners:
        yield Page(path, max(feed.updated for feed in catalog.of_edition(tag)), partners)
    for feed in feeds:
        editions = feed.edition, *feed.sisters
        twins = tuple((edition.tag, twin_path(edition.tag, feed.section)) for edition in editions)
        yield Page(twin_path(feed.edition.tag, feed.section), feed.updated, twins)
        for quarter, entries in quarters(feed.entries, zone):
            path = quarter_path(feed.edition.tag, feed.section, quarter)
            yield Page(path, max(entry.updated for entry in entries))
    lists = tuple((tag, speakers_path(tag)) for tag in speakers.editions())
    for tag, path in lists:
        updated = catalog.feed(tag, Section.QUOTES).updated
        yield Page(path, updated, lists)
        for slug in speakers.of_edition(tag):
            tags = [one.edition.tag for one in speakers.editions_of(slug)]
            yield Page(
                speaker_path(tag, slug), updated, tuple((one, speaker_path(one, slug)) for one in tags)
            )


def render_sitemaps(
    pages: Iterable[Page], urls: Urls, *, most: int = MOST, largest: int = LARGEST
) -> dict[str, Sitemap]:
    """Give each path its sitemap: one for all pages, or as few as may hold them and an index of those."""
    made = [_join(lines, changes) for lines, changes in _cut(pages, urls, most, largest)]
    if len(made) == 1:
        return {SITEMAP: made[0]}
    found = {sitemap_path(number): one for number, one in enumerate(made, start=1)}
    lines = "".join(
        f"<sitemap><loc>{escape(urls(path))}</loc><lastmod>{one.updated.isoformat()}</lastmod></sitemap>\n"
        for path, one in found.items()
    )
    index = f'{_XML}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()
    return {SITEMAP: Sitemap(index, max(one.updated for one in made))} | found


def render_robots(newsletter: Newsletter, urls: Urls, *, preview: bool) -> bytes:
    """Keep robots out of a preview, and out of searches, which have no end (RFC 9309)."""
    prefix = urlsplit(urls(ROOT)).path.rstrip("/")
    closed = [ROOT] if preview else map(search_path, newsletter.editions)
    rules = "".join(f"Disallow: {prefix}{path}\n" for path in closed)
    found = "" if preview else f"\nSitemap: {urls(SITEMAP)}\n"
    return f"User-agent: *\n{rules}{found}".encode()


def _cut(
    pages: Iterable[Page], urls: Urls, most: int, largest: int
) -> Iterator[tuple[list[bytes], list[datetime]]]:
    """Fill one sitemap after the other."""
    lines: list[bytes] = []
    changes: list[datetime] = []
    room = largest - len(_OPEN) - len(_CLOSE)
    left = room
    for page in pages:
        line = _line(page, urls)
        if lines and (len(lines) == most or len(line) > left):
            yield lines, changes
            lines, changes, left = [], [], room
        lines.append(line)
        changes.append(page.updated)
        left -= len(line)
    yield lines, changes


def _join(lines: list[bytes], changes: list[datetime]) -> Sitemap:
    return Sitemap(b"".join([_OPEN, *lines, _CLOSE]), max(changes))


def _line(page: Page, urls: Urls) -> bytes:
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(urls(path))}"/>'
        for tag, path in page.languages
    )
    changed = page.updated.isoformat()
    return (
        f"<url><loc>{escape(urls(page.path))}</loc><lastmod>{changed}</lastmod>{languages}</url>\n".encode()
    )
