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

from syndication.errors import Problem, SettingsError
from syndication.ledger import LEDGER, Ledger, Record
from syndication.model import Entry, Issue, Place, Section, Tombstone

_MOMENT = timedelta(seconds=1)
_AHEAD = timedelta(days=366)  # that an issue may be scheduled


@dataclass(frozen=True, slots=True)
class Served:
    """What subscribers are to see: entries with their lasting dates, and what was withdrawn."""

    entries: tuple[Entry, ...]
    tombstones: tuple[Tombstone, ...] = ()
    kept: tuple[Record, ...] = ()  # on record and not in the archive: shown as they were
    missing: tuple[Record, ...] = ()  # not even that: a server that starts has nothing to show


def serve(entries: Iterable[Entry], ledger: Ledger | None, kept: Mapping[str, Entry | Tombstone]) -> Served:
    """Give what the ledger records; without a ledger, everything.

    `kept` is what was served before: a recorded entry whose file is gone or broken stays as it was, and one
    that is to come back stays withdrawn.
    """
    if ledger is None:
        return Served(tuple(entries))
    current = {entry.id: entry for entry in entries}
    shown: list[Entry] = []
    tombstones: list[Tombstone] = []
    stale: list[Record] = []
    missing: list[Record] = []
    for record in ledger.records.values():
        held = current.get(record.id) or kept.get(record.id)
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
    return Served(tuple(shown), tuple(tombstones), tuple(stale), tuple(missing))


def _tombstone(record: Record, withdrawn: datetime) -> Tombstone:
    return Tombstone(
        id=record.id,
        place=record.place,
        published=record.published,
        updated=record.updated,
        withdrawn=withdrawn,
        last_modified=record.last_modified,
        fingerprint=record.fingerprint,
    )


class Kind(StrEnum):
    """What `publish` does with an entry."""

    NEW = "new"
    CHANGED = "changed"
    MINOR = "minor"
    BACK = "back"
    WITHDRAWN = "withdrawn"


_MOVES = (Kind.NEW, Kind.BACK, Kind.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that `publish` records anew."""

    kind: Kind
    record: Record
    title: str | None

    def as_json(self) -> dict[str, object]:
        """Give what `--format json` prints."""
        return {
            "change": self.kind,
            "entry": str(self.record.place),
            "title": self.title,
            **self.record.as_json(),
        }


@dataclass(frozen=True, slots=True)
class Plan:
    """What `publish` would do: nothing at all while there are refusals."""

    ledger: Ledger
    changes: tuple[Change, ...]
    refusals: tuple[Problem, ...]


def withdraw(ledger: Ledger, wanted: Iterable[str], now: datetime) -> Ledger:
    """Mark as withdrawn what `en/2024-01-12` (a file's entries) or `en/quotes/2024-01-12` (one entry) names.

    What was to be seen is withdrawn later than it was updated, whatever the clock says: no feed goes back.
    Raises SettingsError for what names nothing that stands on record.
    """
    records = dict(ledger.records)
    recorded = ledger.time_to_record(now)
    for name in wanted:
        named = [record for record in ledger.records.values() if "/" in name and is_named(name, record.place)]
        standing = [record for record in named if not record.withdrawn]
        if not standing:
            fault = f"{name} is withdrawn already" if named else f"nothing on record is named {name!r}"
            raise SettingsError(f"{fault}; expected a name such as en/2024-01-12 or en/quotes/2024-01-12")
        seen = [record.updated + _MOMENT for record in standing if record.published <= now]
        withdrawn = max([now, *seen])
        records |= {record.id: replace(record, withdrawn=withdrawn, recorded=recorded) for record in standing}
    return Ledger(records)


def is_named(name: str, place: Place) -> bool:
    """Tell whether a place is meant by an issue's key, a file (`en/KEY`) or an entry (`en/quotes/KEY`)."""
    return name in (place.issue, f"{place.edition}/{place.issue}", str(place))


def plan(
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
    newest = _newest(record for record in old.values() if record.published <= now)
    recorded = (before or Ledger({})).time_to_record(now)
    standing = set(map(file_of, (entry.place for entry in current.values())))
    records = dict(withdrawn.records)
    changes: list[Change] = []
    refusals: list[Problem] = []
    for record in withdrawn.records.values():
        if record == old.get(record.id):
            if not record.withdrawn and record.id not in current:
                refusals.append(_missing(record, standing))
        elif record.id in current:
            refusals.append(
                _problem(record, f"{record.place} still stands in the archive; expected it to be gone")
            )
        else:
            changes.append(Change(Kind.WITHDRAWN, record, None))
    for entry in current.values():
        first = _first_record(entry, newest, now, recorded)
        named = any(is_named(name, entry.place) for name in minor)
        change = _change(old.get(entry.id), entry, first, now, minor=named)
        changes += [change] if change else []
    records |= {change.record.id: change.record for change in changes}
    shown = {key: record for key, record in records.items() if record.published <= now}
    came = [one for one in changes if one.kind in _MOVES or old[one.record.id].published > now]
    records |= _touched(shown, [one for one in came if one.record.id in shown], recorded)
    order = {key: position for position, key in enumerate(current)}
    ordered = dict(sorted(records.items(), key=lambda item: order.get(item[0], len(order))))
    return Plan(Ledger(ordered).with_recorded(now), tuple(changes), tuple(refusals))


def _change(
    known: Record | None, entry: Entry, first: Record, now: datetime, *, minor: bool
) -> Change | None:
    """Return how an entry is recorded anew, if it is; `first` is its record if nobody has seen it yet."""
    if known is None:
        return Change(Kind.NEW, first, entry.title)
    corrected = Kind.MINOR if minor else Kind.CHANGED
    if known.published > now:
        kind = Kind.BACK if known.withdrawn else corrected
        same = replace(first, recorded=known.recorded) == known
        return None if same else Change(kind, first, entry.title)
    if known.withdrawn:
        kind, updated = Kind.BACK, _moved(entry, max(known.updated, known.withdrawn), now)
    elif known.fingerprint != entry.fingerprint:
        kind, updated = corrected, known.updated if minor else _moved(entry, known.updated, now)
    else:
        return None
    return Change(kind, replace(first, published=known.published, updated=updated), entry.title)


def _touched(records: Mapping[str, Record], moved: Sequence[Change], recorded: datetime) -> dict[str, Record]:
    """Record anew what is shown otherwise because something else comes or goes now; all of it is due.

    Translations link to it from now on, or no more. The first archive document of a quarter is what that of
    the next quarter leads to from now on, so what was published next counts as changed.
    """
    across = {change.record.place.across for change in moved}
    touched = [one for one in records.values() if one.place.across in across and not one.withdrawn]
    feeds: dict[tuple[str, Section], list[Record]] = defaultdict(list)
    for record in sorted(records.values(), key=_published):
        if not record.withdrawn or record.withdrawn >= record.published:
            feeds[_feed_of(record)].append(record)
    for change in (change for change in moved if change.kind is not Kind.WITHDRAWN):
        feed = feeds[_feed_of(change.record)]
        touched += feed[bisect_right(feed, change.record.published, key=_published) :][:1]
    return {record.id: replace(record, recorded=recorded) for record in touched}


def _published(record: Record) -> datetime:
    return record.published


def _feed_of(record: Record) -> tuple[str, Section]:
    return record.place.edition, record.place.section


def _newest(records: Iterable[Record]) -> dict[tuple[str, Section], datetime]:
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
        place=entry.place,
        published=entry.published,
        updated=max(now, entry.published) if backfilled else entry.published,
        recorded=recorded,
        fingerprint=entry.fingerprint,
    )


def _moved(entry: Entry, updated: datetime, now: datetime) -> datetime:
    """Give the time of a correction: the one the front matter wants if newer, else now; always later."""
    if entry.revised and entry.revised > updated:
        return entry.revised
    return max(now, updated + _MOMENT)


def misdated(issues: Iterable[Issue], now: datetime) -> Iterator[Problem]:
    """Check the times in the files against the clock: a wrong one that is published stays for good."""
    for issue in issues:
        if issue.draft:
            continue
        if issue.published > now + _AHEAD:
            message = f"published {issue.published.isoformat()}; expected a time within a year from now"
            yield Problem(path=issue.path, line=issue.published_line, message=message)
        if issue.revised and issue.revised > now:
            message = f"revised {issue.revised.isoformat()}; expected a time that has passed"
            yield Problem(path=issue.path, line=issue.revised_line, message=message)


def gate(
    entries: Iterable[Entry], ledger: Ledger, broken: Iterable[str], zone: ZoneInfo, now: datetime
) -> Iterator[Problem]:
    """Say where the archive and the ledger disagree; an entry of a broken file waits for its file."""
    current = {entry.id: entry for entry in entries}
    standing = set(map(file_of, (entry.place for entry in current.values())))
    lost = set(broken)
    for record in ledger.records.values():
        entry = current.get(record.id)
        if (
            entry is None
            and not record.withdrawn
            and not lost & {file_of(record.place), record.place.edition}
        ):
            yield _missing(record, standing)
        elif entry is not None and not record.withdrawn and record.published <= now:
            printed, recorded = (day.astimezone(zone).date() for day in (entry.published, record.published))
            if printed != recorded:
                message = f"dated {printed}, published {recorded}; expected the same, the record counts"
                yield Problem(path=file_of(entry.place), line=1, message=message, severity="warning")


def forgotten(
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


def file_of(place: Place) -> str:
    """Give the file of the archive that holds an entry."""
    return f"{place.edition}/{place.issue}.txt"


def _missing(record: Record, standing: set[str]) -> Problem:
    file = file_of(record.place)
    name = record.place if file in standing else file.removesuffix(".txt")
    way_on = f"put it back in {file}, or run: syndication publish --withdraw {name}"
    return _problem(
        record, f"{record.place} is on record and not in the archive; expected it there: {way_on}"
    )


def _problem(record: Record, message: str) -> Problem:
    return Problem(path=LEDGER, line=record.line, message=message)
