"""JSON Feed 1.1 (jsonfeed.org/version/1.1), with the structure of each entry in `_syndication`."""

import json
from typing import Any

from syndication.archive.entries import summary
from syndication.feeds.search import paragraphs_of
from syndication.model import ISSUES, Entry, Feed, Format, Newsletter, Publisher
from syndication.model.paths import FAVICON, archive_path, feed_path, icon_path, page_of_feed, page_path
from syndication.model.urls import Urls
from syndication.render.content import content_html
from syndication.text.labels import section_name


def render_feed(
    feed: Feed, newsletter: Newsletter, urls: Urls, entries: list[bytes], *, self_path: str
) -> bytes:
    """Write a feed around entries that `render_entry` has written; `self_path` is the document's path."""
    publisher = newsletter.publisher_of(feed.edition)
    tag, section = feed.edition.tag, feed.section
    head: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": urls(page_of_feed(feed)),
        "feed_url": urls(self_path),
        "description": feed.subtitle,
        "icon": urls(icon_path(newsletter)),
        "favicon": urls(FAVICON),
        "authors": _authors(publisher),
        "language": tag,
    }
    if feed.prev_archive:
        head["next_url"] = urls(archive_path(tag, section, feed.prev_archive, Format.JSON))
    if feed.hubs:
        head["hubs"] = [{"type": "WebSub", "url": hub} for hub in feed.hubs]
    is_custom = feed.page is not None  # may have several editions and sections
    has_heading = not is_custom and section != ISSUES
    head["_syndication"] = {
        "id": feed.id,
        "section": None if is_custom else section,
        "updated": feed.updated.isoformat(),
        "newsletter": None if is_custom else feed.edition.title,
        "heading": section_name(feed.edition, section) if has_heading else None,
    }
    if feed.quarter:
        head["_syndication"]["current"] = urls(feed_path(tag, section, Format.JSON))
    opening = _dump(head).removesuffix("\n}")
    items = b",\n".join(entries).decode()
    array = f"[\n{items}\n  ]" if entries else "[]"
    return f'{opening},\n  "items": {array}\n}}\n'.encode()


def render_entry(entry: Entry, newsletter: Newsletter, urls: Urls) -> bytes:
    """Write one item; `content_html` always, for readers that lose everything else."""
    item: dict[str, Any] = {
        "id": entry.id,
        "url": urls(page_path(entry.ref)),
        "title": entry.title,
        "content_html": content_html(entry),
        **_content_text(entry),
        "summary": summary(entry),
        "date_published": entry.published.isoformat(),
        "date_modified": entry.updated.isoformat(),
        "authors": _authors(newsletter.publisher_of(entry.edition)),
        "tags": [entry.section],
        "language": entry.language,
    }
    if entry.image:
        item["image"] = entry.image
    item["_syndication"] = {
        **entry.data,
        "translations": [
            {"language": other.ref.edition, "id": other.id, "url": urls(page_path(other.ref))}
            for other in entry.translations
        ],
        "fingerprint": entry.fingerprint,
        "rights": newsletter.publisher_of(entry.edition).rights,
        "license_url": newsletter.publisher_of(entry.edition).license_url,
    }
    return ("    " + _dump(item).replace("\n", "\n    ")).encode()


def _content_text(entry: Entry) -> dict[str, str]:
    """Return the plain text of an entry with markup, for programs that show none."""
    if not any("markdown" in one.data for one in (entry, *entry.parts)):
        return {}
    texts = [*paragraphs_of(entry)]
    for part in entry.parts:
        texts += [section_name(part.edition, part.section), *paragraphs_of(part)]
    return {"content_text": "\n\n".join(texts)}


def _authors(publisher: Publisher) -> list[dict[str, str]]:
    return [{"name": publisher.name, "url": publisher.url}]


def _dump(value: dict[str, Any]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
