"""Arrange the entries that are due into feeds: between the ledger and paging.

Feeds are newest first, and each entry is linked to its translations.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import is_, itemgetter

from syndication.archive.reconcile import Reconciled
from syndication.archive.record import Record
from syndication.model import (
    Edition,
    Entry,
    Feed,
    Newsletter,
    Section,
    Tombstone,
    Translation,
    TranslationKey,
)
from syndication.model.ids import feed_id
from syndication.text.markup import section_name
from syndication.text.messages import messages_for

FeedKey = tuple[str, Section]  # edition and section: the key of a feed
_Order = tuple[float, str, int]


@dataclass(frozen=True, slots=True)
class TranslationGroup:
    """An entry and its translations, before and after they are linked to each other."""

    entries: tuple[Entry, ...]
    linked: tuple[tuple[FeedKey, _Order, Entry], ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every feed by edition and section, and the time at which the next entry falls due.

    Every page links to the feeds that have entries. `shelves_changed` is no earlier than the last time at
    which a feed got its first entry or lost its last, and never goes back.
    """

    feeds: dict[FeedKey, Feed]
    feed_links_changed: datetime
    next_due: datetime | None
    missing: tuple[Record, ...] = ()  # due and on record, but not readable
    tombstones: tuple[Tombstone, ...] = ()  # also of editions that no longer exist
    groups: Mapping[TranslationKey, TranslationGroup] = field(default_factory=dict, repr=False)

    def feed(self, edition: str, section: Section) -> Feed:
        """Return one feed; every section of every edition has one, even if it is empty."""
        return self.feeds[edition, section]

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
        place = bisect_left(entries, _order(entry), key=_order)
        return entries[place - 1] if place else None, entries[place + 1] if place + 1 < len(entries) else None

    def neighbour_changes(self, entry: Entry) -> list[datetime]:
        """Return when an entry and those before and after it last changed, and any withdrawn between them."""
        newer, older = self.neighbours(entry)
        tombstones = self.feeds[entry.language, entry.section].tombstones
        between = [
            one
            for one in tombstones
            if (newer is None or _order(newer) < _order(one))
            and (older is None or _order(one) < _order(older))
        ]
        return [one.last_modified for one in (entry, newer, older, *between) if one]

    @property
    def editions(self) -> list[Edition]:
        """The editions that have entries; pages do not mention the others."""
        return list({feed.edition.tag: feed.edition for feed in self.feeds.values() if feed.entries}.values())

    def of_edition(self, edition: str) -> list[Feed]:
        """Return the feeds of one edition in the order of the sections."""
        return [self.feeds[edition, section] for section in Section]


def build_catalog(
    served: Reconciled, newsletter: Newsletter, now: datetime | None, before: Catalog | None = None
) -> Catalog:
    """Build one feed per section and edition from the entries due at `now`, or from all if `now` is None.

    Entries unchanged since the catalog `before` are the same objects, so that documents can be reused.
    """
    due, next_due = _due(served.entries, now)
    groups = dict(_linked(due, newsletter, before.groups if before else {}))
    shelves: dict[FeedKey, list[tuple[_Order, Entry]]] = defaultdict(list)
    for group in groups.values():
        for shelf, order, entry in group.linked:
            shelves[shelf].append((order, entry))
    graves: dict[FeedKey, list[Tombstone]] = defaultdict(list)
    for tombstone in served.tombstones:
        graves[tombstone.ref.edition, tombstone.ref.section].append(tombstone)
    missing = tuple(record for record in served.missing if now is None or record.published <= now)
    lost: dict[FeedKey, list[datetime]] = defaultdict(list)
    for record in missing:
        lost[record.ref.edition, record.ref.section].append(record.published)
    changed = {
        (tag, section): _shelf_changed(shelves[tag, section], graves[tag, section], newsletter)
        for tag in newsletter.editions
        for section in Section
    }
    feeds = {
        shelf: _feed(edition, section, shelves, graves[shelf], lost[shelf], changed, newsletter)
        for edition in newsletter.editions.values()
        for section in Section
        for shelf in [(edition.tag, section)]
    }
    return Catalog(feeds, max(changed.values()), next_due, missing, served.tombstones, groups)


def _shelf_changed(
    entries: list[tuple[_Order, Entry]], tombstones: list[Tombstone], newsletter: Newsletter
) -> datetime:
    """Return a time no earlier than that at which a feed got its first entry, or lost its last.

    The exact time is on no record. The earliest change of its entries is a bound that never goes back.
    """
    if entries:
        return max(newsletter.start, min(entry.last_modified for _, entry in entries))
    return max((one.last_modified for one in tombstones), default=newsletter.start)


def _due(entries: Iterable[Entry], now: datetime | None) -> tuple[list[Entry], datetime | None]:
    """Return the entries that are due, and when the next is; all entries of an issue fall due together."""
    due: list[Entry] = []
    waiting: list[datetime] = []
    published: datetime | None = None
    is_due = True
    for entry in entries:
        if entry.published is not published:
            published = entry.published
            is_due = now is None or published <= now
            waiting += [] if is_due else [published]
        if is_due:
            due.append(entry)
    return due, min(waiting, default=None)


def _linked(
    entries: list[Entry], newsletter: Newsletter, before: Mapping[TranslationKey, TranslationGroup]
) -> Iterator[tuple[TranslationKey, TranslationGroup]]:
    """Yield each entry linked to its translations, in the order of newsletter.toml."""
    rank = {tag: place for place, tag in enumerate(newsletter.editions)}
    together: dict[TranslationKey, list[Entry]] = defaultdict(list)
    for entry in entries:
        together[entry.ref.translation_key].append(entry)
    for across, found in together.items():
        known = before.get(across)
        if known and len(found) == len(known.entries) and all(map(is_, found, known.entries)):
            yield across, known
        else:
            group = sorted(found, key=lambda entry: rank[entry.language])
            old = {entry.id: entry for _, _, entry in known.linked} if known else {}
            links = [Translation(id=entry.id, ref=entry.ref) for entry in group]
            begun = max(entry.published for entry in group)
            linked = [_link(entry, links, begun, old.get(entry.id)) for entry in group]
            yield (
                across,
                TranslationGroup(tuple(found), tuple((_shelf(one), _order(one), one) for one in linked)),
            )


def _link(entry: Entry, links: list[Translation], begun: datetime, known: Entry | None) -> Entry:
    """Return an entry with its translations; reuse the `known` one if nothing changed.

    A translation changes it by falling due; `publish` records that it came or went otherwise.
    """
    translations = tuple(link for link in links if link.ref is not entry.ref)
    changed = max(entry.last_modified, begun)
    fresh = replace(entry, translations=translations, last_modified=changed) if translations else entry
    return known if known and _same(known) == _same(fresh) else fresh


def _same(entry: Entry) -> tuple[object, ...]:
    return id(entry.content), entry.published, entry.updated, entry.last_modified, entry.translations


def _feed(
    edition: Edition,
    section: Section,
    shelves: Mapping[FeedKey, list[tuple[_Order, Entry]]],
    tombstones: list[Tombstone],
    lost: list[datetime],
    changed: Mapping[FeedKey, datetime],
    newsletter: Newsletter,
) -> Feed:
    words = messages_for(edition)
    name = section_name(edition, section)
    whole = section == Section.ISSUES
    title = edition.title if whole else words["feed_title"].format(title=edition.title, section=name)
    entries = [entry for _, entry in sorted(shelves[edition.tag, section], key=itemgetter(0))]
    changes = [*(one.last_modified for one in entries), *(one.last_modified for one in tombstones)]
    # A feed names its sisters: it changes when they begin, or cease, to have entries.
    changes += [changed[tag, section] for tag in newsletter.editions if tag != edition.tag]
    published = [entry.published for entry in entries[:1]] + [one.published for one in tombstones] + lost
    return Feed(
        id=feed_id(newsletter, edition.tag, section),
        edition=edition,
        section=section,
        title=title,
        subtitle=words[f"about_{section}"].format(title=edition.title),
        updated=max([newsletter.start, *changes]),  # it was empty then, even if its entries are older
        entries=tuple(entries),
        tombstones=tuple(sorted(tombstones, key=lambda tombstone: tombstone.withdrawn, reverse=True)),
        other_editions=tuple(
            one for one in newsletter.editions.values() if one != edition and shelves[one.tag, section]
        ),
        hubs=newsletter.hubs,
        last_published=max(published, default=None),
    )


def _shelf(entry: Entry) -> FeedKey:
    return entry.language, entry.section


def _order(entry: Entry | Tombstone) -> _Order:
    """Return the sort key of an entry: newest published first, parts of one issue by ordinal."""
    return -entry.published.timestamp(), entry.ref.issue, entry.ref.ordinal
