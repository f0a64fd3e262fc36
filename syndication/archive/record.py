"""A record: one line of the ledger."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from syndication.model import EntryRef, Newsletter
from syndication.model.ids import parse_entry_id
from syndication.text.dates import YEARS

_FIELDS = ("id", "published", "updated", "fingerprint")
_OPTIONAL = ("recorded", "withdrawn")  # older ledgers have no `recorded`; the next `publish` adds it
_FINGERPRINT = re.compile(r"[12]:[0-9a-f]{64}")  # 1: older ledgers, see recipe1.py


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The content and dates published under an id, and its line in the ledger."""

    id: str
    ref: EntryRef
    published: datetime
    updated: datetime
    fingerprint: str
    withdrawn: datetime | None = None
    recorded: datetime | None = None  # when `publish` last wrote its line; None in an older ledger
    line: int = field(default=0, compare=False)

    @property
    def last_modified(self) -> datetime:
        """Return when subscribers last saw a change: at its due time, or by a `publish`."""
        instants = self.published, self.updated, self.recorded, self.withdrawn
        return max(instant for instant in instants if instant)

    def as_json(self) -> dict[str, str]:
        """Return the fields of its line, in their order."""
        fields = {
            "id": self.id,
            "published": self.published.isoformat(),
            "updated": self.updated.isoformat(),
            **({"recorded": self.recorded.isoformat()} if self.recorded else {}),
            "fingerprint": self.fingerprint,
        }
        return fields | ({"withdrawn": self.withdrawn.isoformat()} if self.withdrawn else {})


def parse_record(fields: dict[str, str] | None, number: int, newsletter: Newsletter) -> Record:
    """Return one record; raises ValueError with its fault."""
    if fields is None or set(fields) - set(_OPTIONAL) != set(_FIELDS):
        raise ValueError(f"not a record; expected {', '.join(_FIELDS)}, all texts")
    withdrawn, recorded = fields.get("withdrawn"), fields.get("recorded")
    record = Record(
        id=fields["id"],
        ref=parse_entry_id(newsletter, fields["id"]),
        published=_instant(fields["published"]),
        updated=_instant(fields["updated"]),
        fingerprint=fields["fingerprint"],
        withdrawn=None if withdrawn is None else _instant(withdrawn),
        recorded=None if recorded is None else _instant(recorded),
        line=number,
    )
    if not _FINGERPRINT.fullmatch(record.fingerprint):
        raise ValueError(
            f"the fingerprint is {record.fingerprint[:80]!r}; expected 2: and 64 hexadecimal digits"
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
