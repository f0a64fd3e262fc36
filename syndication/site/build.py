"""The whole flow: read the archive, and build a snapshot of what is due."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic

from syndication.archive import Archive, load_archive
from syndication.archive.folder import stamp_archive
from syndication.archive.reconcile import Reconciled, reconcile
from syndication.feeds.catalog import build_catalog
from syndication.feeds.preview import mark_unpublished
from syndication.model import Edition, Entry, Newsletter, Tombstone
from syndication.settings import Settings
from syndication.site.context import Site
from syndication.site.snapshot import Snapshot
from syndication.system.processes import keep_from_collection, without_garbage_collection


@dataclass(frozen=True, slots=True)
class Build:
    """A snapshot and what it was built from."""

    archive: Archive
    reconciled: Reconciled
    snapshot: Snapshot
    stamp: int  # of the archive's files before they were read
    built_at: float  # by the monotonic clock, which goes by no time zone and cannot be set
    seconds: float  # that it took

    def is_current(self, settings: Settings, now: datetime) -> bool:
        """Return whether a build at `now` would be the same; only the stamps of the files are read."""
        due = self.snapshot.catalog.next_due
        same = self.snapshot.settings == settings and (due is None or due > now)
        return same and self.stamp == stamp_archive(settings.archive, settings.newsletter)


@without_garbage_collection()
def build(settings: Settings, now: datetime, previous: Build | None = None) -> Build:
    """Read the archive and build a snapshot of what is due at `now`: the whole flow.

    Whatever has not changed since the `previous` build is reused; recorded entries that cannot be read now
    stay as they were then. Raises ArchiveError if the ledger is invalid, SettingsError if the icon cannot
    be read.
    """
    begin = monotonic()
    stamp = stamp_archive(settings.archive, settings.newsletter)
    same = previous is not None and previous.snapshot.settings == settings
    reusable = previous.archive if previous and same else None
    archive = load_archive(settings, drafts=settings.preview, previous=reusable)
    ledger = None if settings.preview else archive.ledger
    before = _by_id(previous.reconciled, settings.newsletter) if previous and ledger else {}
    reconciled = reconcile(archive.entries, ledger, before)
    snapshot = build_snapshot(reconciled, settings, now, previous.snapshot if previous else None)
    return Build(archive, reconciled, snapshot, stamp, end := monotonic(), end - begin)


@without_garbage_collection()
def load_site(settings: Settings, now: datetime) -> tuple[Archive, Reconciled, Site]:
    """Read the archive and return the site of what is due at `now`; no document is rendered yet.

    Raises ArchiveError if the ledger is invalid.
    """
    archive = load_archive(settings, drafts=settings.preview)
    reconciled = reconcile(archive.entries, None if settings.preview else archive.ledger, {})
    due = None if settings.preview else now
    site = Site(build_catalog(reconciled, settings.newsletter, due), settings)
    keep_from_collection()
    return archive, reconciled, site


def _by_id(reconciled: Reconciled, newsletter: Newsletter) -> Mapping[str, Entry | Tombstone]:
    """Return what was served by id, in the editions as they are described now."""
    before: dict[str, Entry | Tombstone] = {one.id: one for one in reconciled.tombstones}
    sections = newsletter.feed_sections
    for entry in reconciled.entries:
        if entry.language in newsletter.editions and entry.section in sections:
            before[entry.id] = _in_edition(entry, newsletter.editions[entry.language])
    return before


def _in_edition(entry: Entry, edition: Edition) -> Entry:
    if entry.edition == edition:
        return entry
    parts = tuple(replace(part, edition=edition) for part in entry.parts)
    return replace(entry, edition=edition, parts=parts)


def build_snapshot(
    reconciled: Reconciled, settings: Settings, now: datetime, previous: Snapshot | None = None
) -> Snapshot:
    """Build a snapshot of what is due at `now`; reuse the previous one if the settings are the same."""
    same = previous if previous and previous.settings == settings else None
    before = same.catalog if same else None
    if not settings.preview:
        return Snapshot(build_catalog(reconciled, settings.newsletter, now, before), settings, same)
    entries, next_due = mark_unpublished(reconciled.entries, now)
    every = replace(reconciled, entries=tuple(entries))
    catalog = build_catalog(every, settings.newsletter, None, before)
    return Snapshot(replace(catalog, next_due=next_due), settings, same)
