"""Shapes of sections, until sections are data."""

from syndication.model import Discovery, Issue, Newsletter, Number, Question, Quote

_TYPES = {"quote": Quote, "number": Number, "discovery": Discovery, "question": Question}
_SHAPES = {"quote": "quotation", "number": "figure", "discovery": "text", "question": "question"}


def shape_of(newsletter: Newsletter, section: str) -> str | None:
    return _SHAPES.get(section)


def link_name(newsletter: Newsletter, section: str, ordinal: int) -> str:
    return section if ordinal == 1 else f"{section}.{ordinal}"


def count_parts(issue: Issue, section: str) -> int:
    return sum(isinstance(part, _TYPES[section]) for part in issue.parts)
