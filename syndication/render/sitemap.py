"""Sitemaps (sitemaps.org/protocol.html) with language alternates, and robots.txt, for search engines."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from urllib.parse import urlsplit

from syndication.model import Newsletter
from syndication.model.paths import ROOT, SITEMAP, search_path, sitemap_path
from syndication.model.urls import Urls

MAX_URLS = 1000  # addresses in one sitemap; 50,000 are allowed
MAX_BYTES = 500_000  # bytes; 50 MB are allowed, which a client may ask for and not read
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_OPEN = f'{_XML}<urlset xmlns="{_NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'.encode()
_CLOSE = b"</urlset>\n"


@dataclass(frozen=True, slots=True)
class Page:
    """A page for search engines, and its versions by language, itself included as in its head."""

    path: str
    updated: datetime
    languages: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sitemap:
    """One sitemap, and the time of the last change of its pages."""

    body: bytes
    updated: datetime


def render_sitemaps(
    pages: Iterable[Page], urls: Urls, *, most: int = MAX_URLS, largest: int = MAX_BYTES
) -> dict[str, Sitemap]:
    """Return the sitemaps by path: a single one, or as few as possible with an index of them."""
    made = list(_cut(pages, urls, most, largest))
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
    """Return robots.txt, which keeps robots out of previews and of endless searches (RFC 9309)."""
    prefix = urlsplit(urls(ROOT)).path.rstrip("/")
    closed = [ROOT] if preview else map(search_path, newsletter.editions)
    rules = "".join(f"Disallow: {prefix}{path}\n" for path in closed)
    found = "" if preview else f"\nSitemap: {urls(SITEMAP)}\n"
    return f"User-agent: *\n{rules}{found}".encode()


def _cut(pages: Iterable[Page], urls: Urls, most: int, largest: int) -> Iterator[Sitemap]:
    """Yield one sitemap after the other, each with the latest change in it and those before it.

    An address that is added or goes moves those after it, so a change there may be one here.
    """
    lines: list[bytes] = []
    updated = datetime.min.replace(tzinfo=UTC)
    room = largest - len(_OPEN) - len(_CLOSE)
    left = room
    for page in pages:
        line = _line(page, urls)
        if lines and (len(lines) == most or len(line) > left):
            yield _join(lines, updated)
            lines, left = [], room
        lines.append(line)
        updated = max(updated, page.updated)
        left -= len(line)
    yield _join(lines, updated)


def _join(lines: list[bytes], updated: datetime) -> Sitemap:
    return Sitemap(b"".join([_OPEN, *lines, _CLOSE]), updated)


def _line(page: Page, urls: Urls) -> bytes:
    languages = "".join(
        f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(urls(path))}"/>'
        for tag, path in page.languages
    )
    changed = page.updated.isoformat()
    return (
        f"<url><loc>{escape(urls(page.path))}</loc><lastmod>{changed}</lastmod>{languages}</url>\n".encode()
    )
