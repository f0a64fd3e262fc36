"""Sitemaps: none larger than it may be, and those that are full stay as they are."""

from datetime import UTC, datetime, timedelta
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.model.urls import Urls
from syndication.render.sitemap import MAX_BYTES, MAX_URLS, Page, Sitemap, render_sitemaps
from tests.support.archives import BASE_URL
from tests.support.pages import tree

URLS = Urls(BASE_URL)
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def pages_of(count: int) -> list[Page]:
    """Make so many pages; each changed a day after the one before it."""
    first = datetime(2023, 1, 1, tzinfo=UTC)
    paths = [f"/en/quotes/{number}/" for number in range(count)]
    return [Page(path, first + timedelta(days=day % 9999), (("en", path),)) for day, path in enumerate(paths)]


def sitemaps_in(found: dict[str, Sitemap]) -> list[bytes]:
    """Return the sitemaps without their index."""
    return [one.body for path, one in found.items() if path != "/sitemap.xml" or len(found) == 1]


def addresses_in(sitemap: bytes) -> list[str]:
    """Return the addresses of the pages in a sitemap."""
    return [str(address) for address in tree(sitemap).xpath("s:url/s:loc/text()", namespaces=NAMES)]


@pytest.mark.parametrize("count", [1, MAX_URLS])
def test_as_many_pages_as_may_be_stand_in_one_sitemap(count: int) -> None:
    found = render_sitemaps(pages_of(count), URLS)

    assert list(found) == ["/sitemap.xml"]


def test_one_page_more_makes_an_index_of_two_sitemaps() -> None:
    found = render_sitemaps(pages_of(MAX_URLS + 1), URLS)

    named = tree(found["/sitemap.xml"].body).xpath("s:sitemap/s:loc/text()", namespaces=NAMES)
    assert (named, [len(addresses_in(body)) for body in sitemaps_in(found)]) == (
        [f"{BASE_URL}/sitemap-1.xml", f"{BASE_URL}/sitemap-2.xml"],
        [MAX_URLS, 1],
    )


def test_pages_in_many_languages_make_no_sitemap_that_is_too_large() -> None:
    languages = tuple((f"en-{number:03}", f"/en-{number:03}/quotes/2024-01-12/") for number in range(100))
    pages = [Page(one.path, one.updated, languages) for one in pages_of(6000)]

    found = render_sitemaps(pages, URLS)

    assert {len(one.body) <= MAX_BYTES for one in found.values()} == {True}
    assert len(found) > 2


def test_an_index_says_when_the_pages_of_each_sitemap_changed_last() -> None:
    found = render_sitemaps(pages_of(5), URLS, max_urls=2)

    changes = tree(found["/sitemap.xml"].body).xpath("s:sitemap/s:lastmod/text()", namespaces=NAMES)
    assert [change[:10] for change in changes] == ["2023-01-02", "2023-01-04", "2023-01-05"]


@given(st.integers(1, 40), st.integers(1, 9), st.integers(300, 2000))
def test_every_page_stands_in_one_sitemap_within_its_limits(count: int, most: int, largest: int) -> None:
    pages = pages_of(count)

    found = render_sitemaps(pages, URLS, max_urls=most, max_bytes=largest)

    bodies = sitemaps_in(found)
    listed = [addresses_in(body) for body in bodies]
    assert list(chain(*listed)) == [URLS(one.path) for one in pages]
    assert all(len(addresses) <= most for addresses in listed)
    assert all(
        len(body) <= largest or len(addresses) == 1 for addresses, body in zip(listed, bodies, strict=True)
    )


@given(st.integers(1, 40), st.integers(1, 9), st.integers(300, 2000))
def test_new_pages_leave_every_sitemap_but_the_last_as_it_was(count: int, most: int, largest: int) -> None:
    pages = pages_of(count + 1)

    before, after = (
        sitemaps_in(render_sitemaps(listed, URLS, max_urls=most, max_bytes=largest))
        for listed in (pages[:-1], pages)
    )

    full = before[:-1]
    assert full == after[: len(full)]
