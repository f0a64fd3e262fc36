"""A feed, its formats and the quarters of its archive documents."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from syndication.model.entry import Entry, Tombstone
from syndication.model.newsletter import Edition


class Format(StrEnum):
    """The three formats of every feed; the value is the extension of its address."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type with its charset, without which browsers garble Chinese in RSS."""
        return f"application/{'feed+json' if self is Format.JSON else f'{self}+xml'}; charset=utf-8"


class Quarter(NamedTuple):
    """A quarter of a year; as a string, the way archive addresses write it."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The entries of one section in one edition, or of a custom feed, newest published first."""

    id: str
    edition: Edition
    section: str
    title: str
    subtitle: str
    updated: datetime
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()  # latest first
    other_editions: tuple[Edition, ...] = ()  # editions that have entries in this section too
    hubs: tuple[str, ...] = ()  # WebSub hubs that announce its changes
    last_published: datetime | None = None  # of any entry it ever had, withdrawn or not
    quarter: Quarter | None = None  # set if this is an archive document
    prev_archive: Quarter | None = None  # the quarter of the previous archive document
    page: str | None = None  # the page of a custom feed; None: the feed page
