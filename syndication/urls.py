"""Functions that build every public path, and absolute URLs under the base URL."""

import posixpath
from dataclasses import dataclass
from pathlib import PurePath
from urllib.parse import quote, unquote, urlsplit

import idna

from syndication.model import Feed, Format, Newsletter, Place, Quarter, Section

ROOT = "/"
STYLE = "/style.css"
SCRIPT = "/pages.js"
FEEDS = "/feeds/"
FAVICON = "/favicon.ico"
MANIFEST = "/archive.json"
EMBED_STYLE = "/embed.css"
EMBED_SCRIPT = "/embed.js"
FRAME_SCRIPT = "/frame.js"
PARTNERS_STYLE, PARTNERS_SCRIPT = "/partners.css", "/partners.js"
LATEST = "latest"  # the key under which every section has its newest entry
OEMBED = "/oembed"
THEMES = ("", "light", "dark")  # of an embed; the empty one follows the reader's colour scheme
OPML = "/feeds.opml"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"


def edition_path(edition: str) -> str:
    """Return the path of an edition's home page."""
    return f"/{edition}/"


def twin_path(edition: str, section: Section) -> str:
    """Return the path of a feed page."""
    return f"/{edition}/{section}/"


def quarter_path(edition: str, section: Section, quarter: Quarter) -> str:
    """Return the path of the page that lists a quarter of a section."""
    return f"/{edition}/{section}/{quarter}/"


def feed_path(edition: str, section: Section, form: Format) -> str:
    """Return the path of a feed; people subscribe to it, so it never changes."""
    return f"/{edition}/{section}.{form}"


def archive_path(edition: str, section: Section, quarter: Quarter, form: Format) -> str:
    """Return the path of an archive document."""
    return f"/{edition}/{section}/{quarter}.{form}"


def opml_path(edition: str) -> str:
    """Return the path of an edition's OPML list."""
    return f"/{edition}{OPML}"


def sitemap_path(number: int) -> str:
    """Return the path of one of several sitemaps, numbered from 1."""
    return f"/sitemap-{number}.xml"


def page_path(place: Place) -> str:
    """Return the path of an entry's page."""
    return f"/{place}/"


def latest_path(edition: str, section: Section) -> str:
    """Return the path that always shows the newest entry of a section."""
    return f"/{edition}/{section}/{LATEST}/"


def home_path(feed: Feed) -> str:
    """Return the path of the page that shows a feed: its feed page, or the one that a custom feed names."""
    return feed.home or twin_path(feed.edition.tag, feed.section)


def own_feed_path(form: Format, query: str = "") -> str:
    """Return the path of a custom feed, which is computed on request."""
    return f"/feed.{form}?{query}" if query else f"/feed.{form}"


def speakers_path(edition: str) -> str:
    """Return the path of the page that lists the people quoted in an edition."""
    return f"/{edition}/speakers/"


def speaker_path(edition: str, slug: str) -> str:
    """Return the path of a speaker's page."""
    return f"/{edition}/speakers/{slug}/"


def search_path(edition: str, query: str = "") -> str:
    """Return the path of an edition's search page, which is computed on request."""
    return f"/{edition}/search/?q={quote(query, safe='')}" if query else f"/{edition}/search/"


def icon_path(newsletter: Newsletter) -> str:
    """Return the path of the publisher's icon, or of the default icon."""
    return f"/icon{PurePath(newsletter.publisher.icon or 'icon.png').suffix}"


def json_of(page: str) -> str:
    """Return the path of the one-item JSON Feed that belongs to an entry's page."""
    return f"{page.rstrip('/')}.json"


def embed_path(page: str, theme: str = "") -> str:
    """Return the path of the embed that belongs to an entry's page."""
    return f"{page}embed/{theme}/" if theme else f"{page}embed/"


def partners_path(edition: str) -> str:
    """Return the path of the page that explains embedding to partners."""
    return f"/{edition}/embed/"


def relative(target: str, page: str) -> str:
    """Return the relative URL from a page to a path, so that pages work under any prefix (RFC 3986 s.4.2)."""
    if not target.startswith("/"):
        return target
    folder, there = _encoded(page).split("/")[:-1], _encoded(target).split("/")
    shared = len(posixpath.commonprefix([folder, there[:-1]]))
    way = "../" * (len(folder) - shared) + "/".join(there[shared:])
    return way if way and ":" not in way.split("/")[0] else f"./{way}"


@dataclass(frozen=True, slots=True)
class Urls:
    """Absolute URLs under one base URL."""

    base: str

    def __call__(self, path: str) -> str:
        """Return the absolute URL of a path; a URL that is already absolute stays as it is."""
        return self.base.rstrip("/") + _encoded(path) if path.startswith("/") else path

    def rooted(self, path: str) -> str:
        """Return the public address of a path without its host: it leads there from any path of ours."""
        return self(path).removeprefix(self.origin) if path.startswith("/") else path

    @property
    def origin(self) -> str:
        """Scheme, host and port of every address."""
        return "/".join(self.base.split("/")[:3])

    def path_of(self, url: str) -> str | None:
        """Return the path of one of our own URLs, by http or https; None for any other URL."""
        try:
            there, here = urlsplit(url), urlsplit(self.base)
            host = ascii_host(there.hostname or "")
            ports = [None if one.port in (80, 443) else one.port for one in (there, here)]
        except ValueError:
            return None
        if there.scheme not in ("http", "https") or "@" in there.netloc:
            return None
        path = unquote(there.path)
        if host != here.hostname or ports[0] != ports[1] or not path.startswith(f"{here.path}/"):
            return None
        return path.removeprefix(here.path)


def ascii_host(host: str) -> str:
    """Return a host as DNS has it (UTS 46, not transitional); raises ValueError if it is none."""
    return host.encode("idna").decode() if host.isascii() else idna.encode(host, uts46=True).decode()


def _encoded(path: str) -> str:
    """Return a path with everything outside ASCII percent-encoded (RFC 3987 s.3.1)."""
    return path if path.isascii() else quote(path, safe="%/?&=")
