"""Gather entries into the feeds we run: what is due, newest first, linked to its translations."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import is_, itemgetter

from syndication.ids import feed_id
from syndication.ledger import Record
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Newsletter, Section, Tombstone, Translation
from syndication.reconcile import Served
from syndication.words import words_for

Shelf = tuple[str, Section]  # an edition and a section: what one feed holds
_Across = tuple[Section, str, int]  # what an entry has in common with its translations
_Order = tuple[float, str, int]


@dataclass(frozen=True, slots=True)
class Group:
    """An entry and its translations: as they are served, and linked to each other on their shelves."""

    served: tuple[Entry, ...]
    linked: tuple[tuple[Shelf, _Order, Entry], ...]


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every feed, by edition and section, and the instant at which there will be more to show."""

    feeds: dict[Shelf, Feed]
    next_due: datetime | None
    missing: tuple[Record, ...] = ()  # what should be shown and cannot
    tombstones: tuple[Tombstone, ...] = ()  # of editions that are no more, too
    groups: Mapping[_Across, Group] = field(default_factory=dict, repr=False)

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

    def around(self, entry: Entry) -> tuple[Entry | None, Entry | None]:
        """Give the next newer and the next older entry of the same section."""
        entries = self.feeds[entry.language, entry.section].entries
        place = bisect_left(entries, _order(entry), key=_order)
        return entries[place - 1] if place else None, entries[place + 1] if place + 1 < len(entries) else None

    @property
    def editions(self) -> list[Edition]:
        """The editions that have entries: the others are advertised nowhere."""
        return list({feed.edition.tag: feed.edition for feed in self.feeds.values() if feed.entries}.values())

    def of_edition(self, edition: str) -> list[Feed]:
        """Give the feeds of one edition, in the order of the sections."""
        return [self.feeds[edition, section] for section in Section]


def gather(
    served: Served, newsletter: Newsletter, now: datetime | None, before: Catalog | None = None
) -> Catalog:
    """Arrange what is due at `now`, or everything for a preview, into one feed per section and edition.

    What was gathered `before` and did not change is taken over as it is, so that what was made of it can be
    told to be the same.
    """
    due, next_due = _due(served.entries, now)
    groups = dict(_linked(due, newsletter, before.groups if before else {}))
    shelves: dict[Shelf, list[tuple[_Order, Entry]]] = defaultdict(list)
    for group in groups.values():
        for shelf, order, entry in group.linked:
            shelves[shelf].append((order, entry))
    graves: dict[Shelf, list[Tombstone]] = defaultdict(list)
    for tombstone in served.tombstones:
        graves[tombstone.place.edition, tombstone.place.section].append(tombstone)
    missing = tuple(record for record in served.missing if now is None or record.published <= now)
    lost: dict[Shelf, list[datetime]] = defaultdict(list)
    for record in missing:
        lost[record.place.edition, record.place.section].append(record.published)
    feeds = {
        shelf: _feed(edition, section, shelves, graves[shelf], lost[shelf], newsletter)
        for edition in newsletter.editions.values()
        for section in Section
        for shelf in [(edition.tag, section)]
    }
    return Catalog(feeds, next_due, missing, served.tombstones, groups)


def _due(entries: Iterable[Entry], now: datetime | None) -> tuple[list[Entry], datetime | None]:
    """Give the entries that are due, and when the next will be; those of an issue fall due at once."""
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
    entries: list[Entry], newsletter: Newsletter, before: Mapping[_Across, Group]
) -> Iterator[tuple[_Across, Group]]:
    """Link each entry to the same entry in the other editions, in the order of newsletter.toml."""
    rank = {tag: place for place, tag in enumerate(newsletter.editions)}
    together: dict[_Across, list[Entry]] = defaultdict(list)
    for entry in entries:
        place = entry.place
        together[place.section, place.issue, place.ordinal].append(entry)
    for across, found in together.items():
        known = before.get(across)
        if known and len(found) == len(known.served) and all(map(is_, found, known.served)):
            yield across, known
        else:
            group = sorted(found, key=lambda entry: rank[entry.language])
            old = {entry.id: entry for _, _, entry in known.linked} if known else {}
            links = [Translation(id=entry.id, place=entry.place) for entry in group]
            linked = [_link(entry, links, old.get(entry.id)) for entry in group]
            yield across, Group(tuple(found), tuple((_shelf(one), _order(one), one) for one in linked))


def _link(entry: Entry, links: list[Translation], known: Entry | None) -> Entry:
    """Give an entry with its translations; the one that is `known` where that is the same."""
    translations = tuple(link for link in links if link.place is not entry.place)
    fresh = replace(entry, translations=translations) if translations else entry
    return known if known and _same(known) == _same(fresh) else fresh


def _same(entry: Entry) -> tuple[object, ...]:
    return id(entry.body), entry.published, entry.updated, entry.translations


def _feed(
    edition: Edition,
    section: Section,
    shelves: Mapping[Shelf, list[tuple[_Order, Entry]]],
    tombstones: list[Tombstone],
    lost: list[datetime],
    newsletter: Newsletter,
) -> Feed:
    words = words_for(edition)
    name = section_name(edition, section)
    whole = section == Section.ISSUES
    title = edition.title if whole else words["feed_title"].format(title=edition.title, section=name)
    entries = [entry for _, entry in sorted(shelves[edition.tag, section], key=itemgetter(0))]
    changed = [entry.updated for entry in entries] + [tombstone.withdrawn for tombstone in tombstones]
    published = [entry.published for entry in entries[:1]] + [one.published for one in tombstones] + lost
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
        hubs=newsletter.hubs,
        newest=max(published, default=None),
    )


def _shelf(entry: Entry) -> Shelf:
    return entry.language, entry.section


def _order(entry: Entry) -> _Order:
    """Sort newest published first, the parts of one issue in the order of their ordinals."""
    return -entry.published.timestamp(), entry.place.issue, entry.place.ordinal
