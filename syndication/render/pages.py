"""Every page but entry pages: front, home, feed, quarter, feeds, speakers, search, partners and errors."""

from dataclasses import replace
from http import HTTPStatus
from itertools import groupby, islice
from urllib.parse import quote, urlsplit

from syndication.archive.entries import summary
from syndication.feeds.archives import quarters
from syndication.feeds.custom import QueryResult
from syndication.feeds.query import DEFAULT_LIMIT, FeedQuery
from syndication.feeds.search import Matcher
from syndication.feeds.speakers import Speaker, Speakers
from syndication.model import Edition, Entry, Feed, Format, Quarter, Section
from syndication.model.paths import (
    ROOT,
    custom_feed_path,
    feed_page_path,
    feed_path,
    speaker_path,
    speakers_path,
)
from syndication.model.urls import Urls, relative
from syndication.render.layout import Layout
from syndication.render.snippets import RESIZE_SCRIPT, embed_options, policies
from syndication.render.structured_data import open_graph
from syndication.render.templating import entry_name
from syndication.text.messages import messages_for

_NEWEST = 20  # entries on a feed page
_ISSUES = 156  # issues listed one by one on a feed page, three years of weeks; quarters list the older ones
_SPEAKERS = 200  # speakers of each edition in the form, most recently quoted first
_RECENT = 3  # entries of each section on a home page
_READERS = (  # URL templates that subscribe to a feed
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
)


class Pages:
    """Renders pages; each method takes the page's path, to which its links are relative."""

    def __init__(self, chrome: Layout, speakers: Speakers) -> None:
        self.chrome = chrome
        self.catalog = chrome.catalog
        self.newsletter = chrome.newsletter
        self.urls = chrome.urls
        self.people = speakers

    def front(self, path: str) -> str:
        """Return the front page: the editions, each in its own language, with their newest quotes."""
        editions = self.chrome.editions
        newest = [
            (
                edition,
                _first(self.catalog.feed(edition.tag, Section.QUOTES)),
                _first(self.catalog.feed(edition.tag, Section.ISSUES)),
            )
            for edition in editions
        ]
        first = self._first
        name = self.newsletter.publisher_of(first).name
        about = " · ".join(edition.title for edition in editions or [first])
        graph = open_graph("website", name, about, self.urls(ROOT), name, first.tag)
        return self.chrome.page("front.html", path, first, graph=graph, newest=newest)

    def home(self, edition: Edition, path: str) -> str:
        """Return an edition's home page: the latest issue with its parts, and earlier entries."""
        issues, *others = self.catalog.of_edition(edition.tag)
        latest = _first(issues)
        newest = {entry.id: entry for feed in others for entry in feed.entries[:_NEWEST]}
        parts = [newest[part.id] for part in latest.parts if part.id in newest] if latest else []
        recent = [
            (feed, fresh[:_RECENT])
            for feed in others
            if feed.section is not Section.DISCOVERIES
            and (fresh := [entry for entry in feed.entries[:_NEWEST] if entry not in parts])
        ]
        graph = self.chrome.open_graph(edition, edition.title, edition.tagline or issues.subtitle, path)
        return self.chrome.page(
            "home.html",
            path,
            edition,
            graph=graph,
            issues=issues,
            latest=latest,
            parts=parts,
            recent=recent,
            older=issues.entries[1 : _RECENT + 1],
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
        listed = feed.entries[:_ISSUES] if feed.section is Section.ISSUES else ()
        return self.chrome.page(
            "feed.html",
            path,
            feed.edition,
            feed.section,
            graph=self.chrome.open_graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            newest=feed.entries[:_RECENT] if listed else feed.entries[:_NEWEST],
            listed=[
                (year, list(group)) for year, group in groupby(listed, lambda entry: entry.published.year)
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
        return self.chrome.page(
            "quarter.html",
            path,
            feed.edition,
            feed.section,
            graph=self.chrome.open_graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            quarter=quarter,
            entries=entries,
        )

    def feeds(self, path: str) -> str:
        """Return the page with a table of all feeds and the form for custom feeds."""
        first = self._first
        words = messages_for(first)
        feeds_by_edition = [
            (edition, [feed for feed in self.catalog.of_edition(edition.tag) if feed.entries])
            for edition in self.chrome.editions
        ]
        return self.chrome.page(
            "feeds.html",
            path,
            first,
            graph=self.chrome.open_graph(first, words["all_feeds"], words["what_is_a_feed_text"], path),
            feeds_by_edition=feeds_by_edition,
            sections=[
                section
                for section in Section
                if any(self.catalog.feed(tag, section).entries for tag in self.newsletter.editions)
            ],
            speakers=[
                (edition, list(islice(people.values(), _SPEAKERS)))
                for edition in self.chrome.editions
                if (people := self.people.of_edition(edition.tag))
            ],
            custom_feeds={form: self.chrome.dynamic_link(custom_feed_path(form), path) for form in Format},
        )

    def speakers(self, edition: Edition, path: str) -> str:
        """Return the page that lists the people quoted in an edition."""
        title = f"{messages_for(edition)['speakers']} · {edition.title}"
        feed = self.catalog.feed(edition.tag, Section.QUOTES)
        paths = [(tag, speakers_path(tag)) for tag in self.people.editions()]
        return self.chrome.page(
            "speakers.html",
            path,
            edition,
            Section.QUOTES,
            title=title,
            graph=self.chrome.open_graph(edition, title, feed.subtitle, path),
            people=self.people.of_edition(edition.tag).values(),
            all=paths,
            other_editions=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def speaker(self, speaker: Speaker, path: str) -> str:
        """Return the page with all quotes by a person in an edition, and their custom feed."""
        edition = speaker.edition
        title = f"{speaker.name} · {edition.title}"
        selection = FeedQuery(editions=(edition.tag,), speakers=(speaker.slug,))
        paths = [
            (other.edition.tag, speaker_path(other.edition.tag, speaker.slug))
            for other in self.people.editions_of(speaker.slug)
        ]
        return self.chrome.page(
            "speaker.html",
            path,
            edition,
            Section.QUOTES,
            around=f"{speakers_path(edition.tag)}-/",
            title=title,
            graph=self.chrome.open_graph(edition, title, summary(speaker.quotes[0]), path),
            speaker=speaker,
            custom_feeds=self._custom_feed_urls(selection),
            all=paths,
            other_editions=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def search(
        self, searched: str, selection: FeedQuery, choice: QueryResult, finder: Matcher, path: str
    ) -> str:
        """Return the page of search results, with the custom feed of the search."""
        [tag] = selection.editions
        hits = [
            (entry, finder.highlight(entry_name(entry)), finder.excerpt(entry)) for entry in choice.entries
        ]
        return self.chrome.page(
            "search.html",
            path,
            self.newsletter.editions[tag],
            searched=searched,
            asked=bool(selection.queries),
            hits=hits,
            total=choice.total,
            custom_feeds=self._custom_feed_urls(replace(selection, limit=DEFAULT_LIMIT))
            if selection.queries
            else [],
        )

    def embed_guide(self, edition: Edition, path: str) -> str:
        """Return the page for partners: snippets for each way to embed, a preview and the CSP it needs."""
        feeds = self.catalog.of_edition(edition.tag)
        words = messages_for(edition)
        lead = words["embed_lead"].format(title=edition.title)
        return self.chrome.page(
            "partners.html",
            path,
            edition,
            graph=self.chrome.open_graph(edition, words["embed"], lead, path),
            here=path,
            lead=lead,
            fit=RESIZE_SCRIPT,
            host=urlsplit(self.urls(ROOT)).netloc,
            offers=embed_options(feeds, self.newsletter.publisher_of(edition).name, self.urls),
            policies=policies(self.urls, computed=self.chrome.settings.dynamic_url is not None),
        )

    def error_page(self, status: HTTPStatus, tag: str) -> str:
        """Return the error page in the language of an edition, with links to go on."""
        edition = self.newsletter.editions.get(tag, self._first)
        issues = self.catalog.feed(edition.tag, Section.ISSUES)
        return self.chrome.page(
            "error.html",
            "",
            edition,
            reason=status.name.lower(),
            latest=_first(issues),
        )

    @property
    def _first(self) -> Edition:
        """The edition for pages that belong to none."""
        return next(iter(self.chrome.editions or self.newsletter.editions.values()))

    def _custom_feed_urls(self, selection: FeedQuery) -> list[tuple[Format, str]]:
        """Return the URLs of a custom feed by format; none if no server computes it."""
        base = self.chrome.settings.dynamic_url
        paths = [(form, custom_feed_path(form, selection.query)) for form in Format]
        return [(form, Urls(base)(path)) for form, path in paths] if base else []

    def _addresses(self, feed: Feed) -> list[tuple[Format, str]]:
        return [(form, feed_path(feed.edition.tag, feed.section, form)) for form in Format]

    def _readers(self, feed: Feed) -> list[tuple[str, str]]:
        """Return one-click subscribe links: for a local feed reader, and for those on the web."""
        address = self.urls(feed_path(feed.edition.tag, feed.section, Format.ATOM))
        # More feed readers understand feed://host than feed:https://host.
        own = messages_for(feed.edition)["local_reader"], f"feed:{address.partition(':')[2]}"
        return [own, *((name, link.format(quote(address, safe=""))) for name, link in _READERS)]


def _first(feed: Feed) -> Entry | None:
    return next(iter(feed.entries), None)
