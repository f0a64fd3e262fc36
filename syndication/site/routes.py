"""The address table: every address of the site in Flask's notation, its view, and the values it exists for.

Editions, sections, formats, quarters and keys are read by the converters of `routing`. Static parts win over
variables, so no edition, section or key can hide a page.
"""

from collections.abc import Callable, Iterator

from syndication.model.paths import OEMBED, THEMES
from syndication.site import values
from syndication.site.context import Site
from syndication.site.document import Document
from syndication.site.routing import Address, Group, Route, Router
from syndication.site.views import cards, embeds, feeds, machine, pages

_FEED = "/<edition:edition>/<section:section>"
_ENTRY = f"{_FEED}/<key:key>"
_FILES = ", ".join(map(repr, values.FILES))
_THEMES = ", ".join(filter(None, THEMES))
_PRERENDERED, _SINGLETON, _ENTRIES, _DYNAMIC = Group

ROUTES = (
    Route("/", pages.front, values.once, _PRERENDERED),
    Route("/<edition:edition>/", pages.home, values.editions, _PRERENDERED),
    Route(f"{_FEED}/", pages.feed_page, values.feeds, _PRERENDERED),
    Route(f"{_FEED}.<format:form>", feeds.feed, values.feeds_in_formats, _PRERENDERED),
    Route(f"/<any({_FILES}):file>", machine.static_file, values.files, _PRERENDERED),
    Route("/archive.json", machine.archive_json, values.once, _SINGLETON),
    Route("/feeds/", pages.feed_list, values.once, _SINGLETON),
    Route("/<edition:edition>/feeds/", pages.feed_list, values.editions, _SINGLETON),
    Route("/feeds.opml", machine.opml, values.once, _SINGLETON),
    Route("/<edition:edition>/feeds.opml", machine.opml, values.editions, _SINGLETON),
    Route("/<edition:edition>/speakers/", pages.speakers, values.editions, _SINGLETON),
    Route("/<edition:edition>/card.png", cards.edition, values.editions_with_cards, _SINGLETON),
    Route("/<edition:edition>/embed/", pages.embed_guide, values.editions, _SINGLETON),
    Route("/robots.txt", machine.robots, values.once, _SINGLETON),
    Route("/sitemap.xml", machine.sitemap, values.once, _SINGLETON),
    Route("/sitemap-<int:number>.xml", machine.sitemap, values.numbered_sitemaps, _SINGLETON),
    Route(f"{_FEED}/<quarter:quarter>.<format:form>", feeds.archive, values.archives_in_formats, _ENTRIES),
    Route(f"{_FEED}/<quarter:quarter>/", pages.quarter, values.quarters, _ENTRIES),
    Route(f"{_ENTRY}/", pages.entry, values.entries, _ENTRIES),
    Route(f"{_ENTRY}.json", feeds.entry, values.entries, _ENTRIES),
    Route(f"{_ENTRY}/embed/", embeds.embed, values.entries, _ENTRIES),
    Route(f"{_ENTRY}/embed/<any({_THEMES}):theme>/", embeds.embed, values.entries_in_themes, _ENTRIES),
    Route(f"{_ENTRY}/card.png", cards.entry, values.entries_with_cards, _ENTRIES),
    Route("/<edition:edition>/speakers/<slug>/", pages.speaker, values.speakers, _ENTRIES),
    Route("/<edition:edition>/search/", pages.search, values.editions, _DYNAMIC),
    Route("/feed.<format:form>", feeds.custom_feed, values.formats, _DYNAMIC),
    Route(OEMBED, embeds.oembed, values.once, _DYNAMIC),
)

ROUTER = Router(ROUTES)


def rule_of(view: Callable[..., Document]) -> str:
    """Return the rule of a view."""
    return next(route.rule for route in ROUTES if route.view is view)


def addresses(site: Site, group: Group) -> Iterator[Address]:
    """Return every address of a group of routes."""
    return (one for route in ROUTES if route.group is group for one in route.addresses(site))
