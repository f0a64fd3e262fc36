"""OPML 2.0 (opml.org/spec2.opml): the feeds in one list, for a reader to import."""

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
    """List the feeds that have entries, grouped by edition.

    Each stands there once, as Atom: who imports the list wants no feed in three formats. `rss` is the one
    type of a subscription in OPML, and for every reader Atom is of it; JSON Feed is not.
    """
    titles = Counter(edition.title for edition in newsletter.editions.values())

    def name(title: str, edition: Edition) -> str:
        """Tell editions of one title apart: sfeed and rss2email keep each feed under its name."""
        return title if titles[edition.title] == 1 else f"{title} ({edition.tag})"

    shown = groupby((feed for feed in feeds if feed.entries), key=lambda feed: feed.edition)
    groups = [(edition, list(listed)) for edition, listed in shown]
    # A body needs at least one outline: where no feed has entries, it names the editions and no feed.
    groups = groups or [(edition, []) for edition in dict.fromkeys(feed.edition for feed in feeds)]
    publisher = newsletter.publisher
    root = Element("opml", version="2.0")
    head = SubElement(root, "head")
    _add(head, "title", " · ".join(name(edition.title, edition) for edition, _ in groups) or publisher.name)
    _add(head, "dateModified", format_datetime(updated))
    _add(head, "ownerName", publisher.name)
    if publisher.contact:
        _add(head, "ownerEmail", publisher.contact)
    _add(head, "ownerId", publisher.url)
    body = SubElement(root, "body")
    for edition, listed in groups:
        group = SubElement(body, "outline", text=name(edition.title, edition))
        for feed in listed:
            named = name(feed.title, edition)
            SubElement(
                group,
                "outline",
                type="rss",
                text=named,
                title=named,
                description=feed.subtitle,
                language=edition.tag,
                xmlUrl=urls(feed_path(edition.tag, feed.section, Format.ATOM)),
                htmlUrl=urls(feed_page_path(edition.tag, feed.section)),
            )
    written: bytes = tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)
    return written


def _add(head: Any, name: str, text: str) -> None:
    SubElement(head, name).text = text
