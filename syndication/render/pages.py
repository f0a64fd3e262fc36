"""Pages for people: the front, an edition's home, a feed's twin, an entry, and what is not there."""

from dataclasses import replace
from http import HTTPStatus
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from syndication.catalog import Catalog
from syndication.dates import locale_of, show_date
from syndication.markup import inner_html, section_name
from syndication.model import Edition, Entry, Feed, Format, Issue, Newsletter, Section
from syndication.urls import (
    ROOT,
    STYLE,
    Urls,
    edition_path,
    feed_path,
    icon_path,
    json_of,
    page_path,
    relative,
    twin_path,
)
from syndication.words import words_for

_NEWEST = 10

_templates = Environment(
    loader=PackageLoader("syndication.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.globals.update(
    {
        "edition_path": edition_path,
        "feed_path": feed_path,
        "inner_html": inner_html,
        "json_of": json_of,
        "page_path": page_path,
        "section_name": section_name,
        "show_date": show_date,
        "twin_path": twin_path,
        "words_for": words_for,
        "ROOT": ROOT,
        "STYLE": STYLE,
        "Format": Format,
    }
)


class Pages:
    """Renders pages; each method takes the path that the page stands at, because links are relative to it."""

    def __init__(self, catalog: Catalog, newsletter: Newsletter, urls: Urls, *, preview: bool) -> None:
        self.preview = preview
        self.catalog = catalog
        self.newsletter = newsletter
        self.urls = urls

    def front(self, path: str) -> str:
        """Show the editions, each in its own script."""
        feeds = [self.catalog.feed(edition.tag, Section.ISSUES) for edition in self.catalog.editions]
        return self._render("front.html", path, self._first, feeds=feeds)

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
        return self._render("entry.html", path, entry.edition, entry=entry, issue=issue, feeds=feeds)

    def absence(self, status: HTTPStatus, path: str) -> str:
        """Say, in the language of a path, why there is nothing at it."""
        tag = path.split("/")[1]
        edition = self.newsletter.editions.get(tag, self._first)
        feeds = self.catalog.of_edition(edition.tag)
        return self._render("absence.html", path, edition, feeds=feeds, reason=status.name.lower())

    @property
    def _first(self) -> Edition:
        """The edition for who has not chosen one."""
        return next(iter(self.catalog.editions or self.newsletter.editions.values()))

    def _render(self, template: str, path: str, edition: Edition, **values: Any) -> str:
        return _templates.get_template(template).render(
            edition=edition,
            editions=self.catalog.editions,
            newsletter=self.newsletter,
            preview=self.preview,
            words=words_for(edition.tag),
            to=lambda target: relative(target, path),
            url=self.urls,
            icon=icon_path(self.newsletter),
            direction=_direction,
            language_name=_language_name,
            **values,
        )


def _language_name(tag: str) -> str:
    """Give a language's own name for itself."""
    locale = locale_of(tag)
    return (locale.languages.get(str(locale)) or locale.get_display_name() or tag) if _is_known(tag) else tag


def _is_known(tag: str) -> bool:
    return locale_of(tag).language == tag.split("-", maxsplit=1)[0].lower()


def _direction(tag: str) -> str:
    return "rtl" if _is_known(tag) and locale_of(tag).character_order == "right-to-left" else "ltr"
