"""One file as a whole: what may be in it, its header, its letter, and the blocks that its headings open."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice, takewhile

from syndication.dates import read_date, read_iso_date
from syndication.errors import Problem
from syndication.model import Edition, Issue, Newsletter, Number, Part
from syndication.parse.frontmatter import FrontMatter, read_front_matter
from syndication.parse.lines import Line, number_lines, split_lines
from syndication.parse.parts import READERS
from syndication.parse.phrases import Phrasebook, phrasebook, rest_after
from syndication.parse.report import Report, Warn
from syndication.typography import fold

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = re.compile(r"\d{4}(-q\d)?|latest|embed|search|speakers|feeds|archive|index")
_MAX_PARTS = 1000  # matching them to the ledger takes time by the square of their number
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
    report = Report(path)
    key = _read_key(path, report)
    texts = split_lines(raw, report)
    front = read_front_matter(texts, newsletter, report)
    book = phrasebook(edition)
    day, body = _read_header(number_lines(texts, front.lines, book.longest), key, edition, book, report)
    letter, *blocks = _blocks(body, book)
    parts = tuple(islice(_parts(blocks, book, front, report.warn), _MAX_PARTS + 1))
    if len(parts) > _MAX_PARTS:
        report.fault(parts[-1].line, f"more than {_MAX_PARTS} sections and quotations; expected one issue")
    if not letter.lines and not parts:
        line = body[0].number if body else 1
        report.fault(line, "nothing to read below the header; expected a letter or a section")
    if report.faults or not day:
        raise report.error()
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
        title=front.title,
        link=front.url or (edition.issue_url.replace("{key}", key) if edition.issue_url else None),
        image=front.image,
        letter=tuple(line.text for line in letter.lines),
        parts=parts,
    )
    return issue, report.warnings


def _read_key(path: str, report: Report) -> str:
    """Give the stem of the file, which names the issue for good."""
    key = path.rpartition("/")[2].removesuffix(".txt")
    if not _KEY.fullmatch(key) or _RESERVED.fullmatch(key):
        expected = "small letters, digits and single hyphens, and no reserved word"
        report.fault(1, f"the file's name gives the key {key!r}; expected {expected}")
    return key


def _read_header(
    lines: list[Line], key: str, edition: Edition, book: Phrasebook, report: Report
) -> tuple[date | None, list[Line]]:
    """Give the date of the issue and what follows the header; a header without a date is only switchers."""
    switchers = list(takewhile(lambda line: rest_after(book.switcher, line.text) is not None, lines))
    body = lines[len(switchers) :]
    named = read_iso_date(key)
    if not body:
        return named, body
    first = body[0]
    try:
        printed = read_date(first.text, edition.tag)
    except ValueError as error:
        report.fault(first.number, f"{first.text!r} is no date ({error}); expected the day of the issue")
        return None, body
    if printed:
        if named and printed != named:
            message = (
                f"the printed date {printed} is not the file's; expected {named}, the printed one counts"
            )
            report.warn(first.number, message)
        return printed, _without_furniture(body[1:], first, edition, book)
    if not named:
        message = (
            f"the text begins with {first.text[:60]!r}, no date; expected one there or as the file's name"
        )
        report.fault(first.number, message)
    return named, body


def _without_furniture(body: list[Line], day: Line, edition: Edition, book: Phrasebook) -> list[Line]:
    """Drop the newsletter's title and tagline from below the date."""
    title = day
    if body and body[0].folded == fold(edition.title):
        title, body = body[0], body[1:]
    if body and edition.tagline and body[0].folded == fold(edition.tagline):
        return body[1:]
    return body[1:] if title is not day and _is_old_tagline(title, body, book) else body


def _is_old_tagline(title: Line, body: list[Line], book: Phrasebook) -> bool:
    """Tell whether one line, neither greeting nor heading, stands between the title and a blank."""
    if len(body) <= 1:
        return False
    line = body[0]
    alone = line.number == title.number + 1 and body[1].number > line.number + 1
    return alone and line.folded not in book.headings and not line.text.endswith(_SALUTATION_ENDS)


def _blocks(lines: list[Line], book: Phrasebook) -> Iterator[_Block]:
    """Cut a text at its headings: the letter first, nothing after the first end."""
    block = _Block("letter", 0)
    for line in lines:
        kind = book.headings.get(line.folded)
        if kind is None:
            block.lines.append(line)
            continue
        yield block
        if kind == "end":
            return
        block = _Block(kind, line.number)
    yield block


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
