"""The values that each route exists for: together with the rules they make every address of the site."""

from collections.abc import Iterable, Iterator

from syndication.feeds.archives import quarters as quarters_of
from syndication.model import Format
from syndication.model.paths import (
    EMBED_SCRIPT,
    EMBED_STYLE,
    FAVICON,
    FRAME_SCRIPT,
    LATEST,
    PARTNERS_SCRIPT,
    PARTNERS_STYLE,
    SCRIPT,
    STYLE,
    THEMES,
    icon_path,
)
from syndication.site.context import Site
from syndication.site.routing import Values

STYLES_AND_SCRIPTS = tuple(
    path.removeprefix("/")
    for path in (STYLE, SCRIPT, EMBED_STYLE, EMBED_SCRIPT, FRAME_SCRIPT, PARTNERS_STYLE, PARTNERS_SCRIPT)
)
FILES = (*STYLES_AND_SCRIPTS, "favicon.ico", "icon.png", "icon.svg", "icon.ico", "icon.jpg")


def once(_: Site) -> Iterable[Values]:
    """Return no values: there is one such address."""
    return [{}]


def formats(_: Site) -> Iterable[Values]:
    """Return every format."""
    return [{"form": form} for form in Format]


def files(site: Site) -> Iterable[Values]:
    """Return the files at the root, with the icon under both of its names."""
    icons = (path.removeprefix("/") for path in (icon_path(site.newsletter), FAVICON))
    return [{"file": file} for file in (*STYLES_AND_SCRIPTS, *icons)]


def numbered_sitemaps(site: Site) -> Iterable[Values]:
    """Return the number of each sitemap, if there are several."""
    return [{"number": number} for number in range(1, len(site.sitemaps))]


def editions(site: Site) -> Iterable[Values]:
    """Return every edition."""
    return [{"edition": tag} for tag in site.newsletter.editions]


def editions_with_cards(site: Site) -> Iterator[Values]:
    """Return every edition that has a share card."""
    if site.share_cards:
        described = site.newsletter.editions.items()
        yield from ({"edition": tag} for tag, one in described if site.share_cards.has_edition(one))


def feeds(site: Site) -> Iterable[Values]:
    """Return every feed, even if it is empty."""
    return [{"edition": tag, "section": section} for tag, section in site.catalog.feeds]


def feeds_in_formats(site: Site) -> Iterable[Values]:
    """Return every feed in every format."""
    return [{**feed, "form": form} for feed in feeds(site) for form in Format]


def archives_in_formats(site: Site) -> Iterator[Values]:
    """Return every archive document in every format."""
    for feed in feeds(site):
        for quarter in site.archives(**feed):
            yield from ({**feed, "quarter": quarter, "form": form} for form in Format)


def quarters(site: Site) -> Iterator[Values]:
    """Return every quarter in which a feed has entries, newest first."""
    for feed in feeds(site):
        content = site.catalog.feed(**feed).entries
        yield from ({**feed, "quarter": one} for one, _ in quarters_of(content, site.newsletter.timezone))


def entries(site: Site) -> Iterator[Values]:
    """Return every entry, newest first, and the newest of each feed as the latest."""
    for feed in feeds(site):
        keys = site.entries(**feed)
        yield from ({**feed, "key": key} for key in (*([LATEST] if keys else []), *keys))


def entries_with_cards(site: Site) -> Iterator[Values]:
    """Return every entry that has a share card."""
    if site.share_cards:
        yield from (one for one in entries(site) if site.share_cards.has_entry(site.entry(**one)))


def entries_in_themes(site: Site) -> Iterator[Values]:
    """Return every entry in each colour scheme that a partner can ask for."""
    return ({**entry, "theme": theme} for entry in entries(site) for theme in THEMES if theme)


def speakers(site: Site) -> Iterator[Values]:
    """Return every person quoted in an edition, the one quoted last first."""
    for tag in site.newsletter.editions:
        yield from ({"edition": tag, "slug": slug} for slug in site.speakers.of_edition(tag))
