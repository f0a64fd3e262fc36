"""Atom 1.0 (RFC 4287): the complete form of every feed."""

from collections.abc import Callable
from typing import Any

from lxml.etree import SubElement

from syndication.archive.entries import summary
from syndication.model import Entry, Feed, Format, Newsletter, Quotation
from syndication.model.paths import (
    archive_path,
    feed_page_path,
    feed_path,
    icon_path,
    page_of_feed,
    page_path,
)
from syndication.model.urls import Urls
from syndication.render import _feedgen
from syndication.render.content import content_html
from syndication.text.labels import section_name

_TOMBSTONE_NS = "http://purl.org/atompub/tombstones/1.0"
_TYPE = Format.ATOM.media_type.partition(";")[0]


def render_feed(
    feed: Feed, newsletter: Newsletter, urls: Urls, entries: list[bytes], *, self_path: str
) -> bytes:
    """Write a feed around entries that `render_entry` has written; `self_path` is the document's path."""
    publisher = newsletter.publisher_of(feed.edition)
    tag = feed.edition.tag

    def fill(head: Any) -> Callable[[Any], None]:
        head.id(feed.id)
        head.title(feed.title)
        head.subtitle(feed.subtitle)
        head.updated(feed.updated)
        head.language(tag)
        author = {"name": publisher.name, "uri": publisher.url}
        head.author(author | ({"email": publisher.contact} if publisher.contact else {}))
        head.icon(urls(icon_path(newsletter)))
        head.logo(urls(icon_path(newsletter)))
        if publisher.rights:
            head.rights(publisher.rights)

        def extend(element: Any) -> None:
            _link(element, rel="self", type=_TYPE, href=urls(self_path))
            _link(element, rel="alternate", type="text/html", hreflang=tag, href=urls(page_of_feed(feed)))
            for other in feed.other_editions:
                page = urls(feed_page_path(other.tag, feed.section))
                _link(element, rel="related", type="text/html", hreflang=other.tag, href=page)
            for hub in feed.hubs:
                _link(element, rel="hub", href=hub)
            if feed.quarter:
                _feedgen.mark_archive(element)
                _link(
                    element, rel="current", type=_TYPE, href=urls(feed_path(tag, feed.section, Format.ATOM))
                )
            if feed.prev_archive:
                previous = urls(archive_path(tag, feed.section, feed.prev_archive, Format.ATOM))
                _link(element, rel="prev-archive", type=_TYPE, href=previous)
            for tombstone in feed.tombstones:  # RFC 6721 s.3
                attributes = {"ref": tombstone.id, "when": tombstone.withdrawn.isoformat()}
                SubElement(element, f"{{{_TOMBSTONE_NS}}}deleted-entry", attributes, {"at": _TOMBSTONE_NS})
            if publisher.license_url:
                _link(element, rel="license", href=publisher.license_url)  # RFC 4946

        return extend

    return _feedgen.join(Format.ATOM, _feedgen.document(Format.ATOM, fill), entries)


def render_entry(entry: Entry, newsletter: Newsletter, urls: Urls) -> bytes:
    """Write one entry, with its own language: readers choose glyphs by it."""

    def fill(element: Any) -> Callable[[Any], None]:
        element.id(entry.id)
        element.title(entry.title)
        element.updated(entry.updated)
        element.published(entry.published)
        element.content(content_html(entry), type="html")
        element.summary(summary(entry), type="text")
        element.category(term=entry.section, label=section_name(entry.edition, entry.section))
        # Readers that show an author look no further than the entry; a name without an address reads best.
        publisher = newsletter.publisher_of(entry.edition)
        element.author(name=publisher.name, uri=publisher.url)
        if isinstance(entry.content, Quotation) and entry.content.speaker:
            element.contributor(name=entry.content.speaker)
        return extend

    def extend(element: Any) -> None:
        element.set(_feedgen.XML_LANG, entry.language)
        _feedgen.use_cdata(element.find("content"))
        # One alternate only, and first: readers differ in which of several they open.
        _link(
            element,
            rel="alternate",
            type="text/html",
            hreflang=entry.language,
            href=urls(page_path(entry.ref)),
        )
        for other in entry.translations:
            _link(
                element,
                rel="related",
                type="text/html",
                hreflang=other.ref.edition,
                href=urls(page_path(other.ref)),
            )
        if entry.image:
            _feedgen.add_picture(element, entry.image)

    return _feedgen.fragment(Format.ATOM, newsletter, fill)


def _link(element: Any, **attributes: str) -> None:
    SubElement(element, "link", attributes)
