"""Pages for people: the front, an edition's home, a feed's twin, an entry, and what is not there."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlsplit

from syndication.catalog import Catalog
from syndication.dates import show_date
from syndication.markup import inner_html, section_name
from syndication.model import Edition, Entry, Feed, Format, Issue, Newsletter, Section
from syndication.render.partners import FIT, offers, policies
from syndication.render.templating import direction_of, environment, language_name
from syndication.urls import (
    EMBED_SCRIPT,
    OEMBED,
    PARTNERS_SCRIPT,
    PARTNERS_STYLE,
    ROOT,
    STYLE,
    Urls,
    edition_path,
    embed_path,
    feed_path,
    icon_path,
    json_of,
    latest_path,
    page_path,
    partners_path,
    relative,
    twin_path,
)
from syndication.words import words_for

_NEWEST = 10

_templates = environment()
_templates.globals.update(
    {
        "edition_path": edition_path,
        "embed_path": embed_path,
        "feed_path": feed_path,
        "inner_html": inner_html,
        "json_of": json_of,
        "latest_path": latest_path,
        "page_path": page_path,
        "partners_path": partners_path,
        "section_name": section_name,
        "show_date": show_date,
        "twin_path": twin_path,
        "words_for": words_for,
        "EMBED_SCRIPT": EMBED_SCRIPT,
        "PARTNERS_SCRIPT": PARTNERS_SCRIPT,
        "PARTNERS_STYLE": PARTNERS_STYLE,
        "ROOT": ROOT,
        "STYLE": STYLE,
        "Format": Format,
    }
)


class Pages:
    """Renders pages; each method takes the path that the page stands at, because links are relative to it."""

    def __init__(
        self,
        catalog: Catalog,
        newsletter: Newsletter,
        urls: Urls,
        *,
        preview: bool,
        computed: Urls | None = None,
    ) -> None:
        self.preview = preview
        self.computed = computed  # where addresses are that are computed on request
        self.catalog = catalog
        self.newsletter = newsletter
        self.urls = urls

    def front(self, path: str) -> str:
        """Show the editions, each in its own script."""
        first = next(iter(self.newsletter.editions.values()))
        editions = [
            (edition, self.catalog.feed(edition.tag, Section.ISSUES))
            for edition in self.newsletter.editions.values()
        ]
        return self._render(
            "front.html", path, first, editions=editions, feeds=[feed for _, feed in editions]
        )

    def home(self, edition: Edition, path: str) -> str:
        """Show the latest issue of an edition and its feeds."""
        feeds = self.catalog.of_edition(edition.tag)
        return self._render("home.html", path, edition, feeds=feeds, issues=feeds[0].entries)

    def twin(self, feed: Feed, path: str) -> str:
        """Show what a feed is, how to subscribe to it, and its latest entries."""
        feeds = sorted(
            self.catalog.of_edition(feed.edition.tag), key=lambda other: other.section != feed.section
        )
        return self._render(
            "twin.html", path, feed.edition, feed=feed, feeds=feeds, newest=feed.entries[:_NEWEST]
        )

    def entry(self, entry: Entry, path: str) -> str:
        """Show one entry whole."""
        feeds = sorted(
            self.catalog.of_edition(entry.language), key=lambda feed: feed.section != entry.section
        )
        issue = None
        if not isinstance(entry.body, Issue):
            issue = page_path(replace(entry.place, section=Section.ISSUES, ordinal=1))
        return self._render(
            "entry.html",
            path,
            entry.edition,
            entry=entry,
            issue=issue,
            feeds=feeds,
            discovery=self._discovery(path),
        )

    def partners(self, edition: Edition, path: str) -> str:
        """Show partners how to embed: ready snippets, a preview, what each way costs and needs."""
        feeds = self.catalog.of_edition(edition.tag)
        return self._render(
            "partners.html",
            path,
            edition,
            feeds=feeds,
            here=path,
            fit=FIT,
            host=urlsplit(self.urls(ROOT)).netloc,
            offers=offers(feeds, self.newsletter.publisher.name, self.urls),
            policies=policies(self.urls, computed=self.computed is not None),
        )

    def _discovery(self, path: str) -> list[tuple[str, str]]:
        """Say where an oEmbed consumer asks about a page: nowhere, where nothing is computed."""
        if not self.computed:
            return []
        query = f"{self.computed(OEMBED)}?url={quote(self.urls(path), safe='')}"
        return [
            ("application/json+oembed", f"{query}&format=json"),
            ("text/xml+oembed", f"{query}&format=xml"),
        ]

    def absence(self, status: HTTPStatus, path: str) -> str:
        """Say, in the language of a path, why there is nothing at it."""
        tag = path.split("/")[1]
        editions = self.newsletter.editions
        edition = editions.get(tag) or next(iter(editions.values()))
        feeds = self.catalog.of_edition(edition.tag)
        return self._render("absence.html", path, edition, feeds=feeds, reason=status.name.lower())

    def _render(self, template: str, path: str, edition: Edition, **values: Any) -> str:
        return _templates.get_template(template).render(
            edition=edition,
            newsletter=self.newsletter,
            preview=self.preview,
            words=words_for(edition.tag),
            to=lambda target: relative(target, path),
            url=self.urls,
            icon=icon_path(self.newsletter),
            direction=direction_of,
            language_name=language_name,
            **values,
        )
