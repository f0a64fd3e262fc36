"""An issue, its parts, and the sections that they are shown in."""

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar


class Section(StrEnum):
    """The content of a feed: whole issues, or one kind of part."""

    ISSUES = "issues"
    QUOTES = "quotes"
    NUMBERS = "numbers"
    QUESTIONS = "questions"
    DISCOVERIES = "discoveries"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation with its speaker and role as printed."""

    section: ClassVar = Section.QUOTES
    text: str
    speaker: str | None = None
    role: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure and its caption; the figure is often missing because it was an image."""

    section: ClassVar = Section.NUMBERS
    value: str | None = None
    caption: str | None = None
    source_title: str | None = None
    source_author: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The questions that the editors ask their readers."""

    section: ClassVar = Section.QUESTIONS
    context: str | None = None
    questions: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A culture story."""

    section: ClassVar = Section.DISCOVERIES
    title: str | None = None
    text: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


Part = Quote | Number | Question | Discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter in one language: one file."""

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
    parts: tuple[Part, ...] = ()
