"""The site at one moment: its entries, its settings, and the renderers made from them, for the views."""

from datetime import datetime
from functools import cached_property
from http import HTTPStatus

from syndication.feeds.archives import archive_documents
from syndication.feeds.catalog import Catalog, FeedKey
from syndication.feeds.custom import CustomFeeds
from syndication.feeds.search import SearchIndex
from syndication.feeds.speakers import Speakers
from syndication.model import Entry, EntryRef, Feed, Quarter
from syndication.model.paths import LATEST
from syndication.model.urls import Urls
from syndication.render.archive_json import render_archive_json
from syndication.render.embed import EmbedRenderer
from syndication.render.entry_page import EntryPages
from syndication.render.feed_pages import FeedPages
from syndication.render.layout import Layout
from syndication.render.pages import Pages
from syndication.render.share_card import ShareCards
from syndication.render.sitemap import Sitemap, render_sitemaps
from syndication.settings import Settings
from syndication.site.document import Document
from syndication.site.fragments import FragmentCache
from syndication.site.headers import dynamic_origin, embed_headers, page_headers
from syndication.site.sitemap import sitemap_pages


class DocumentNotFound(LookupError):  # noqa: N818 (as werkzeug's NotFound)
    """There is no document at a path."""


class Site:
    """One state of the site; every lookup raises DocumentNotFound if there is nothing to return.

    Rendered entries and search texts are shared with the `previous` site, made with the same settings.
    """

    def __init__(self, catalog: Catalog, settings: Settings, previous: "Site | None" = None) -> None:
        """Raise ValueError if the settings have no base URL, SettingsError if share cards cannot be drawn."""
        if settings.base_url is None:
            raise ValueError("no base URL")
        self.catalog = catalog
        self.settings = settings
        self.newsletter = settings.newsletter
        self.urls = Urls(settings.base_url)
        self.dynamic_urls = Urls(settings.dynamic_url or settings.base_url)
        self.fragments: FragmentCache = (
            previous.fragments if previous else FragmentCache(self.newsletter, self.urls)
        )
        self.search_index: SearchIndex = previous.search_index if previous else SearchIndex()
        self.speakers = Speakers(catalog, self.newsletter)
        self.custom_feeds = CustomFeeds(
            catalog, self.newsletter, self.speakers, self.search_index, self.dynamic_urls
        )
        self.share_cards = ShareCards(self.newsletter) if settings.cards else None
        layout = Layout(catalog, settings, self.urls, self.share_cards)
        self.pages = Pages(layout, self.speakers)
        self.feed_pages = FeedPages(layout, self.speakers)
        self.entry_pages = EntryPages(layout, self.find, self.speakers)
        self.embeds = EmbedRenderer(self.newsletter, self.urls)
        origin = dynamic_origin(settings.base_url, settings.dynamic_url)
        self.page_headers = page_headers(origin, self.newsletter.image_hosts)
        self.embed_headers = embed_headers(self.newsletter.embed_partners)
        self.error_pages: dict[tuple[HTTPStatus, str, str | None], Document] = {}
        self.editions = {tag.lower(): tag for tag in self.newsletter.editions}
        self._entries: dict[FeedKey, dict[str, Entry]] = {}
        self._archives: dict[FeedKey, dict[Quarter, Feed]] = {}

    def entries(self, edition: str, section: str) -> dict[str, Entry]:
        """Return the entries of a feed by their keys, newest first."""
        feed = edition, section
        if feed not in self._entries:
            self._entries[feed] = {entry.ref.key: entry for entry in self.catalog.feed(*feed).entries}
        return self._entries[feed]

    def archives(self, edition: str, section: str) -> dict[Quarter, Feed]:
        """Return the archive documents of a feed by quarter, oldest first."""
        feed = edition, section
        if feed not in self._archives:
            self._archives[feed] = archive_documents(self.catalog.feed(*feed), self.newsletter.timezone)
        return self._archives[feed]

    def entry(self, edition: str, section: str, key: str) -> Entry:
        """Return an entry, which may be named as the latest."""
        entries = self.entries(edition, section)
        entry = next(iter(entries.values()), None) if key == LATEST else entries.get(key)
        if entry is None:
            raise DocumentNotFound(key)
        return entry

    def last_modified(self, entry: Entry, key: str) -> datetime:
        """Return when what is shown of an entry under a key last changed.

        As the latest it also follows a withdrawal: the entry withdrawn may have been the latest before.
        """
        return max(self.catalog.neighbour_changes(entry)) if key == LATEST else entry.last_modified

    def archive(self, edition: str, section: str, quarter: Quarter) -> Feed:
        """Return the archive document of a quarter."""
        feed = self.archives(edition, section).get(quarter)
        if feed is None:
            raise DocumentNotFound(quarter)
        return feed

    @cached_property
    def sitemaps(self) -> dict[str, Sitemap]:
        """Every sitemap by its path: rendering decides how many there are."""
        pages = sitemap_pages(self.catalog, self.newsletter, self.speakers, self.entry_pages)
        return render_sitemaps(pages, self.urls)

    @cached_property
    def archive_json(self) -> bytes:
        """The largest document of all; there is only one, so it is rendered once."""
        return render_archive_json(self.catalog, self.newsletter, self.urls)

    @cached_property
    def absent(self) -> dict[tuple[str | None, ...], HTTPStatus]:
        """The status of every entry that was withdrawn or cannot be read, by edition, section and key."""
        gone = [(one.ref, HTTPStatus.GONE) for one in self.catalog.tombstones]
        missing = [(one.ref, HTTPStatus.SERVICE_UNAVAILABLE) for one in self.catalog.missing]
        return {(ref.edition, ref.section, ref.key): status for ref, status in gone + missing}

    def find(self, ref: EntryRef) -> Entry | None:
        """Return the entry of a reference; None if there is none."""
        return self.entries(ref.edition, ref.section).get(ref.key)
