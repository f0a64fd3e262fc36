"""Custom feeds: run a query on the catalog, and build the feed with a readable title."""

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, time

from syndication.feeds.catalog import Catalog
from syndication.feeds.query import FeedQuery
from syndication.feeds.search import Matcher, SearchIndex
from syndication.feeds.speakers import Speakers
from syndication.model import Edition, Entry, Feed, Newsletter, Section
from syndication.model.ids import custom_feed_id
from syndication.model.paths import FEEDS, feed_page_path, search_path, speaker_path
from syndication.model.urls import Urls
from syndication.text.dates import format_date
from syndication.text.labels import section_name
from syndication.text.messages import messages_for


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of a query."""

    entries: tuple[Entry, ...]  # up to the query's limit
    total: int
    changed: datetime  # the last change of any feed searched, so that removals count too


class CustomFeeds:
    """Runs queries on one catalog."""

    def __init__(
        self, catalog: Catalog, newsletter: Newsletter, speakers: Speakers, index: SearchIndex, computed: Urls
    ) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._speakers = speakers
        self._texts = index
        self._computed = computed

    def run_query(self, selection: FeedQuery) -> QueryResult:
        """Return the entries that match a query, newest published first."""
        shelves = [
            feed
            for (tag, section), feed in self._catalog.feeds.items()
            if tag in (selection.editions or (tag,)) and section in (selection.sections or (section,))
        ]
        chosen = [self._of(feed, selection) for feed in shelves]
        newest = itertools.chain.from_iterable(entries[: selection.limit] for entries in chosen)
        ordered = sorted(
            newest, key=lambda entry: entry.published, reverse=True
        )  # stable: entries published together keep their order
        return QueryResult(
            entries=tuple(ordered[: selection.limit]),
            total=sum(map(len, chosen)),
            changed=max(
                [feed.updated for feed in shelves] + (self._speakers.changes() if selection.speakers else [])
            ),
        )

    def matcher(self, selection: FeedQuery) -> Matcher:
        """Return a matcher for the search terms of a query."""
        return Matcher([query.split() for query in selection.queries], self._texts)

    def feed(self, selection: FeedQuery) -> Feed:
        """Return the custom feed of a query."""
        choice = self.run_query(selection)
        editions = [self._newsletter.editions[tag] for tag in selection.editions]
        edition = editions[0] if editions else next(iter(self._newsletter.editions.values()))
        words = messages_for(edition)
        name = words["comma"].join(dict.fromkeys(one.title for one in editions or [edition]))
        said = " · ".join(self._words(selection, edition))
        return Feed(
            id=custom_feed_id(self._newsletter, selection.query),
            edition=edition,
            section=next(iter(selection.sections), Section.ISSUES),
            title=words["feed_title"].format(title=name, section=said) if said else name,
            subtitle=words["about_custom"].format(title=name),
            updated=choice.changed,
            entries=choice.entries,
            page=self._home(selection),
        )

    def _of(self, feed: Feed, selection: FeedQuery) -> list[Entry]:
        """Return the matching entries of one feed, newest published first."""
        entries = list(feed.entries)
        if selection.since:
            start = datetime.combine(selection.since, time(), self._newsletter.timezone)
            entries = [entry for entry in entries if entry.published >= start]
        if selection.speakers:
            quoted = set(self._quoted(feed, selection.speakers))
            entries = [entry for entry in entries if entry.id in quoted]
        if selection.queries:
            entries = list(filter(self.matcher(selection), entries))
        return entries

    def _quoted(self, feed: Feed, slugs: Iterable[str]) -> Iterator[str]:
        """Yield the ids of the quotes by any of these speakers."""
        people = self._speakers.of_edition(feed.edition.tag)
        if feed.section == Section.QUOTES:
            yield from (entry.id for slug in slugs if slug in people for entry in people[slug].quotes)

    def _words(self, selection: FeedQuery, edition: Edition) -> Iterator[str]:
        """Yield the conditions of a query in an edition's language, for the feed's title."""
        words = messages_for(edition)
        since = [selection.since] if selection.since else []
        kinds = (
            [section_name(edition, section) for section in selection.sections],
            [self._speakers.name(slug, edition.tag) for slug in selection.speakers],
            [words["quoted"].format(text=query) for query in selection.queries],
            [words["since"].format(date=format_date(day, edition.tag)) for day in since],
        )
        yield from (words["comma"].join(kind) for kind in kinds if kind)

    def _home(self, selection: FeedQuery) -> str:
        """Return the page that shows the most of what a query matches."""
        match selection:
            case FeedQuery(editions=(tag,), sections=(section,), speakers=(), queries=()):
                return feed_page_path(tag, section)
            case FeedQuery(editions=(tag,), speakers=(slug,), queries=()) if (
                slug in self._speakers.of_edition(tag)
            ):
                return speaker_path(tag, slug)
            case FeedQuery(editions=(tag,), speakers=(), queries=(query,)):
                return self._computed(search_path(tag, query))
        return FEEDS
