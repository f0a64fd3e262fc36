"""What is kept: what is rendered on first use stays within a bound, what changed is made anew."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from syndication.feeds.catalog import Catalog
from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from tests.support.archives import NOW, issue_text, settings_of, write_archive
from tests.support.samples import CHINESE
from tests.support.tools import SAMPLES


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """Return the catalog of the sample archive."""
    return build(settings_of(SAMPLES), NOW).snapshot.catalog


@pytest.fixture
def small(catalog: Catalog) -> Snapshot:
    """Return a snapshot with room for a few pages."""
    return Snapshot(catalog, settings_of(SAMPLES), cache_bytes=100_000)


def test_a_page_that_was_forgotten_is_the_same_when_it_is_asked_for_again(small: Snapshot) -> None:
    first = {path: small.get(path) for path in small}

    assert {path: small.get(path) for path in small} == first


def test_threads_that_ask_for_the_same_pages_at_once_all_get_them(small: Snapshot) -> None:
    paths = [path for path in small if path.startswith("/en/quotes/")] * 8

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(small.get, paths))

    assert None not in found


def test_a_site_that_took_over_what_was_the_same_is_the_one_made_anew(tmp_path: Path) -> None:
    """The first issue of an edition is seen in the others' pages too: they lead to it."""
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text()}
    settings = settings_of(write_archive(tmp_path, files))
    before = build(settings, NOW)
    write_archive(tmp_path, files | {"zh-Hans/2024-01-12.txt": CHINESE})

    after, anew = build(settings, NOW, before).snapshot, build(settings, NOW).snapshot

    assert {path: after.get(path) for path in anew} == {path: anew.get(path) for path in anew}
    assert after.get("/en/quotes/") != before.snapshot.get("/en/quotes/")


def test_only_what_was_requested_last_stays_in_the_cache(small: Snapshot) -> None:
    paths = [path for path in small if path.startswith("/en/quotes/2")]
    first, last = small.get(paths[0]), [small.get(path) for path in paths][-1]

    assert small.get(paths[-1]) is last
    assert small.get(paths[0]) is not first


@pytest.mark.parametrize("path", ["/en/quotes/2024-01-12/", "/archive.json"])
def test_a_document_that_is_larger_than_the_cache_is_served(catalog: Catalog, path: str) -> None:
    tiny = Snapshot(catalog, settings_of(SAMPLES), cache_bytes=1)

    assert tiny.get(path) == tiny.render(path)
