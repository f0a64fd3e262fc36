"""An issue of the newsletter."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from syndication.model.part import Link, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter in one language: one file."""

    shape: ClassVar = None  # it has none: its parts do
    path: str  # relative to the archive, for messages
    edition: str
    key: str
    date: date  # as printed, else from the key
    published: datetime
    published_line: int = field(default=1, compare=False)  # where the front matter says so, if it does
    revised: datetime | None = None
    revised_line: int = field(default=1, compare=False)
    draft: bool = False
    draft_line: int = field(default=1, compare=False)
    title: str | None = None
    link: str | None = None  # the publisher's own page
    image: str | None = None
    letter: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()  # in its letter
    parts: tuple[Part, ...] = ()
