"""An entry, the reference that names it for good, and the tombstone it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from syndication.model.issue import Issue
from syndication.model.newsletter import Edition
from syndication.model.part import Part

TranslationKey = tuple[str, str, int]  # what an entry has in common with its translations


class EntryRef(NamedTuple):
    """An entry reference: edition, section, issue and ordinal, as in the entry's id."""

    edition: str
    section: str
    issue: str
    ordinal: int = 1  # among the parts of its section in its issue

    @property
    def key(self) -> str:
        """The issue's key, with the ordinal from the second part of a section on."""
        return self.issue if self.ordinal == 1 else f"{self.issue}.{self.ordinal}"

    @property
    def translation_key(self) -> TranslationKey:
        """The part of a reference that an entry shares with its translations."""
        return self.section, self.issue, self.ordinal

    def __str__(self) -> str:
        return f"{self.edition}/{self.section}/{self.key}"


class Mark(StrEnum):
    """Why readers cannot see an entry yet."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same entry in another edition."""

    id: str
    ref: EntryRef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """An issue, or one part of it, as subscribers see it; the field names are Atom's.

    Entries of the same version are equal, so that their documents can be reused.
    """

    id: str
    ref: EntryRef
    edition: Edition
    title: str
    published: datetime
    updated: datetime  # RFC 4287 s.4.2.15: moves only on changes we call significant
    last_modified: datetime  # moves whenever what is shown of it changes, links to translations included
    content: Issue | Part
    data: Mapping[str, object]  # the fields of `_syndication` that the fingerprint covers
    fingerprint: str
    revised: datetime | None = None  # the time given to its next correction
    image: str | None = None
    parts: tuple["Entry", ...] = ()  # of an issue, in the order of the text
    translations: tuple[Translation, ...] = ()
    mark: Mark | None = None  # in a preview

    @property
    def language(self) -> str:
        """The BCP 47 tag of the edition."""
        return self.ref.edition

    @property
    def section(self) -> str:
        """The section of the entry."""
        return self.ref.section

    @property
    def version(self) -> tuple[object, ...]:
        """Everything that readers can see of the entry in any document."""
        dates = self.published, self.updated, self.last_modified
        shown = self.translations, self.image, self.edition, self.content, self.mark
        return self.id, dates, self.fingerprint, *shown

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Entry) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721)."""

    id: str
    ref: EntryRef
    published: datetime
    updated: datetime
    withdrawn: datetime
    last_modified: datetime
    fingerprint: str
