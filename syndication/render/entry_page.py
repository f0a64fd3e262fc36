"""Entry pages: an issue laid out as a newsletter, a part on a page worth sharing."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from syndication.archive.entries import summary
from syndication.feeds.speakers import Speakers
from syndication.model import Entry, EntryRef, Quote, Section
from syndication.model.paths import OEMBED, feed_page_path, json_path, page_path, partners_path, speaker_path
from syndication.model.urls import relative
from syndication.render.layout import Layout
from syndication.render.structured_data import json_ld, open_graph_of
from syndication.render.templating import entry_name
from syndication.text.labels import section_name
from syndication.text.messages import messages_for

Find = Callable[[EntryRef], Entry | None]


class EntryPages:
    """Renders the pages of entries; links are relative to the page's path."""

    def __init__(self, chrome: Layout, find: Find, speakers: Speakers) -> None:
        self.chrome = chrome
        self.catalog = chrome.catalog
        self.urls = chrome.urls
        self.find = find
        self.people = speakers

    def changes(self, entry: Entry) -> list[datetime]:
        """Return when each of what the page of an entry shows or names last changed."""
        beside = map(self.find, (_issue_of(entry), *(part.ref for part in entry.parts)))
        return [*self.catalog.neighbour_changes(entry), *(one.last_modified for one in beside if one)]

    def render(self, entry: Entry, path: str) -> str:
        """Return the page of an entry, with links to its issue and its neighbours.

        Most pages of a site are entry pages, so the templates get their links ready made.
        """
        edition, words = entry.edition, messages_for(entry.edition)
        whole = entry.section is Section.ISSUES
        issue = None if whole else self.find(_issue_of(entry))
        newer, older = self.catalog.neighbours(entry)
        address = self.urls(page_path(entry.ref))
        original = entry.data["link"] if whole else None
        places = [entry.ref, *(other.ref for other in entry.translations)]
        previous, following = ("previous_issue", "next_issue") if whole else ("previous", "next")
        neighbours = (("prev", words[previous], older), ("next", words[following], newer))
        own = f"{entry.section}/{entry.ref.key}"
        return self.chrome.page(
            "entry.html",
            path,
            edition,
            entry.section,
            around=f"{feed_page_path(entry.language, entry.section)}-/",
            entry=entry,
            content=entry.content,
            title=entry.title if edition.title in entry.title else f"{entry.title} · {edition.title}",
            about=summary(entry),
            address=address,
            canonical=original or address,
            original=original,
            alternates=[(place.edition, self.urls(page_path(place))) for place in places],
            alone=relative(json_path(page_path(entry.ref)), path),
            graph=open_graph_of(entry, self.urls),
            discovery=self._discovery(path),
            data=json_ld(entry, issue, self.chrome.newsletter, self.urls),
            name=section_name(edition, entry.section),
            partners=f"{relative(partners_path(entry.language), path)}?entry={own}",
            feed_page=relative(feed_page_path(entry.language, entry.section), path),
            other_editions=[(place.edition, relative(page_path(place), path)) for place in places[1:]],
            speaker=self._speaker(entry, path),
            issue=issue and (relative(page_path(issue.ref), path), entry_name(issue)),
            parts=[self._part(part, path) for part in entry.parts],
            neighbours=[
                (rel, label, relative(page_path(other.ref), path), entry_name(other))
                for rel, label, other in neighbours
                if other
            ],
        )

    def _discovery(self, page: str) -> list[tuple[str, str]]:
        """Return the oEmbed discovery links of a page; none if no server computes answers."""
        base = self.chrome.settings.dynamic_url
        query = f"{base}{OEMBED}?url={quote(self.urls(page), safe='')}"
        answers = [("application/json+oembed", "json"), ("text/xml+oembed", "xml")]
        return [(kind, f"{query}&format={form}") for kind, form in answers] if base else []

    def _speaker(self, entry: Entry, path: str) -> str | None:
        """Return the link to the page of the person quoted; None if there is none."""
        slug = self.people.slug(entry.content.speaker) if isinstance(entry.content, Quote) else ""
        return relative(speaker_path(entry.language, slug), path) if slug else None

    def _part(self, part: Entry, path: str) -> tuple[Entry, str, str, str | None]:
        """Return a part with its anchor, section name and link; the link is None if it was withdrawn."""
        href = relative(page_path(part.ref), path) if self.find(part.ref) else None
        return part, f"{part.section}-{part.ref.ordinal}", section_name(part.edition, part.section), href


def _issue_of(part: Entry) -> EntryRef:
    return EntryRef(edition=part.language, section=Section.ISSUES, issue=part.ref.issue)
