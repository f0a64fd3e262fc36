"""The plan of `publish`: its changes, one by one, and what is in their way."""

from dataclasses import dataclass
from enum import StrEnum

from syndication.archive.ledger import Ledger
from syndication.archive.record import Record
from syndication.model.errors import Problem


class ChangeKind(StrEnum):
    """The ways in which `publish` changes an entry."""

    NEW = "new"
    CHANGED = "changed"
    MINOR = "minor"
    BACK = "back"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One entry that `publish` records anew."""

    kind: ChangeKind
    record: Record
    title: str | None

    def as_json(self) -> dict[str, object]:
        """Return the object that `--format json` prints."""
        return {
            "change": self.kind,
            "entry": str(self.record.ref),
            "title": self.title,
            **self.record.as_json(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The next ledger and its changes; nothing is written while there are blockers."""

    ledger: Ledger
    changes: tuple[Change, ...]
    blockers: tuple[Problem, ...]
    warnings: tuple[Problem, ...]  # of the issues that change
