"""The sections that a newsletter declares, and the shapes that their parts have."""

from dataclasses import dataclass
from enum import StrEnum

ISSUES = "issues"  # the section of whole issues, which every newsletter has


class Shape(StrEnum):
    """The fields of a part: everything above the settings knows shapes, and no section by its name."""

    QUOTATION = "quotation"
    FIGURE = "figure"
    QUESTION = "question"
    TEXT = "text"
    LIST = "list"


class ItemMark(StrEnum):
    """The beginning of an item of a list."""

    HEADING = "heading"
    NUMBER = "number"
    BULLET = "bullet"
    BOLD = "bold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A section as newsletter.toml declares it."""

    name: str  # in ids and addresses, which never change
    shape: Shape
    singular: str  # in an edition's `headings` and an issue's `links`
    item: ItemMark | None = None  # of a list
    per_item: bool = False  # each item of a list is an entry of its own


# The sections that are meant if newsletter.toml declares none.
DEFAULT_SECTIONS = {
    section.name: section
    for section in (
        Section(name="quotes", shape=Shape.QUOTATION, singular="quote"),
        Section(name="numbers", shape=Shape.FIGURE, singular="number"),
        Section(name="questions", shape=Shape.QUESTION, singular="question"),
        Section(name="discoveries", shape=Shape.TEXT, singular="discovery"),
    )
}
