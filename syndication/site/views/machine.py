"""Files for programs: lists of feeds and entries, sitemaps, styles, scripts and the icon."""

from collections.abc import Collection
from importlib import resources
from pathlib import PurePath

from syndication.model import Feed
from syndication.model.errors import SettingsError
from syndication.model.media_types import JSON, OPML, TEXT, XML
from syndication.model.paths import FAVICON
from syndication.render.opml import render_opml
from syndication.render.sitemap import render_robots
from syndication.settings.newsletter_toml import read_icon
from syndication.site.context import DocumentNotFound, Site
from syndication.site.document import Document
from syndication.site.values import STYLES_AND_SCRIPTS, files

_STATIC = resources.files("syndication.render") / "static"
_MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".png": "image/png",
    ".svg": "image/svg+xml",
    ".ico": "image/x-icon",
    ".jpg": "image/jpeg",
}


def archive_json(site: Site, path: str) -> Document:
    """Return the list of every entry there has ever been."""
    return Document(body=site.archive_json, media_type=JSON, last_modified=site.catalog.updated)


def opml(site: Site, path: str, edition: str | None = None) -> Document:
    """Return all feeds, or those of an edition, for a reader to import."""
    feeds: Collection[Feed] = site.catalog.of_edition(edition) if edition else site.catalog.feeds.values()
    updated = max(feed.updated for feed in feeds)
    body = render_opml(feeds, site.newsletter, site.urls, updated)
    return Document(body=body, media_type=OPML, last_modified=updated)


def robots(site: Site, path: str) -> Document:
    """Return robots.txt (RFC 9309)."""
    body = render_robots(site.newsletter, site.urls, preview=site.settings.preview)
    return Document(body=body, media_type=TEXT, last_modified=site.newsletter.start)


def sitemap(site: Site, path: str, number: int = 0) -> Document:
    """Return the sitemap, the index of several sitemaps, or one numbered sitemap."""
    sitemap = site.sitemaps.get(path)
    if sitemap is None:
        raise DocumentNotFound(path)
    return Document(body=sitemap.body, media_type=XML, last_modified=sitemap.updated)


def static_file(site: Site, path: str, file: str) -> Document:
    """Return a style, a script or the icon; raises SettingsError if the icon cannot be read."""
    if {"file": file} not in files(site):
        raise DocumentNotFound(path)
    icon = site.newsletter.publisher.icon
    if file in STYLES_AND_SCRIPTS:
        name = file
    else:
        name = icon or ("favicon.png" if f"/{file}" == FAVICON else "icon.png")
    try:
        body = read_icon(site.settings.archive, name) if name == icon else (_STATIC / name).read_bytes()
    except OSError as error:
        message = f"{site.settings.archive}/{name}: cannot be read ({error.strerror})"
        raise SettingsError(f"{message}; expected the icon of newsletter.toml") from error
    media_type = _MEDIA_TYPES[PurePath(name).suffix]
    return Document(body=body, media_type=media_type, last_modified=site.newsletter.start)
