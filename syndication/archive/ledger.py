"""The memory of the archive: the lasting dates of every entry, in a file that is committed with it.

One JSON object a line: the first names the newsletter, each of the others records an entry. Only `publish`
writes it; servers and `check` read it.
"""

import json
from collections import defaultdict
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from syndication.archive.record import Record, parse_record
from syndication.model import Newsletter
from syndication.model.errors import LedgerError, Problem
from syndication.settings import command_line
from syndication.system.files import locked, read_file, replace_file

LEDGER = "ledger.jsonl"
_LOCK = f".{LEDGER}.lock"
_MAX_BYTES = 256 * 1024 * 1024  # about 800,000 entries
_IDENTITY = ("id", "authority", "since")
ONE_SECOND = timedelta(seconds=1)
NO_LEDGER = "no ledger: everything due is served"
_REQUIRED = "there is no ledger, but --require-ledger; expected it restored, or: {}"
_RESTORE = "restore the line from the repository's history"
_MERGE_MARKS = ("<<<<<<<", "|||||||", "=======", ">>>>>>>")
_MERGED = "a merge left its mark here; expected the lines of both sides and no mark: delete this line"


@dataclass(frozen=True)
class Ledger:
    """Every record by its id; those of one kind in one issue in the order in which its text had them."""

    records: Mapping[str, Record]
    raw: bytes = field(default=b"", repr=False, compare=False)  # the file it was read from

    def of_issue(self, edition: str, issue: str) -> tuple[Record, ...]:
        """Return the records of an issue and its parts."""
        return self._by_issue.get((edition, issue), ())

    def time_to_record(self, now: datetime) -> datetime:
        """Return `now`, or a later time if the ledger already holds `now`.

        Readers take a document for unchanged unless its time moves forward (RFC 9110 s.13.1.3), so two
        publications within a second, or after a clock was set back, must not have the same time.
        """
        records = self.records.values()
        times = [record.recorded for record in records if record.recorded]
        dates = (time for one in records for time in (one.published, one.updated, one.withdrawn) if time)
        times += (time for time in dates if time <= now)
        return max([now, *(time + ONE_SECOND for time in times)])

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
        by_issue: dict[tuple[str, str], list[Record]] = defaultdict(list)
        for record in self.records.values():
            by_issue[record.ref.edition, record.ref.issue].append(record)
        return {issue: tuple(records) for issue, records in by_issue.items()}


_last_loaded: dict[tuple[str, ...], Ledger] = {}  # by newsletter; forked processes inherit it


def load_ledger(archive: Path, newsletter: Newsletter, *, required: bool = False) -> Ledger | None:
    """Return the ledger of an archive; None if there is none yet. A line that was read before is reused.

    Raises LedgerError with everything that is wrong with it: lines that do not parse, records that
    contradict themselves or each other, a newsletter that has changed its name; or that it is missing, if it
    is required.
    """
    try:
        raw = read_file(archive / LEDGER, _MAX_BYTES, archive)
    except FileNotFoundError:
        if required:
            raise LedgerError(_problem(1, _REQUIRED.format(command_line(archive, "publish")))) from None
        return None
    except OSError as error:
        raise LedgerError(_problem(1, f"cannot be read ({error.strerror}); expected the ledger")) from error
    identity = tuple(getattr(newsletter, key) for key in _IDENTITY)
    ledger = _last_loaded.get(identity)
    if ledger is None or ledger.raw != raw:
        ledger = _last_loaded[identity] = parse_ledger(raw, newsletter, ledger)
    return ledger


def parse_ledger(raw: bytes, newsletter: Newsletter, previous: Ledger | None = None) -> Ledger:
    """Return the ledger in some bytes; raises LedgerError with everything that is wrong with them.

    The records of the `previous` ledger are reused where their lines are the same.
    """
    problems: list[Problem] = []
    records: dict[str, Record] = {}
    parsed = _by_line(previous) if previous else {}
    first, *lines = _lines(raw)
    identity = _object(first)
    if identity is None or set(identity) != set(_IDENTITY):
        expected = 'expected {"id": …, "authority": …, "since": …}'
        message = f"not the first line of a ledger; {expected}: {_RESTORE}"
        raise LedgerError(_problem(1, _MERGED if first.startswith(_MERGE_MARKS) else message))
    for key in _IDENTITY:
        value = getattr(newsletter, key)
        if identity[key] != value:
            message = f"newsletter.toml has {key} = {value!r}, the ledger {identity[key]!r}"
            problems.append(
                _problem(1, f"{message}; expected them to agree: put the old one back in newsletter.toml")
            )
    recorded = replace(newsletter, **identity)  # a changed identity is one problem, not one for each record
    for number, line in enumerate(lines, 2):
        if line.startswith(_MERGE_MARKS):
            problems.append(_problem(number, _MERGED))
            continue
        if not line.strip():
            continue
        try:
            record = parsed.get(line) or parse_record(_object(line), number, recorded)
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
    """Replace the ledger in one step: readers see the old one or the new one, never half of it.

    Lines are in order of publication, so a new issue adds lines at the end; those of one kind in one issue
    are in the order of the mapping, which is that of the text.
    Raises OSError if the disk is full; the old ledger then stays.
    """
    first: dict[tuple[str, str, str], float] = {}  # an issue whose date was corrected has parts of two dates
    for record in ledger.records.values():
        published = record.published.timestamp()
        first[_group(record)] = min(first.get(_group(record), published), published)
    ordered = sorted(ledger.records.values(), key=lambda record: (first[_group(record)], *_group(record)))
    lines = [{key: getattr(newsletter, key) for key in _IDENTITY}, *(record.as_json() for record in ordered)]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    replace_file(archive / LEDGER, text)


def _group(record: Record) -> tuple[str, str, str]:
    """Return the key of the parts of one kind in an issue."""
    return record.ref.edition, record.ref.section, record.ref.issue


def ledger_lock(archive: Path, on_wait: Callable[[], None]) -> AbstractContextManager[None]:
    """Return the lock that every `publish` of an archive holds from before it reads until it has written."""
    return locked(archive / _LOCK, on_wait)


def _lines(raw: bytes) -> list[str]:
    return raw.decode("utf-8", "replace").removeprefix("\ufeff").split("\n")


def _by_line(ledger: Ledger) -> dict[str, Record]:
    """Return the records of a ledger by their lines."""
    return dict(zip(filter(str.strip, _lines(ledger.raw)[1:]), ledger.records.values(), strict=True))


def _problem(line: int, message: str) -> Problem:
    return Problem(path=LEDGER, line=line, message=message)


def _object(line: str) -> dict[str, Any] | None:
    try:
        value = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) and {*map(type, value.values())} <= {str} else None
