"""The header of an issue: language switchers, the date, the title and the tagline."""

import re
from datetime import date
from itertools import takewhile

from syndication.archive.parse.dateline import parse_date_line
from syndication.archive.parse.diagnostics import Diagnostics, Warn
from syndication.archive.parse.frontmatter import FrontMatter
from syndication.archive.parse.lines import Line
from syndication.archive.parse.phrases import Phrasebook, rest_after
from syndication.model import Edition
from syndication.text.dates import parse_iso_date
from syndication.text.typography import comparison_key

_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_MAX_HEADER_CHARS = 60
_HEADER_LINES = 6
_SALUTATION_ENDS = (",", "，", ":", "：", "!", "！")


def read_header(
    lines: list[Line], key: str, front: FrontMatter, edition: Edition, book: Phrasebook, report: Diagnostics
) -> tuple[date | None, list[Line]]:
    """Return the date of the issue and what follows the header; a header without a date is only switchers."""
    switchers = list(takewhile(lambda line: rest_after(book.switcher, line.text) is not None, lines))
    body = lines[len(switchers) :]
    key_day = front.date or parse_iso_date(key)
    if not body:
        return key_day, body
    first = body[0]
    try:
        printed_day = parse_date_line(first.text, edition.tag)
    except ValueError as error:
        if front.date:
            return front.date, _without_masthead(body[1:], first, edition, book)
        report.error(
            first.number, f"{first.text!r} is no date ({error}); expected one whole date{_or_date(key_day)}"
        )
        return None, body
    if printed_day:
        if key_day and printed_day != key_day and not (front.date or front.published):
            message = f"the printed date is {printed_day}, the file's name says {key_day}"
            report.error(first.number, f"{message}; expected the same{_or_date(printed_day)}")
        return front.date or printed_day, _without_masthead(body[1:], first, edition, book)
    if not key_day:
        message = f"the text begins with {first.text[:60]!r}, no date; expected the day of the issue"
        report.error(first.number, message + _or_date(None))
    return key_day, body


def _or_date(day: date | None) -> str:
    return f", or `date = {day or 'YYYY-MM-DD'}` in the front matter"


def warn_of_header(letter: list[Line], edition: Edition, warn: Warn) -> None:
    """Warn of a date, a title or a tagline in the letter: above it they would have been read and dropped."""
    if letter and len(letter[0].text) <= _MAX_HEADER_CHARS and _YEAR.search(letter[0].text):
        message = "the text begins with a year that is no whole date; expected a date, or a sentence"
        warn(letter[0].number, message)
    masthead = {
        comparison_key(edition.title): "title",
        comparison_key(edition.tagline or edition.title): "tagline",
    }
    for place, line in enumerate(letter):
        near_top = place < _HEADER_LINES
        name = masthead.get(line.key) or ("date" if _is_date(line.text, edition, if_meant=near_top) else None)
        if name:
            message = f"{line.text!r} stands in the letter; expected the {name} at the top of the file"
            warn(line.number, message)


def _is_date(text: str, edition: Edition, *, if_meant: bool) -> bool:
    """Return whether a line is a date; `if_meant` if it was meant as one."""
    try:
        return parse_date_line(text, edition.tag) is not None
    except ValueError:
        return if_meant


def _without_masthead(body: list[Line], day: Line, edition: Edition, book: Phrasebook) -> list[Line]:
    """Return the lines below the date without the newsletter's title and tagline."""
    title = day
    if body and body[0].key == comparison_key(edition.title):
        title, body = body[0], body[1:]
    if body and edition.tagline and body[0].key == comparison_key(edition.tagline):
        return body[1:]
    return body[1:] if title is not day and is_old_tagline(title, body, book) else body


def is_old_tagline(title: Line, body: list[Line], book: Phrasebook) -> bool:
    """Return whether the line below the title, which a blank follows, is neither greeting nor heading."""
    if len(body) <= 1:
        return False
    line = body[0]
    alone = line.number == title.number + 1 and body[1].number > line.number + 1
    return alone and line.key not in book.headings and not line.text.endswith(_SALUTATION_ENDS)
