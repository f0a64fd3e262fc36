"""One file as a whole: what may be in it, its header, its letter, and the blocks that its headings open."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, pairwise, takewhile

from syndication.archive.parse.dateline import parse_date_line
from syndication.archive.parse.diagnostics import Diagnostics, Warn
from syndication.archive.parse.frontmatter import FrontMatter, read_front_matter
from syndication.archive.parse.lines import Line, number_lines, split_lines
from syndication.archive.parse.parts import READERS
from syndication.archive.parse.phrases import Phrasebook, phrasebook, rest_after
from syndication.model import Edition, Issue, Newsletter, Number, Part
from syndication.model.errors import Problem
from syndication.text.dates import parse_iso_date
from syndication.text.typography import SENTENCE_END, comparison_key

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = re.compile(r"(19|20)\d\d|\d{4}-q\d|latest|embed|search|speakers|feeds|archive|index")
_MAX_PARTS = 1000  # matching them to the ledger takes time by the square of their number
_YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
_MERGE = re.compile(r"(<{7}|>{7}|\|{7})( .*)?|={7}")
_UNDERLINE = re.compile(r"([-=~*_—─━])\1{2,}")
_MAX_HEADER_CHARS = 60
_HEADER_LINES = 6
_MAX_HEADING_CHARS = 40
_CLAUSE_END = re.compile(r"[.!?。！？,，;；:：”\"’」\d]\s*\Z")
_OWN_LINES = {"quote": 3, "number": 1, "discovery": 2, "question": 1, "group": 1}  # that may stand alone
_OR_DATE = ", or `date = 2024-01-12` in the front matter"
_SALUTATION_ENDS = (",", "，", ":", "：", "!", "！")


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading, where it stands, and the lines under it; the letter has no heading."""

    kind: str
    line: int
    lines: list[Line] = field(default_factory=list)


def parse_issue(
    raw: bytes, *, path: str, edition: Edition, newsletter: Newsletter
) -> tuple[Issue, list[Problem]]:
    """Read the bytes of one file as an issue, with the warnings its editors should hear.

    `path` is `<edition>/<key>.txt`. Raises IssueError, and nothing else, with all the reasons why not.
    """
    report = Diagnostics(path)
    key = _read_key(path, report)
    texts = split_lines(raw, report)
    front = read_front_matter(texts, newsletter, report)
    book = phrasebook(edition)
    lines = number_lines(texts, front.lines, book.longest)
    for before, line in pairwise([Line(0, "", ""), *lines]):
        if _MERGE.fullmatch(line.text) and not (line.text[0] == "=" and book.heading(before)):
            message = f"{line.text[:7]!r} is the mark of a merge; expected one of the two texts"
            report.error(line.number, message)
            break
    day, body = _read_header(lines, key, front, edition, book, report)
    letter, *blocks = _blocks(body, book)
    _warn_of_header(letter.lines, edition, report.warn)
    _warn_of_headings([letter, *blocks], book, report.warn)
    parts = tuple(islice(_parts(blocks, book, front, report.warn), _MAX_PARTS + 1))
    if len(parts) > _MAX_PARTS:
        report.error(parts[-1].line, f"more than {_MAX_PARTS} sections and quotations; expected one issue")
    if not letter.lines and not parts:
        report.error(
            body[0].number if body else 1, "nothing to read below the header; expected a letter or a section"
        )
    if report.errors or not day:
        raise report.exception()
    issue = Issue(
        path=path,
        edition=edition.tag,
        key=key,
        date=day,
        published=front.published or newsletter.at_hour(day),
        published_line=front.line_of(("published",)) if front.published else 1,
        revised=front.revised,
        revised_line=front.line_of(("revised",)) if front.revised else 1,
        draft=front.draft,
        draft_line=front.line_of(("draft",)) if front.draft else 1,
        title=front.title,
        link=front.url or (edition.issue_url.replace("{key}", key) if edition.issue_url else None),
        image=front.image,
        letter=tuple(line.text for line in letter.lines),
        parts=parts,
    )
    return issue, report.warnings


def _read_key(path: str, report: Diagnostics) -> str:
    """Give the stem of the file, which names the issue for good."""
    key = path.rpartition("/")[2].removesuffix(".txt")
    if not _KEY.fullmatch(key) or _RESERVED.fullmatch(key):
        expected = "small letters, digits and single hyphens, and no reserved word"
        report.error(1, f"the file's name gives the key {key!r}; expected {expected}")
    return key


def _read_header(
    lines: list[Line], key: str, front: FrontMatter, edition: Edition, book: Phrasebook, report: Diagnostics
) -> tuple[date | None, list[Line]]:
    """Return the date of the issue and what follows the header; a header without a date is only switchers."""
    switchers = list(takewhile(lambda line: rest_after(book.switcher, line.text) is not None, lines))
    body = lines[len(switchers) :]
    named = front.date or parse_iso_date(key)
    if not body:
        return named, body
    first = body[0]
    try:
        printed = parse_date_line(first.text, edition.tag)
    except ValueError as error:
        if front.date:
            return front.date, _without_masthead(body[1:], first, edition, book)
        report.error(first.number, f"{first.text!r} is no date ({error}); expected one whole date{_OR_DATE}")
        return None, body
    if printed:
        if named and printed != named and not (front.date or front.published):
            message = (
                f"the printed date is {printed}, the file's name says {named}; expected the same{_OR_DATE}"
            )
            report.error(first.number, message)
        return front.date or printed, _without_masthead(body[1:], first, edition, book)
    if not named:
        message = (
            f"the text begins with {first.text[:60]!r}, no date; expected the day of the issue{_OR_DATE}"
        )
        report.error(first.number, message)
    return named, body


def _warn_of_header(letter: list[Line], edition: Edition, warn: Warn) -> None:
    """Warn of a date, a title or a tagline in the letter: above it they would have been read and dropped."""
    if letter and len(letter[0].text) <= _MAX_HEADER_CHARS and _YEAR.search(letter[0].text):
        message = "the text begins with a year that is no whole date; expected a date, or a sentence"
        warn(letter[0].number, message)
    furniture = {
        comparison_key(edition.title): "title",
        comparison_key(edition.tagline or edition.title): "tagline",
    }
    for place, line in enumerate(letter):
        near_top = place < _HEADER_LINES
        what = furniture.get(line.key) or (
            "date" if _is_date(line.text, edition, if_meant=near_top) else None
        )
        if what:
            message = f"{line.text!r} stands in the letter; expected the {what} at the top of the file"
            warn(line.number, message)


def _is_date(text: str, edition: Edition, *, if_meant: bool) -> bool:
    """Return whether a line is a date; `if_meant` if it was meant as one."""
    try:
        return parse_date_line(text, edition.tag) is not None
    except ValueError:
        return if_meant


def _without_masthead(body: list[Line], day: Line, edition: Edition, book: Phrasebook) -> list[Line]:
    """Drop the newsletter's title and tagline from below the date."""
    title = day
    if body and body[0].key == comparison_key(edition.title):
        title, body = body[0], body[1:]
    if body and edition.tagline and body[0].key == comparison_key(edition.tagline):
        return body[1:]
    return body[1:] if title is not day and _is_old_tagline(title, body, book) else body


def _is_old_tagline(title: Line, body: list[Line], book: Phrasebook) -> bool:
    """Tell whether one line, neither greeting nor heading, stands between the title and a blank."""
    if len(body) <= 1:
        return False
    line = body[0]
    alone = line.number == title.number + 1 and body[1].number > line.number + 1
    return alone and line.key not in book.headings and not line.text.endswith(_SALUTATION_ENDS)


def _blocks(lines: list[Line], book: Phrasebook) -> Iterator[_Block]:
    """Cut a text at its headings: the letter first, nothing after the first end."""
    block = _Block("letter", 0)
    for line in lines:
        opened = book.heading(line)
        if opened is None:
            if block.lines or block.kind == "letter" or not _UNDERLINE.fullmatch(line.text):
                block.lines.extend([line] if block.kind == "letter" else _unglued(line, book))
            continue
        yield block
        kind, rest = opened
        if kind == "end":
            return
        block = _Block(
            kind, line.number, [line._replace(text=rest, key=comparison_key(rest))] if rest else []
        )
    yield block


def _unglued(line: Line, book: Phrasebook) -> list[Line]:
    """Return a line, or the label it begins with and the text that ran into it."""
    pieces = book.split_label(line.text) or (line.text,)
    return (
        [line._replace(text=text, key=comparison_key(text)) for text in pieces] if len(pieces) > 1 else [line]
    )


def _warn_of_headings(blocks: list[_Block], book: Phrasebook, warn: Warn) -> None:
    """Warn of what may be a heading, a label or a title and is not read as one."""
    letter, *_ = blocks
    stray = next(filter(book.belongs_to_section, letter.lines), None)
    if stray:
        warn(
            stray.number,
            f"{stray.text[:60]!r} stands in the letter; expected the heading of its section above",
        )
    for block in blocks:
        for line in block.lines:
            if name := book.nearest(line):
                warn(line.number, f"{line.text!r} is not read as a heading or label; did you mean {name!r}?")
        for line in _alone(block, book):
            message = f"{line.text!r} stands alone as a heading does"
            warn(line.number, f"{message}; expected one that newsletter.toml names, or a sentence")


def _alone(block: _Block, book: Phrasebook) -> Iterator[Line]:
    """Find short lines between blank ones, above a paragraph, where a section has none of its own."""
    lines = block.lines
    start = max(1, _OWN_LINES.get(block.kind, len(lines)))
    for before, line, after in zip(lines[start - 1 :], lines[start:], lines[start + 1 :], strict=False):
        apart = before.number < line.number - 1 and line.number + 1 < after.number
        short = len(line.text) <= _MAX_HEADING_CHARS and not _CLAUSE_END.search(line.text)
        if apart and short and not book.belongs_to_section(line) and SENTENCE_END.search(after.text):
            yield line


def _parts(blocks: list[_Block], book: Phrasebook, front: FrontMatter, warn: Warn) -> Iterator[Part]:
    """Read each section, and give each part what the front matter knows of it."""
    seen: Counter[str] = Counter()
    for block in blocks:
        if block.kind not in READERS:
            continue
        found = READERS[block.kind](block.lines, book, warn)
        if not found:
            warn(block.line, f"nothing stands under this heading; expected a {block.kind}")
        for part in found:
            seen[block.kind] += 1
            ordinal = seen[block.kind]
            link = front.links.get(block.kind if ordinal == 1 else f"{block.kind}.{ordinal}")
            if isinstance(part, Number) and ordinal == 1 and front.number:
                yield replace(part, link=link, line=block.line, value=front.number)
            else:
                yield replace(part, link=link, line=block.line)
    ordinals = {kind: range(2, count + 1) for kind, count in seen.items()}
    names = {*ordinals, *(f"{kind}.{ordinal}" for kind in ordinals for ordinal in ordinals[kind])}
    for name in front.links:
        if name not in names:
            message = f"the front matter links {name!r}; expected a part of that name in the text"
            warn(front.line_of(("links", name)), message)
    if front.number and not seen["number"]:
        message = "the front matter has a number; expected a section for it in the text"
        warn(front.line_of(("number",)), message)
