"""Documents for partners: embeds, and the oEmbed answers that lead to them."""

from syndication.model.media_types import HTML, JSON
from syndication.model.paths import LATEST
from syndication.render import oembed as render_oembed
from syndication.site.context import Site
from syndication.site.document import Document

_OEMBED_XML = "text/xml; charset=utf-8"  # as oembed.com s.2.3.4.2 asks


def embed(site: Site, path: str, edition: str, section: str, key: str, theme: str = "") -> Document:
    """Return an entry as a partner's iframe shows it; without a theme it follows the reader's."""
    entry = site.entry(edition, section, key)
    return Document(
        body=site.embeds.entry(entry, theme, path).encode(),
        media_type=HTML,
        last_modified=site.last_modified(entry, key),
        headers=site.embed_headers,
        long_lived=key != LATEST,
    )


def oembed(
    site: Site, size: render_oembed.MaxSize, form: str, edition: str, section: str, key: str
) -> Document:
    """Return how to embed an entry in a frame of at most some size (oembed.com s.2.3)."""
    entry, feed = site.entry(edition, section, key), site.catalog.feed(edition, section)
    described = render_oembed.describe(
        feed,
        site.newsletter,
        site.urls,
        size,
        None if key == LATEST else entry,
    )
    return Document(
        body=render_oembed.render(described, form),
        media_type=JSON if form == render_oembed.JSON else _OEMBED_XML,
        last_modified=feed.updated if key == LATEST else entry.last_modified,
    )
