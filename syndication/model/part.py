"""The parts of an issue, one type for each shape. What the text lacks is None or empty."""

from dataclasses import dataclass, field
from typing import ClassVar

from syndication.model.section import Shape


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A link in a text: the words that carry it, and where it leads."""

    text: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """The fields of parts of every shape."""

    section: str
    link: str | None = None  # where its "Read more" leads
    links: tuple[Link, ...] = ()  # in its text
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Quotation(_Part):
    """A quotation with its speaker and role as printed."""

    shape: ClassVar = Shape.QUOTATION
    text: str
    speaker: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure(_Part):
    """A figure and its caption; the figure is often missing because it was an image."""

    shape: ClassVar = Shape.FIGURE
    value: str | None = None
    caption: str | None = None
    source_title: str | None = None
    source_author: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(_Part):
    """The questions that the editors ask their readers."""

    shape: ClassVar = Shape.QUESTION
    context: str | None = None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(_Part):
    """A text in paragraphs, such as a story."""

    shape: ClassVar = Shape.TEXT
    title: str | None = None
    text: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a list."""

    title: str | None = None
    text: tuple[str, ...] = ()
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class List(_Part):
    """A list, or one item of a list whose items are entries of their own."""

    shape: ClassVar = Shape.LIST
    title: str | None = None
    text: tuple[str, ...] = ()  # before the items
    items: tuple[Item, ...] = ()
    ordered: bool = False
    single: bool = False  # it is one item, and an entry of its own


Part = Quotation | Figure | Question | Text | List
