"""Split a long feed into documents: what a subscriber fetches, and what came before it (RFC 5005 s.4)."""

from collections import defaultdict
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
    changed = {entry.id for entry in nlargest(NEWEST, feed.entries, key=lambda entry: entry.updated)}
    buried = {tombstone.id for tombstone in feed.tombstones[:NEWEST]}
    ever: tuple[Entry | Tombstone, ...] = (*feed.entries, *feed.tombstones)
    quarters = {one.id: quarter(one.published, zone) for one in ever}
    current = changed | buried | {one for one in quarters if quarters[one] == open_quarter}
    return replace(
        feed,
        entries=tuple(entry for entry in feed.entries if entry.id in current),
        tombstones=tuple(tombstone for tombstone in feed.tombstones if tombstone.id in current),
        before=max((one for one in quarters.values() if one != open_quarter), default=None),
    )


def archives(feed: Feed, zone: ZoneInfo) -> dict[Quarter, Feed]:
    """Give every quarter that is closed and not empty as a feed, oldest first.

    A quarter is closed as soon as its section has had an entry of a later one. From then on nothing moves in
    it but what happens to its own entries, so nothing that follows from the rest of the feed is kept.
    """
    if feed.newest is None:
        return {}
    entries: dict[Quarter, list[Entry]] = defaultdict(list)
    tombstones: dict[Quarter, list[Tombstone]] = defaultdict(list)
    for entry in feed.entries:
        entries[quarter(entry.published, zone)].append(entry)
    for tombstone in feed.tombstones:
        tombstones[quarter(tombstone.published, zone)].append(tombstone)
    closed = sorted((entries.keys() | tombstones.keys()) - {quarter(feed.newest, zone)})
    return {
        own: replace(
            feed,
            updated=max([one.updated for one in entries[own]] + [one.withdrawn for one in tombstones[own]]),
            entries=tuple(entries[own]),
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


def quarter(instant: datetime, zone: ZoneInfo) -> Quarter:
    """Give the quarter of an instant, counted in the newsletter's zone."""
    local = instant.astimezone(zone)
    return Quarter(local.year, (local.month + 2) // 3)
