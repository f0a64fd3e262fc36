"""Gather entries into the feeds we run: what is due, newest first, linked to its translations."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.ids import feed_id
from syndication.ledger import Record
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Newsletter, Place, Section, Tombstone, Translation
from syndication.reconcile import Served
from syndication.words import words_for

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


def gather(served: Served, newsletter: Newsletter, now: datetime | None) -> Catalog:
    """Arrange what is due at `now`, or everything for a preview, into one feed per section and edition."""
    due = [entry for entry in served.entries if now is None or entry.published <= now]
    waiting = [entry.published for entry in served.entries if now is not None and entry.published > now]
    shelves: dict[Shelf, list[Entry]] = defaultdict(list)
    for entry in _linked(due, newsletter):
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


def _linked(entries: list[Entry], newsletter: Newsletter) -> list[Entry]:
    """Link each entry to the same entry in the other editions, in the order of newsletter.toml."""
    sisters: dict[tuple[Section, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        sisters[_across(entry.place)][entry.language] = entry
    order = list(newsletter.editions)
    linked = {}
    for entry in entries:
        group = sisters[_across(entry.place)]
        linked[entry.id] = replace(
            entry,
            translations=tuple(
                Translation(id=group[tag].id, place=group[tag].place)
                for tag in order
                if tag in group and tag != entry.language
            ),
        )
    return list(linked.values())


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


def _across(place: Place) -> tuple[Section, str]:
    """Name what an entry has in common with its translations."""
    return place.section, place.key
