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

_MAX_CHANGES = 20  # entries
_A_QUARTER = relativedelta(months=3)


def subscription(feed: Feed, zone: ZoneInfo) -> Feed:
    """Return the part of a feed that people subscribe to: the latest changes and the whole open quarter.

    It holds the 20 entries last published or updated and the 20 last withdrawn, so that a correction to an
    old entry reaches subscribers who fetch nothing else.
    """
    if feed.last_published is None:
        return feed
    open_quarter = quarter_of(feed.last_published, zone)
    tombstone_quarters = {one.id: quarter_of(one.published, zone) for one in feed.tombstones}
    tombstone_ids = {one.id for one in feed.tombstones[:_MAX_CHANGES]}
    tombstone_ids |= {id_ for id_, quarter in tombstone_quarters.items() if quarter == open_quarter}
    entry_ids = {entry.id for entry in nlargest(_MAX_CHANGES, feed.entries, key=lambda entry: entry.updated)}
    entry_ids |= {entry.id for entry in published_in(open_quarter, feed.entries, zone)}
    older = feed.entries[_count_since(_begin(open_quarter, zone), feed.entries) :][:1]
    quarters_before = {*tombstone_quarters.values(), *(quarter_of(entry.published, zone) for entry in older)}
    closed = quarters_before - {open_quarter}
    return replace(
        feed,
        entries=tuple(entry for entry in feed.entries if entry.id in entry_ids),
        tombstones=tuple(tombstone for tombstone in feed.tombstones if tombstone.id in tombstone_ids),
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
        tombstones[quarter_of(tombstone.published, zone)].append(tombstone)
    closed = sorted((entries.keys() | tombstones.keys()) - {quarter_of(feed.last_published, zone)})
    return {
        quarter: replace(
            feed,
            updated=max(
                [
                    *(one.last_modified for one in entries.get(quarter, ())),
                    *(one.last_modified for one in tombstones[quarter]),
                ]
            ),
            entries=entries.get(quarter, ()),
            tombstones=tuple(tombstones[quarter]),
            other_editions=(),
            hubs=(),
            last_published=None,
            quarter=quarter,
            prev_archive=prev_archive,
        )
        for prev_archive, quarter in pairwise([None, *closed])
        if quarter
    }


def changes_in(quarter: Quarter, feed: Feed, zone: ZoneInfo) -> list[datetime]:
    """Return when each entry of a quarter last changed, the withdrawn ones included."""
    entries = published_in(quarter, feed.entries, zone)
    tombstones = [one for one in feed.tombstones if quarter_of(one.published, zone) == quarter]
    return [*(one.last_modified for one in entries), *(one.last_modified for one in tombstones)]


def changes_around(quarter: Quarter, feed: Feed, zone: ZoneInfo) -> list[datetime]:
    """Return when each entry of a quarter last changed, and since when the quarters beside it are those."""
    every = dict(quarters(feed.entries, zone))
    newer = min((one for one in every if one > quarter), default=None)
    older = max((one for one in every if one < quarter), default=None)
    between = [
        one.last_modified
        for one in feed.tombstones
        if (newer is None or quarter_of(one.published, zone) < newer)
        and (older is None or quarter_of(one.published, zone) > older)
    ]
    begun = [min(one.last_modified for one in every[side]) for side in (newer, older) if side]
    return [*changes_in(quarter, feed, zone), *between, *begun]


def quarters(entries: tuple[Entry, ...], zone: ZoneInfo) -> Iterator[tuple[Quarter, tuple[Entry, ...]]]:
    """Yield every quarter that has entries, with those, newest first; `entries` are newest first too."""
    rest = entries
    while rest:
        quarter = quarter_of(rest[0].published, zone)
        end = _count_since(_begin(quarter, zone), rest)
        yield quarter, rest[:end]
        rest = rest[end:]


def published_in(quarter: Quarter, entries: tuple[Entry, ...], zone: ZoneInfo) -> tuple[Entry, ...]:
    """Return the entries of one quarter; `entries` are newest first."""
    begin = _begin(quarter, zone)
    return entries[_count_since(begin + _A_QUARTER, entries) : _count_since(begin, entries)]


def quarter_of(instant: datetime, zone: ZoneInfo) -> Quarter:
    """Return the quarter of an instant in the newsletter's time zone."""
    local = instant.astimezone(zone)
    return Quarter(local.year, (local.month + 2) // 3)


def _begin(quarter: Quarter, zone: ZoneInfo) -> datetime:
    """Return the first instant of a quarter."""
    return datetime(quarter.year, 1, 1, tzinfo=zone) + (quarter.number - 1) * _A_QUARTER


def _count_since(instant: datetime, entries: tuple[Entry, ...]) -> int:
    """Return how many entries were published at or after an instant; `entries` are newest first."""
    return bisect_right(entries, -instant.timestamp(), key=lambda entry: -entry.published.timestamp())
