"""Split a long feed into documents: what a subscriber fetches, and what came before it."""

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syndication.model import Entry, Feed

NEWEST = 20
QUARTERS = 4  # of a year


def subscription(feed: Feed, zone: ZoneInfo) -> Feed:
    """Keep the entries most recently published or updated, and the whole quarter of the newest.

    A correction to an old entry thus reaches everybody who reads nothing but this document.
    """
    tombstones = feed.tombstones[:NEWEST]
    if not feed.entries:
        return replace(feed, tombstones=tombstones)
    changed = sorted(feed.entries, key=lambda entry: entry.updated, reverse=True)[:NEWEST]
    kept = {entry.id for entry in changed}
    open_quarter = quarter(feed.entries[0].published, zone)
    entries = tuple(
        entry for entry in feed.entries if entry.id in kept or quarter(entry.published, zone) == open_quarter
    )
    return replace(feed, entries=entries, tombstones=tombstones)


def quarters(entries: tuple[Entry, ...], zone: ZoneInfo) -> Iterator[tuple[int, int, int]]:
    """Give the year and number of every quarter that has entries, newest first, and how many it has."""
    place = 0
    while place < len(entries):
        year, number = quarter(entries[place].published, zone)
        end = _before(entries, year, number, zone)
        yield year, number, end - place
        place = end


def entries_of(entries: tuple[Entry, ...], year: int, number: int, zone: ZoneInfo) -> tuple[Entry, ...]:
    """Give the entries of one quarter."""
    following = (year, number + 1) if number < QUARTERS else (year + 1, 1)
    return entries[_before(entries, *following, zone) : _before(entries, year, number, zone)]


def _before(entries: tuple[Entry, ...], year: int, number: int, zone: ZoneInfo) -> int:
    """Find where those begin that are older than a quarter, among entries that stand newest first."""
    begins = datetime(year, 3 * number - 2, 1, tzinfo=zone).timestamp()
    return bisect_right(entries, -begins, key=lambda entry: -entry.published.timestamp())


def quarter(instant: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Give the year and the quarter of an instant, counted in the newsletter's zone."""
    local = instant.astimezone(zone)
    return local.year, (local.month + 2) // 3
