"""OPML 2.0 (opml.org/spec2.opml): one list of all feeds, for feed readers to import."""

from collections import Counter
from collections.abc import Collection
from datetime import datetime
from email.utils import format_datetime
from itertools import groupby
from typing import Any

from lxml.etree import Element, SubElement, tostring

from syndication.model import Edition, Feed, Format, Newsletter
from syndication.model.paths import feed_page_path, feed_path
from syndication.model.urls import Urls


def render_opml(feeds: Collection[Feed], newsletter: Newsletter, urls: Urls, updated: datetime) -> bytes:
    """Return the list of the feeds that have entries, grouped by edition.

    Each is listed once, as Atom, so that nobody imports it in three formats. `rss` is the only type of a
    subscription in OPML, and readers accept Atom under it, but not JSON Feed.
    """
    titles = Counter(edition.title for edition in newsletter.editions.values())

    def name(title: str, edition: Edition) -> str:
        """Return a name that is unique: sfeed and rss2email store each feed under its name."""
        return title if titles[edition.title] == 1 else f"{title} ({edition.tag})"

    by_edition = groupby((feed for feed in feeds if feed.entries), key=lambda feed: feed.edition)
    groups = [(edition, list(members)) for edition, members in by_edition]
    # A body needs at least one outline: if no feed has entries, it lists the editions without feeds.
    groups = groups or [(edition, []) for edition in dict.fromkeys(feed.edition for feed in feeds)]
    only = groups[0][0] if len(groups) == 1 else None
    publisher = newsletter.publisher_of(only) if only else newsletter.publisher
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    _add(head, "title", " · ".join(name(edition.title, edition) for edition, _ in groups) or publisher.name)
    _add(head, "dateModified", format_datetime(updated))
    _add(head, "ownerName", publisher.name)
    if publisher.contact:
        _add(head, "ownerEmail", publisher.contact)
    _add(head, "ownerId", publisher.url)
    body = SubElement(root, "body")
    for edition, members in groups:
        group = SubElement(body, "outline", text=name(edition.title, edition))
        for feed in members:
            label = name(feed.title, edition)
            SubElement(
                group,
                "outline",
                type="rss",
                text=label,
                title=label,
                description=feed.subtitle,
                language=edition.tag,
                xmlUrl=urls(feed_path(edition.tag, feed.section, Format.ATOM)),
                htmlUrl=urls(feed_page_path(edition.tag, feed.section)),
            )
    xml: bytes = tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return xml


def _add(head: Any, name: str, text: str) -> None:
    SubElement(head, name).text = text
