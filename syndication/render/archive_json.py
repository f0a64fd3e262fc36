"""/archive.json: every entry ever published, so that anybody can check a copy for completeness."""

import json
from collections.abc import Iterable

from syndication.archive.record import Record
from syndication.feeds.catalog import Catalog
from syndication.model import Entry, Feed, Format, Newsletter, Tombstone
from syndication.model.urls import ROOT, Urls, feed_path, page_path


def render_archive_json(catalog: Catalog, newsletter: Newsletter, urls: Urls) -> bytes:
    """Return all feeds, and all entries served, withdrawn or on record but unreadable, oldest first."""
    listed: list[Entry | Tombstone | Record] = [*catalog.missing, *catalog.tombstones]
    for feed in catalog.feeds.values():
        listed += feed.entries
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
    ordered = sorted(listed, key=lambda one: (one.published.timestamp(), one.id))
    shell = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return b"".join(
        [
            shell.encode() + b',\n "feeds": [\n',
            _lines(map(_feed, catalog.feeds.values())),
            b'\n ],\n "entries": [\n',
            _lines(map(_entry, ordered)),
            b"\n ]\n}\n",
        ]
    )


def _lines(told: Iterable[dict[str, object]]) -> bytes:
    return b",\n".join(b"  " + json.dumps(fields, ensure_ascii=False).encode() for fields in told)


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
