"""/archive.json: every entry ever, so that anybody can tell whether he has everything, intact."""

import json

from syndication.catalog import Catalog
from syndication.ledger import Record
from syndication.model import Entry, Newsletter, Tombstone
from syndication.urls import page_path


def render_manifest(catalog: Catalog, newsletter: Newsletter) -> bytes:
    """List what is served, what was withdrawn, and what is on record and cannot be shown; oldest first."""
    listed: list[Entry | Tombstone | Record] = [*catalog.missing, *catalog.tombstones]
    for feed in catalog.feeds.values():
        listed += feed.entries
    head = {
        "id": newsletter.id,
        "authority": newsletter.authority,
        "since": newsletter.since,
        "publisher": newsletter.publisher.name,
        "rights": newsletter.publisher.rights,
        "license_url": newsletter.publisher.license_url,
        "updated": catalog.updated.isoformat(),
    }
    entries = ",\n".join(map(_line, sorted(listed, key=lambda one: (one.published.timestamp(), one.id))))
    shell = json.dumps(head, ensure_ascii=False, indent=1).removesuffix("\n}")
    return f'{shell},\n "entries": [\n{entries}\n ]\n}}\n'.encode()


def _line(one: Entry | Tombstone | Record) -> str:
    withdrawn = None if isinstance(one, Entry) else one.withdrawn
    fields = {
        "id": one.id,
        "path": page_path(one.place),
        "fingerprint": one.fingerprint,
        "published": one.published.isoformat(),
        "updated": one.updated.isoformat(),
        "withdrawn": withdrawn and withdrawn.isoformat(),
    }
    return "  " + json.dumps(fields, ensure_ascii=False)
