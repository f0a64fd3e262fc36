"""Entry pages: an issue laid out as a newsletter, a part on a page worth sharing."""

from collections.abc import Callable
from datetime import datetime
from urllib.parse import quote

from syndication.archive.entries import summary
from syndication.feeds.speakers import Speakers
from syndication.model import ISSUES, Entry, EntryRef, Issue, Quotation
from syndication.model.paths import OEMBED, feed_page_path, json_path, page_path, partners_path, speaker_path
from syndication.model.urls import relative
from syndication.render.content import is_next_item
from syndication.render.layout import Head, Layout
from syndication.render.structured_data import json_ld, open_graph_of
from syndication.render.templating import entry_name, issue_name
from syndication.text.labels import attribution, section_name
from syndication.text.messages import messages_for

FindEntry = Callable[[EntryRef], Entry | None]


class EntryPages:
    """Renders the pages of entries; links are relative to the page's path."""

    def __init__(self, layout: Layout, find: FindEntry, speakers: Speakers) -> None:
        self.layout = layout
        self.catalog = layout.catalog
        self.urls = layout.urls
        self.find = find
        self.speakers = speakers

    def changes(self, entry: Entry) -> list[datetime]:
        """Return when each of what the page of an entry shows or names last changed."""
        others = map(self.find, (_issue_ref(entry), *(part.ref for part in entry.parts)))
        return [*self.catalog.neighbour_changes(entry), *(one.last_modified for one in others if one)]

    def render(self, entry: Entry, path: str) -> str:
        """Return the page of an entry, with links to its issue and its neighbours.

        Most pages of a site are entry pages, so the templates get their links ready made.
        """
        edition, words = entry.edition, messages_for(entry.edition)
        is_issue = entry.section == ISSUES
        issue = None if is_issue else self.find(_issue_ref(entry))
        newer, older = self.catalog.neighbours(entry)
        address = self.urls(page_path(entry.ref))
        original = entry.content.link if isinstance(entry.content, Issue) else None
        refs = [entry.ref, *(other.ref for other in entry.translations)]
        previous, next_ = ("previous_issue", "next_issue") if is_issue else ("previous", "next")
        neighbours = (("prev", words[previous], older), ("next", words[next_], newer))
        head = Head(
            title=entry.title if edition.title in entry.title else f"{entry.title} · {edition.title}",
            description=summary(entry),
            canonical=original or page_path(entry.ref),
            languages=tuple((ref.edition, page_path(ref)) for ref in refs),
            graph=open_graph_of(entry, self.urls),
            entry=entry,
        )
        return self.layout.page(
            "entry.html",
            path,
            edition,
            head,
            entry.section,
            entry=entry,
            content=entry.content,
            address=address,
            original=original,
            offer=self.layout.subscription(self.catalog.feed(entry.language, entry.section)),
            json_feed=relative(json_path(page_path(entry.ref)), path),
            discovery=self._discovery(path),
            json_ld=json_ld(entry, issue, self.layout.newsletter, self.urls),
            name=section_name(edition, entry.section),
            quotation=self._quotation(entry, address),
            partners=f"{relative(partners_path(entry.language), path)}?entry={entry.section}/{entry.ref.key}",
            feed_page=relative(feed_page_path(entry.language, entry.section), path),
            speaker=self._speaker(entry, path),
            issue=issue and (relative(page_path(issue.ref), path), entry_name(issue)),
            parts=[
                self._part(*parts, path) for parts in zip(entry.parts, (None, *entry.parts), strict=False)
            ],
            neighbours=[
                (rel, label, relative(page_path(other.ref), path), issue_name(other), other)
                for rel, label, other in neighbours
                if other
            ],
        )

    def _discovery(self, page: str) -> list[tuple[str, str]]:
        """Return the oEmbed discovery links of a page; none if no server computes answers."""
        base = self.layout.settings.dynamic_url
        query = f"{base}{OEMBED}?url={quote(self.urls(page), safe='')}"
        formats = [("application/json+oembed", "json"), ("text/xml+oembed", "xml")]
        return [(media_type, f"{query}&format={form}") for media_type, form in formats] if base else []

    def _quotation(self, entry: Entry, address: str) -> str | None:
        """Return a quotation to paste elsewhere: with who said it, and where it was found."""
        if not isinstance(entry.content, Quotation):
            return None
        quoted = messages_for(entry.edition)["quoted"].format(text=entry.content.text)
        return "\n".join(filter(None, (quoted, attribution(entry.content, entry.edition), address)))

    def _speaker(self, entry: Entry, path: str) -> str | None:
        """Return the link to the page of the person quoted; None if there is none."""
        slug = self.speakers.slug(entry.content.speaker) if isinstance(entry.content, Quotation) else ""
        return relative(speaker_path(entry.language, slug), path) if slug else None

    def _part(
        self, part: Entry, before: Entry | None, path: str
    ) -> tuple[Entry, str, str | None, str | None]:
        """Return a part with its anchor, heading and link.

        The heading is None below another item of the same list, the link if the part was withdrawn.
        """
        href = relative(page_path(part.ref), path) if self.find(part.ref) else None
        heading = section_name(part.edition, part.section)
        name = None if before and is_next_item(part, before) else heading
        return part, f"{part.section}-{part.ref.ordinal}", name, href


def _issue_ref(part: Entry) -> EntryRef:
    return EntryRef(edition=part.language, section=ISSUES, issue=part.ref.issue)
