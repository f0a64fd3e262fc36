"""What is kept: what is rendered on first use stays within a bound, what changed is made anew."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from syndication.kept import Kept
from syndication.site import snapshot
from syndication.site.snapshot import Snapshot, take
from tests.archives import NOW, issue_text, settings_of, write_archive
from tests.render.samples import CHINESE
from tests.tools import SAMPLES


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Snapshot:
    """Give a snapshot with room for a few pages."""
    monkeypatch.setattr(snapshot, "_COLD", 100_000)
    return take(settings_of(SAMPLES), NOW).snapshot


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
    before = take(settings, NOW)
    write_archive(tmp_path, files | {"zh-Hans/2024-01-19.txt": CHINESE})

    after, anew = take(settings, NOW, before).snapshot, take(settings, NOW).snapshot

    assert {path: after.get(path) for path in anew} == {path: anew.get(path) for path in anew}
    assert after.get("/en/quotes/") != before.snapshot.get("/en/quotes/")


def test_what_is_computed_is_kept_within_a_bound() -> None:
    kept: Kept[str, bytes] = Kept(100, len)
    values = {str(key): b"x" * 30 + b"%d" % key for key in range(4)}
    for key, value in values.items():
        kept.keep(key, value)
        kept.get("0")

    assert [key for key in values if kept.get(key)] == ["0", "2", "3"]
    kept.keep("large", b"x" * 200)
    assert kept.get("large") is None
