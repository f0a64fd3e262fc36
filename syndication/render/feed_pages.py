"""The pages that lead to feeds: an edition's home, a feed's page, its quarters, and the list of all feeds."""

from itertools import groupby, islice
from urllib.parse import quote

from syndication.feeds.archives import quarters
from syndication.feeds.speakers import Speakers
from syndication.model import ISSUES, Edition, Entry, Feed, Format, Quarter, Shape
from syndication.model.paths import custom_feed_path, feed_page_path, feed_path
from syndication.model.urls import relative
from syndication.render.layout import Layout
from syndication.text.messages import messages_for

_MAX_ENTRIES = 20  # entries on a feed page
_MAX_ISSUES = 156  # issues listed one by one on a feed page: three years of weeks
_MAX_SPEAKERS = 200  # speakers of each edition in the form, most recently quoted first
_RECENT_ENTRIES = 3  # entries of each section on a home page
_WEB_READERS = (  # URL templates that subscribe to a feed
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
)


class FeedPages:
    """Renders the pages of feeds; each method takes the page's path, to which its links are relative."""

    def __init__(self, layout: Layout, speakers: Speakers) -> None:
        self.layout = layout
        self.catalog = layout.catalog
        self.newsletter = layout.newsletter
        self.urls = layout.urls
        self.speakers = speakers

    def home(self, edition: Edition, path: str) -> str:
        """Return an edition's home page: the latest issue with its parts, and earlier entries."""
        issues, *others = self.catalog.of_edition(edition.tag)
        latest = self.catalog.latest(edition.tag, ISSUES)
        newest = {entry.id: entry for feed in others for entry in feed.entries[:_MAX_ENTRIES]}
        parts = [newest[part.id] for part in latest.parts if part.id in newest] if latest else []
        recent = [
            (feed, other_entries[:_RECENT_ENTRIES])
            for feed in others
            if self.newsletter.shape_of(feed.section) is not Shape.TEXT
            and (other_entries := [entry for entry in feed.entries[:_MAX_ENTRIES] if entry not in parts])
        ]
        graph = self.layout.open_graph(edition, edition.title, edition.tagline or issues.subtitle, path)
        return self.layout.page(
            "home.html",
            path,
            edition,
            graph=graph,
            issues=issues,
            latest=latest,
            parts=parts,
            recent=recent,
            older=issues.entries[1 : _RECENT_ENTRIES + 1],
            addresses=self._addresses(issues),
            readers=self._readers(issues),
        )

    def feed(self, feed: Feed, path: str) -> str:
        """Return a feed page: what the feed is, how to subscribe, its latest entries and its archive."""
        years = [
            (year, [(quarter, len(entries)) for quarter, entries in group])
            for year, group in groupby(
                quarters(feed.entries, self.newsletter.timezone), lambda one: one[0].year
            )
        ]
        issues = feed.entries[:_MAX_ISSUES] if feed.section == ISSUES else ()
        return self.layout.page(
            "feed.html",
            path,
            feed.edition,
            feed.section,
            graph=self.layout.open_graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            is_quotation=self.newsletter.shape_of(feed.section) is Shape.QUOTATION,
            newest=feed.entries[:_RECENT_ENTRIES] if issues else feed.entries[:_MAX_ENTRIES],
            issues_by_year=[
                (year, list(group)) for year, group in groupby(issues, lambda entry: entry.published.year)
            ],
            years=years,
            addresses=self._addresses(feed),
            readers=self._readers(feed),
            other_editions=[
                (other.tag, relative(feed_page_path(other.tag, feed.section), path))
                for other in feed.other_editions
            ],
        )

    def quarter(self, feed: Feed, quarter: Quarter, entries: tuple[Entry, ...], path: str) -> str:
        """Return the page with all entries of a feed in a quarter."""
        return self.layout.page(
            "quarter.html",
            path,
            feed.edition,
            feed.section,
            graph=self.layout.open_graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            quarter=quarter,
            entries=entries,
        )

    def feed_list(self, path: str) -> str:
        """Return the page with a table of all feeds and the form for custom feeds."""
        edition = self.layout.default_edition
        words = messages_for(edition)
        feeds_by_edition = [
            (other, [feed for feed in self.catalog.of_edition(other.tag) if feed.entries])
            for other in self.layout.editions
        ]
        return self.layout.page(
            "feeds.html",
            path,
            edition,
            graph=self.layout.open_graph(edition, words["all_feeds"], words["what_is_a_feed_text"], path),
            feeds_by_edition=feeds_by_edition,
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
            custom_feeds={form: self.layout.dynamic_link(custom_feed_path(form), path) for form in Format},
        )

    def _addresses(self, feed: Feed) -> list[tuple[Format, str]]:
        return [(form, feed_path(feed.edition.tag, feed.section, form)) for form in Format]

    def _readers(self, feed: Feed) -> list[tuple[str, str]]:
        """Return one-click subscribe links: for a local feed reader, and for those on the web."""
        address = self.urls(feed_path(feed.edition.tag, feed.section, Format.ATOM))
        # More feed readers understand feed://host than feed:https://host.
        local = messages_for(feed.edition)["local_reader"], f"feed:{address.partition(':')[2]}"
        return [local, *((name, link.format(quote(address, safe=""))) for name, link in _WEB_READERS)]
