"""Split a long feed into documents: what a subscriber fetches, and what came before it."""

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from syndication.model import Feed

NEWEST = 20


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


def quarter(instant: datetime, zone: ZoneInfo) -> tuple[int, int]:
    """Give the year and the quarter of an instant, counted in the newsletter's zone."""
    local = instant.astimezone(zone)
    return local.year, (local.month + 2) // 3
