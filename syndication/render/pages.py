"""The other pages: front page, speakers, search results, embed guide and errors."""

from dataclasses import replace
from http import HTTPStatus
from itertools import accumulate, groupby
from operator import attrgetter
from urllib.parse import urlsplit

from syndication.archive.entries import summary
from syndication.feeds.query import DEFAULT_LIMIT, FeedQuery
from syndication.feeds.results import search_feeds
from syndication.feeds.search import Matcher
from syndication.feeds.speakers import Speaker, Speakers
from syndication.model import ISSUES, Edition, Entry
from syndication.model.paths import (
    ROOT,
    edition_path,
    partners_path,
    search_path,
    speaker_path,
    speakers_path,
)
from syndication.render.layout import Head, Layout
from syndication.render.snippets import RESIZE_SCRIPT, embed_options, policies
from syndication.render.structured_data import open_graph
from syndication.render.templating import issue_name, language_name
from syndication.text.dates import format_list
from syndication.text.messages import messages_for
from syndication.text.typeset import typeset_text

_WEEK = 7  # days


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
        first = self.layout.default_edition
        name = self.newsletter.publisher_of(first).name
        issues = [self.catalog.feed(edition.tag, ISSUES) for edition in editions]
        about = self._about(first)
        head = Head(
            title=name,
            description=about,
            canonical=ROOT,
            languages=(
                *((edition.tag, edition_path(edition.tag)) for edition in editions),
                ("x-default", ROOT),
            ),
            graph=open_graph("website", name, about, self.urls(ROOT), name, first.tag),
        )
        return self.layout.page(
            "front.html",
            path,
            first,
            head,
            about=about,
            newest=[
                (
                    feed.edition,
                    self._latest_quotation(feed.edition),
                    next(iter(feed.entries), None),
                    self.layout.subscription(feed),
                )
                for feed in issues
            ],
            feed_links=[feed for feed in issues if feed.entries],
        )

    def _about(self, edition: Edition) -> str:
        """Return what the newsletter is, and in which languages it comes, in one sentence."""
        words = messages_for(edition)
        names = [language_name(one.tag, edition.tag) for one in self.layout.editions or [edition]]
        about = words["about_weekly" if self.newsletter.frequency_days == _WEEK else "about_newsletter"]
        return about.format(languages=format_list(names, edition.tag))

    def speakers(self, edition: Edition, path: str) -> str:
        """Return the page that lists the people quoted in an edition."""
        words = messages_for(edition)
        feeds = [feed for feed in self.people.feeds(edition.tag) if feed.entries]
        head = Head(
            title=f"{words['speakers']} · {edition.title}",
            description=words["about_speakers"].format(title=edition.title),
            canonical=speakers_path(edition.tag),
            languages=tuple((tag, speakers_path(tag)) for tag in self.people.editions()),
        )
        return self.layout.page(
            "speakers.html",
            path,
            edition,
            head,
            self._quotations(),
            people=self.people.of_edition(edition.tag).values(),
            offer=self.layout.subscription(feeds[0] if feeds else self.catalog.feed(edition.tag, ISSUES)),
        )

    def speaker(self, speaker: Speaker, path: str) -> str:
        """Return the page with everything a person is quoted with in an edition, and their custom feed."""
        edition = speaker.edition
        query = FeedQuery(editions=(edition.tag,), speakers=(speaker.slug,))
        head = Head(
            title=f"{speaker.name} · {edition.title}",
            description=summary(speaker.entries[0]),
            canonical=speaker_path(edition.tag, speaker.slug),
            languages=tuple(
                (other.edition.tag, speaker_path(other.edition.tag, speaker.slug))
                for other in self.people.editions_of(speaker.slug)
            ),
        )
        return self.layout.page(
            "speaker.html",
            path,
            edition,
            head,
            self._quotations(),
            speaker=speaker,
            years=[
                (year, list(entries))
                for year, entries in groupby(speaker.entries, lambda entry: entry.published.year)
            ],
            offer=self.layout.custom_subscription(query, speaker.name, edition),
        )

    def search(self, search_text: str, query: FeedQuery, matcher: Matcher, path: str) -> str:
        """Return the page of search results, with the custom feed of the search.

        If there are none, it leads to those of the other editions: the words may be in another script.
        """
        [tag] = query.editions
        edition = self.newsletter.editions[tag]
        words = messages_for(edition)
        results = search_feeds(self.catalog.of_edition(tag), matcher) if query.queries else []
        other_editions = [] if results or not query.queries else self._other_editions(edition, matcher)
        custom_feed = replace(query, limit=DEFAULT_LIMIT)
        head = Head(
            title=" · ".join(filter(None, (words["search"], search_text, edition.title))),
            description=words["search_in"].format(title=edition.title),
            languages=tuple((one.tag, search_path(one.tag, search_text)) for one in self.layout.editions),
        )
        return self.layout.page(
            "search.html",
            path,
            edition,
            head,
            search_text=search_text,
            has_terms=bool(query.queries),
            results=[
                (
                    result,
                    [
                        (
                            entry,
                            matcher.highlight(typeset_text(issue_name(entry), tag), tag),
                            _typeset_pieces(matcher.excerpt(entry), tag),
                        )
                        for entry in result.entries
                    ],
                )
                for result in results
            ],
            other_editions=[
                (other, search_path(other.tag, search_text), total) for other, total in other_editions
            ],
            total=sum(result.total for result in results),
            offer=self.layout.custom_subscription(custom_feed, search_text, edition)
            if query.queries
            else None,
        )

    def _other_editions(self, edition: Edition, matcher: Matcher) -> list[tuple[Edition, int]]:
        """Return the other editions that have results, with their number."""
        totals = [
            (other, sum(result.total for result in search_feeds(self.catalog.of_edition(other.tag), matcher)))
            for other in self.layout.editions
            if other.tag != edition.tag
        ]
        return [(other, total) for other, total in totals if total]

    def embed_guide(self, edition: Edition, path: str) -> str:
        """Return the page for partners: snippets for each way to embed, a preview and the CSP it needs."""
        words = messages_for(edition)
        lead = words["embed_lead"].format(title=edition.title)
        head = Head(
            title=f"{words['embed']} · {edition.title}",
            description=lead,
            canonical=partners_path(edition.tag),
            languages=tuple((one.tag, partners_path(one.tag)) for one in self.layout.editions),
        )
        publisher = self.newsletter.publisher_of(edition).name
        return self.layout.page(
            "partners.html",
            path,
            edition,
            head,
            lead=lead,
            resize_script=RESIZE_SCRIPT,
            host=urlsplit(self.urls(ROOT)).netloc,
            options=embed_options(self.catalog.of_edition(edition.tag), publisher, self.urls),
            policies=policies(self.urls, oembed=self.layout.settings.dynamic_url is not None),
        )

    def error_page(self, status: HTTPStatus, tag: str) -> str:
        """Return the error page in the language of an edition, with links to go on."""
        edition = self.newsletter.editions.get(tag, self.layout.default_edition)
        reason, words = status.name.lower(), messages_for(edition)
        head = Head(title=f"{words[reason]} · {edition.title}", description=words[f"{reason}_text"])
        latest = self.catalog.latest(edition.tag, ISSUES)
        return self.layout.page("error.html", "", edition, head, reason=reason, latest=latest)

    def _quotations(self) -> str | None:
        """Return the first section of quotations: its feed is linked first from the pages of speakers."""
        return next(iter(self.newsletter.quotations), None)

    def _latest_quotation(self, edition: Edition) -> Entry | None:
        latest = [self.catalog.latest(edition.tag, section) for section in self.newsletter.quotations]
        return max(filter(None, latest), key=attrgetter("published"), default=None)


def _typeset_pieces(pieces: list[tuple[str, bool]], tag: str) -> list[tuple[str, bool]]:
    """Return the pieces of a text typeset as the whole, if that leaves each in its place."""
    text = "".join(piece for piece, _ in pieces)
    shown = typeset_text(text, tag)
    if len(shown) != len(text):
        return pieces
    ends = list(accumulate(len(piece) for piece, _ in pieces))
    return [
        (shown[end - len(piece) : end], is_match) for (piece, is_match), end in zip(pieces, ends, strict=True)
    ]
