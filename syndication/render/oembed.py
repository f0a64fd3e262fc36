"""oEmbed responses (oembed.com, 1.0) in JSON and XML: an entry as an iframe with a text fallback."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from markupsafe import Markup

from syndication.model import Entry, Feed, Newsletter, Quotation
from syndication.model.paths import embed_path, icon_path, latest_path, page_path
from syndication.model.urls import Urls
from syndication.render.embed_card import card_of
from syndication.render.embed_size import DEFAULT_WIDTH, MAX_WIDTH, RECENT_ENTRIES, embed_height
from syndication.render.snippets import iframe
from syndication.text.labels import attribution

JSON, XML = "json", "xml"
_DAY = 86400


@dataclass(frozen=True, slots=True, kw_only=True)
class MaxSize:
    """The maximum size that a consumer asks for, in pixels."""

    width: int | None = None
    height: int | None = None

    def fit(self, entries: Iterable[Entry], publisher: str) -> tuple[int, int]:
        """Return the width and height of a frame that fits any of these entries."""
        width = min(self.width or DEFAULT_WIDTH, MAX_WIDTH)
        height = max(embed_height(entry, publisher, width) for entry in entries)
        return width, min(height, self.height or height)

    def allows(self, size: tuple[int, int]) -> bool:
        """Return whether a picture of this size fits as it is."""
        return size[0] <= (self.width or size[0]) and size[1] <= (self.height or size[1])


def describe(
    feed: Feed, newsletter: Newsletter, urls: Urls, max_size: MaxSize, entry: Entry | None = None
) -> dict[str, str | int]:
    """Return the oEmbed response for an entry, or for a feed's latest entry if `entry` is None.

    The latter has no text of an entry, because consumers keep it after a newer entry comes out.
    """
    publisher = newsletter.publisher_of(feed.edition)
    page = page_path(entry.ref) if entry else latest_path(feed.edition.tag, feed.section)
    width, height = max_size.fit([entry] if entry else feed.entries[:RECENT_ENTRIES], publisher.name)
    title = entry.title if entry else feed.title
    frame = iframe(urls(embed_path(page)), title, width, height)
    response: dict[str, str | int | None] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": (entry and _speaker(entry)) or publisher.name,
        "provider_name": publisher.name,
        "provider_url": publisher.url,
        "cache_age": _DAY,
        "width": width,
        "height": height,
        **_thumbnail(newsletter, urls, max_size),
        "html": _text(feed, urls(page), entry) + frame,
        "rights": publisher.rights,
        "license_url": publisher.license_url,
    }
    return {name: value for name, value in response.items() if value is not None}


def render(response: dict[str, str | int], form: str) -> bytes:
    """Return a response as JSON or XML."""
    if form == JSON:
        return json.dumps(response, ensure_ascii=False, indent=1).encode() + b"\n"
    root = etree.Element("oembed")
    for name, value in response.items():
        etree.SubElement(root, name).text = str(value)
    xml: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return xml + b"\n"


def _text(feed: Feed, link: str, entry: Entry | None) -> Markup:
    """Return the fallback text in the two elements besides iframes that WordPress keeps."""
    anchor = Markup('<a href="{}">{}</a>').format(link, feed.edition.title if entry else feed.title)
    if entry is None:
        return Markup('<blockquote lang="{}">{}</blockquote>').format(feed.edition.tag, anchor)
    card = card_of(entry)
    names = [item.title or " ".join(item.text) for item in card.items]
    texts = filter(None, (card.value, *(card.texts or card.paragraphs or names)))
    speaker = attribution(entry.content, entry.edition) if isinstance(entry.content, Quotation) else None
    words = Markup(" ").join((*texts, *([speaker] if speaker else []), anchor))
    return Markup('<blockquote lang="{}">{}</blockquote>').format(entry.language, words)


def _thumbnail(newsletter: Newsletter, urls: Urls, max_size: MaxSize) -> dict[str, str | int]:
    """Return the publisher's icon, if it fits.

    A thumbnail needs a width and a height (s.2.3.4). An issue's own image is on another server, so its size
    is unknown.
    """
    size = newsletter.publisher.icon_size
    if size is None or not max_size.allows(size):
        return {}
    width, height = size
    url = urls(icon_path(newsletter))
    return {"thumbnail_url": url, "thumbnail_width": width, "thumbnail_height": height}


def _speaker(entry: Entry) -> str | None:
    return entry.content.speaker if isinstance(entry.content, Quotation) else None
