"""Gather entries into the feeds we run: what is due, newest first, linked to its translations."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from syndication.ids import feed_id
from syndication.ledger import Record
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Newsletter, Place, Section, Tombstone, Translation
from syndication.reconcile import Served
from syndication.words import words_for

_NOTHING: Mapping[str, Entry] = MappingProxyType({})

Shelf = tuple[str, Section]  # an edition and a section: what one feed holds


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every feed, by edition and section, and the instant at which there will be more to show."""

    feeds: dict[Shelf, Feed]
    next_due: datetime | None
    missing: tuple[Record, ...] = ()  # what should be shown and cannot
    tombstones: tuple[Tombstone, ...] = ()  # of editions that are no more, too

    def feed(self, edition: str, section: Section) -> Feed:
        """Give one feed; every section of every edition has one, even when it is empty."""
        return self.feeds[edition, section]

    def entries(self) -> dict[str, Entry]:
        """Give every entry by its id."""
        return {entry.id: entry for feed in self.feeds.values() for entry in feed.entries}

    @property
    def newest(self) -> datetime | None:
        """When the newest entry of all was published."""
        return max((feed.entries[0].published for feed in self.feeds.values() if feed.entries), default=None)

    @property
    def updated(self) -> datetime:
        """The latest change of all feeds."""
        return max(feed.updated for feed in self.feeds.values())

    def of_edition(self, edition: str) -> list[Feed]:
        """Give the feeds of one edition, in the order of the sections."""
        return [self.feeds[edition, section] for section in Section]


def gather(
    served: Served, newsletter: Newsletter, now: datetime | None, before: Mapping[str, Entry] = _NOTHING
) -> Catalog:
    """Arrange what is due at `now`, or everything for a preview, into one feed per section and edition.

    `before` are entries gathered earlier: those that did not change are taken over as they are, so that
    what was made of them can be told to be the same.
    """
    due = [entry for entry in served.entries if now is None or entry.published <= now]
    waiting = [entry.published for entry in served.entries if now is not None and entry.published > now]
    shelves: dict[Shelf, list[Entry]] = defaultdict(list)
    for entry in _linked(due, newsletter, before):
        shelves[entry.language, entry.section].append(entry)
    graves: dict[Shelf, list[Tombstone]] = defaultdict(list)
    for tombstone in served.tombstones:
        graves[tombstone.place.edition, tombstone.place.section].append(tombstone)
    feeds = {
        (edition.tag, section): _feed(edition, section, shelves, graves[edition.tag, section], newsletter)
        for edition in newsletter.editions.values()
        for section in Section
    }
    missing = tuple(record for record in served.missing if now is None or record.published <= now)
    return Catalog(feeds, min(waiting, default=None), missing, served.tombstones)


def _linked(entries: list[Entry], newsletter: Newsletter, before: Mapping[str, Entry]) -> Iterator[Entry]:
    """Link each entry to the same entry in the other editions, in the order of newsletter.toml."""
    groups: dict[tuple[Section, str, int], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[_across(entry.place)].append(entry)
    rank = {tag: place for place, tag in enumerate(newsletter.editions)}
    for group in groups.values():
        group.sort(key=lambda entry: rank[entry.language])
    for entry in entries:
        sisters = [one for one in groups[_across(entry.place)] if one is not entry]
        known = before.get(entry.id)
        if (
            known
            and _is_same(known, entry)
            and [one.id for one in known.translations] == [one.id for one in sisters]
        ):
            yield known
        else:
            yield replace(
                entry, translations=tuple(Translation(id=one.id, place=one.place) for one in sisters)
            )


def _is_same(known: Entry, entry: Entry) -> bool:
    dates = known.published, known.updated
    return known.body is entry.body and dates == (entry.published, entry.updated)


def _feed(
    edition: Edition,
    section: Section,
    shelves: dict[Shelf, list[Entry]],
    tombstones: list[Tombstone],
    newsletter: Newsletter,
) -> Feed:
    words = words_for(edition.tag)
    name = section_name(edition, section)
    whole = section == Section.ISSUES
    title = edition.title if whole else words["feed_title"].format(title=edition.title, section=name)
    entries = sorted(shelves[edition.tag, section], key=_order)
    changed = [entry.updated for entry in entries] + [tombstone.withdrawn for tombstone in tombstones]
    return Feed(
        id=feed_id(newsletter, edition.tag, section),
        edition=edition,
        section=section,
        title=title,
        subtitle=words[f"about_{section}"].format(title=edition.title),
        updated=max(changed, default=newsletter.beginning),
        entries=tuple(entries),
        tombstones=tuple(sorted(tombstones, key=lambda tombstone: tombstone.withdrawn, reverse=True)),
        sisters=tuple(
            one for one in newsletter.editions.values() if one != edition and shelves[one.tag, section]
        ),
    )


def _order(entry: Entry) -> tuple[float, str, int]:
    """Sort newest published first, the parts of one issue in the order of their ordinals."""
    return -entry.published.timestamp(), entry.place.issue, entry.place.ordinal


def _across(place: Place) -> tuple[Section, str, int]:
    """Name what an entry has in common with its translations."""
    return place.section, place.issue, place.ordinal
