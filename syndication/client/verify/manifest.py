"""/archive.json: the feeds and entries that a site should have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from syndication.client.verify.reading import Facts, instant, parse_json, site_path, string, tables_of
from syndication.model import Format


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestFeed:
    """A feed with the paths of its documents to subscribe to."""

    id: str
    paths: Mapping[Format, str]

    @property
    def folder(self) -> str:
        """The path of the section: everything else about the feed is below it."""
        return self.paths[Format.JSON].removesuffix(f".{Format.JSON}") + "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestEntry:
    """An entry, or what is left of one that was withdrawn."""

    id: str
    path: str
    fingerprint: str
    published: datetime  # with the offset that it was written with
    updated: datetime
    withdrawn: datetime | None

    @property
    def feed_id(self) -> str:
        """The id of the feed that carries it."""
        return self.id.rpartition("/")[0]

    def facts(self, base_url: str) -> Facts:
        """Return what every document has to say of it."""
        return {
            "url": base_url + self.path,
            "fingerprint": self.fingerprint,
            "published": self.published.astimezone(UTC).isoformat(),
            "updated": self.updated.astimezone(UTC).isoformat(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """The content of /archive.json."""

    base_url: str
    feeds: tuple[ManifestFeed, ...]
    entries: Mapping[str, ManifestEntry]


def read_manifest(body: bytes) -> Manifest:
    """Read /archive.json; raises MalformedError."""
    table = parse_json(body)
    entries = [
        ManifestEntry(
            id=string(one, "id"),
            path=site_path(one, "path"),
            fingerprint=string(one, "fingerprint"),
            published=instant(string(one, "published")),
            updated=instant(string(one, "updated")),
            withdrawn=None if one.get("withdrawn") is None else instant(string(one, "withdrawn")),
        )
        for one in tables_of(table, "entries")
    ]
    return Manifest(
        base_url=string(table, "base_url"),
        feeds=tuple(
            ManifestFeed(id=string(one, "id"), paths={form: site_path(one, form) for form in Format})
            for one in tables_of(table, "feeds")
        ),
        entries={entry.id: entry for entry in entries},
    )
