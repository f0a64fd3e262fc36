"""The layout that all pages share: head, feed links, navigation and footer."""

from functools import lru_cache
from typing import Any

from syndication.feeds.catalog import Catalog
from syndication.model import Edition, Section
from syndication.model.paths import icon_path, search_path
from syndication.model.urls import Urls, relative
from syndication.render.structured_data import Properties, open_graph
from syndication.render.templating import Shell, fill, make_shell
from syndication.settings import Settings
from syndication.text.messages import messages_for

_SHELLS = 128  # cached: all pages of a section share one


class Layout:
    """Renders pages into the shared layout; links are relative to the page's path.

    The empty path stands for a page that is shown at any path without a document: its links are rooted.
    """

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
        """Render a page; `around` is another path with the same layout, so that both share one."""
        shell = self._shell(around or path, edition.tag, section, template == "front.html")
        return fill(shell, template, self._values(path, edition) | values)

    def _make_shell(self, path: str, tag: str, section: Section | None, front: bool) -> Shell:
        """Build the layout for a page and for all pages at the same depth in the same section."""
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
            "words": messages_for(edition),
            "relative_url": lambda target: self._way(target, path),
            "url": self.urls,
            "search": self.dynamic_link(search_path(edition.tag), path),
        }

    def dynamic_link(self, target: str, page: str) -> str | None:
        """Return the link to an address computed on request; None if no server computes it."""
        base = self.settings.dynamic_url
        if base is None:
            return None
        return self._way(target, page) if base == self.settings.base_url else base + target

    def _way(self, target: str, page: str) -> str:
        """Return the link from a page to a path; a page without a path is shown at any."""
        return relative(target, page) if page else self.urls.rooted(target)

    def open_graph(self, edition: Edition, title: str, description: str, path: str) -> Properties:
        """Return the OpenGraph properties of a page that is not an entry's."""
        return open_graph(
            "website", str(title), str(description), self.urls(path), edition.title, edition.tag
        )
