"""The layout that all pages share: head, feed links, navigation and footer."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from syndication.archive.entries import summary
from syndication.feeds.catalog import Catalog
from syndication.feeds.query import FeedQuery
from syndication.model import ISSUES, Edition, Entry, Feed, Shape
from syndication.model.paths import (
    card_path,
    edition_path,
    feed_page_path,
    feeds_path,
    icon_path,
    opml_path,
    page_path,
    search_path,
    speakers_path,
)
from syndication.model.urls import Urls, relative
from syndication.render.share_card import ShareCards
from syndication.render.structured_data import Properties, open_graph
from syndication.render.subscribe import Subscription, subscription_to, subscription_to_query
from syndication.render.templating import macros, template
from syndication.settings import Settings
from syndication.text.messages import messages_for

_CURRENT = Markup(' aria-current="page"')


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a page; search engines pass over one without a canonical address."""

    title: str
    description: str
    canonical: str | None = None  # a path of ours, or the publisher's own page
    languages: tuple[tuple[str, str], ...] = ()  # editions with the path of the same page there, its own too
    graph: Properties | None = None  # OpenGraph, if there is more to say than the title and the description
    entry: Entry | None = None  # on whose page it is


class Layout:
    """Renders pages into the shared layout; links are relative to the page's path.

    The empty path stands for a page that is shown at any path without a document: its links are rooted.
    """

    def __init__(
        self, catalog: Catalog, settings: Settings, urls: Urls, share_cards: ShareCards | None = None
    ) -> None:
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = urls
        self.share_cards = share_cards
        self.editions = catalog.editions
        # The edition for pages that belong to none.
        self.default_edition = next(iter(self.editions or self.newsletter.editions.values()))
        self._subscribe_rows: dict[tuple[str, ...], Markup] = {}

    def page(
        self,
        template_name: str,
        path: str,
        edition: Edition,
        head: Head,
        section: str | None = None,
        **values: Any,
    ) -> str:
        """Return a page in the layout, made from a template and the values for it."""
        feeds = [feed for feed in self.catalog.of_edition(edition.tag) if feed.entries]
        # Feed readers offer the first feed that they find: on a page of a section that section's own.
        section_feeds = [feed for feed in feeds if section in (None, feed.section)]
        issues = [feed for feed in feeds if section and feed.section == ISSUES != section]
        other_pages = dict(head.languages)

        def home_in(tag: str) -> str:
            """Return the page of an edition that is closest to this one."""
            if section and self.catalog.feed(tag, section).entries:
                return other_pages.get(tag) or feed_page_path(tag, section)
            return other_pages.get(tag) or edition_path(tag)

        layout = {
            "edition": edition,
            "head": head,
            "graph": self._graph(head, edition) if head.graph is None else head.graph,
            "card": self._card(head, edition),
            "languages": [
                (other.tag, self._relative_url(home_in(other.tag), path)) for other in self.editions
            ],
            "editions": self.editions,
            "newsletter": self.newsletter,
            "publisher": self.newsletter.publisher_of(edition),
            "words": messages_for(edition),
            "relative_url": lambda target: self._relative_url(target, path),
            "url": self.urls,
            "subscribe_row": lambda offer: self._subscribe_row(offer, path),
            "search": self.dynamic_link(search_path(edition.tag), path),
            "feed_links": section_feeds + issues,
            "menu_feeds": feeds,
            "has_speakers": any(self.newsletter.shape_of(feed.section) is Shape.QUOTATION for feed in feeds),
            "among_speakers": path.startswith(speakers_path(edition.tag)),
            "section": section,
            "current": lambda target: _CURRENT if target == path else "",
            "preview": self.settings.preview,
            "icon": icon_path(self.newsletter),
        }
        return template(template_name).render(layout | values)

    def subscription(self, feed: Feed) -> Subscription:
        """Return how to subscribe to a feed."""
        return subscription_to(feed, self.newsletter, self.urls)

    def custom_subscription(self, query: FeedQuery, name: str, edition: Edition) -> Subscription:
        """Return how to subscribe to a custom feed, or to the whole edition if no server computes that."""
        base = self.settings.dynamic_url
        if base is None:
            return self.subscription(self.catalog.feed(edition.tag, ISSUES))
        return subscription_to_query(query, name, edition, self.newsletter, Urls(base))

    def dynamic_link(self, target: str, page: str) -> str | None:
        """Return the link to an address computed on request; None if no server computes it."""
        base = self.settings.dynamic_url
        if base is None:
            return None
        return self._relative_url(target, page) if base == self.settings.base_url else base + target

    def _subscribe_row(self, offer: Subscription, path: str) -> Markup:
        """Return how to subscribe, as pages end; those of one feed end alike if their links are as deep."""
        words, tag = messages_for(offer.edition), offer.edition.tag
        links = self._relative_url(opml_path(tag), path), self._relative_url(feeds_path(tag), path)
        row: Markup | None = self._subscribe_rows.get((offer.address, *links))
        if row is None:
            row = macros.subscribe_row(offer, words, *links)
            if not offer.custom:  # there are as many of these as searches
                self._subscribe_rows[offer.address, *links] = row
        return row

    def _relative_url(self, target: str, page: str) -> str:
        """Return the link from a page to a path; a page without a path is shown at any."""
        return relative(target, page) if page else self.urls.rooted(target)

    def _card(self, head: Head, edition: Edition) -> tuple[str, str] | None:
        """Return the address of a page's share card, and the text on it; None if it has none.

        It is that of the entry, else of the edition; an entry may have a picture of its own instead.
        """
        cards, entry = self.share_cards, head.entry
        if cards is None or head.canonical is None:
            return None
        if entry and cards.has_entry(entry):
            return self.urls(card_path(page_path(entry.ref))), summary(entry)
        if (entry and entry.image) or not cards.has_edition(edition):
            return None
        return self.urls(card_path(edition_path(edition.tag))), edition.title

    def _graph(self, head: Head, edition: Edition) -> Properties:
        if head.canonical is None:
            return []
        url = self.urls(head.canonical)
        return open_graph("website", str(head.title), str(head.description), url, edition.title, edition.tag)
