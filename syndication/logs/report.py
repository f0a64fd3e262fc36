"""The result: the subscribers of each feed, and how they were counted."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

DAYS = 7  # whose median is the number of single readers
CURRENT = timedelta(days=30)  # before the log's last day: an older statement of an aggregator is out of date
METHOD = (
    "Aggregators state in their user agent how many people follow a feed through them, which nobody can "
    "verify. The latest number of each aggregator, feed id and format counts, if it is at most "
    f"{CURRENT.days} days older than the last day of the logs. Single readers are an estimate: the "
    "distinct pairs of address and user agent that polled a feed in one day, as the median of the last "
    f"{DAYS} days. It leaves out crawlers and requests from web pages, takes people behind one address "
    "with the same reader for one, and a person with two readers for two. Addresses are hashed with a key "
    "that nobody keeps, and nothing is stored."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """The latest number that an aggregator gave for one format of a feed."""

    aggregator: str
    feed_id: str
    form: str
    subscribers: int
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSubscribers:
    """The subscribers of one feed, in all formats."""

    feed: str
    statements: tuple[Statement, ...]
    single: int

    @property
    def aggregated(self) -> int:
        """The subscribers that aggregators state."""
        return sum(one.subscribers for one in self.statements)

    @property
    def total(self) -> int:
        """All subscribers."""
        return self.aggregated + self.single

    def as_json(self) -> dict[str, Any]:
        """Return the feed as `--format json` prints it."""
        statements = [
            {
                "aggregator": one.aggregator,
                "feed_id": one.feed_id or None,
                "format": one.form,
                "subscribers": one.subscribers,
                "date": one.day.isoformat(),
            }
            for one in self.statements
        ]
        counts = {"total": self.total, "aggregated": self.aggregated, "single": self.single}
        return {"feed": self.feed, **counts, "aggregators": statements}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The subscribers of every feed, the most followed first, and what the logs were like."""

    feeds: tuple[FeedSubscribers, ...]
    first: date | None
    last: date | None
    requests: int  # for feeds
    notes: tuple[str, ...]  # what was left out, and why

    def by_aggregator(self) -> list[tuple[str, int]]:
        """Return the subscribers of each aggregator over all feeds, the largest first."""
        sums: Counter[str] = Counter()
        for feed in self.feeds:
            for one in feed.statements:
                sums[one.aggregator] += one.subscribers
        return sorted(sums.items(), key=lambda item: (-item[1], item[0]))

    def as_json(self) -> dict[str, Any]:
        """Return the report as `--format json` prints it."""
        days = {name: day and day.isoformat() for name, day in (("first", self.first), ("last", self.last))}
        feeds = [feed.as_json() for feed in self.feeds]
        return {**days, "requests": self.requests, "feeds": feeds, "notes": self.notes, "method": METHOD}
