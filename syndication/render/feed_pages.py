"""The pages that lead to feeds: an edition's home, a feed's page, its quarters, and the lists of feeds."""

from collections.abc import Callable
from dataclasses import replace
from itertools import groupby, islice

from syndication.feeds.archives import quarters
from syndication.feeds.query import FeedQuery
from syndication.feeds.speakers import Speakers
from syndication.model import ISSUES, Edition, Entry, Feed, Format, Quarter, Shape
from syndication.model.paths import (
    FEEDS,
    ROOT,
    custom_feed_path,
    edition_path,
    feed_page_path,
    feeds_path,
    quarter_path,
)
from syndication.render.layout import Head, Layout
from syndication.text.dates import format_months
from syndication.text.messages import messages_for

_MAX_ENTRIES = 20  # entries on a feed page
_MAX_ISSUES = 156  # issues listed one by one on a feed page: three years of weeks
_MAX_SPEAKERS = 200  # speakers of each edition in the form, most recently quoted first
_RECENT_ISSUES = 4  # issues on a home page, the latest among them


class FeedPages:
    """Renders the pages of feeds; each method takes the page's path, to which its links are relative."""

    def __init__(self, layout: Layout, speakers: Speakers) -> None:
        self.layout = layout
        self.catalog = layout.catalog
        self.newsletter = layout.newsletter
        self.urls = layout.urls
        self.speakers = speakers

    def home(self, edition: Edition, path: str) -> str:
        """Return an edition's home page: how to subscribe, the latest issue, and the way on."""
        issues, *others = self.catalog.of_edition(edition.tag)
        latest = self.catalog.latest(edition.tag, ISSUES)
        newest = {entry.id: entry for feed in others for entry in feed.entries[:_MAX_ENTRIES]}
        parts = [newest[part.id] for part in latest.parts if part.id in newest] if latest else []
        head = Head(
            title=edition.title,
            description=edition.tagline or issues.subtitle,
            canonical=edition_path(edition.tag),
            languages=(*self._languages(edition_path), ("x-default", ROOT)),
        )
        return self.layout.page(
            "home.html",
            path,
            edition,
            head,
            offer=self.layout.subscription(issues),
            latest=latest,
            parts=parts,
            older=issues.entries[1:_RECENT_ISSUES],
        )

    def feed(self, feed: Feed, path: str) -> str:
        """Return a feed page: what the feed is, how to subscribe, its latest entries and its archive."""
        tag, section = feed.edition.tag, feed.section
        years = [
            (year, [(quarter, len(entries)) for quarter, entries in group])
            for year, group in groupby(
                quarters(feed.entries, self.newsletter.timezone), lambda one: one[0].year
            )
        ]
        issues = feed.entries[:_MAX_ISSUES] if section == ISSUES else ()
        head = Head(
            title=feed.title,
            description=feed.subtitle,
            canonical=feed_page_path(tag, section),
            languages=tuple(
                (edition.tag, feed_page_path(edition.tag, section))
                for edition in (feed.edition, *feed.other_editions)
            ),
        )
        return self.layout.page(
            "feed.html",
            path,
            feed.edition,
            head,
            section,
            feed=feed,
            is_quotation=self.newsletter.shape_of(section) is Shape.QUOTATION,
            offer=self.layout.subscription(feed),
            newest=() if issues else feed.entries[:_MAX_ENTRIES],
            issues_by_year=[
                (year, list(group)) for year, group in groupby(issues, lambda entry: entry.published.year)
            ],
            years=years,
        )

    def quarter(self, feed: Feed, quarter: Quarter, entries: tuple[Entry, ...], path: str) -> str:
        """Return the page with all entries of a feed in a quarter, and the way to those before and after."""
        tag, section = feed.edition.tag, feed.section
        months = format_months(quarter, tag, "yMMMM")
        every = [one for one, _ in quarters(feed.entries, self.newsletter.timezone)]
        place = every.index(quarter)
        head = Head(
            title=f"{feed.title} · {months}",
            description=feed.subtitle,
            canonical=quarter_path(tag, section, quarter),
        )
        return self.layout.page(
            "quarter.html",
            path,
            feed.edition,
            head,
            section,
            feed=feed,
            months=months,
            offer=self.layout.subscription(feed),
            entries=entries,
            neighbours=[
                (rel, quarter_path(tag, section, other), format_months(other, tag, "yMMMM"))
                for rel, others in (("prev", every[place + 1 :]), ("next", every[:place][-1:]))
                for other in others[:1]
            ],
        )

    def feed_list(self, path: str) -> str:
        """Return the page with the editions to subscribe to, and the form for custom feeds."""
        edition = self.layout.default_edition
        words = messages_for(edition)
        head = Head(
            title=f"{words['all_feeds']} · {self.newsletter.publisher_of(edition).name}",
            description=words["what_is_a_feed_text"],
            canonical=FEEDS,
            languages=(*self._languages(feeds_path), ("x-default", FEEDS)),
        )
        feeds = [self.catalog.feed(other.tag, ISSUES) for other in self.layout.editions]
        return self._feed_list(edition, head, path, [feed for feed in feeds if feed.entries])

    def edition_feeds(self, edition: Edition, path: str) -> str:
        """Return the page with every feed of an edition, and the form for custom feeds."""
        words = messages_for(edition)
        head = Head(
            title=f"{words['subscribe']} · {edition.title}",
            description=words["what_is_a_feed_text"],
            canonical=feeds_path(edition.tag),
            languages=(*self._languages(feeds_path), ("x-default", FEEDS)),
        )
        feeds = [feed for feed in self.catalog.of_edition(edition.tag) if feed.entries]
        return self._feed_list(edition, head, path, feeds)

    def _feed_list(self, edition: Edition, head: Head, path: str, feeds: list[Feed]) -> str:
        return self.layout.page(
            "feeds.html",
            path,
            edition,
            head,
            of_edition=head.canonical != FEEDS,
            feeds=[(feed, self.layout.subscription(feed)) for feed in feeds],
            sections=[
                section
                for section in self.newsletter.feed_sections
                if any(self.catalog.feed(tag, section).entries for tag in self.newsletter.editions)
            ],
            speakers=[
                (other, list(islice(people.values(), _MAX_SPEAKERS)))
                for other in self.layout.editions
                if (people := self.speakers.of_edition(other.tag))
            ],
            custom_feed=self.layout.dynamic_link(custom_feed_path(Format.JSON), path),
        )

    def custom_feed(self, feed: Feed, query: FeedQuery, edition: Edition, path: str) -> str:
        """Return how to subscribe to a custom feed, and its newest entries."""
        offer = self.layout.custom_subscription(query, feed.title, edition)
        return self.layout.page(
            "custom.html",
            path,
            edition,
            Head(title=feed.title, description=feed.subtitle),
            feed=feed,
            offer=replace(offer, lead=feed.subtitle),
        )

    def _languages(self, path_of: Callable[[str], str]) -> tuple[tuple[str, str], ...]:
        return tuple((edition.tag, path_of(edition.tag)) for edition in self.layout.editions)
