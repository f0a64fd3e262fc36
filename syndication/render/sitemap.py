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
MAX_BYTES = 500_000  # 50 MB are allowed: too much to hold for a client that asks and does not read
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
    pages: Iterable[Page], urls: Urls, *, max_urls: int = MAX_URLS, max_bytes: int = MAX_BYTES
) -> dict[str, Sitemap]:
    """Return the sitemaps by path: a single one, or as few as possible with an index of them."""
    sitemaps = list(_split(pages, urls, max_urls, max_bytes))
    if len(sitemaps) == 1:
        return {SITEMAP: sitemaps[0]}
    by_path = {sitemap_path(number): one for number, one in enumerate(sitemaps, start=1)}
    lines = "".join(
        f"<sitemap><loc>{escape(urls(path))}</loc><lastmod>{one.updated.isoformat()}</lastmod></sitemap>\n"
        for path, one in by_path.items()
    )
    index = f'{_XML}<sitemapindex xmlns="{_NAMESPACE}">\n{lines}</sitemapindex>\n'.encode()
    return {SITEMAP: Sitemap(index, max(one.updated for one in sitemaps))} | by_path


def render_robots(newsletter: Newsletter, urls: Urls, *, preview: bool) -> bytes:
    """Return robots.txt, which keeps robots out of previews and of endless searches (RFC 9309)."""
    prefix = urlsplit(urls(ROOT)).path.rstrip("/")
    disallowed = [ROOT] if preview else map(search_path, newsletter.editions)
    rules = "".join(f"Disallow: {prefix}{path}\n" for path in disallowed)
    sitemap = "" if preview else f"\nSitemap: {urls(SITEMAP)}\n"
    return f"User-agent: *\n{rules}{sitemap}".encode()


def _split(pages: Iterable[Page], urls: Urls, max_urls: int, max_bytes: int) -> Iterator[Sitemap]:
    """Yield the sitemaps, each with the time of the latest change in it or any before it.

    An address that is added or removed moves those after it into the next sitemap.
    """
    lines: list[bytes] = []
    updated = datetime.min.replace(tzinfo=UTC)
    max_line_bytes = max_bytes - len(_OPEN) - len(_CLOSE)
    free_bytes = max_line_bytes
    for page in pages:
        line = _line(page, urls)
        if lines and (len(lines) == max_urls or len(line) > free_bytes):
            yield _join(lines, updated)
            lines, free_bytes = [], max_line_bytes
        lines.append(line)
        updated = max(updated, page.updated)
        free_bytes -= len(line)
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
