"""Arrange the entries that are due into feeds: between the ledger and the archive documents.

Feeds are newest first, and each entry is linked to its translations.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from operator import attrgetter
from typing import TypeVar

from syndication.archive.reconcile import Reconciled
from syndication.archive.record import Record
from syndication.model import (
    ISSUES,
    Edition,
    Entry,
    Feed,
    Newsletter,
    Tombstone,
    Translation,
    TranslationKey,
)
from syndication.model.ids import feed_id
from syndication.text.labels import section_about, section_name
from syndication.text.messages import messages_for

FeedKey = tuple[str, str]  # edition and section
TranslationGroup = tuple[Entry, ...]  # an entry with all its translations

Item = TypeVar("Item", Entry, Tombstone, Record)


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every feed by edition and section, and the time at which the next entry falls due.

    Every page links to the feeds that have entries. `feed_links_changed` is no earlier than the last time at
    which a feed got its first entry or lost its last, and never goes back.
    """

    feeds: dict[FeedKey, Feed]
    sections: tuple[str, ...]
    feed_links_changed: datetime
    next_due: datetime | None
    missing: tuple[Record, ...] = ()  # due and on record, but not readable
    tombstones: tuple[Tombstone, ...] = ()  # also of editions that no longer exist
    # Every group of translations, before and after they are linked to each other.
    groups: Mapping[TranslationGroup, TranslationGroup] = field(default_factory=dict, repr=False)

    def feed(self, edition: str, section: str) -> Feed:
        """Return one feed; every section of every edition has one, even if it is empty."""
        return self.feeds[edition, section]

    def latest(self, edition: str, section: str) -> Entry | None:
        """Return the newest entry of a feed; None if it is empty."""
        return next(iter(self.feeds[edition, section].entries), None)

    @property
    def last_published(self) -> datetime | None:
        """The publication time of the newest entry in any feed."""
        return max((feed.entries[0].published for feed in self.feeds.values() if feed.entries), default=None)

    @property
    def updated(self) -> datetime:
        """The time of the latest change in any feed."""
        return max(feed.updated for feed in self.feeds.values())

    def neighbours(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """Return the next newer and the next older entry of the same feed."""
        entries = self.feeds[entry.language, entry.section].entries
        index = bisect_left(entries, _order(entry), key=_order)
        return entries[index - 1] if index else None, entries[index + 1] if index + 1 < len(entries) else None

    def neighbour_changes(self, entry: Entry) -> list[datetime]:
        """Return when an entry and its neighbours last changed, and all withdrawn between these."""
        newer, older = self.neighbours(entry)
        tombstones = [
            tombstone
            for tombstone in self.feeds[entry.language, entry.section].tombstones
            if (newer is None or _order(newer) < _order(tombstone))
            and (older is None or _order(tombstone) < _order(older))
        ]
        return [one.last_modified for one in (entry, newer, older, *tombstones) if one]

    @property
    def editions(self) -> list[Edition]:
        """The editions that have entries; pages do not mention the others."""
        return list({feed.edition.tag: feed.edition for feed in self.feeds.values() if feed.entries}.values())

    def of_edition(self, edition: str) -> list[Feed]:
        """Return the feeds of one edition in the order of the sections."""
        return [self.feeds[edition, section] for section in self.sections]


def build_catalog(
    reconciled: Reconciled, newsletter: Newsletter, now: datetime | None, previous: Catalog | None = None
) -> Catalog:
    """Build one feed per section and edition from the entries due at `now`, or from all if `now` is None.

    Translations that have not changed since the `previous` catalog are not linked again.
    """
    due, next_due = _due(reconciled.entries, now)
    previous_groups = previous.groups if previous else {}
    tags = list(newsletter.editions)
    groups = {group: previous_groups.get(group) or _link(group, tags) for group in _translation_groups(due)}
    entries = _by_feed(entry for group in groups.values() for entry in group)
    tombstones = _by_feed(reconciled.tombstones)
    missing = tuple(record for record in reconciled.missing if now is None or record.published <= now)
    missing_dates = {key: [one.published for one in records] for key, records in _by_feed(missing).items()}
    links_changed = {
        (tag, section): _link_changed(entries[tag, section], tombstones[tag, section], newsletter)
        for tag in newsletter.editions
        for section in newsletter.feed_sections
    }
    feeds = {
        (edition.tag, section): _feed(
            edition, section, entries, tombstones, missing_dates, links_changed, newsletter
        )
        for edition in newsletter.editions.values()
        for section in newsletter.feed_sections
    }
    return Catalog(
        feeds=feeds,
        sections=newsletter.feed_sections,
        feed_links_changed=max(links_changed.values()),
        next_due=next_due,
        missing=missing,
        tombstones=reconciled.tombstones,
        groups=groups,
    )


def _due(entries: Iterable[Entry], now: datetime | None) -> tuple[list[Entry], datetime | None]:
    """Return the entries that are due, and when the next is; all entries of an issue fall due together."""
    due: list[Entry] = []
    scheduled: list[datetime] = []
    for published, together in groupby(entries, attrgetter("published")):
        if now is None or published <= now:
            due += together
        else:
            scheduled.append(published)
    return due, min(scheduled, default=None)


def _translation_groups(entries: Iterable[Entry]) -> Iterable[TranslationGroup]:
    groups: dict[TranslationKey, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.ref.translation_key].append(entry)
    return map(tuple, groups.values())


def _link(group: TranslationGroup, tags: list[str]) -> TranslationGroup:
    """Return entries linked to each other, in the order of newsletter.toml.

    A translation changes the others by falling due; `publish` records that it came or went otherwise.
    """
    if len(group) == 1:
        return group
    ordered = sorted(group, key=lambda entry: tags.index(entry.language))
    links = [Translation(id=entry.id, ref=entry.ref) for entry in ordered]
    last_due = max(entry.published for entry in group)
    return tuple(
        replace(
            entry,
            translations=tuple(link for link in links if link.id != entry.id),
            last_modified=max(entry.last_modified, last_due),
        )
        for entry in ordered
    )


def _by_feed(items: Iterable[Item]) -> Mapping[FeedKey, list[Item]]:
    feeds: dict[FeedKey, list[Item]] = defaultdict(list)
    for item in items:
        feeds[item.ref.edition, item.ref.section].append(item)
    return feeds


def _link_changed(entries: list[Entry], tombstones: list[Tombstone], newsletter: Newsletter) -> datetime:
    """Return a time no earlier than that at which a feed got its first entry, or lost its last.

    The exact time is on no record. The earliest change of its entries is a bound that never goes back.
    """
    if entries:
        return min(entry.last_modified for entry in entries)
    return max((tombstone.last_modified for tombstone in tombstones), default=newsletter.start)


def _feed(
    edition: Edition,
    section: str,
    entries_by_feed: Mapping[FeedKey, list[Entry]],
    tombstones_by_feed: Mapping[FeedKey, list[Tombstone]],
    missing_dates: Mapping[FeedKey, list[datetime]],
    links_changed: Mapping[FeedKey, datetime],
    newsletter: Newsletter,
) -> Feed:
    key = edition.tag, section
    words = messages_for(edition)
    title = words["feed_title"].format(title=edition.title, section=section_name(edition, section))
    entries = sorted(entries_by_feed[key], key=_order)
    tombstones = sorted(tombstones_by_feed[key], key=attrgetter("withdrawn"), reverse=True)
    other_editions = [other for other in newsletter.editions.values() if other != edition]
    # A feed names the other editions that have entries: it changes if one begins or ceases to have some.
    changes = [links_changed[other.tag, section] for other in other_editions]
    changes += [entry.last_modified for entry in entries]
    changes += [tombstone.last_modified for tombstone in tombstones]
    published = [entry.published for entry in entries[:1]] + missing_dates.get(key, [])
    published += [tombstone.published for tombstone in tombstones]
    return Feed(
        id=feed_id(newsletter, *key),
        edition=edition,
        section=section,
        title=edition.title if section == ISSUES else title,
        subtitle=section_about(edition, section),
        updated=max([newsletter.start, *changes]),  # it was empty then, even if its entries are older
        entries=tuple(entries),
        tombstones=tuple(tombstones),
        other_editions=tuple(other for other in other_editions if entries_by_feed[other.tag, section]),
        hubs=newsletter.hubs,
        last_published=max(published, default=None),
    )


def _order(entry: Entry | Tombstone) -> tuple[float, str, int]:
    """Return the sort key of an entry: newest published first, parts of one issue by ordinal."""
    return -entry.published.timestamp(), entry.ref.issue, entry.ref.ordinal
