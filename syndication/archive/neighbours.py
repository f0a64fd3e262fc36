"""Records beside others in their feeds: the newest, and those whose documents change with another entry."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from syndication.archive.record import Record

FeedKey = tuple[str, str]  # edition and section


def last_published(records: Iterable[Record]) -> dict[FeedKey, datetime]:
    """Return when the newest entry of each feed was published."""
    newest: dict[FeedKey, datetime] = {}
    for record in records:
        feed = _feed_of(record)
        newest[feed] = max(newest.get(feed, record.published), record.published)
    return newest


def touch_neighbours(
    records: Mapping[str, Record], changed: Sequence[Record], now: datetime, recorded: datetime
) -> dict[str, Record]:
    """Return the records of public entries whose documents change because others come or go, recorded anew.

    Translations link to it from now on, or no more. The first archive document of a quarter is the
    `prev-archive` of the next quarter's, so the entry that was published next counts as changed.
    """
    public = [record for record in records.values() if record.published <= now]
    translations = {record.ref.translation_key for record in changed}
    touched = [one for one in public if one.ref.translation_key in translations and not one.withdrawn]
    feeds: dict[FeedKey, list[Record]] = defaultdict(list)
    for record in sorted(public, key=_published):
        if not record.withdrawn or record.withdrawn >= record.published:
            feeds[_feed_of(record)].append(record)
    for record in (record for record in changed if not record.withdrawn):
        feed = feeds[_feed_of(record)]
        touched += feed[bisect_right(feed, record.published, key=_published) :][:1]
    return {record.id: replace(record, recorded=recorded) for record in touched}


def _published(record: Record) -> datetime:
    return record.published


def _feed_of(record: Record) -> FeedKey:
    return record.ref.edition, record.ref.section
