"""A large archive costs no more work than it must; counted, not timed."""

import json
from collections import Counter
from threading import get_ident
from typing import Any

import pytest

from syndication.archive import folder as library
from syndication.archive.entries import split_issue
from syndication.archive.folder import IssueFolder, load_folder
from syndication.archive.reconcile import Reconciled
from syndication.model import Section
from syndication.render import _feedgen, entry_page, jsonfeed
from syndication.settings import Settings
from syndication.site.snapshot import Snapshot, build_snapshot
from tests.support.archives import settings_of
from tests.support.many import NOW, write_many

ISSUES = 999  # a third of them in each of three languages
FEEDS = 3 * len(Section)
LONGEST = 92  # a daily newsletter's open quarter


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("large")
    write_many(folder, ISSUES)
    return settings_of(folder)


@pytest.fixture(scope="module")
def large(settings: Settings) -> IssueFolder:
    return load_folder(settings.archive, settings.newsletter)


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Count the calls of what is expensive."""
    counted: Counter[str] = Counter()
    here = get_ident()

    def watch(place: Any, name: str) -> None:
        function = getattr(place, name)

        def call(*args: Any, **kwargs: Any) -> Any:
            counted[name] += get_ident() == here  # servers of other tests may render in threads of theirs
            return function(*args, **kwargs)

        monkeypatch.setattr(place, name, call)

    watch(library, "parse_issue")
    watch(_feedgen, "fragment")
    watch(jsonfeed, "content_html")
    watch(entry_page.EntryPages, "render")
    return counted


def test_every_file_is_parsed_once(settings: Settings, calls: Counter[str]) -> None:
    load_folder(settings.archive, settings.newsletter)

    assert calls == {"parse_issue": ISSUES}


def test_a_snapshot_goes_live_without_a_page_of_an_entry(
    settings: Settings, large: IssueFolder, calls: Counter[str]
) -> None:
    _build(settings, large)

    assert calls["render"] == 0


def test_a_snapshot_goes_live_with_the_entries_of_its_feeds_and_no_other(
    settings: Settings, large: IssueFolder, calls: Counter[str]
) -> None:
    snapshot = _build(settings, large)

    carried = sum(
        len(_carried(snapshot, path)) for path in snapshot if path.count("/") == 2 and path.endswith(".json")
    )
    assert (calls["fragment"], calls["content_html"], carried <= FEEDS * LONGEST) == (
        2 * carried,
        carried,
        True,
    )


def _build(settings: Settings, archive: IssueFolder) -> Snapshot:
    newsletter = settings.newsletter
    entries = tuple(entry for issue in archive.issues for entry in split_issue(issue, newsletter))
    return build_snapshot(Reconciled(entries), settings, NOW)


def _carried(snapshot: Snapshot, path: str) -> list[Any]:
    document = snapshot.get(path)
    assert document is not None
    items: list[Any] = json.loads(document.body)["items"]
    return items
