"""Share cards, where the settings turn them on."""

from syndication.model.media_types import PNG
from syndication.model.paths import LATEST
from syndication.site.context import DocumentNotFound, Site
from syndication.site.document import Document


def entry(site: Site, path: str, edition: str, section: str, key: str) -> Document:
    """Return the share card of an entry."""
    entry = site.entry(edition, section, key)
    body = site.share_cards and site.share_cards.entry(entry)
    if not body:
        raise DocumentNotFound(path)
    changed = site.last_modified(entry, key)
    return Document(body=body, media_type=PNG, last_modified=changed, long_lived=key != LATEST)


def edition(site: Site, path: str, edition: str) -> Document:
    """Return the share card of an edition, which follows from the settings alone."""
    body = site.share_cards and site.share_cards.edition(site.newsletter.editions[edition])
    if not body:
        raise DocumentNotFound(path)
    return Document(body=body, media_type=PNG, last_modified=site.newsletter.start, long_lived=True)
