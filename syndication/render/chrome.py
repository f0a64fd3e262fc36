"""What pages have in common: the shell around them, with the feeds they name and the ways they lead."""

from functools import lru_cache
from typing import Any

from syndication.catalog import Catalog
from syndication.config import Settings
from syndication.model import Edition, Section
from syndication.render.metadata import Properties, open_graph
from syndication.render.templating import Shell, fill, make_shell
from syndication.urls import Urls, icon_path, relative, search_path
from syndication.words import words_for

_SHELLS = 128  # kept: one for each section is asked for again and again


class Chrome:
    """Renders a page into its shell; every path given to it is one that the page, or a link, stands at."""

    def __init__(self, catalog: Catalog, settings: Settings, urls: Urls) -> None:
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = urls
        self.editions = catalog.editions
        self._shell = lru_cache(_SHELLS)(self._make_shell)

    def page(
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
            }
        )

    def _values(self, path: str, edition: Edition) -> dict[str, Any]:
        return {
            "edition": edition,
            "editions": self.editions,
            "newsletter": self.newsletter,
            "publisher": self.newsletter.publisher_of(edition),
            "words": words_for(edition),
            "to": lambda target: relative(target, path),
            "url": self.urls,
            "search": self.computed(search_path(edition.tag), path),
        }

    def computed(self, target: str, page: str) -> str | None:
        """Give the way to an address that is computed on request, if any server does that."""
        base = self.settings.computed_url
        if base is None:
            return None
        return relative(target, page) if base == self.settings.base_url else base + target

    def graph(self, edition: Edition, title: str, description: str, path: str) -> Properties:
        """Describe a page that is none of an entry to those who preview it."""
        return open_graph(
            "website", str(title), str(description), self.urls(path), edition.title, edition.tag
        )
