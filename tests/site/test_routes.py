"""The address table: what it lists, matches and builds is one thing."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from random import Random
from types import FunctionType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.model import EntryRef, Format, Quarter, paths
from syndication.settings.newsletter_toml import EDITION_TAG
from syndication.site.build import build
from syndication.site.routes import ROUTER, ROUTES
from syndication.site.routing import Address
from syndication.site.views import cards, embeds, feeds, machine, pages
from syndication.web import create_app
from tests.support.archives import NOW, settings_of
from tests.support.tools import SAMPLES

SNAPSHOT = build(settings_of(SAMPLES), datetime(2026, 1, 1, tzinfo=UTC)).snapshot
ADDRESSES = [address for route in ROUTES for address in route.addresses(SNAPSHOT.site)]
KEY = "2024-01-12"
FEED: dict[str, object] = {"edition": "en", "section": "quotes"}
ENTRY: dict[str, object] = FEED | {"key": KEY}
QUARTER = Quarter(2024, 1)
PAGE = f"/en/quotes/{KEY}/"
CONSTANTS = {one for one in vars(paths).values() if isinstance(one, str) and re.match(r"/[\w.-]*/?$", one)}
BUILDERS = {
    name
    for name, one in vars(paths).items()
    if isinstance(one, FunctionType) and one.__module__ == paths.__name__
}
BUILT: list[tuple[Callable[..., str], tuple[object, ...], object, dict[str, object]]] = [
    (paths.icon_path, (SNAPSHOT.settings.newsletter,), machine.static_file, {"file": "icon.png"}),
    (paths.edition_path, ("en",), pages.home, {"edition": "en"}),
    (paths.feed_page_path, ("en", "quotes"), pages.feed_page, FEED),
    (paths.page_of_feed, (SNAPSHOT.catalog.feed("en", "quotes"),), pages.feed_page, FEED),
    (paths.quarter_path, ("en", "quotes", QUARTER), pages.quarter, FEED | {"quarter": QUARTER}),
    (paths.feed_path, ("en", "quotes", Format.RSS), feeds.feed, FEED | {"form": Format.RSS}),
    (
        paths.archive_path,
        ("en", "quotes", QUARTER, Format.JSON),
        feeds.archive,
        FEED | {"quarter": QUARTER, "form": Format.JSON},
    ),
    (paths.opml_path, ("en",), machine.opml, {"edition": "en"}),
    (paths.sitemap_path, (2,), machine.sitemap, {"number": 2}),
    (paths.page_path, (EntryRef("en", "quotes", KEY),), pages.entry, ENTRY),
    (paths.page_path, (EntryRef("en", "quotes", KEY, 2),), pages.entry, ENTRY | {"key": f"{KEY}.2"}),
    (paths.latest_path, ("en", "quotes"), pages.entry, ENTRY | {"key": "latest"}),
    (paths.json_path, (PAGE,), feeds.entry, ENTRY),
    (paths.json_path, (f"/en/quotes/{KEY}.2/",), feeds.entry, ENTRY | {"key": f"{KEY}.2"}),
    (paths.embed_path, (PAGE,), embeds.embed, ENTRY),
    (paths.embed_path, (PAGE, "dark"), embeds.embed, ENTRY | {"theme": "dark"}),
    (paths.card_path, (PAGE,), cards.entry, ENTRY),
    (paths.card_path, ("/en/",), cards.edition, {"edition": "en"}),
    (paths.custom_feed_path, (Format.ATOM,), feeds.custom_feed, {"form": Format.ATOM}),
    (paths.speakers_path, ("en",), pages.speakers, {"edition": "en"}),
    (paths.feeds_path, ("en",), pages.feed_list, {"edition": "en"}),
    (paths.speaker_path, ("en", "孔子"), pages.speaker, {"edition": "en", "slug": "孔子"}),
    (paths.search_path, ("en",), pages.search, {"edition": "en"}),
    (paths.partners_path, ("en",), pages.embed_guide, {"edition": "en"}),
]
editions = st.from_regex(EDITION_TAG, fullmatch=True)
quarters = st.from_regex(re.compile(r"[0-9]{4}-q[1-4]"), fullmatch=True)
keys = st.from_regex(re.compile(r"[a-z0-9]+(-[a-z0-9]+)*(\.[2-9])?"), fullmatch=True).filter(
    lambda key: not re.match(r"\d{4}-q[1-4](\.|$)", key)
)


def test_every_route_has_addresses() -> None:
    """Further sitemaps are there once one does not hold all pages, cards where the settings have them."""
    empty = {route.rule for route in ROUTES} - {address.route.rule for address in ADDRESSES}

    card = "/<edition:edition>/<section:section>/<key:key>/card.png"
    assert empty == {"/sitemap-<int:number>.xml", "/<edition:edition>/card.png", card}


def test_no_two_routes_have_the_same_address() -> None:
    paths = [address.path for address in ADDRESSES]

    assert len(paths) == len(set(paths))


def test_every_address_matches_its_own_route() -> None:
    strays = [one for one in ADDRESSES if ROUTER.match(one.path) != (one.route, one.values)]

    assert strays == []


def test_a_snapshot_has_every_address_but_those_that_are_computed() -> None:
    assert {*SNAPSHOT, *SNAPSHOT.dynamic_paths} == {address.path for address in ADDRESSES}


def test_flask_has_every_route() -> None:
    app = create_app(settings_of(SAMPLES), lambda: NOW)

    assert {rule.rule for rule in app.url_map.iter_rules()} == {
        "/healthz",
        "/readyz",
        *(route.rule for route in ROUTES),
    }


@pytest.mark.parametrize(("builder", "arguments", "view", "values"), BUILT)
def test_the_paths_that_are_linked_to_are_those_of_the_routes(
    builder: Callable[..., str], arguments: tuple[object, ...], view: object, values: dict[str, object]
) -> None:
    path = builder(*arguments)

    match = ROUTER.match(path)
    assert match is not None
    route, found = match
    assert (route.view, found, route.path(found)) == (view, values, path)


def test_every_builder_of_a_path_is_tried_above() -> None:
    assert {builder.__name__ for builder, *_ in BUILT} == BUILDERS


def test_every_fixed_path_that_is_linked_to_is_an_address() -> None:
    assert CONSTANTS - {address.path for address in ADDRESSES} == set()


@given(st.sampled_from(ADDRESSES), st.randoms(use_true_random=False), st.booleans())
def test_a_near_miss_leads_to_the_address(address: Address, random: Random, slash: bool) -> None:
    letters = "".join(random.choice((letter.lower(), letter.upper())) for letter in address.path)
    path = f"{letters.removesuffix('/')}{'/' if slash else ''}"

    nearest = SNAPSHOT.nearest(path)

    assert nearest == (None if path == address.path else address.path)


@given(editions, st.sampled_from([pages.home, pages.speakers, pages.search, pages.embed_guide, machine.opml]))
def test_no_file_and_no_page_hides_an_edition(edition: str, view: object) -> None:
    [route] = [one for one in ROUTES if one.view is view and "edition" in one.rule]

    assert ROUTER.match(route.path({"edition": edition})) == (route, {"edition": edition})


@given(quarters, st.sampled_from(["/", ".atom", ".json", "/embed/", "/embed/dark/", ".2/", ".2.json"]))
def test_no_key_reads_as_a_quarter(quarter: str, ending: str) -> None:
    match = ROUTER.match(f"/en/quotes/{quarter}{ending}")

    assert match is None or "key" not in match[1]


@given(keys, st.sampled_from(["/", ".json", "/embed/", "/embed/light/"]))
def test_the_key_of_an_issue_is_read_as_it_is(key: str, ending: str) -> None:
    match = ROUTER.match(f"/en/quotes/{key}{ending}")

    assert match is not None
    assert match[1]["key"] == key


@pytest.mark.parametrize(
    "path",
    ["//feed.atom", "/en//quotes/", "/en/quotes.atom\n", "/en/quotes/1/embed/blue/", "/feeds/x"],
)
def test_a_path_of_no_route_matches_none(path: str) -> None:
    assert ROUTER.match(path) is None
