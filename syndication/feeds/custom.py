"""Custom feeds: run a query on the catalog, and build the feed with a readable title."""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property

from syndication.feeds.catalog import Catalog
from syndication.feeds.query import FeedQuery
from syndication.feeds.search import Matcher, SearchIndex
from syndication.feeds.speakers import Speakers
from syndication.model import ISSUES, Edition, Entry, Feed, Newsletter, Shape
from syndication.model.ids import custom_feed_id
from syndication.model.paths import FEEDS, feed_page_path, search_path, speaker_path
from syndication.model.urls import Urls
from syndication.text.dates import format_date
from syndication.text.labels import section_name
from syndication.text.messages import messages_for
from syndication.text.stems import Vocabulary


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of a query."""

    entries: tuple[Entry, ...]  # up to the query's limit
    total: int
    changed: datetime  # the last change of any feed searched, so that removals count too


class CustomFeeds:
    """Runs queries on one catalog."""

    def __init__(
        self,
        catalog: Catalog,
        newsletter: Newsletter,
        speakers: Speakers,
        index: SearchIndex,
        dynamic_urls: Urls,
    ) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._speakers = speakers
        self._index = index
        self._dynamic_urls = dynamic_urls

    def run_query(self, query: FeedQuery) -> QueryResult:
        """Return the entries that match a query, newest published first."""
        feeds = [
            feed
            for (tag, section), feed in self._catalog.feeds.items()
            if tag in (query.editions or (tag,)) and section in (query.sections or (section,))
        ]
        matcher = self.matcher(query)
        matches = [self._matching(feed, query, matcher) for feed in feeds]
        newest = itertools.chain.from_iterable(entries[: query.limit] for entries in matches)
        ordered = sorted(
            newest, key=lambda entry: entry.published, reverse=True
        )  # stable: entries published together keep their order
        return QueryResult(
            entries=tuple(ordered[: query.limit]),
            total=sum(map(len, matches)),
            changed=max(
                [feed.updated for feed in feeds] + (self._speakers.changes() if query.speakers else [])
            ),
        )

    def matcher(self, query: FeedQuery) -> Matcher:
        """Return a matcher for the search terms of a query."""
        vocabularies = self._vocabularies if query.queries else {}
        return Matcher([words.split() for words in query.queries], self._index, vocabularies)

    @cached_property
    def _vocabularies(self) -> Mapping[str, Vocabulary]:
        """The words of each edition."""
        feeds = {tag: self._catalog.of_edition(tag) for tag in self._newsletter.editions}
        return {
            tag: self._index.vocabulary(tag, (entry for feed in members for entry in feed.entries))
            for tag, members in feeds.items()
        }

    def feed(self, query: FeedQuery) -> Feed:
        """Return the custom feed of a query."""
        result = self.run_query(query)
        editions = [self._newsletter.editions[tag] for tag in query.editions]
        edition = editions[0] if editions else next(iter(self._newsletter.editions.values()))
        words = messages_for(edition)
        name = words["comma"].join(dict.fromkeys(one.title for one in editions or [edition]))
        conditions = " · ".join(self._conditions(query, edition))
        return Feed(
            id=custom_feed_id(self._newsletter, query.query_string),
            edition=edition,
            section=next(iter(query.sections), ISSUES),
            title=words["feed_title"].format(title=name, section=conditions) if conditions else name,
            subtitle=words["about_custom"].format(title=name),
            updated=result.changed,
            entries=result.entries,
            page=self._page(query),
        )

    def _matching(self, feed: Feed, query: FeedQuery, matcher: Matcher) -> list[Entry]:
        """Return the matching entries of one feed, newest published first."""
        entries = list(feed.entries)
        if query.since:
            start = datetime.combine(query.since, time(), self._newsletter.timezone)
            entries = [entry for entry in entries if entry.published >= start]
        if query.speakers:
            quoted = set(self._quoted(feed, query.speakers))
            entries = [entry for entry in entries if entry.id in quoted]
        if query.queries:
            entries = list(filter(matcher, entries))
        return entries

    def _quoted(self, feed: Feed, slugs: Iterable[str]) -> Iterator[str]:
        """Yield the ids of what any of these speakers is quoted with."""
        people = self._speakers.of_edition(feed.edition.tag)
        if self._newsletter.shape_of(feed.section) is Shape.QUOTATION:
            yield from (entry.id for slug in slugs if slug in people for entry in people[slug].entries)

    def _conditions(self, query: FeedQuery, edition: Edition) -> Iterator[str]:
        """Yield the conditions of a query in an edition's language, for the feed's title."""
        words = messages_for(edition)
        since = [query.since] if query.since else []
        values = (
            [section_name(edition, section) for section in query.sections],
            [self._speakers.name(slug, edition.tag) for slug in query.speakers],
            [words["quoted"].format(text=text) for text in query.queries],
            [words["since"].format(date=format_date(day, edition.tag)) for day in since],
        )
        yield from (words["comma"].join(names) for names in values if names)

    def _page(self, query: FeedQuery) -> str:
        """Return the page that shows the most of what a query matches."""
        match query:
            case FeedQuery(editions=(tag,), sections=(section,), speakers=(), queries=()):
                return feed_page_path(tag, section)
            case FeedQuery(editions=(tag,), speakers=(slug,), queries=()) if (
                slug in self._speakers.of_edition(tag)
            ):
                return speaker_path(tag, slug)
            case FeedQuery(editions=(tag,), speakers=(), queries=(words,)):
                return self._dynamic_urls(search_path(tag, words))
        return FEEDS
