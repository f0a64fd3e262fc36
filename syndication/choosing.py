"""A feed of one's own: the entries that are meant, newest published first, with a title in words."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from syndication.catalog import Catalog
from syndication.dates import show_date
from syndication.ids import own_feed_id
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Newsletter, Section
from syndication.search import Finder, Texts
from syndication.selection import Selection
from syndication.speakers import Speakers
from syndication.urls import FEEDS, Urls, search_path, speaker_path, twin_path
from syndication.words import words_for


@dataclass(frozen=True, slots=True)
class Choice:
    """What there is of a selection."""

    entries: tuple[Entry, ...]  # as many as it asks for
    total: int
    changed: datetime  # when anything last did that is meant now, or was before


class Chooser:
    """Picks out of one catalog what selections mean."""

    def __init__(
        self, catalog: Catalog, newsletter: Newsletter, speakers: Speakers, texts: Texts, computed: Urls
    ) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._speakers = speakers
        self._texts = texts
        self._computed = computed

    def choose(self, selection: Selection) -> Choice:
        """Give the entries that a selection means."""
        shelves = [
            feed
            for (tag, section), feed in self._catalog.feeds.items()
            if tag in (selection.editions or (tag,)) and section in (selection.sections or (section,))
        ]
        chosen = [self._of(feed, selection) for feed in shelves]
        newest = itertools.chain.from_iterable(entries[: selection.limit] for entries in chosen)
        ordered = sorted(
            newest, key=lambda entry: entry.published, reverse=True
        )  # and as they stood among equals
        return Choice(
            entries=tuple(ordered[: selection.limit]),
            total=sum(map(len, chosen)),
            changed=max(feed.updated for feed in shelves),
        )

    def finder(self, selection: Selection) -> Finder:
        """Give what finds the words of a selection."""
        return Finder([query.split() for query in selection.queries], self._texts)

    def feed(self, selection: Selection) -> tuple[Feed, Choice]:
        """Give the feed of what a selection means."""
        choice = self.choose(selection)
        editions = [self._newsletter.editions[tag] for tag in selection.editions]
        edition = editions[0] if editions else next(iter(self._newsletter.editions.values()))
        words = words_for(edition)
        name = words["comma"].join(dict.fromkeys(one.title for one in editions or [edition]))
        said = " · ".join(self._words(selection, edition))
        feed = Feed(
            id=own_feed_id(self._newsletter, selection.query),
            edition=edition,
            section=next(iter(selection.sections), Section.ISSUES),
            title=words["feed_title"].format(title=name, section=said) if said else name,
            subtitle=words["about_own"].format(title=name),
            updated=max((one.updated for one in choice.entries), default=self._newsletter.beginning),
            entries=choice.entries,
            home=self._home(selection),
        )
        return feed, choice

    def _of(self, feed: Feed, selection: Selection) -> list[Entry]:
        """Give what is meant of one section of one edition, newest published first."""
        entries = list(feed.entries)
        if selection.since:
            start = datetime.combine(selection.since, time(), self._newsletter.timezone)
            entries = [entry for entry in entries if entry.published >= start]
        if selection.speakers:
            quoted = set(self._quoted(feed, selection.speakers))
            entries = [entry for entry in entries if entry.id in quoted]
        if selection.queries:
            entries = list(filter(self.finder(selection), entries))
        return entries

    def _quoted(self, feed: Feed, slugs: Iterable[str]) -> Iterator[str]:
        """Give the ids of the quotes of some people."""
        people = self._speakers.of_edition(feed.edition.tag)
        if feed.section == Section.QUOTES:
            yield from (entry.id for slug in slugs if slug in people for entry in people[slug].quotes)

    def _words(self, selection: Selection, edition: Edition) -> Iterator[str]:
        """Say in an edition's words what a selection narrows down to."""
        words = words_for(edition)
        since = [selection.since] if selection.since else []
        kinds = (
            [section_name(edition, section) for section in selection.sections],
            [self._speakers.name(slug, edition.tag) for slug in selection.speakers],
            [words["quoted"].format(text=query) for query in selection.queries],
            [words["since"].format(date=show_date(day, edition.tag)) for day in since],
        )
        yield from (words["comma"].join(kind) for kind in kinds if kind)

    def _home(self, selection: Selection) -> str:
        """Give the page on which people see most of what a selection means."""
        match selection:
            case Selection(editions=(tag,), sections=(section,), speakers=(), queries=()):
                return twin_path(tag, section)
            case Selection(editions=(tag,), speakers=(slug,), queries=()) if (
                slug in self._speakers.of_edition(tag)
            ):
                return speaker_path(tag, slug)
            case Selection(editions=(tag,), speakers=(), queries=(query,)):
                return self._computed(search_path(tag, query))
        return FEEDS
