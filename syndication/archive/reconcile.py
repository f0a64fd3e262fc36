"""Compare the archive with its ledger: what is served, and where the two contradict each other.

Pure decisions: no I/O, no clock.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from syndication.archive.ledger import LEDGER, Ledger
from syndication.archive.load import Archive
from syndication.archive.record import Record
from syndication.model import Entry, EntryRef, Issue, Newsletter, Tombstone
from syndication.model.errors import Problem
from syndication.model.ids import SUFFIXES, issue_of_file
from syndication.settings import NEWSLETTER, command_line

_MAX_AHEAD = relativedelta(years=1)  # that an issue may be scheduled


@dataclass(frozen=True, slots=True)
class Reconciled:
    """The entries that subscribers are to see, with their lasting dates, and those that were withdrawn."""

    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    unpublished: tuple[Record, ...] = ()  # whose text in the archive is not the recorded one
    stale: tuple[Record, ...] = ()  # that are not in the archive, and shown as they were
    missing: tuple[Record, ...] = ()  # that are not in the archive, and were not shown before


def reconcile(
    entries: Iterable[Entry], ledger: Ledger | None, previous: Mapping[str, Entry | Tombstone]
) -> Reconciled:
    """Return what the ledger records; without a ledger, everything.

    `previous` is what was served before. A recorded entry whose file is gone or broken, or has a text that is
    not the recorded one, stays as it was; one that was not served before is shown with the text it has now.
    """
    if ledger is None:
        return Reconciled(tuple(entries))
    current = {entry.id: entry for entry in entries}
    shown: list[Entry | Tombstone] = []
    unpublished: list[Record] = []
    stale: list[Record] = []
    missing: list[Record] = []
    for record in ledger.records.values():
        entry, before = current.get(record.id), previous.get(record.id)
        if record.withdrawn:
            # One that was withdrawn before its time was never seen by anybody.
            shown += [_tombstone(record, record.withdrawn)] if record.withdrawn >= record.published else []
        elif item := _choose(entry, before, record):
            shown.append(item)
            if entry is None:
                stale.append(record)
            elif entry.fingerprint != record.fingerprint:
                unpublished.append(record)
        else:
            missing.append(record)
    return Reconciled(
        tuple(item for item in shown if isinstance(item, Entry)),
        tuple(item for item in shown if isinstance(item, Tombstone)),
        tuple(unpublished),
        tuple(stale),
        tuple(missing),
    )


def _choose(
    entry: Entry | None, before: Entry | Tombstone | None, record: Record
) -> Entry | Tombstone | None:
    """Return what is shown under a record: the entry in the archive, or what was served before."""
    match entry, before:
        case Entry(fingerprint=record.fingerprint), _:
            return _with_dates(entry, record)
        case _, Entry(fingerprint=record.fingerprint):
            return _with_dates(before, record)
        case _, Entry() | Tombstone():  # of another text, perhaps because the ledger arrived before the file
            return before
        case _:
            return entry and _with_dates(entry, record)


def _with_dates(entry: Entry, record: Record) -> Entry:
    """Return an entry with the dates of its record; the same object if it has them."""
    dates = {name: getattr(record, name) for name in ("published", "updated", "last_modified")}
    same = all(getattr(entry, name) == date for name, date in dates.items())
    return entry if same else replace(entry, **dates)


def _tombstone(record: Record, withdrawn: datetime) -> Tombstone:
    return Tombstone(
        id=record.id,
        ref=record.ref,
        published=record.published,
        updated=record.updated,
        withdrawn=withdrawn,
        last_modified=record.last_modified,
        fingerprint=record.fingerprint,
    )


def unrecorded_entries(
    shown: Iterable[Entry], ledger: Ledger | None, newsletter: Newsletter, now: datetime
) -> tuple[Entry, ...]:
    """Return the entries that subscribers see and that the next ledger neither records nor withdraws.

    A ledger only ever grows: one that is half written, unmounted or badly merged must not withdraw anything.
    """
    records = ledger.records if ledger else {}
    sections = newsletter.feed_sections

    def is_recorded(entry: Entry) -> bool:
        record = records.get(entry.id)
        declared = entry.language in newsletter.editions and entry.section in sections
        return record is not None and (record.withdrawn is not None or declared)

    return tuple(entry for entry in shown if entry.published <= now and not is_recorded(entry))


def misdated(issues: Iterable[Issue], now: datetime) -> Iterator[Problem]:
    """Yield an error for each time that cannot be right: once published, it would stay for good."""
    for issue in issues:
        if issue.draft:
            continue
        if issue.published > now + _MAX_AHEAD:
            message = f"published {issue.published.isoformat()}; expected a time within a year from now"
            yield Problem(path=issue.path, line=issue.published_line, message=message)
        if issue.revised and issue.revised > now:
            message = f"revised {issue.revised.isoformat()}; expected a time that has passed"
            yield Problem(path=issue.path, line=issue.revised_line, message=message)


def check_consistency(archive: Archive, zone: ZoneInfo, now: datetime) -> Iterator[Problem]:
    """Yield where the archive and the ledger disagree; an entry of a broken file waits for its file."""
    yield from dict.fromkeys(problem for _, problem in missing_entries(archive))
    records = archive.ledger.records if archive.ledger else {}
    for entry in archive.entries:
        record = records.get(entry.id)
        if isinstance(entry.content, Issue) and record and not record.withdrawn and record.published <= now:
            yield from _changed_date(
                entry.content, record, zone, is_new=record.fingerprint != entry.fingerprint
            )


def _changed_date(issue: Issue, record: Record, zone: ZoneInfo, *, is_new: bool) -> Iterator[Problem]:
    """Warn that another date moves no entry: until it is published, or always if it is a `published`."""
    explicit = issue.published_line > 1
    dates = [time.astimezone(zone).date() for time in (issue.published, record.published)]
    if dates[0] != dates[1] and (explicit or is_new):
        message = f"dated {dates[0]}, published {dates[1]}; expected the same, the record counts"
        yield Problem(path=issue.path, line=issue.published_line, message=message, severity="warning")


def missing_entries(archive: Archive) -> Iterator[tuple[Record, Problem]]:
    """Yield each recorded entry that is not in the archive, though its file can be read, with the way out."""
    current = {entry.id for entry in archive.entries}
    names = {issue_name(entry.ref) for entry in archive.entries}
    files = {issue_of_file(path): path for path in archive.folder.files}
    drafts = {issue_of_file(issue.path): issue for issue in archive.folder.issues if issue.draft}
    broken = set(map(issue_of_file, archive.folder.broken))
    for record in archive.ledger.records.values() if archive.ledger else ():
        if record.withdrawn or record.id in current:
            continue
        section = record.ref.section
        if section not in archive.sections:
            message = f"section {section!r} is on record and no more declared; expected [sections.{section}]"
            way_out = (
                f"put it back, or withdraw its entries: syndication publish --withdraw EDITION/{section}/KEY"
            )
            yield record, Problem(path=NEWSLETTER, line=1, message=f"{message}: {way_out}")
            continue
        issue = issue_name(record.ref)
        file = files.get(issue, f"{issue}{SUFFIXES[0]}")
        if broken & {issue, record.ref.edition}:
            continue
        if draft := drafts.get(issue):
            message = "`draft = true` in an issue that is published; expected a published issue to stay: "
            command = command_line(archive.path, f"publish --withdraw {issue}")
            way_out = f"delete that line, or run: {command}"
            yield record, Problem(path=file, line=draft.draft_line, message=message + way_out)
            continue
        name = record.ref if issue in names else issue
        way_out = f"put it back in {file}, or run: {command_line(archive.path, f'publish --withdraw {name}')}"
        message = f"{record.ref} is on record and not in the archive; expected it there: {way_out}"
        yield record, record_problem(record, message)


def issue_name(ref: EntryRef) -> str:
    """Return the name of an entry's issue, such as `en/2024-01-12`."""
    return f"{ref.edition}/{ref.issue}"


def record_problem(record: Record, message: str) -> Problem:
    """Return a problem at a record's line of the ledger."""
    return Problem(path=LEDGER, line=record.line, message=message)
