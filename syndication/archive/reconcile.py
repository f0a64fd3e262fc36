"""Hold the archive against the ledger: what is served, what `publish` would record, what the gate refuses.

Everything here decides and nothing does: each function takes what it needs and gives what should be.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from dateutil.relativedelta import relativedelta

from syndication.archive.ledger import LEDGER, Ledger, Record
from syndication.model import Entry, EntryRef, Issue, Section, Tombstone
from syndication.model.errors import Problem, SettingsError

_ONE_SECOND = timedelta(seconds=1)
_MAX_AHEAD = relativedelta(years=1)  # that an issue may be scheduled


@dataclass(frozen=True, slots=True)
class Reconciled:
    """What subscribers are to see: entries with their lasting dates, and what was withdrawn."""

    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    stale: tuple[Record, ...] = ()  # on record and not in the archive: shown as they were
    missing: tuple[Record, ...] = ()  # not even that: a server that starts has nothing to show


def reconcile(
    entries: Iterable[Entry], ledger: Ledger | None, previous: Mapping[str, Entry | Tombstone]
) -> Reconciled:
    """Give what the ledger records; without a ledger, everything.

    `kept` is what was served before: a recorded entry whose file is gone or broken stays as it was, and one
    that is to come back stays withdrawn.
    """
    if ledger is None:
        return Reconciled(tuple(entries))
    current = {entry.id: entry for entry in entries}
    shown: list[Entry] = []
    tombstones: list[Tombstone] = []
    stale: list[Record] = []
    missing: list[Record] = []
    for record in ledger.records.values():
        held = current.get(record.id) or previous.get(record.id)
        if record.withdrawn:
            if record.withdrawn >= record.published:  # else nobody ever saw it
                tombstones.append(_tombstone(record, record.withdrawn))
            continue
        match held:
            case None:
                missing.append(record)
            case Tombstone():
                tombstones.append(held)
            case Entry(
                published=record.published, updated=record.updated, last_modified=record.last_modified
            ):
                shown.append(held)
            case Entry():
                dates = {name: getattr(record, name) for name in ("published", "updated", "last_modified")}
                shown.append(replace(held, **dates))
        stale += [record] if held and record.id not in current else []
    return Reconciled(tuple(shown), tuple(tombstones), tuple(stale), tuple(missing))


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


class ChangeKind(StrEnum):
    """What `publish` does with an entry."""

    NEW = "new"
    CHANGED = "changed"
    MINOR = "minor"
    BACK = "back"
    WITHDRAWN = "withdrawn"


_MOVES = (ChangeKind.NEW, ChangeKind.BACK, ChangeKind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that `publish` records anew."""

    kind: ChangeKind
    record: Record
    title: str | None

    def as_json(self) -> dict[str, object]:
        """Give what `--format json` prints."""
        return {
            "change": self.kind,
            "entry": str(self.record.ref),
            "title": self.title,
            **self.record.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What `publish` would do: nothing at all while there are refusals."""

    ledger: Ledger
    changes: tuple[Change, ...]
    blockers: tuple[Problem, ...]


def withdraw(ledger: Ledger, wanted: Iterable[str], now: datetime) -> Ledger:
    """Mark as withdrawn what `en/2024-01-12` (a file's entries) or `en/quotes/2024-01-12` (one entry) names.

    What was to be seen is withdrawn later than it was updated, whatever the clock says: no feed goes back.
    Raises SettingsError for what names nothing that stands on record.
    """
    records = dict(ledger.records)
    recorded = ledger.time_to_record(now)
    for name in wanted:
        named = [
            record for record in ledger.records.values() if "/" in name and ref_matches(name, record.ref)
        ]
        standing = [record for record in named if not record.withdrawn]
        if not standing:
            fault = f"{name} is withdrawn already" if named else f"nothing on record is named {name!r}"
            raise SettingsError(f"{fault}; expected a name such as en/2024-01-12 or en/quotes/2024-01-12")
        seen = [record.updated + _ONE_SECOND for record in standing if record.published <= now]
        withdrawn = max([now, *seen])
        records |= {record.id: replace(record, withdrawn=withdrawn, recorded=recorded) for record in standing}
    return Ledger(records)


def ref_matches(name: str, place: EntryRef) -> bool:
    """Tell whether a place is meant by an issue's key, a file (`en/KEY`) or an entry (`en/quotes/KEY`)."""
    return name in (place.issue, f"{place.edition}/{place.issue}", str(place))


def plan_publication(
    entries: Iterable[Entry],
    before: Ledger | None,
    withdrawn: Ledger,
    now: datetime,
    minor: Iterable[str] = (),
) -> Plan:
    """Work out the next ledger.

    `before` is the ledger as it stands, `withdrawn` the same with what is to be withdrawn; `minor` names the
    changes that leave `updated` where it is.
    """
    old = before.records if before else {}
    current = {entry.id: entry for entry in entries}
    newest = _last_published(record for record in old.values() if record.published <= now)
    recorded = (before or Ledger({})).time_to_record(now)
    standing = set(map(issue_file, (entry.ref for entry in current.values())))
    records = dict(withdrawn.records)
    changes: list[Change] = []
    blockers: list[Problem] = []
    for record in withdrawn.records.values():
        if record == old.get(record.id):
            if not record.withdrawn and record.id not in current:
                blockers.append(_missing(record, standing))
        elif record.id in current:
            blockers.append(
                _problem(record, f"{record.ref} still stands in the archive; expected it to be gone")
            )
        else:
            changes.append(Change(ChangeKind.WITHDRAWN, record, None))
    for entry in current.values():
        first = _first_record(entry, newest, now, recorded)
        named = any(ref_matches(name, entry.ref) for name in minor)
        change = _change(old.get(entry.id), entry, first, now, minor=named)
        changes += [change] if change else []
    records |= {change.record.id: change.record for change in changes}
    shown = {key: record for key, record in records.items() if record.published <= now}
    came = [one for one in changes if one.kind in _MOVES or old[one.record.id].published > now]
    records |= _touched(shown, [one for one in came if one.record.id in shown], recorded)
    order = {key: position for position, key in enumerate(current)}
    ordered = dict(sorted(records.items(), key=lambda item: order.get(item[0], len(order))))
    return Plan(Ledger(ordered).with_recorded(now), tuple(changes), tuple(blockers))


def _change(
    known: Record | None, entry: Entry, first: Record, now: datetime, *, minor: bool
) -> Change | None:
    """Return how an entry is recorded anew, if it is; `first` is its record if nobody has seen it yet."""
    if known is None:
        return Change(ChangeKind.NEW, first, entry.title)
    corrected = ChangeKind.MINOR if minor else ChangeKind.CHANGED
    if known.published > now:
        kind = ChangeKind.BACK if known.withdrawn else corrected
        same = replace(first, recorded=known.recorded) == known
        return None if same else Change(kind, first, entry.title)
    if known.withdrawn:
        kind, updated = ChangeKind.BACK, _correction_time(entry, max(known.updated, known.withdrawn), now)
    elif known.fingerprint != entry.fingerprint:
        kind, updated = corrected, known.updated if minor else _correction_time(entry, known.updated, now)
    else:
        return None
    return Change(kind, replace(first, published=known.published, updated=updated), entry.title)


def _touched(records: Mapping[str, Record], moved: Sequence[Change], recorded: datetime) -> dict[str, Record]:
    """Record anew what is shown otherwise because something else comes or goes now; all of it is due.

    Translations link to it from now on, or no more. The first archive document of a quarter is what that of
    the next quarter leads to from now on, so what was published next counts as changed.
    """
    across = {change.record.ref.translation_key for change in moved}
    touched = [one for one in records.values() if one.ref.translation_key in across and not one.withdrawn]
    feeds: dict[tuple[str, Section], list[Record]] = defaultdict(list)
    for record in sorted(records.values(), key=_published):
        if not record.withdrawn or record.withdrawn >= record.published:
            feeds[_feed_of(record)].append(record)
    for change in (change for change in moved if change.kind is not ChangeKind.WITHDRAWN):
        feed = feeds[_feed_of(change.record)]
        touched += feed[bisect_right(feed, change.record.published, key=_published) :][:1]
    return {record.id: replace(record, recorded=recorded) for record in touched}


def _published(record: Record) -> datetime:
    return record.published


def _feed_of(record: Record) -> tuple[str, Section]:
    return record.ref.edition, record.ref.section


def _last_published(records: Iterable[Record]) -> dict[tuple[str, Section], datetime]:
    """Find when the newest of each feed was published."""
    newest: dict[tuple[str, Section], datetime] = {}
    for record in records:
        feed = _feed_of(record)
        newest[feed] = max(newest.get(feed, record.published), record.published)
    return newest


def _first_record(
    entry: Entry, newest: Mapping[tuple[str, Section], datetime], now: datetime, recorded: datetime
) -> Record:
    """Record an entry for the first time; one that comes after a newer one is news of today."""
    after = newest.get((entry.language, entry.section))
    backfilled = after is not None and after > entry.published
    return Record(
        id=entry.id,
        ref=entry.ref,
        published=entry.published,
        updated=max(now, entry.published) if backfilled else entry.published,
        recorded=recorded,
        fingerprint=entry.fingerprint,
    )


def _correction_time(entry: Entry, updated: datetime, now: datetime) -> datetime:
    """Give the time of a correction: the one the front matter wants if newer, else now; always later."""
    if entry.revised and entry.revised > updated:
        return entry.revised
    return max(now, updated + _ONE_SECOND)


def misdated(issues: Iterable[Issue], now: datetime) -> Iterator[Problem]:
    """Check the times in the files against the clock: a wrong one that is published stays for good."""
    for issue in issues:
        if issue.draft:
            continue
        if issue.published > now + _MAX_AHEAD:
            message = f"published {issue.published.isoformat()}; expected a time within a year from now"
            yield Problem(path=issue.path, line=issue.published_line, message=message)
        if issue.revised and issue.revised > now:
            message = f"revised {issue.revised.isoformat()}; expected a time that has passed"
            yield Problem(path=issue.path, line=issue.revised_line, message=message)


def check_consistency(
    entries: Iterable[Entry], ledger: Ledger, broken: Iterable[str], zone: ZoneInfo, now: datetime
) -> Iterator[Problem]:
    """Say where the archive and the ledger disagree; an entry of a broken file waits for its file."""
    current = {entry.id: entry for entry in entries}
    standing = set(map(issue_file, (entry.ref for entry in current.values())))
    lost = set(broken)
    for record in ledger.records.values():
        entry = current.get(record.id)
        if entry is None and not record.withdrawn and not lost & {issue_file(record.ref), record.ref.edition}:
            yield _missing(record, standing)
        elif entry is not None and not record.withdrawn and record.published <= now:
            printed, recorded = (day.astimezone(zone).date() for day in (entry.published, record.published))
            if printed != recorded:
                message = f"dated {printed}, published {recorded}; expected the same, the record counts"
                yield Problem(path=issue_file(entry.ref), line=1, message=message, severity="warning")


def unrecorded_entries(
    shown: Iterable[Entry], after: Ledger | None, editions: Container[str], now: datetime
) -> tuple[Entry, ...]:
    """Give what subscribers see, and what the next ledger neither records nor withdraws.

    A ledger only ever grows: one that is half written, unmounted or badly merged must not withdraw anything.
    """
    records = after.records if after else {}

    def is_remembered(entry: Entry) -> bool:
        record = records.get(entry.id)
        return record is not None and (record.withdrawn is not None or entry.language in editions)

    return tuple(entry for entry in shown if entry.published <= now and not is_remembered(entry))


def issue_file(place: EntryRef) -> str:
    """Give the file of the archive that holds an entry."""
    return f"{place.edition}/{place.issue}.txt"


def _missing(record: Record, standing: set[str]) -> Problem:
    file = issue_file(record.ref)
    name = record.ref if file in standing else file.removesuffix(".txt")
    way_on = f"put it back in {file}, or run: syndication publish --withdraw {name}"
    return _problem(record, f"{record.ref} is on record and not in the archive; expected it there: {way_on}")


def _problem(record: Record, message: str) -> Problem:
    return Problem(path=LEDGER, line=record.line, message=message)
