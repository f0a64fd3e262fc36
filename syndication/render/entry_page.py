"""Entry pages: an issue laid out as a newsletter, a part on a page worth sharing."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from syndication.entries import summary
from syndication.markup import section_name
from syndication.model import Entry, Place, Quote, Section
from syndication.render.chrome import Chrome
from syndication.render.metadata import json_ld, open_graph_of
from syndication.render.templating import show_name
from syndication.speakers import Speakers
from syndication.urls import OEMBED, json_of, page_path, partners_path, relative, speaker_path, twin_path
from syndication.words import words_for

Find = Callable[[Place], Entry | None]


class EntryPages:
    """Renders the pages of entries; links are relative to the page's path."""

    def __init__(self, chrome: Chrome, find: Find, speakers: Speakers) -> None:
        self.chrome = chrome
        self.catalog = chrome.catalog
        self.urls = chrome.urls
        self.find = find
        self.people = speakers

    def changes(self, entry: Entry) -> list[datetime]:
        """Return when each of what the page of an entry shows or names last changed."""
        beside = map(self.find, (_issue_of(entry), *(part.place for part in entry.parts)))
        return [*self.catalog.changes_around(entry), *(one.last_modified for one in beside if one)]

    def render(self, entry: Entry, path: str) -> str:
        """Return the page of an entry, with links to its issue and its neighbours.

        Most pages of a site are entry pages, so the templates get their links ready made.
        """
        edition, words = entry.edition, words_for(entry.edition)
        whole = entry.section is Section.ISSUES
        issue = None if whole else self.find(_issue_of(entry))
        newer, older = self.catalog.around(entry)
        address = self.urls(page_path(entry.place))
        original = entry.structure["link"] if whole else None
        places = [entry.place, *(sister.place for sister in entry.translations)]
        previous, following = ("previous_issue", "next_issue") if whole else ("previous", "next")
        near = (("prev", words[previous], older), ("next", words[following], newer))
        own = f"{entry.section}/{entry.place.key}"
        return self.chrome.page(
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
            discovery=self._discovery(path),
            data=json_ld(entry, issue, self.chrome.newsletter, self.urls),
            name=section_name(edition, entry.section),
            partners=f"{relative(partners_path(entry.language), path)}?entry={own}",
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

    def _discovery(self, page: str) -> list[tuple[str, str]]:
        """Return the oEmbed discovery links of a page; none if no server computes answers."""
        base = self.chrome.settings.computed_url
        query = f"{base}{OEMBED}?url={quote(self.urls(page), safe='')}"
        answers = [("application/json+oembed", "json"), ("text/xml+oembed", "xml")]
        return [(kind, f"{query}&format={form}") for kind, form in answers] if base else []

    def _speaker(self, entry: Entry, path: str) -> str | None:
        """Return the link to the page of the person quoted; None if there is none."""
        slug = self.people.slug(entry.body.speaker) if isinstance(entry.body, Quote) else ""
        return relative(speaker_path(entry.language, slug), path) if slug else None

    def _part(self, part: Entry, path: str) -> tuple[Entry, str, str, str | None]:
        """Return a part with its anchor, section name and link; the link is None if it was withdrawn."""
        way = relative(page_path(part.place), path) if self.find(part.place) else None
        return part, f"{part.section}-{part.place.ordinal}", section_name(part.edition, part.section), way


def _issue_of(part: Entry) -> Place:
    return Place(edition=part.language, section=Section.ISSUES, issue=part.place.issue)
