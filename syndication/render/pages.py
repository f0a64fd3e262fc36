"""The other pages: front page, speakers, search results, embed guide and errors."""

from dataclasses import replace
from http import HTTPStatus
from operator import attrgetter
from urllib.parse import urlsplit

from syndication.archive.entries import summary
from syndication.feeds.custom import QueryResult
from syndication.feeds.query import DEFAULT_LIMIT, FeedQuery
from syndication.feeds.search import Matcher
from syndication.feeds.speakers import Speaker, Speakers
from syndication.model import ISSUES, Edition, Entry, Format
from syndication.model.paths import (
    ROOT,
    custom_feed_path,
    speaker_path,
    speakers_path,
)
from syndication.model.urls import Urls, relative
from syndication.render.layout import Layout
from syndication.render.snippets import RESIZE_SCRIPT, embed_options, policies
from syndication.render.structured_data import open_graph
from syndication.render.templating import entry_name
from syndication.text.messages import messages_for


class Pages:
    """Renders pages; each method takes the page's path, to which its links are relative."""

    def __init__(self, layout: Layout, speakers: Speakers) -> None:
        self.layout = layout
        self.catalog = layout.catalog
        self.newsletter = layout.newsletter
        self.urls = layout.urls
        self.people = speakers

    def front(self, path: str) -> str:
        """Return the front page: the editions, each in its own language, with their newest quotation."""
        editions = self.layout.editions
        newest = [
            (
                edition,
                self._latest_quotation(edition),
                self.catalog.latest(edition.tag, ISSUES),
            )
            for edition in editions
        ]
        first = self.layout.default_edition
        name = self.newsletter.publisher_of(first).name
        about = " · ".join(edition.title for edition in editions or [first])
        graph = open_graph("website", name, about, self.urls(ROOT), name, first.tag)
        feeds = [feed for edition in editions if (feed := self.catalog.feed(edition.tag, ISSUES)).entries]
        return self.layout.page("front.html", path, first, graph=graph, newest=newest, feed_links=feeds)

    def speakers(self, edition: Edition, path: str) -> str:
        """Return the page that lists the people quoted in an edition."""
        title = f"{messages_for(edition)['speakers']} · {edition.title}"
        [subtitle, *_] = [feed.subtitle for feed in self.people.feeds(edition.tag)] or [title]
        paths = [(tag, speakers_path(tag)) for tag in self.people.editions()]
        return self.layout.page(
            "speakers.html",
            path,
            edition,
            self._quotations(),
            title=title,
            graph=self.layout.open_graph(edition, title, subtitle, path),
            people=self.people.of_edition(edition.tag).values(),
            alternates=paths,
            other_editions=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def speaker(self, speaker: Speaker, path: str) -> str:
        """Return the page with everything a person is quoted with in an edition, and their custom feed."""
        edition = speaker.edition
        title = f"{speaker.name} · {edition.title}"
        query = FeedQuery(editions=(edition.tag,), speakers=(speaker.slug,))
        paths = [
            (other.edition.tag, speaker_path(other.edition.tag, speaker.slug))
            for other in self.people.editions_of(speaker.slug)
        ]
        return self.layout.page(
            "speaker.html",
            path,
            edition,
            self._quotations(),
            title=title,
            graph=self.layout.open_graph(edition, title, summary(speaker.entries[0]), path),
            speaker=speaker,
            custom_feeds=self._custom_feed_urls(query),
            alternates=paths,
            other_editions=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def search(
        self, search_text: str, query: FeedQuery, result: QueryResult, matcher: Matcher, path: str
    ) -> str:
        """Return the page of search results, with the custom feed of the search."""
        [tag] = query.editions
        hits = [
            (entry, matcher.highlight(entry_name(entry)), matcher.excerpt(entry)) for entry in result.entries
        ]
        custom_feed = replace(query, limit=DEFAULT_LIMIT)
        return self.layout.page(
            "search.html",
            path,
            self.newsletter.editions[tag],
            search_text=search_text,
            has_terms=bool(query.queries),
            hits=hits,
            total=result.total,
            custom_feeds=self._custom_feed_urls(custom_feed) if query.queries else [],
        )

    def embed_guide(self, edition: Edition, path: str) -> str:
        """Return the page for partners: snippets for each way to embed, a preview and the CSP it needs."""
        feeds = self.catalog.of_edition(edition.tag)
        words = messages_for(edition)
        lead = words["embed_lead"].format(title=edition.title)
        return self.layout.page(
            "partners.html",
            path,
            edition,
            graph=self.layout.open_graph(edition, words["embed"], lead, path),
            lead=lead,
            resize_script=RESIZE_SCRIPT,
            host=urlsplit(self.urls(ROOT)).netloc,
            options=embed_options(feeds, self.newsletter.publisher_of(edition).name, self.urls),
            policies=policies(self.urls, oembed=self.layout.settings.dynamic_url is not None),
        )

    def error_page(self, status: HTTPStatus, tag: str) -> str:
        """Return the error page in the language of an edition, with links to go on."""
        edition = self.newsletter.editions.get(tag, self.layout.default_edition)
        latest = self.catalog.latest(edition.tag, ISSUES)
        return self.layout.page("error.html", "", edition, reason=status.name.lower(), latest=latest)

    def _quotations(self) -> str | None:
        """Return the first section of quotations: its feed is linked first from the pages of speakers."""
        return next(iter(self.newsletter.quotations), None)

    def _latest_quotation(self, edition: Edition) -> Entry | None:
        latest = [self.catalog.latest(edition.tag, section) for section in self.newsletter.quotations]
        return max(filter(None, latest), key=attrgetter("published"), default=None)

    def _custom_feed_urls(self, query: FeedQuery) -> list[tuple[Format, str]]:
        """Return the URLs of a custom feed by format; none if no server computes it."""
        base = self.layout.settings.dynamic_url
        paths = [(form, custom_feed_path(form, query.query_string)) for form in Format]
        return [(form, Urls(base)(path)) for form, path in paths] if base else []
