"""When `publish` recorded a line, and which times in a file it refuses."""

import json
from datetime import date, timedelta

import pytest

from syndication.model.errors import RefusalError
from tests.support.archives import NEWSLETTER, settings_of
from tests.support.editor import KEY, Editor

SECOND = timedelta(seconds=1)
ANCIENT = "2024-01-12T12:00:00+08:00"  # the noon of the issue


def without_recorded(editor: Editor) -> None:
    """Write the ledger as it was before it had `recorded`."""
    first, *lines = editor.ledger.read_text("utf-8").splitlines()
    records = [{key: value for key, value in json.loads(line).items() if key != "recorded"} for line in lines]
    editor.ledger.write_text("\n".join([first, *map(json.dumps, records)]) + "\n", "utf-8")


def test_a_record_says_when_publish_last_wrote_it(editor: Editor) -> None:
    first = editor.record().recorded
    now = editor.wait()
    editor.write(quotes=("Corrected.",))
    editor.publish()

    assert first
    assert first < now
    assert editor.record().recorded == now


def test_a_minor_correction_is_recorded_and_moves_the_feed_only(editor: Editor) -> None:
    updated = editor.record().updated
    now = editor.wait()
    editor.write(quotes=("Corrected.",))
    editor.publish(minor=(f"en/{KEY}",))

    feed = editor.feed()

    assert editor.record().updated == updated
    assert (feed.entries[0].updated, feed.feed.updated) == (ANCIENT, "2024-06-03T08:00:00+08:00")
    assert editor.record().recorded == now


def test_two_publications_within_a_second_have_two_times(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.publish()
    editor.write(quotes=("Corrected again.",))
    editor.publish()

    assert editor.record().recorded == editor.now + SECOND


def test_a_clock_that_was_set_back_takes_no_feed_back(editor: Editor) -> None:
    first = editor.record().recorded
    editor.wait(days=-3)
    editor.write(quotes=("Corrected.",))
    editor.publish()

    assert first
    assert editor.record().recorded == first + SECOND


def test_a_translation_that_comes_later_moves_the_feed_that_links_to_it(editor: Editor) -> None:
    updated = editor.record().updated
    now = editor.wait()
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))
    editor.publish()

    assert (editor.record().recorded, editor.record().updated) == (now, updated)
    assert editor.feed().feed.updated == "2024-06-03T08:00:00+08:00"


def test_a_ledger_without_recorded_gets_it_by_the_next_publish_and_no_document_changes(
    editor: Editor,
) -> None:
    editor.wait()
    editor.write(key="2024-06-09", day=date(2024, 6, 9))  # is scheduled
    editor.publish()
    without_recorded(editor)
    before = editor.snapshot()
    editor.wait()

    plan = editor.publish()

    after = editor.snapshot()
    assert plan.changes == ()
    assert all(record.recorded and record.recorded <= editor.now for record in editor.records().values())
    assert {path: after.get(path) for path in after} == {path: before.get(path) for path in before}


def test_nothing_is_filled_in_by_a_dry_run(editor: Editor) -> None:
    without_recorded(editor)
    before = editor.ledger.read_bytes()
    editor.publish(dry_run=True)

    assert editor.ledger.read_bytes() == before


def test_what_nobody_has_seen_yet_can_be_postponed(editor: Editor) -> None:
    editor.write(key="special", day=date(2024, 6, 9))
    editor.publish()
    editor.write(key="special", day=date(2024, 6, 16))
    editor.publish()

    record = editor.record("en/quotes/special")

    assert editor.errors() == []
    assert record.published == settings_of(editor.archive).newsletter.at_hour(date(2024, 6, 16))
    assert record.updated == record.published


def test_a_wrong_year_that_nobody_has_seen_can_be_mended(editor: Editor) -> None:
    editor.write(key="special", day=date(2025, 5, 24))
    editor.publish()
    editor.write(key="special", day=date(2024, 5, 24))
    editor.publish()

    assert editor.seen() == ["special", KEY]
    assert editor.record("en/quotes/special").updated.date() == date(2024, 5, 24)


FRONTS = {
    "revised in the future": ("revised = 2042-01-15T09:00:00+08:00", "revised 2042-01-15T09:00:00+08:00"),
    "published in two years": ("published = 2026-06-03T00:00:00Z", "published 2026-06-03T00:00:00+00:00"),
}


@pytest.mark.parametrize(("front", "message"), FRONTS.values(), ids=FRONTS)
def test_a_time_that_cannot_be_right_is_refused(editor: Editor, front: str, message: str) -> None:
    before = editor.ledger.read_bytes()
    editor.write(quotes=("Corrected.",), front=f'title = "A Title"\n{front}')
    (error,) = editor.errors()
    with pytest.raises(RefusalError) as refused:
        editor.publish()

    assert str(error).startswith(f"en/{KEY}.txt:3: {message}; expected a time ")
    assert refused.value.problems == (error,)
    assert editor.ledger.read_bytes() == before


def test_an_issue_can_be_scheduled_for_a_year(editor: Editor) -> None:
    editor.write(key="2025-06-01", day=date(2025, 6, 1))
    editor.publish()

    assert "en/quotes/2025-06-01" in editor.records()


def test_a_draft_may_have_any_date(editor: Editor) -> None:
    editor.write(key="2042-01-15", day=date(2042, 1, 15), front="draft = true")

    assert editor.errors() == []


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2022, 12, 31), date(2023, 1, 2)])
@pytest.mark.parametrize("path", ["/en/issues.atom", "/en/quotes.atom", "/en/quotes/", "/", "/feeds/"])
def test_no_document_goes_back_when_the_first_issue_is_older_than_the_newsletter(
    empty: Editor, day: date, path: str
) -> None:
    (empty.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")
    before = empty.snapshot().render(path)
    empty.write(key="first", day=day)  # and no ledger, whose `recorded` would be later

    assert empty.snapshot().render(path).last_modified >= before.last_modified
