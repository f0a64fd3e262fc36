"""A large archive costs no more work than it must; counted, not timed."""

import json
from typing import Any

import pytest

from syndication.archive.entries import split_issue
from syndication.archive.folder import IssueFolder, load_folder
from syndication.archive.parse import parse_issue
from syndication.archive.reconcile import Reconciled
from syndication.render import atom, jsonfeed, rss
from syndication.render.entry_page import EntryPages
from syndication.settings import Settings
from syndication.site.build import build_snapshot
from syndication.site.snapshot import Snapshot
from tests.support.archives import SECTIONS, settings_of
from tests.support.calls import count_calls
from tests.support.many import NOW, write_many

ISSUES = 999  # a third of them in each of three languages
FEEDS = 3 * len(SECTIONS)
LONGEST = 92  # a daily newsletter's open quarter


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("large")
    write_many(folder, ISSUES)
    return settings_of(folder)


@pytest.fixture(scope="module")
def large(settings: Settings) -> IssueFolder:
    return load_folder(settings.archive, settings.newsletter)


def test_every_file_is_parsed_once(settings: Settings) -> None:
    assert count_calls(lambda: load_folder(settings.archive, settings.newsletter), parse_issue) == (ISSUES,)


def test_a_snapshot_goes_live_without_a_page_of_an_entry(settings: Settings, large: IssueFolder) -> None:
    assert count_calls(lambda: _build(settings, large), EntryPages.render) == (0,)


def test_a_snapshot_goes_live_with_the_entries_of_its_feeds_and_no_other(
    settings: Settings, large: IssueFolder
) -> None:
    snapshots: list[Snapshot] = []
    counts = count_calls(
        lambda: snapshots.append(_build(settings, large)),
        atom.render_entry,
        rss.render_entry,
        jsonfeed.render_entry,
    )

    paths = [path for path in snapshots[0] if path.count("/") == 2 and path.endswith(".json")]
    carried = sum(len(_carried(snapshots[0], path)) for path in paths)
    assert (counts, carried <= FEEDS * LONGEST) == ((carried,) * 3, True)


def _build(settings: Settings, archive: IssueFolder) -> Snapshot:
    newsletter = settings.newsletter
    entries = tuple(entry for issue in archive.issues for entry in split_issue(issue, newsletter))
    return build_snapshot(Reconciled(entries), settings, NOW)


def _carried(snapshot: Snapshot, path: str) -> list[Any]:
    document = snapshot.get(path)
    assert document is not None
    items: list[Any] = json.loads(document.body)["items"]
    return items
