"""RSS 2.0 (rssboard.org/rss-specification) with content:encoded, Dublin Core and Atom links."""

from collections.abc import Callable
from html import escape
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

_CONTENT_NS = "http://purl.org/rss/1.0/modules/content/"
_LICENSE_NS = "http://backend.userland.com/creativeCommonsRssModule"
_FREQUENCY_NS = "http://purl.org/rss/1.0/modules/syndication/"
_TYPE = Format.RSS.media_type.partition(";")[0]
_TTL = 60  # minutes; constant, or every document would change when the frequency does
_PERIODS = {"daily": 1, "weekly": 7, "monthly": 31, "yearly": 366}  # days at most
_IMAGES = (".png", ".jpg")  # that RSS 2.0 allows: no SVG, no ICO
_MAX_WIDTH, _MAX_HEIGHT = 144, 400  # pixels


def render_feed(
    feed: Feed, newsletter: Newsletter, urls: Urls, entries: list[bytes], *, self_path: str
) -> bytes:
    """Write a channel around items that `render_entry` has written; `self_path` is the document's path."""
    publisher = newsletter.publisher_of(feed.edition)
    tag = feed.edition.tag
    page = urls(page_of_feed(feed))

    def fill(channel: Any) -> Callable[[Any], None]:
        channel.title(feed.title)
        channel.description(escape(feed.subtitle, quote=False))
        channel.language(tag)
        channel.updated(feed.updated)
        channel.ttl(_TTL)
        if publisher.rights:
            channel.rights(publisher.rights)
        if publisher.contact:
            channel.managingEditor(f"{publisher.contact} ({publisher.name})")
        icon = icon_path(newsletter)
        if icon.endswith(_IMAGES):
            image = {"url": urls(icon), "title": feed.title, "link": page}
            channel.image(**image, **_image_size(publisher.icon_size))
        channel.link(href=page, rel="alternate")
        return extend

    def extend(element: Any) -> None:
        _atom_link(element, rel="self", type=_TYPE, href=urls(self_path))
        _add_license(element, publisher.license_url)
        for other in feed.other_editions:
            path = urls(feed_page_path(other.tag, feed.section))
            _atom_link(element, rel="related", type="text/html", hreflang=other.tag, href=path)
        for hub in feed.hubs:
            _atom_link(element, rel="hub", href=hub)
        if feed.quarter:
            _feedgen.mark_archive(element)
            _atom_link(
                element, rel="current", type=_TYPE, href=urls(feed_path(tag, feed.section, Format.RSS))
            )
        if feed.prev_archive:
            previous = urls(archive_path(tag, feed.section, feed.prev_archive, Format.RSS))
            _atom_link(element, rel="prev-archive", type=_TYPE, href=previous)
        _add_frequency(element, feed, newsletter.frequency_days)

    return _feedgen.join(Format.RSS, _feedgen.document(Format.RSS, fill), entries)


def render_entry(entry: Entry, newsletter: Newsletter, urls: Urls) -> bytes:
    """Write one item; its guid is the entry's id, which is no address."""

    def fill(item: Any) -> Callable[[Any], None]:
        item.id(entry.id)
        item.title(entry.title)
        item.link(href=urls(page_path(entry.ref)))
        item.content(content_html(entry), type="html")
        item.summary(escape(summary(entry), quote=False))  # readers take a description for HTML
        item.category(term=entry.section, label=section_name(entry.edition, entry.section))
        item.published(entry.published)
        item.updated(entry.updated)
        return extend

    def extend(element: Any) -> None:
        _feedgen.use_cdata(element.find(f"{{{_CONTENT_NS}}}encoded"))
        _dc(element, "creator", newsletter.publisher_of(entry.edition).name)
        if isinstance(entry.content, Quotation) and entry.content.speaker:
            _dc(element, "contributor", entry.content.speaker)
        _dc(element, "language", entry.language)
        element.set(_feedgen.XML_LANG, entry.language)  # for readers that choose glyphs by it
        SubElement(
            element, f"{{{_feedgen.ATOM_NS}}}updated"
        ).text = entry.updated.isoformat()  # RSS has no such date
        for other in entry.translations:
            path = urls(page_path(other.ref))
            _atom_link(element, rel="related", type="text/html", hreflang=other.ref.edition, href=path)
        if entry.image:
            _feedgen.add_picture(element, entry.image)

    return _feedgen.fragment(Format.RSS, newsletter, fill)


def _image_size(size: tuple[int, int] | None) -> dict[str, str]:
    """Return the width and height at which to show an image: its own, reduced to what RSS allows."""
    if size is None:
        return {}
    scale = min(1, _MAX_WIDTH / size[0], _MAX_HEIGHT / size[1])
    width, height = (max(1, round(pixels * scale)) for pixels in size)
    return {"width": str(width), "height": str(height)}


def _add_license(element: Any, url: str | None) -> None:
    if url:
        names = {"creativeCommons": _LICENSE_NS}
        SubElement(element, f"{{{_LICENSE_NS}}}license", nsmap=names).text = url


def _add_frequency(element: Any, feed: Feed, days: int) -> None:
    """Write how often an issue comes, as a whole number of times a period (RSS 1.0 module Syndication)."""
    if feed.quarter:
        return  # an archive document gets no new entries
    period, length = next((period, length) for period, length in _PERIODS.items() if days <= length)
    for name, value in (("updatePeriod", period), ("updateFrequency", str(round(length / days)))):
        SubElement(element, f"{{{_FREQUENCY_NS}}}{name}", nsmap={"sy": _FREQUENCY_NS}).text = value


def _dc(element: Any, name: str, text: str) -> None:
    SubElement(element, f"{{{_feedgen.DC_NS}}}{name}").text = text


def _atom_link(element: Any, **attributes: str) -> None:
    SubElement(element, f"{{{_feedgen.ATOM_NS}}}link", attributes)
