"""Feeds in every format: the one to subscribe to, its archive documents, one entry, and a query's."""

from dataclasses import replace

from syndication.feeds.archives import subscription
from syndication.feeds.query import FeedQuery
from syndication.model import Format, Quarter
from syndication.model.paths import custom_feed_path
from syndication.site.context import Site
from syndication.site.document import Document


def feed(site: Site, path: str, edition: str, section: str, form: Format) -> Document:
    """Return the feed that people subscribe to: the newest entries and the whole open quarter."""
    newest = subscription(site.catalog.feed(edition, section), site.newsletter.timezone)
    return site.fragments.document(path, newest, form)


def archive(site: Site, path: str, edition: str, section: str, quarter: Quarter, form: Format) -> Document:
    """Return what a feed had in a quarter that is closed (RFC 5005 s.4)."""
    return site.fragments.document(path, site.archive(edition, section, quarter), form)


def entry(site: Site, path: str, edition: str, section: str, key: str) -> Document:
    """Return one entry as a JSON Feed."""
    only = site.entry(edition, section, key)
    feed = site.catalog.feed(edition, section)
    updated = site.last_modified(only, key)
    single = replace(feed, entries=(only,), tombstones=(), updated=updated, hubs=())
    return site.fragments.document(path, single, Format.JSON)


def custom_feed(site: Site, selection: FeedQuery, form: Format) -> Document:
    """Return the feed of a query."""
    path = site.dynamic_urls(custom_feed_path(form, selection.query_string))
    return site.fragments.document(path, site.custom_feeds.feed(selection), form)
