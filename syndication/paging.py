"""Split a long feed into documents: what a subscriber fetches, and what came before it (RFC 5005 s.4)."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from heapq import nlargest
from itertools import pairwise
from zoneinfo import ZoneInfo

from syndication.model import Entry, Feed, Quarter, Tombstone

NEWEST = 20


def subscription(feed: Feed, zone: ZoneInfo) -> Feed:
    """Keep what was published, updated or withdrawn last, and the whole open quarter.

    A correction to an old entry thus reaches everybody who reads nothing but this document.
    """
    if feed.newest is None:
        return feed
    open_quarter = quarter(feed.newest, zone)
    graves = {one.id: quarter(one.published, zone) for one in feed.tombstones}
    buried = {one.id for one in feed.tombstones[:NEWEST]}
    buried |= {grave for grave, when in graves.items() if when == open_quarter}
    current = {entry.id for entry in nlargest(NEWEST, feed.entries, key=lambda entry: entry.updated)}
    current |= {entry.id for entry in published_in(open_quarter, feed.entries, zone)}
    older = feed.entries[_end(open_quarter, feed.entries, zone) :][:1]
    closed = {*graves.values(), *(quarter(entry.published, zone) for entry in older)} - {open_quarter}
    return replace(
        feed,
        entries=tuple(entry for entry in feed.entries if entry.id in current),
        tombstones=tuple(tombstone for tombstone in feed.tombstones if tombstone.id in buried),
        before=max(closed, default=None),
    )


def archives(feed: Feed, zone: ZoneInfo) -> dict[Quarter, Feed]:
    """Give every quarter that is closed and not empty as a feed, oldest first.

    A quarter is closed as soon as its section has had an entry of a later one. From then on nothing moves in
    it but what happens to its own entries, so nothing that follows from the rest of the feed is kept.
    """
    if feed.newest is None:
        return {}
    entries = dict(quarters(feed.entries, zone))
    tombstones: dict[Quarter, list[Tombstone]] = defaultdict(list)
    for tombstone in feed.tombstones:
        tombstones[quarter(tombstone.published, zone)].append(tombstone)
    closed = sorted((entries.keys() | tombstones.keys()) - {quarter(feed.newest, zone)})
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
            sisters=(),
            hubs=(),
            newest=None,
            quarter=own,
            before=before,
        )
        for before, own in pairwise([None, *closed])
        if own
    }


def changes_in(own: Quarter, feed: Feed, zone: ZoneInfo) -> list[datetime]:
    """Return when each entry of a quarter last changed, the withdrawn ones included."""
    gone = [one.last_modified for one in feed.tombstones if quarter(one.published, zone) == own]
    return [*(one.last_modified for one in published_in(own, feed.entries, zone)), *gone]


def quarters(entries: tuple[Entry, ...], zone: ZoneInfo) -> Iterator[tuple[Quarter, tuple[Entry, ...]]]:
    """Give every quarter that has entries, newest first, with its entries; they stand newest first."""
    rest = entries
    while rest:
        own = quarter(rest[0].published, zone)
        end = _end(own, rest, zone)
        yield own, rest[:end]
        rest = rest[end:]


def published_in(own: Quarter, entries: tuple[Entry, ...], zone: ZoneInfo) -> tuple[Entry, ...]:
    """Give the entries of one quarter, out of some that stand newest first."""
    following = Quarter(own.year, own.number + 1) if own.number < 4 else Quarter(own.year + 1, 1)  # noqa: PLR2004
    return entries[_end(following, entries, zone) : _end(own, entries, zone)]


def quarter(instant: datetime, zone: ZoneInfo) -> Quarter:
    """Give the quarter of an instant, counted in the newsletter's zone."""
    local = instant.astimezone(zone)
    return Quarter(local.year, (local.month + 2) // 3)


def _end(own: Quarter, entries: tuple[Entry, ...], zone: ZoneInfo) -> int:
    """Find where those begin that are older than a quarter, among entries that stand newest first."""
    begins = datetime(own.year, 3 * own.number - 2, 1, tzinfo=zone).timestamp()
    return bisect_right(entries, -begins, key=lambda entry: -entry.published.timestamp())
