"""Hold the archive against the ledger: what is served, what `publish` would record, what the gate refuses.

Everything here decides and nothing does: each function takes what it needs and gives what should be.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from syndication.errors import Problem, SettingsError
from syndication.ledger import LEDGER, Ledger, Record
from syndication.model import Entry, Place, Section, Tombstone

_MOMENT = timedelta(seconds=1)


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
            case Entry(published=record.published, updated=record.updated):
                shown.append(held)
            case Entry():
                shown.append(replace(held, published=record.published, updated=record.updated))
        stale += [record] if held and record.id not in current else []
    return Served(tuple(shown), tuple(tombstones), tuple(stale), tuple(missing))


def _tombstone(record: Record, withdrawn: datetime) -> Tombstone:
    return Tombstone(
        id=record.id,
        place=record.place,
        published=record.published,
        updated=record.updated,
        withdrawn=withdrawn,
        fingerprint=record.fingerprint,
    )


class Kind(StrEnum):
    """What `publish` does with an entry."""

    NEW = "new"
    CHANGED = "changed"
    MINOR = "minor"
    BACK = "back"
    WITHDRAWN = "withdrawn"


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
    for name in wanted:
        named = [record for record in ledger.records.values() if "/" in name and is_named(name, record.place)]
        standing = [record for record in named if not record.withdrawn]
        if not standing:
            fault = f"{name} is withdrawn already" if named else f"nothing on record is named {name!r}"
            raise SettingsError(f"{fault}; expected a name such as en/2024-01-12 or en/quotes/2024-01-12")
        seen = [record.updated + _MOMENT for record in standing if record.published <= now]
        records |= {record.id: replace(record, withdrawn=max([now, *seen])) for record in standing}
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
    newest = _newest(old.values())
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
        known = old.get(entry.id)
        if known is None:
            changes.append(Change(Kind.NEW, _first_record(entry, newest, now), entry.title))
        elif known.withdrawn:
            back = replace(
                known, withdrawn=None, updated=_moved(entry, max(known.updated, known.withdrawn), now)
            )
            changes.append(Change(Kind.BACK, replace(back, fingerprint=entry.fingerprint), entry.title))
        elif known.fingerprint != entry.fingerprint:
            same_date = any(is_named(name, entry.place) for name in minor)
            updated = known.updated if same_date else _moved(entry, known.updated, now)
            record = replace(known, updated=updated, fingerprint=entry.fingerprint)
            changes.append(Change(Kind.MINOR if same_date else Kind.CHANGED, record, entry.title))
    records |= {change.record.id: change.record for change in changes}
    order = {key: position for position, key in enumerate(current)}
    ordered = dict(sorted(records.items(), key=lambda item: order.get(item[0], len(order))))
    return Plan(Ledger(ordered), tuple(changes), tuple(refusals))


def _newest(records: Iterable[Record]) -> dict[tuple[str, Section], datetime]:
    """Find when the newest entry of each feed was published."""
    newest: dict[tuple[str, Section], datetime] = {}
    for record in records:
        feed = record.place.edition, record.place.section
        newest[feed] = max(newest.get(feed, record.published), record.published)
    return newest


def _first_record(entry: Entry, newest: Mapping[tuple[str, Section], datetime], now: datetime) -> Record:
    """Record an entry for the first time; one that comes after a newer one is news of today."""
    after = newest.get((entry.language, entry.section))
    backfilled = after is not None and after > entry.published
    return Record(
        id=entry.id,
        place=entry.place,
        published=entry.published,
        updated=max(now, entry.published) if backfilled else entry.published,
        fingerprint=entry.fingerprint,
    )


def _moved(entry: Entry, updated: datetime, now: datetime) -> datetime:
    """Give the time of a correction: the one the front matter wants if newer, else now; always later."""
    if entry.revised and entry.revised > updated:
        return entry.revised
    return max(now, updated + _MOMENT)


def gate(
    entries: Iterable[Entry], ledger: Ledger, broken: Iterable[str], zone: ZoneInfo
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
        elif entry is not None and not record.withdrawn:
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
