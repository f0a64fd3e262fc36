"""Gather entries into the feeds we run: what is due, newest first, linked to its translations."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.ids import feed_id
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Newsletter, Section, Translation
from syndication.urls import page_of
from syndication.words import words_for


@dataclass(frozen=True, slots=True)
class Catalog:
    """Every feed, by edition and section, and the instant at which there will be more to show."""

    feeds: dict[tuple[str, Section], Feed]
    next_due: datetime | None

    def feed(self, edition: str, section: Section) -> Feed:
        """Give one feed; every section of every edition has one, even when it is empty."""
        return self.feeds[edition, section]

    @property
    def newest(self) -> datetime | None:
        """When the newest entry of all was published."""
        return max((feed.entries[0].published for feed in self.feeds.values() if feed.entries), default=None)

    def of_edition(self, edition: str) -> list[Feed]:
        """Give the feeds of one edition, in the order of the sections."""
        return [self.feeds[edition, section] for section in Section]


def gather(entries: Iterable[Entry], newsletter: Newsletter, now: datetime) -> Catalog:
    """Arrange the entries that are due at `now` into one feed per section and edition."""
    due: list[Entry] = []
    waiting: list[datetime] = []
    for entry in entries:
        if entry.published <= now:
            due.append(entry)
        else:
            waiting.append(entry.published)
    shelves: dict[tuple[str, Section], list[Entry]] = defaultdict(list)
    for entry in _linked(due, newsletter):
        shelves[entry.language, entry.section].append(entry)
    feeds = {
        (edition.tag, section): _feed(edition, section, shelves, newsletter)
        for edition in newsletter.editions.values()
        for section in Section
    }
    return Catalog(feeds, min(waiting, default=None))


def _linked(entries: list[Entry], newsletter: Newsletter) -> list[Entry]:
    """Link each entry to the same entry in the other editions, in the order of newsletter.toml."""
    sisters: dict[tuple[Section, str], dict[str, Entry]] = defaultdict(dict)
    for entry in entries:
        sisters[entry.section, entry.key][entry.language] = entry
    order = list(newsletter.editions)
    linked = {}
    for entry in entries:
        group = sisters[entry.section, entry.key]
        linked[entry.id] = replace(
            entry,
            translations=tuple(
                Translation(language=tag, id=group[tag].id, path=page_of(group[tag]))
                for tag in order
                if tag in group and tag != entry.language
            ),
        )
    return list(linked.values())


def _feed(
    edition: Edition,
    section: Section,
    shelves: dict[tuple[str, Section], list[Entry]],
    newsletter: Newsletter,
) -> Feed:
    words = words_for(edition.tag)
    name = section_name(edition, section)
    title = (
        words["feed_title"].format(title=edition.title, section=name)
        if section != Section.ISSUES
        else edition.title
    )
    entries = sorted(shelves[edition.tag, section], key=_order)
    return Feed(
        id=feed_id(newsletter, edition.tag, section),
        edition=edition,
        section=section,
        title=title,
        subtitle=words[f"about_{section}"].format(title=edition.title),
        updated=max((entry.updated for entry in entries), default=newsletter.beginning),
        entries=tuple(entries),
        sisters=tuple(
            sister
            for sister in newsletter.editions.values()
            if sister != edition and shelves[sister.tag, section]
        ),
    )


def _order(entry: Entry) -> tuple[float, str, int]:
    """Sort newest published first, the parts of one issue in the order of their ordinals."""
    issue, _, ordinal = entry.key.partition(".")
    return -entry.published.timestamp(), issue, int(ordinal or 1)
