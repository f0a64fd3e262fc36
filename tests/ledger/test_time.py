"""When `publish` recorded a line, and which times in a file it refuses."""

import json
from datetime import date, timedelta

import pytest

from syndication.model.errors import RefusalError
from tests.archives import NEWSLETTER, settings_of
from tests.ledger.editor import KEY, Desk

SECOND = timedelta(seconds=1)
ANCIENT = "2024-01-12T12:00:00+08:00"  # the noon of the issue


def without_recorded(desk: Desk) -> None:
    """Write the ledger as it was before it had `recorded`."""
    first, *lines = desk.ledger.read_text("utf-8").splitlines()
    kept = [{key: value for key, value in json.loads(line).items() if key != "recorded"} for line in lines]
    desk.ledger.write_text("\n".join([first, *map(json.dumps, kept)]) + "\n", "utf-8")


def test_a_record_says_when_publish_last_wrote_it(desk: Desk) -> None:
    first = desk.record().recorded
    now = desk.wait()
    desk.write(quotes=("Corrected.",))
    desk.publish()

    assert first
    assert first < now
    assert desk.record().recorded == now


def test_a_minor_correction_is_recorded_and_moves_the_feed_only(desk: Desk) -> None:
    updated = desk.record().updated
    now = desk.wait()
    desk.write(quotes=("Corrected.",))
    desk.publish(minor=(f"en/{KEY}",))

    feed = desk.feed()

    assert desk.record().updated == updated
    assert (feed.entries[0].updated, feed.feed.updated) == (ANCIENT, "2024-06-03T08:00:00+08:00")
    assert desk.record().recorded == now


def test_two_publications_within_a_second_have_two_times(desk: Desk) -> None:
    desk.write(quotes=("Corrected.",))
    desk.publish()
    desk.write(quotes=("Corrected again.",))
    desk.publish()

    assert desk.record().recorded == desk.now + SECOND


def test_a_clock_that_was_set_back_takes_no_feed_back(desk: Desk) -> None:
    first = desk.record().recorded
    desk.wait(days=-3)
    desk.write(quotes=("Corrected.",))
    desk.publish()

    assert first
    assert desk.record().recorded == first + SECOND


def test_a_translation_that_comes_later_moves_the_feed_that_links_to_it(desk: Desk) -> None:
    updated = desk.record().updated
    now = desk.wait()
    desk.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))
    desk.publish()

    assert (desk.record().recorded, desk.record().updated) == (now, updated)
    assert desk.feed().feed.updated == "2024-06-03T08:00:00+08:00"


def test_a_ledger_without_recorded_gets_it_by_the_next_publish_and_no_document_changes(desk: Desk) -> None:
    desk.wait()
    desk.write(key="2024-06-09", day=date(2024, 6, 9))  # is scheduled
    desk.publish()
    without_recorded(desk)
    before = desk.snapshot()
    desk.wait()

    plan = desk.publish()

    after = desk.snapshot()
    assert plan.changes == ()
    assert all(record.recorded and record.recorded <= desk.now for record in desk.records().values())
    assert {path: after.get(path) for path in after} == {path: before.get(path) for path in before}


def test_nothing_is_filled_in_by_a_dry_run(desk: Desk) -> None:
    without_recorded(desk)
    before = desk.ledger.read_bytes()
    desk.publish(dry_run=True)

    assert desk.ledger.read_bytes() == before


def test_what_nobody_has_seen_yet_can_be_postponed(desk: Desk) -> None:
    desk.write(key="special", day=date(2024, 6, 9))
    desk.publish()
    desk.write(key="special", day=date(2024, 6, 16))
    desk.publish()

    record = desk.record("en/quotes/special")

    assert desk.errors() == []
    assert record.published == settings_of(desk.archive).newsletter.at_hour(date(2024, 6, 16))
    assert record.updated == record.published


def test_a_wrong_year_that_nobody_has_seen_can_be_mended(desk: Desk) -> None:
    desk.write(key="special", day=date(2025, 5, 24))
    desk.publish()
    desk.write(key="special", day=date(2024, 5, 24))
    desk.publish()

    assert desk.seen() == ["special", KEY]
    assert desk.record("en/quotes/special").updated.date() == date(2024, 5, 24)


FRONTS = {
    "revised in the future": ("revised = 2042-01-15T09:00:00+08:00", "revised 2042-01-15T09:00:00+08:00"),
    "published in two years": ("published = 2026-06-03T00:00:00Z", "published 2026-06-03T00:00:00+00:00"),
}


@pytest.mark.parametrize(("front", "message"), FRONTS.values(), ids=FRONTS)
def test_a_time_that_cannot_be_right_is_refused(desk: Desk, front: str, message: str) -> None:
    before = desk.ledger.read_bytes()
    desk.write(quotes=("Corrected.",), front=f'title = "A Title"\n{front}')
    (error,) = desk.errors()
    with pytest.raises(RefusalError) as refused:
        desk.publish()

    assert str(error).startswith(f"en/{KEY}.txt:3: {message}; expected a time ")
    assert refused.value.problems == (error,)
    assert desk.ledger.read_bytes() == before


def test_an_issue_can_be_scheduled_for_a_year(desk: Desk) -> None:
    desk.write(key="2025-06-01", day=date(2025, 6, 1))
    desk.publish()

    assert "en/quotes/2025-06-01" in desk.records()


def test_a_draft_may_have_any_date(desk: Desk) -> None:
    desk.write(key="2042-01-15", day=date(2042, 1, 15), front="draft = true")

    assert desk.errors() == []


@pytest.mark.parametrize("day", [date(1999, 12, 31), date(2022, 12, 31), date(2023, 1, 2)])
@pytest.mark.parametrize("path", ["/en/issues.atom", "/en/quotes.atom", "/en/quotes/", "/", "/feeds/"])
def test_no_document_goes_back_when_the_first_issue_is_older_than_the_newsletter(
    empty: Desk, day: date, path: str
) -> None:
    (empty.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")
    before = empty.snapshot().render(path)
    empty.write(key="first", day=day)  # and no ledger, whose `recorded` would be later

    assert empty.snapshot().render(path).last_modified >= before.last_modified
