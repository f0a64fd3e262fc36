"""The memory of the archive: the lasting dates of every entry, in a file that is committed with it.

One JSON object a line: the first names the newsletter, each of the others records an entry. Only `publish`
writes it; the server and the gate read it.
"""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from syndication.dates import YEARS
from syndication.errors import LedgerError, Problem
from syndication.files import locked, read_file, replace_file
from syndication.ids import place_of
from syndication.model import Newsletter, Place, Section

LEDGER = "ledger.jsonl"
_LOCK = f".{LEDGER}.lock"
_MAX_BYTES = 256 * 1024 * 1024  # about 800,000 entries
_IDENTITY = ("id", "authority", "since")
_FIELDS = ("id", "published", "updated", "fingerprint")
_OPTIONAL = ("recorded", "withdrawn")  # older ledgers have no `recorded`; the next `publish` adds it
_SECOND = timedelta(seconds=1)
_FINGERPRINT = re.compile(r"1:[0-9a-f]{64}")
_RESTORE = "restore the line from the repository's history"
_MERGE_MARKS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_MERGED = "a merge left its mark here; expected the lines of both sides and no mark: delete this line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What was published under an id, and when; `line` is where the ledger says so."""

    id: str
    place: Place
    published: datetime
    updated: datetime
    fingerprint: str
    withdrawn: datetime | None = None
    recorded: datetime | None = None  # when `publish` last wrote its line; None in an older ledger
    line: int = field(default=0, compare=False)

    @property
    def last_modified(self) -> datetime:
        """Return when what subscribers see of it last changed: by its due time, or by `publish`."""
        known = self.published, self.updated, self.recorded, self.withdrawn
        return max(instant for instant in known if instant)

    def as_json(self) -> dict[str, str]:
        """Give the fields of its line, in their order."""
        fields = {
            "id": self.id,
            "published": self.published.isoformat(),
            "updated": self.updated.isoformat(),
            **({"recorded": self.recorded.isoformat()} if self.recorded else {}),
            "fingerprint": self.fingerprint,
        }
        return fields | ({"withdrawn": self.withdrawn.isoformat()} if self.withdrawn else {})


@dataclass(frozen=True)
class Ledger:
    """Every record by its id; those of one kind in one issue in the order in which its text had them."""

    records: Mapping[str, Record]
    raw: bytes = field(default=b"", repr=False, compare=False)  # the file it was read from

    def of_issue(self, edition: str, issue: str) -> tuple[Record, ...]:
        """Give what is on record of an issue and its parts."""
        return self._by_issue.get((edition, issue), ())

    def time_to_record(self, now: datetime) -> datetime:
        """Return `now`, or a later time if the ledger already holds `now`.

        Readers take a document for unchanged unless its time moves forward (RFC 9110 s.13.1.3), so two
        publications within a second, or after a clock was set back, must not have the same time.
        """
        records = self.records.values()
        recorded = [record.recorded for record in records if record.recorded]
        seen = (time for one in records for time in (one.published, one.updated, one.withdrawn) if time)
        return max(
            now, _SECOND + max([*recorded, *(time for time in seen if time <= now)], default=now - _SECOND)
        )

    def with_recorded(self, now: datetime) -> "Ledger":
        """Return the ledger with `recorded` in every line.

        A line that has none gets the time at which it last changed, so that no document changes by it.
        """
        return replace(
            self,
            records={
                key: record if record.recorded else replace(record, recorded=min(record.last_modified, now))
                for key, record in self.records.items()
            },
        )

    @cached_property
    def _by_issue(self) -> dict[tuple[str, str], tuple[Record, ...]]:
        found: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.records.values():
            found[record.place.edition, record.place.issue].append(record)
        return {issue: tuple(records) for issue, records in found.items()}

    def ordinals(
        self, edition: str, issue: str, section: Section, fingerprints: Sequence[str]
    ) -> list[int] | None:
        """Give each part of one kind in an issue its ordinal for good; None if that cannot be told.

        Parts are matched to their records by fingerprint, then by position when the numbers agree. What is
        left are new parts; they get ordinals that were never given before.
        """
        of_issue = self.of_issue(edition, issue)
        records = sorted(
            (record for record in of_issue if record.place.section == section),
            key=lambda record: record.withdrawn is not None,
        )
        if [record.fingerprint for record in records] == fingerprints:
            return [record.place.ordinal for record in records]
        found: dict[int, int] = {}
        free = list(records)
        for position, fingerprint in enumerate(fingerprints):
            same = next((record for record in free if record.fingerprint == fingerprint), None)
            if same:
                found[position] = same.place.ordinal
                free.remove(same)
        rest = [position for position in range(len(fingerprints)) if position not in found]
        standing = [record for record in free if not record.withdrawn]
        if not standing:
            # An issue that comes back as a whole brings its parts with it, corrected or not.
            whole = next(
                (record.withdrawn for record in of_issue if record.place.section == Section.ISSUES), None
            )
            standing = [record for record in free if whole and record.withdrawn == whole]
            standing = standing if len(standing) == len(rest) else []
        if standing and rest and len(standing) != len(rest):
            return None
        if standing:
            found |= {
                position: record.place.ordinal for position, record in zip(rest, standing, strict=False)
            }
        else:
            highest = max((record.place.ordinal for record in records), default=0)
            found |= {position: highest + count for count, position in enumerate(rest, 1)}
        return [found[position] for position in range(len(fingerprints))]


_last: dict[tuple[str, ...], Ledger] = {}  # of each newsletter; processes that are forked inherit it


def load_ledger(archive: Path, newsletter: Newsletter) -> Ledger | None:
    """Read the ledger of an archive; None where there is none yet. Lines read before are not read again.

    Raises LedgerError with everything that is wrong with it: lines that do not parse, records that
    contradict themselves or each other, a newsletter that has changed its name.
    """
    try:
        raw = read_file(archive / LEDGER, _MAX_BYTES, archive)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise LedgerError(_problem(1, f"cannot be read ({error.strerror}); expected the ledger")) from error
    identity = tuple(getattr(newsletter, key) for key in _IDENTITY)
    ledger = _last.get(identity)
    if ledger is None or ledger.raw != raw:
        ledger = _last[identity] = parse_ledger(raw, newsletter, ledger)
    return ledger


def parse_ledger(raw: bytes, newsletter: Newsletter, before: Ledger | None = None) -> Ledger:
    """Read the bytes of a ledger; raises LedgerError with everything that is wrong with them."""
    problems: list[Problem] = []
    records: dict[str, Record] = {}
    known = _by_line(before) if before else {}
    first, *lines = _lines(raw)
    identity = _object(first)
    if identity is None or set(identity) != set(_IDENTITY):
        expected = 'expected {"id": …, "authority": …, "since": …}'
        message = f"not the first line of a ledger; {expected}: {_RESTORE}"
        raise LedgerError(_problem(1, _MERGED if first.startswith(_MERGE_MARKS) else message))
    for key in _IDENTITY:
        now = getattr(newsletter, key)
        if identity[key] != now:
            message = f"newsletter.toml has {key} = {now!r}, the ledger {identity[key]!r}"
            problems.append(
                _problem(1, f"{message}; expected them to agree: put the old one back in newsletter.toml")
            )
    named = replace(newsletter, **identity)  # a changed name is told once, not with every record
    for number, line in enumerate(lines, 2):
        if line.startswith(_MERGE_MARKS):
            problems.append(_problem(number, _MERGED))
            continue
        if not line.strip():
            continue
        try:
            record = known.get(line) or _record(_object(line), number, named)
        except ValueError as error:
            problems.append(_problem(number, f"{error}; {_RESTORE}"))
            continue
        record = record if record.line == number else replace(record, line=number)
        if record.id in records:
            other = records[record.id].line
            message = f"{record.id} is recorded twice, first on line {other}; expected it once"
            problems.append(_problem(number, f"{message}: delete the line that was updated earlier"))
        records[record.id] = record
    if problems:
        raise LedgerError(*problems)
    return Ledger(records, raw)


def write_ledger(archive: Path, newsletter: Newsletter, ledger: Ledger) -> None:
    """Replace the ledger at once: whoever reads it sees the old one or the new one, never half.

    Records stand in the order of their publication, so that a new issue adds lines at the end; those of one
    kind in one issue in the order given, which is that of the text.
    Raises OSError when the disk is full; the old ledger then stays.
    """
    begun: dict[tuple[str, str, str], float] = {}  # an issue that was dated anew has parts of two dates
    for record in ledger.records.values():
        published = record.published.timestamp()
        begun[_group(record)] = min(begun.get(_group(record), published), published)
    ordered = sorted(ledger.records.values(), key=lambda record: (begun[_group(record)], *_group(record)))
    lines = [{key: getattr(newsletter, key) for key in _IDENTITY}, *(record.as_json() for record in ordered)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    replace_file(archive / LEDGER, text)


def _group(record: Record) -> tuple[str, str, str]:
    """Name what an issue has of one kind."""
    return record.place.edition, record.place.section, record.place.issue


def writing(archive: Path, waiting: Callable[[], None]) -> AbstractContextManager[None]:
    """Keep every other `publish` of this archive waiting, from before it reads until it has written."""
    return locked(archive / _LOCK, waiting)


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")


def _by_line(ledger: Ledger) -> dict[str, Record]:
    """Give the records of a ledger that was read, each by its line."""
    return dict(zip(filter(str.strip, _lines(ledger.raw)[1:]), ledger.records.values(), strict=True))


def _problem(line: int, message: str) -> Problem:
    return Problem(path=LEDGER, line=line, message=message)


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and {*map(type, value.values())} <= {str} else None


def _record(fields: dict[str, str] | None, number: int, newsletter: Newsletter) -> Record:
    """Read one record; raises ValueError with what is wrong with it."""
    if fields is None or set(fields) - set(_OPTIONAL) != set(_FIELDS):
        raise ValueError(f"not a record; expected {', '.join(_FIELDS)}, all texts")
    withdrawn, recorded = fields.get("withdrawn"), fields.get("recorded")
    record = Record(
        id=fields["id"],
        place=place_of(newsletter, fields["id"]),
        published=_instant(fields["published"]),
        updated=_instant(fields["updated"]),
        fingerprint=fields["fingerprint"],
        withdrawn=None if withdrawn is None else _instant(withdrawn),
        recorded=None if recorded is None else _instant(recorded),
        line=number,
    )
    if not _FINGERPRINT.fullmatch(record.fingerprint):
        raise ValueError(
            f"the fingerprint is {record.fingerprint[:80]!r}; expected 1: and 64 hexadecimal digits"
        )
    if record.updated < record.published:
        raise ValueError("updated before it was published; expected updated to be the later one")
    return record


@lru_cache(1024)  # all entries of an issue have the same
def _instant(text: str) -> datetime:
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        instant = None
    if instant is None or instant.tzinfo is None or instant.year not in YEARS:
        raise ValueError(
            f"the time is {text[:80]!r}; expected one with its offset, such as 2024-01-12T12:00:00+08:00"
        )
    return instant
