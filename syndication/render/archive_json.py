"""/archive.json: every entry ever published, to check a copy for completeness."""

import json
from collections.abc import Iterable

from syndication.archive.record import Record
from syndication.feeds.catalog import Catalog
from syndication.model import Entry, Feed, Format, Newsletter, Tombstone
from syndication.model.paths import ROOT, feed_path, page_path
from syndication.model.urls import Urls


def render_archive_json(catalog: Catalog, newsletter: Newsletter, urls: Urls) -> bytes:
    """Return all feeds, and all entries served, withdrawn or on record but unreadable, oldest first."""
    items: list[Entry | Tombstone | Record] = [*catalog.missing, *catalog.tombstones]
    for feed in catalog.feeds.values():
        items += feed.entries
    head = {
        "base_url": urls(ROOT).removesuffix("/"),
        "id": newsletter.id,
        "authority": newsletter.authority,
        "since": newsletter.since,
        "publisher": newsletter.publisher.name,
        "rights": newsletter.publisher.rights,
        "license_url": newsletter.publisher.license_url,
        "updated": catalog.updated.isoformat(),
    }
    sorted_items = sorted(items, key=lambda one: (one.published.timestamp(), one.id))
    opening = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return b"".join(
        [
            opening.encode() + b',\n "feeds": [\n',
            _lines(map(_feed, catalog.feeds.values())),
            b'\n ],\n "entries": [\n',
            _lines(map(_entry, sorted_items)),
            b"\n ]\n}\n",
        ]
    )


def _lines(objects: Iterable[dict[str, object]]) -> bytes:
    return b",\n".join(b"  " + json.dumps(fields, ensure_ascii=False).encode() for fields in objects)


def _feed(feed: Feed) -> dict[str, object]:
    addresses: dict[str, object] = {form: feed_path(feed.edition.tag, feed.section, form) for form in Format}
    return {"id": feed.id} | addresses


def _entry(one: Entry | Tombstone | Record) -> dict[str, object]:
    withdrawn = None if isinstance(one, Entry) else one.withdrawn
    return {
        "id": one.id,
        "path": page_path(one.ref),
        "fingerprint": one.fingerprint,
        "published": one.published.isoformat(),
        "updated": one.updated.isoformat(),
        "withdrawn": withdrawn and withdrawn.isoformat(),
    }
