"""The layout that all pages share: head, feed links, navigation and footer."""

from typing import Any

from syndication.feeds.catalog import Catalog
from syndication.model import ISSUES, Edition
from syndication.model.paths import icon_path, search_path
from syndication.model.urls import Urls, relative
from syndication.render.structured_data import Properties, open_graph
from syndication.render.templating import template
from syndication.settings import Settings
from syndication.text.messages import messages_for


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
        # The edition for pages that belong to none.
        self.default_edition = next(iter(self.editions or self.newsletter.editions.values()))

    def page(
        self, template_name: str, path: str, edition: Edition, section: str | None = None, **values: Any
    ) -> str:
        """Return a page in the layout, made from a template and the values for it."""
        feeds = [feed for feed in self.catalog.of_edition(edition.tag) if feed.entries]
        # Feed readers offer the first feed that they find: on a page of a section that section's own.
        section_feeds = [feed for feed in feeds if section in (None, feed.section)]
        issues = [feed for feed in feeds if section and feed.section == ISSUES != section]
        layout = {
            "edition": edition,
            "editions": self.editions,
            "newsletter": self.newsletter,
            "publisher": self.newsletter.publisher_of(edition),
            "words": messages_for(edition),
            "relative_url": lambda target: self._relative_url(target, path),
            "url": self.urls,
            "search": self.dynamic_link(search_path(edition.tag), path),
            "feed_links": section_feeds + issues,
            "menu_feeds": feeds,
            "section": section,
            "preview": self.settings.preview,
            "icon": icon_path(self.newsletter),
        }
        return template(template_name).render(layout | values)

    def dynamic_link(self, target: str, page: str) -> str | None:
        """Return the link to an address computed on request; None if no server computes it."""
        base = self.settings.dynamic_url
        if base is None:
            return None
        return self._relative_url(target, page) if base == self.settings.base_url else base + target

    def _relative_url(self, target: str, page: str) -> str:
        """Return the link from a page to a path; a page without a path is shown at any."""
        return relative(target, page) if page else self.urls.rooted(target)

    def open_graph(self, edition: Edition, title: str, description: str, path: str) -> Properties:
        """Return the OpenGraph properties of a page that is not an entry's."""
        return open_graph(
            "website", str(title), str(description), self.urls(path), edition.title, edition.tag
        )
