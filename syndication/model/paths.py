"""Every public path: the fixed ones, and a function for each kind of the others."""

from pathlib import PurePath
from urllib.parse import quote

from syndication.model import EntryRef, Feed, Format, Newsletter, Quarter

ROOT = "/"
STYLE = "/style.css"
SCRIPT = "/pages.js"
FEEDS = "/feeds/"
FAVICON = "/favicon.ico"
ARCHIVE_JSON = "/archive.json"
EMBED_STYLE = "/embed.css"
EMBED_SCRIPT = "/embed.js"
FRAME_SCRIPT = "/frame.js"
PARTNERS_STYLE, PARTNERS_SCRIPT = "/partners.css", "/partners.js"
LATEST = "latest"  # the key under which every section has its newest entry
OEMBED = "/oembed"
THEMES = ("", "light", "dark")  # of an embed; the empty one follows the reader's colour scheme
OPML = "/feeds.opml"
SITEMAP = "/sitemap.xml"


def edition_path(edition: str) -> str:
    """Return the path of an edition's home page."""
    return f"/{edition}/"


def feed_page_path(edition: str, section: str) -> str:
    """Return the path of a feed page."""
    return f"/{edition}/{section}/"


def quarter_path(edition: str, section: str, quarter: Quarter) -> str:
    """Return the path of the page that lists a quarter of a section."""
    return f"/{edition}/{section}/{quarter}/"


def feed_path(edition: str, section: str, form: Format) -> str:
    """Return the path of a feed; people subscribe to it, so it never changes."""
    return f"/{edition}/{section}.{form}"


def archive_path(edition: str, section: str, quarter: Quarter, form: Format) -> str:
    """Return the path of an archive document."""
    return f"/{edition}/{section}/{quarter}.{form}"


def feeds_path(edition: str) -> str:
    """Return the path of the page where readers subscribe to the feeds of an edition."""
    return f"/{edition}{FEEDS}"


def opml_path(edition: str) -> str:
    """Return the path of an edition's OPML list."""
    return f"/{edition}{OPML}"


def sitemap_path(number: int) -> str:
    """Return the path of one of several sitemaps, numbered from 1."""
    return f"/sitemap-{number}.xml"


def page_path(ref: EntryRef) -> str:
    """Return the path of an entry's page."""
    return f"/{ref}/"


def latest_path(edition: str, section: str) -> str:
    """Return the path that always shows the newest entry of a section."""
    return f"/{edition}/{section}/{LATEST}/"


def page_of_feed(feed: Feed) -> str:
    """Return the path of the page that shows a feed: its feed page, or the one that a custom feed names."""
    return feed.page or feed_page_path(feed.edition.tag, feed.section)


def custom_feed_path(form: Format, query: str = "") -> str:
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


def json_path(page: str) -> str:
    """Return the path of the one-item JSON Feed that belongs to an entry's page."""
    return f"{page.rstrip('/')}.json"


def embed_path(page: str, theme: str = "") -> str:
    """Return the path of the embed that belongs to an entry's page."""
    return f"{page}embed/{theme}/" if theme else f"{page}embed/"


def card_path(page: str) -> str:
    """Return the path of the share card that belongs to an entry's page, or to an edition's home."""
    return f"{page}card.png"


def partners_path(edition: str) -> str:
    """Return the path of the page that explains embedding to partners."""
    return f"/{edition}/embed/"
