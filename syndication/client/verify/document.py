"""One document of a feed, as facts to compare.

A format states each fact that it has a place for, with an empty string if it is missing there. So a fact that
was removed differs from what the other formats say, as one that was altered does. Only pictures and licenses,
which most entries and newsletters lack, are compared only if they are present.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from syndication.client.verify.reading import Facts


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """An entry as one document states it."""

    id: str
    facts: Facts
    content: str  # HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One document of a feed."""

    id: str | None  # RSS has none
    links: Mapping[str, tuple[str, ...]]  # self, current, prev-archive and hub
    is_archive: bool
    feed: Facts  # the same in every document of the feed
    facts: Facts  # the same in every format of this document
    entries: tuple[ParsedEntry, ...]
    tombstones: Mapping[str, datetime] = field(default_factory=dict)
