"""Split a feed into its subscription and archive documents (RFC 5005 s.4): between catalog and render."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from heapq import nlargest
from itertools import pairwise
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from syndication.model import Entry, Feed, Quarter, Tombstone

NEWEST = 20
_A_QUARTER = relativedelta(months=3)


def subscription(feed: Feed, zone: ZoneInfo) -> Feed:
    """Return the part of a feed that people subscribe to: the latest changes and the whole open quarter.

    It holds the 20 entries last published or updated and the 20 last withdrawn, so that a correction to an
    old entry reaches subscribers who fetch nothing else.
    """
    if feed.last_published is None:
        return feed
    open_quarter = quarter(feed.last_published, zone)
    graves = {one.id: quarter(one.published, zone) for one in feed.tombstones}
    buried = {one.id for one in feed.tombstones[:NEWEST]}
    buried |= {grave for grave, when in graves.items() if when == open_quarter}
    current = {entry.id for entry in nlargest(NEWEST, feed.entries, key=lambda entry: entry.updated)}
    current |= {entry.id for entry in published_in(open_quarter, feed.entries, zone)}
    older = feed.entries[_count_since(_begin(open_quarter, zone), feed.entries) :][:1]
    closed = {*graves.values(), *(quarter(entry.published, zone) for entry in older)} - {open_quarter}
    return replace(
        feed,
        entries=tuple(entry for entry in feed.entries if entry.id in current),
        tombstones=tuple(tombstone for tombstone in feed.tombstones if tombstone.id in buried),
        prev_archive=max(closed, default=None),
    )


def archive_documents(feed: Feed, zone: ZoneInfo) -> dict[Quarter, Feed]:
    """Return the archive document of every closed quarter that is not empty, oldest first.

    A quarter closes when its section gets an entry from a later one. From then on the document changes only
    with its own entries, so it leaves out everything that depends on the rest of the feed.
    """
    if feed.last_published is None:
        return {}
    entries = dict(quarters(feed.entries, zone))
    tombstones: dict[Quarter, list[Tombstone]] = defaultdict(list)
    for tombstone in feed.tombstones:
        tombstones[quarter(tombstone.published, zone)].append(tombstone)
    closed = sorted((entries.keys() | tombstones.keys()) - {quarter(feed.last_published, zone)})
    return {
        own: replace(
            feed,
            updated=max(
                [
                    *(one.last_modified for one in entries.get(own, ())),
                    *(one.last_modified for one in tombstones[own]),
                ]
            ),
            entries=entries.get(own, ()),
            tombstones=tuple(tombstones[own]),
            other_editions=(),
            hubs=(),
            last_published=None,
            quarter=own,
            prev_archive=prev_archive,
        )
        for prev_archive, own in pairwise([None, *closed])
        if own
    }


def changes_in(own: Quarter, feed: Feed, zone: ZoneInfo) -> list[datetime]:
    """Return when each entry of a quarter last changed, the withdrawn ones included."""
    gone = [one.last_modified for one in feed.tombstones if quarter(one.published, zone) == own]
    return [*(one.last_modified for one in published_in(own, feed.entries, zone)), *gone]


def quarters(entries: tuple[Entry, ...], zone: ZoneInfo) -> Iterator[tuple[Quarter, tuple[Entry, ...]]]:
    """Yield every quarter that has entries, with those, newest first; `entries` are newest first too."""
    rest = entries
    while rest:
        own = quarter(rest[0].published, zone)
        end = _count_since(_begin(own, zone), rest)
        yield own, rest[:end]
        rest = rest[end:]


def published_in(own: Quarter, entries: tuple[Entry, ...], zone: ZoneInfo) -> tuple[Entry, ...]:
    """Return the entries of one quarter; `entries` are newest first."""
    begin = _begin(own, zone)
    return entries[_count_since(begin + _A_QUARTER, entries) : _count_since(begin, entries)]


def quarter(instant: datetime, zone: ZoneInfo) -> Quarter:
    """Return the quarter of an instant in the newsletter's time zone."""
    local = instant.astimezone(zone)
    return Quarter(local.year, (local.month + 2) // 3)


def _begin(own: Quarter, zone: ZoneInfo) -> datetime:
    """Return the first instant of a quarter."""
    return datetime(own.year, 1, 1, tzinfo=zone) + (own.number - 1) * _A_QUARTER


def _count_since(instant: datetime, entries: tuple[Entry, ...]) -> int:
    """Return how many entries were published at or after an instant; `entries` are newest first."""
    return bisect_right(entries, -instant.timestamp(), key=lambda entry: -entry.published.timestamp())
