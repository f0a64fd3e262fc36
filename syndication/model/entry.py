"""An entry, the reference that names it for good, and the tombstone it leaves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from syndication.model.issue import Issue, Part, Section
from syndication.model.newsletter import Edition

TranslationKey = tuple[Section, str, int]  # what an entry has in common with its translations


class EntryRef(NamedTuple):
    """An entry reference: edition, section, issue and ordinal, as in the entry's id."""

    edition: str
    section: Section
    issue: str
    ordinal: int = 1  # among the parts of its kind in its issue

    @property
    def key(self) -> str:
        """The issue's key, with the ordinal from the second part of a kind on."""
        return self.issue if self.ordinal == 1 else f"{self.issue}.{self.ordinal}"

    @property
    def translation_key(self) -> TranslationKey:
        """The part of a reference that an entry shares with its translations."""
        return self.section, self.issue, self.ordinal

    def __str__(self) -> str:
        return f"{self.edition}/{self.section}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same entry in another edition."""

    id: str
    ref: EntryRef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """An issue, or one part of it, as subscribers see it; the field names are Atom's."""

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

    @property
    def language(self) -> str:
        """The BCP 47 tag of the edition."""
        return self.ref.edition

    @property
    def section(self) -> Section:
        """The section of the entry."""
        return self.ref.section


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
