"""What an oEmbed provider answers (oembed.com, 1.0): a quotation as text and as a frame, in JSON and XML."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from syndication.markup import attribution
from syndication.model import Entry, Feed, Newsletter, Quote
from syndication.render.cards import card_of
from syndication.render.room import RECENT, USUAL, WIDEST, height_of
from syndication.urls import Urls, embed_path, latest_path, page_path

JSON, XML = "json", "xml"
_DAY = 86400
_FRAME = Markup("""\
<iframe src="{}" width="{}" height="{}" title="{}" frameborder="0" loading="lazy" \
referrerpolicy="no-referrer"></iframe>""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """What a consumer has room for, in pixels."""

    width: int | None = None
    height: int | None = None

    def fit(self, entries: Iterable[Entry], publisher: str) -> tuple[int, int]:
        """Give the width and height of a frame that shows any of these entries."""
        width = min(self.width or USUAL, WIDEST)
        height = max(height_of(entry, publisher, width) for entry in entries)
        return width, min(height, self.height or height)


def describe(
    feed: Feed, newsletter: Newsletter, urls: Urls, room: Room, entry: Entry | None = None
) -> dict[str, str | int]:
    """Say how to embed an entry of a feed, or whatever is its latest: that holds no text to grow old."""
    publisher = newsletter.publisher_of(feed.edition)
    page = page_path(entry.place) if entry else latest_path(feed.edition.tag, feed.section)
    width, height = room.fit([entry] if entry else feed.entries[:RECENT], publisher.name)
    title = entry.title if entry else feed.title
    frame = _FRAME.format(urls(embed_path(page)), width, height, title)
    described: dict[str, str | int | None] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": (entry and _speaker(entry)) or publisher.name,
        "provider_name": publisher.name,
        "provider_url": publisher.url,
        "cache_age": _DAY,
        "width": width,
        "height": height,
        "html": _text(feed, urls(page), entry) + frame,
        "rights": publisher.rights,
        "license_url": publisher.license_url,
    }
    return {name: value for name, value in described.items() if value is not None}


def render(described: dict[str, str | int], form: str) -> bytes:
    """Write an answer in one of the two formats."""
    if form == JSON:
        return json.dumps(described, ensure_ascii=False, indent=1).encode() + b"\n"
    root = etree.Element("oembed")
    for name, value in described.items():
        etree.SubElement(root, name).text = str(value)
    written: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def _text(feed: Feed, link: str, entry: Entry | None) -> Markup:
    """Write what stands there without a frame, in the two elements that WordPress leaves in place."""
    anchor = Markup('<a href="{}">{}</a>').format(link, feed.edition.title if entry else feed.title)
    if entry is None:
        return Markup('<blockquote lang="{}">{}</blockquote>').format(feed.edition.tag, anchor)
    card = card_of(entry)
    said = filter(None, (card.value, *(card.texts or card.paragraphs)))
    named = attribution(entry.body, entry.edition) if isinstance(entry.body, Quote) else None
    words = Markup(" ").join((*said, *([named] if named else []), anchor))
    return Markup('<blockquote lang="{}">{}</blockquote>').format(entry.language, words)


def _speaker(entry: Entry) -> str | None:
    return entry.body.speaker if isinstance(entry.body, Quote) else None
