"""What is served when: scheduled issues, drafts, and how long an answer stays fresh."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import feedparser
import pytest
from flask import Flask

from syndication.web import create_app
from syndication.web.conditional import max_age
from tests.support.archives import NEWSLETTER, issue_text, settings_of, write_archive

NOON = datetime(2024, 1, 12, 4, tzinfo=UTC)  # 12:00 in Hong Kong
WEEK = timedelta(days=7)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
WITH_ICON = NEWSLETTER.replace("[publisher]\n", '[publisher]\nicon = "icon.png"\n')
DRAFT = "+++\ndraft = true\n+++\n"


class Clock:
    """A clock that a test sets; the app that it is told of then does what it would have waited for."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, app: Flask, now: datetime) -> None:
        self.now = now
        app.extensions["reloader"].reload()


@pytest.fixture
def clock() -> Clock:
    return Clock(NOON)


@pytest.fixture
def app(tmp_path: Path, clock: Clock) -> Flask:
    """Serve one issue that is due, one of the week after, and the draft of one."""
    files: dict[str, str | bytes] = {
        "en/2024-01-12.txt": issue_text("January 12, 2024"),
        "en/2024-01-19.txt": issue_text("January 19, 2024", "Later."),
        "en/2024-01-05.txt": DRAFT + issue_text("January 5, 2024", "Not yet."),
    }
    return create_app(settings_of(write_archive(tmp_path, files)), clock)


def test_an_issue_is_not_there_before_its_hour(app: Flask, clock: Clock) -> None:
    clock.advance(app, NOON + WEEK - timedelta(seconds=1))

    assert _keys(app) == ["2024-01-12"]


def test_an_issue_appears_when_the_clock_passes_its_hour(app: Flask, clock: Clock) -> None:
    _keys(app)
    clock.advance(app, NOON + WEEK)

    assert _keys(app) == ["2024-01-19", "2024-01-12"]


def test_the_page_of_a_scheduled_issue_is_404_until_its_hour(app: Flask, clock: Clock) -> None:
    early = app.test_client().get("/en/issues/2024-01-19/")
    clock.advance(app, NOON + WEEK)
    due = app.test_client().get("/en/issues/2024-01-19/")

    assert (early.status_code, due.status_code) == (404, 200)


def test_the_latest_is_the_newest_that_is_due(app: Flask, clock: Clock) -> None:
    clock.advance(app, NOON + WEEK)

    latest = app.test_client().get("/en/quotes/latest.json").json

    assert latest is not None
    assert latest["items"][0]["_syndication"]["text"] == "Later."


def test_a_reader_that_has_the_feed_is_sent_the_one_with_the_new_issue(app: Flask, clock: Clock) -> None:
    client = app.test_client()
    first = client.get("/en/issues.atom")
    clock.advance(app, NOON + WEEK)

    again = client.get(
        "/en/issues.atom",
        headers={
            "If-None-Match": first.headers["ETag"],
            "If-Modified-Since": first.headers["Last-Modified"],
        },
    )

    assert again.status_code == 200


@pytest.mark.parametrize("path", ["/en/issues/2024-01-05/", "/en/quotes/2024-01-05/"])
def test_a_draft_is_never_there(app: Flask, clock: Clock, path: str) -> None:
    clock.advance(app, NOON + 100 * WEEK)

    reply = app.test_client().get(path)

    assert reply.status_code == 404


def test_nothing_of_a_draft_or_of_a_scheduled_issue_is_said_anywhere(app: Flask) -> None:
    client = app.test_client()

    text = "".join(client.get(path).text for path in ("/en/", "/en/quotes/", "/en/quotes.json", "/healthz"))

    assert ("Later." in text, "Not yet." in text) == (False, False)


def test_a_build_that_fails_leaves_the_old_snapshot_serving(tmp_path: Path, clock: Clock) -> None:
    files: dict[str, str | bytes] = {
        "en/2024-01-12.txt": issue_text("January 12, 2024"),
        "en/2024-01-19.txt": issue_text("January 19, 2024"),
    }
    archive = write_archive(tmp_path, files, WITH_ICON)
    (archive / "icon.png").write_bytes(b"\x89PNG")
    app = create_app(settings_of(archive), clock)
    (archive / "icon.png").rename(archive / "away.png")
    clock.advance(app, NOON + WEEK)
    shown = _keys(app)
    (archive / "away.png").rename(archive / "icon.png")  # or the application would try again and again

    assert shown == ["2024-01-12"]


def test_what_an_answer_says_of_its_freshness_is_never_older_than_a_minute(app: Flask, clock: Clock) -> None:
    client, max_ages = app.test_client(), []
    for seconds in (0, 40, 80):
        clock.now = NOON + WEEK - 2 * HOUR + timedelta(seconds=seconds)
        max_ages.append(client.get("/en/issues.atom").headers["Cache-Control"].partition(",")[0])

    assert max_ages == ["max-age=7200", "max-age=7200", "max-age=7080"]


@pytest.mark.parametrize(
    ("since_the_newest", "fresh_for"),
    [
        (timedelta(), 6 * HOUR),
        (WEEK - 2 * HOUR, 2 * HOUR),
        (WEEK - 2 * HOUR - timedelta(seconds=59), 2 * HOUR),
        (WEEK - 2 * MINUTE, 15 * MINUTE),
        (10 * WEEK - HOUR, HOUR),
    ],
)
def test_an_answer_is_fresh_until_the_next_expected_issue(
    since_the_newest: timedelta, fresh_for: timedelta
) -> None:
    found = max_age(NOON, WEEK, None, NOON + since_the_newest)

    assert found == fresh_for


@pytest.mark.parametrize(
    ("late", "fresh_for"),
    [
        (timedelta(), 15 * MINUTE),
        (5 * MINUTE, 15 * MINUTE),
        (12 * HOUR - MINUTE, 15 * MINUTE),
        (12 * HOUR, 6 * HOUR),
        (WEEK + 5 * MINUTE, 15 * MINUTE),  # the issue of the week after is overdue, too
    ],
)
def test_an_overdue_issue_is_expected_at_any_time_for_half_a_day(
    late: timedelta, fresh_for: timedelta
) -> None:
    """Readers that obey max-age must not miss an issue by hours because it comes minutes late."""
    found = max_age(NOON, WEEK, None, NOON + WEEK + late)

    assert found == fresh_for


def test_once_the_overdue_issue_has_come_the_next_one_is_expected() -> None:
    found = max_age(NOON + WEEK + HOUR, WEEK, None, NOON + WEEK + 2 * HOUR)

    assert found == 6 * HOUR


def test_an_answer_is_fresh_until_the_next_scheduled_issue() -> None:
    found = max_age(NOON, WEEK, NOON + 3 * HOUR, NOON + HOUR)

    assert found == 2 * HOUR


def test_an_issue_scheduled_for_far_away_does_not_hide_the_one_expected_sooner() -> None:
    found = max_age(NOON, WEEK, NOON + 9 * WEEK, NOON + WEEK - HOUR)

    assert found == HOUR


def test_an_archive_without_issues_is_asked_again_in_six_hours() -> None:
    found = max_age(None, WEEK, None, NOON)

    assert found == 6 * HOUR


def _keys(app: Flask) -> list[str]:
    feed = feedparser.parse(app.test_client().get("/en/issues.atom").data)
    return [entry.id.rpartition("/")[2] for entry in feed.entries]
