"""Every public path, and the absolute address it has under the base URL."""

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
OEMBED = "/oembed"
THEMES = ("", "light", "dark")  # of an embed; the first follows the reader's scheme
OPML = "/feeds.opml"
ROBOTS = "/robots.txt"
SITEMAP = "/sitemap.xml"


def edition_path(edition: str) -> str:
    """Give the home of an edition."""
    return f"/{edition}/"


def twin_path(edition: str, section: Section) -> str:
    """Give the human page of a feed."""
    return f"/{edition}/{section}/"


def quarter_path(edition: str, section: Section, quarter: Quarter) -> str:
    """Give the human page of what a section had in a quarter."""
    return f"/{edition}/{section}/{quarter}/"


def feed_path(edition: str, section: Section, form: Format) -> str:
    """Give the address of a feed: people subscribe to it, so it never changes."""
    return f"/{edition}/{section}.{form}"


def archive_path(edition: str, section: Section, quarter: Quarter, form: Format) -> str:
    """Give the address of an archive document."""
    return f"/{edition}/{section}/{quarter}.{form}"


def opml_path(edition: str) -> str:
    """Give the list of an edition's feeds, for a reader to import."""
    return f"/{edition}{OPML}"


def sitemap_path(number: int) -> str:
    """Give one of several sitemaps, counted from 1."""
    return f"/sitemap-{number}.xml"


def page_path(place: Place) -> str:
    """Give the page of one entry."""
    return f"/{place}/"


def latest_path(edition: str, section: Section) -> str:
    """Give the page of the newest entry, at an address that does not change."""
    return f"/{edition}/{section}/latest/"


def home_path(feed: Feed) -> str:
    """Give the human page of any feed: its twin, or what stands for it."""
    return feed.home or twin_path(feed.edition.tag, feed.section)


def own_feed_path(form: Format, query: str = "") -> str:
    """Give the address of a feed of one's own; computed on request."""
    return f"/feed.{form}?{query}" if query else f"/feed.{form}"


def speakers_path(edition: str) -> str:
    """Give the page that lists the people quoted in an edition."""
    return f"/{edition}/speakers/"


def speaker_path(edition: str, slug: str) -> str:
    """Give the page of one of them."""
    return f"/{edition}/speakers/{slug}/"


def search_path(edition: str, query: str = "") -> str:
    """Give the page that searches an edition; computed on request."""
    return f"/{edition}/search/?q={quote(query, safe='')}" if query else f"/{edition}/search/"


def icon_path(newsletter: Newsletter) -> str:
    """Give the address of the publisher's icon, or of the one drawn for who has none."""
    return f"/icon{PurePath(newsletter.publisher.icon or 'icon.png').suffix}"


def json_of(page: str) -> str:
    """Give the one-item JSON Feed beside the page of an entry."""
    return f"{page.rstrip('/')}.json"


def embed_path(page: str, theme: str = "") -> str:
    """Give what a partner's iframe shows of the entry that has this page."""
    return f"{page}embed/{theme}/" if theme else f"{page}embed/"


def partners_path(edition: str) -> str:
    """Give the page that tells partners how to embed."""
    return f"/{edition}/embed/"


def relative(target: str, page: str) -> str:
    """Write the way from one path to another, so that pages work under a path prefix (RFC 3986 s.4.2)."""
    if not target.startswith("/"):
        return target
    folder, there = _encoded(page).split("/")[:-1], _encoded(target).split("/")
    shared = len(posixpath.commonprefix([folder, there[:-1]]))
    way = "../" * (len(folder) - shared) + "/".join(there[shared:])
    return way if way and ":" not in way.split("/")[0] else f"./{way}"


@dataclass(frozen=True, slots=True)
class Urls:
    """Absolute addresses under one base URL; what is absolute already stays."""

    base: str

    def __call__(self, path: str) -> str:
        """Give the public address of a path."""
        return self.base.rstrip("/") + _encoded(path) if path.startswith("/") else path

    def path_of(self, url: str) -> str | None:
        """Give the path of an address of ours, whether by http or https; None for every other."""
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
    """Write in ASCII what is not, as it stands in every link (RFC 3987 s.3.1)."""
    return path if path.isascii() else quote(path, safe="%/?&=")
