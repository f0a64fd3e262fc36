"""Pages for people: front, home, twin, quarter, entry, all feeds, and what is said where nothing is."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from http import HTTPStatus
from itertools import groupby
from typing import Any
from urllib.parse import quote

from syndication.catalog import Catalog
from syndication.choosing import Choice
from syndication.config import Settings
from syndication.entries import summary
from syndication.markup import section_name
from syndication.model import Edition, Entry, Feed, Format, Place, Quarter, Quote, Section
from syndication.paging import quarters
from syndication.render.metadata import Properties, json_ld, open_graph, open_graph_of
from syndication.render.templating import Shell, fill, make_shell, show_name
from syndication.search import Finder
from syndication.selection import LIMIT, Selection
from syndication.speakers import Speaker, Speakers
from syndication.urls import (
    ROOT,
    Urls,
    feed_path,
    icon_path,
    own_feed_path,
    json_of,
    page_path,
    relative,
    search_path,
    speaker_path,
    speakers_path,
    twin_path,
)
from syndication.words import words_for

_NEWEST = 20  # entries of a twin
_ISSUES = 156  # issues that the archive names one by one: three years of weeks; older ones stand by quarter
_RECENT = 3  # entries of each section at home
_SHELLS = 128  # kept: one for each section is asked for again and again
_READERS = (  # how they take the address of a feed
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
)

Find = Callable[[Place], Entry | None]


class Pages:
    """Renders pages; each method takes the path that the page stands at, because links are relative to it."""

    def __init__(
        self, catalog: Catalog, settings: Settings, urls: Urls, find: Find, speakers: Speakers
    ) -> None:
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = urls
        self.find = find
        self.people = speakers
        self.editions = catalog.editions
        self._shell = lru_cache(_SHELLS)(self._make_shell)

    def front(self, path: str) -> str:
        """Show the editions, each in its own script, with its newest quote."""
        editions = self.editions
        newest = [
            (
                edition,
                _first(self.catalog.feed(edition.tag, Section.QUOTES)),
                _first(self.catalog.feed(edition.tag, Section.ISSUES)),
            )
            for edition in editions
        ]
        first = self._first
        name = self.newsletter.publisher.name
        about = " · ".join(edition.title for edition in editions or [first])
        graph = open_graph("website", name, about, self.urls(ROOT), name, first.tag)
        return self._page("front.html", path, first, graph=graph, newest=newest)

    def home(self, edition: Edition, path: str) -> str:
        """Show the latest issue of an edition with its parts, and what was in those before."""
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
        graph = self._graph(edition, edition.title, edition.tagline or issues.subtitle, path)
        return self._page(
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

    def twin(self, feed: Feed, path: str) -> str:
        """Show what a feed is, how to subscribe to it, its latest entries, and the way to all others."""
        years = [
            (year, [(quarter, len(entries)) for quarter, entries in group])
            for year, group in groupby(
                quarters(feed.entries, self.newsletter.timezone), lambda one: one[0].year
            )
        ]
        listed = feed.entries[:_ISSUES] if feed.section is Section.ISSUES else ()
        return self._page(
            "twin.html",
            path,
            feed.edition,
            feed.section,
            graph=self._graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            newest=feed.entries[:_RECENT] if listed else feed.entries[:_NEWEST],
            listed=[
                (year, list(group)) for year, group in groupby(listed, lambda entry: entry.published.year)
            ],
            years=years,
            addresses=self._addresses(feed),
            readers=self._readers(feed),
            sisters=[
                (sister.tag, relative(twin_path(sister.tag, feed.section), path)) for sister in feed.sisters
            ],
        )

    def quarter(self, feed: Feed, quarter: Quarter, entries: tuple[Entry, ...], path: str) -> str:
        """Show everything that a feed had in a quarter."""
        return self._page(
            "quarter.html",
            path,
            feed.edition,
            feed.section,
            graph=self._graph(feed.edition, feed.title, feed.subtitle, path),
            feed=feed,
            quarter=quarter,
            entries=entries,
        )

    def entry(self, entry: Entry, path: str) -> str:
        """Show one entry whole, the issue it stands in, and those before and after it.

        There are as many of these pages as of all others a hundredfold: what they need is worked out once.
        """
        edition, words = entry.edition, words_for(entry.language)
        whole = entry.section is Section.ISSUES
        issue = None if whole else self.find(_issue_of(entry))
        newer, older = self.catalog.around(entry)
        address = self.urls(page_path(entry.place))
        original = entry.structure["link"] if whole else None
        places = [entry.place, *(sister.place for sister in entry.translations)]
        near = (("prev", words["previous"], older), ("next", words["next"], newer))
        return self._page(
            "entry.html",
            path,
            edition,
            entry.section,
            around=f"{twin_path(entry.language, entry.section)}-/",
            entry=entry,
            body=entry.body,
            title=entry.title if edition.title in entry.title else f"{entry.title} · {edition.title}",
            about=summary(entry),
            address=address,
            canonical=original or address,
            original=original,
            alternates=[(place.edition, self.urls(page_path(place))) for place in places],
            alone=relative(json_of(page_path(entry.place)), path),
            graph=open_graph_of(entry, self.urls),
            data=json_ld(entry, issue, self.newsletter, self.urls),
            name=section_name(edition, entry.section),
            twin=relative(twin_path(entry.language, entry.section), path),
            sisters=[(place.edition, relative(page_path(place), path)) for place in places[1:]],
            speaker=self._speaker(entry, path),
            issue=issue and (relative(page_path(issue.place), path), show_name(issue)),
            parts=[self._part(part, path) for part in entry.parts],
            near=[
                (rel, label, relative(page_path(other.place), path), show_name(other))
                for rel, label, other in near
                if other
            ],
        )

    def feeds(self, path: str) -> str:
        """Show every feed in one table, and the form for a feed of one's own."""
        first = self._first
        words = words_for(first.tag)
        shelves = [
            (edition, [feed for feed in self.catalog.of_edition(edition.tag) if feed.entries])
            for edition in self.editions
        ]
        return self._page(
            "feeds.html",
            path,
            first,
            graph=self._graph(first, words["all_feeds"], words["what_is_a_feed_text"], path),
            shelves=shelves,
            sections=[
                section
                for section in Section
                if any(self.catalog.feed(tag, section).entries for tag in self.newsletter.editions)
            ],
            own={form: self._computed(own_feed_path(form), path) for form in Format},
        )

    def speakers(self, edition: Edition, path: str) -> str:
        """List who is quoted in an edition."""
        title = f"{words_for(edition.tag)['speakers']} · {edition.title}"
        feed = self.catalog.feed(edition.tag, Section.QUOTES)
        paths = [(tag, speakers_path(tag)) for tag in self.people.editions()]
        return self._page(
            "speakers.html",
            path,
            edition,
            Section.QUOTES,
            title=title,
            graph=self._graph(edition, title, feed.subtitle, path),
            people=self.people.of_edition(edition.tag).values(),
            all=paths,
            sisters=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def speaker(self, speaker: Speaker, path: str) -> str:
        """Show every quote of a person in an edition, and the feed of them."""
        edition = speaker.edition
        title = f"{speaker.name} · {edition.title}"
        selection = Selection(editions=(edition.tag,), speakers=(speaker.slug,))
        paths = [
            (other.edition.tag, speaker_path(other.edition.tag, speaker.slug))
            for other in self.people.editions_of(speaker.slug)
        ]
        return self._page(
            "speaker.html",
            path,
            edition,
            Section.QUOTES,
            around=f"{speakers_path(edition.tag)}-/",
            title=title,
            graph=self._graph(edition, title, summary(speaker.quotes[0]), path),
            speaker=speaker,
            own=self._own_feeds(selection),
            all=paths,
            sisters=[(tag, relative(other, path)) for tag, other in paths if tag != edition.tag],
        )

    def search(self, searched: str, selection: Selection, choice: Choice, finder: Finder, path: str) -> str:
        """Show where an edition says what was searched for, and offer the feed of it."""
        [tag] = selection.editions
        hits = [(entry, finder.marked(show_name(entry)), finder.excerpt(entry)) for entry in choice.entries]
        return self._page(
            "search.html",
            path,
            self.newsletter.editions[tag],
            searched=searched,
            asked=bool(selection.queries),
            hits=hits,
            total=choice.total,
            own=self._own_feeds(replace(selection, limit=LIMIT)) if selection.queries else [],
        )

    def absence(self, status: HTTPStatus, path: str) -> str:
        """Say, in the language of a path, why there is nothing at it, and where to go on."""
        edition = self.newsletter.editions.get(path.split("/")[1], self._first)
        issues = self.catalog.feed(edition.tag, Section.ISSUES)
        return self._page(
            "absence.html",
            path,
            edition,
            reason=status.name.lower(),
            latest=_first(issues),
        )

    @property
    def _first(self) -> Edition:
        """The edition for who has not chosen one."""
        return next(iter(self.editions or self.newsletter.editions.values()))

    def _page(
        self,
        template: str,
        path: str,
        edition: Edition,
        section: Section | None = None,
        *,
        around: str | None = None,
        **values: Any,
    ) -> str:
        """Render a page; what is `around` it is made as at that path, where it is the same there."""
        shell = self._shell(around or path, edition.tag, section, template == "front.html")
        return fill(shell, template, self._values(path, edition) | values)

    def _make_shell(self, path: str, tag: str, section: Section | None, front: bool) -> Shell:
        """Make what stands around a page, and around every other at the same depth in the same section."""
        edition = self.newsletter.editions[tag]
        feeds = self.catalog.of_edition(tag)
        own = [feed for feed in feeds if section in (None, feed.section)] + [
            feed for feed in feeds if section and feed.section is Section.ISSUES is not section
        ]
        if front:
            own = [self.catalog.feed(other.tag, Section.ISSUES) for other in self.editions]
        return make_shell(
            self._values(path, edition)
            | {
                "feeds": [feed for feed in own if feed.entries],
                "sections": [] if front else [feed for feed in feeds if feed.entries],
                "section": section,
                "front": front,
                "preview": self.settings.preview,
                "icon": icon_path(self.newsletter),
                "search": self._computed(search_path(tag), path),
            }
        )

    def _values(self, path: str, edition: Edition) -> dict[str, Any]:
        return {
            "edition": edition,
            "editions": self.editions,
            "newsletter": self.newsletter,
            "words": words_for(edition.tag),
            "to": lambda target: relative(target, path),
            "url": self.urls,
        }

    def _computed(self, target: str, page: str) -> str | None:
        """Give the way to an address that is computed on request, if any server does that."""
        base = self.settings.computed_url
        if base is None:
            return None
        return relative(target, page) if base == self.settings.base_url else base + target

    def _own_feeds(self, selection: Selection) -> list[tuple[Format, str]]:
        """Give the addresses of a feed of one's own, if any server computes it."""
        base = self.settings.computed_url
        paths = [(form, own_feed_path(form, selection.query)) for form in Format]
        return [(form, Urls(base)(path)) for form, path in paths] if base else []

    def _speaker(self, entry: Entry, path: str) -> str | None:
        """Give the way to the page of who is quoted, if anybody is."""
        slug = self.people.slug(entry.body.speaker) if isinstance(entry.body, Quote) else ""
        return relative(speaker_path(entry.language, slug), path) if slug else None

    def _part(self, part: Entry, path: str) -> tuple[Entry, str, str, str | None]:
        """Give a part with its anchor, its name, and the way to its page, unless it has none any more."""
        way = relative(page_path(part.place), path) if self.find(part.place) else None
        return part, f"{part.section}-{part.place.ordinal}", section_name(part.edition, part.section), way

    def _graph(self, edition: Edition, title: str, description: str, path: str) -> Properties:
        return open_graph("website", title, description, self.urls(path), edition.title, edition.tag)

    def _addresses(self, feed: Feed) -> list[tuple[Format, str]]:
        return [(form, feed_path(feed.edition.tag, feed.section, form)) for form in Format]

    def _readers(self, feed: Feed) -> list[tuple[str, str]]:
        """Give one-click links: to the reader of the reader's own machine, and to those on the web."""
        address = self.urls(feed_path(feed.edition.tag, feed.section, Format.ATOM))
        # More readers understand feed://host than feed:https://host.
        own = words_for(feed.edition.tag)["own_reader"], f"feed:{address.partition(':')[2]}"
        return [own, *((name, link.format(quote(address, safe=""))) for name, link in _READERS)]


def _first(feed: Feed) -> Entry | None:
    return next(iter(feed.entries), None)


def _issue_of(part: Entry) -> Place:
    return Place(edition=part.language, section=Section.ISSUES, issue=part.place.issue)
