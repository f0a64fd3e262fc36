"""One file as a whole: what may be in it, its header, its letter, and the blocks that its headings open."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import takewhile

from syndication.dates import read_date, read_iso_date
from syndication.errors import IssueError, Problem
from syndication.model import Edition, Issue, Newsletter, Number, Part
from syndication.parse.frontmatter import FrontMatter, read_front_matter
from syndication.parse.parts import READERS, Line, Warn
from syndication.parse.phrases import Phrasebook, fold, is_blank, phrasebook, rest_after
from syndication.typography import FORBIDDEN

LARGEST = 1024 * 1024  # bytes: a newsletter of a megabyte is not a newsletter
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_RESERVED = re.compile(r"\d{4}(-q\d)?|latest|embed|search|speakers|feeds|archive|index")
_LONGEST_HEADING = 200
_SALUTATION_ENDS = (",", "，", ":", "：")


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

    `path` is `<edition>/<key>.txt`. Raises IssueError, and nothing else, with the reasons why not.
    """
    warnings: list[Problem] = []

    def warn(line: int, message: str) -> None:
        warnings.append(Problem(path=path, line=line, message=message, severity="warning"))

    def fail(line: int, message: str) -> IssueError:
        return IssueError(Problem(path=path, line=line, message=message))

    key = path.rpartition("/")[2].removesuffix(".txt")
    if not _KEY.fullmatch(key) or _RESERVED.fullmatch(key):
        expected = "small letters, digits and single hyphens, and no reserved word"
        raise fail(1, f"the file's name gives the key {key!r}; expected {expected}")
    if len(raw) > LARGEST:
        raise fail(1, f"larger than {LARGEST} bytes; expected the text of one issue")
    try:
        content = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise fail(line, f"byte 0x{raw[error.start]:02x} is not UTF-8; expected a text in UTF-8") from error
    texts = _lines(content, warn)
    front = read_front_matter(texts, path, newsletter)
    lines = [
        Line(number, text.strip())
        for number, text in enumerate(texts[front.lines :], front.lines + 1)
        if not is_blank(text)
    ]
    book = phrasebook(edition)
    header = list(takewhile(lambda line: rest_after(book.switcher, line.text) is not None, lines))
    first = lines[len(header)] if len(header) < len(lines) else Line(front.lines + 1, "")
    try:
        printed = read_date(first.text, edition.tag)
    except ValueError as error:
        raise fail(
            first.number, f"{first.text!r} is no date ({error}); expected the day of the issue"
        ) from error
    named = read_iso_date(key)
    if not (day := printed or named):
        shown = first.text[:60]
        raise fail(
            first.number, f"the text begins with {shown!r}, no date; expected one there or as the file's name"
        )
    if printed and named and printed != named:
        warn(
            first.number,
            f"the printed date {printed} is not the file's; expected {named}, the printed one counts",
        )
    body = lines[len(header) :]
    letter, *blocks = _blocks(_without_furniture(body[1:], first, edition, book) if printed else body, book)
    parts = tuple(_parts(blocks, book, front, warn))
    if not letter.lines and not parts:
        raise fail(
            lines[0].number if lines else 1,
            "nothing to read below the header; expected a letter or a section",
        )
    issue = Issue(
        path=path,
        edition=edition.tag,
        key=key,
        date=day,
        published=front.published or newsletter.at_hour(day),
        revised=front.revised,
        draft=front.draft,
        title=front.title,
        link=front.url or (edition.issue_url.replace("{key}", key) if edition.issue_url else None),
        image=front.image,
        letter=tuple(line.text for line in letter.lines),
        parts=parts,
    )
    return issue, warnings


def _lines(content: str, warn: Warn) -> list[str]:
    """Split a text as editors' programs number its lines; replace what no feed can carry."""
    texts = content.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if FORBIDDEN.search(content):
        for place, text in enumerate(texts):
            if found := FORBIDDEN.search(text):
                warn(
                    place + 1,
                    f"character U+{ord(found[0]):04X} is replaced by U+FFFD; expected text without it",
                )
                texts[place] = FORBIDDEN.sub("\ufffd", text)
    return texts


def _without_furniture(body: list[Line], day: Line, edition: Edition, book: Phrasebook) -> list[Line]:
    """Drop the newsletter's title and tagline from below the date."""
    title = day
    if body and fold(body[0].text) == fold(edition.title):
        title, body = body[0], body[1:]
    if body and edition.tagline and fold(body[0].text) == fold(edition.tagline):
        return body[1:]
    return body[1:] if title is not day and _is_old_tagline(title, body, book) else body


def _is_old_tagline(title: Line, body: list[Line], book: Phrasebook) -> bool:
    """Tell whether one line, neither greeting nor heading, stands between the title and a blank."""
    if len(body) <= 1:
        return False
    line = body[0]
    alone = line.number == title.number + 1 and body[1].number > line.number + 1
    return alone and fold(line.text) not in book.headings and not line.text.endswith(_SALUTATION_ENDS)


def _blocks(lines: list[Line], book: Phrasebook) -> Iterator[_Block]:
    """Cut a text at its headings: the letter first, nothing after the first end."""
    block = _Block("letter", 0)
    for line in lines:
        kind = book.headings.get(fold(line.text)) if len(line.text) <= _LONGEST_HEADING else None
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
                yield replace(part, link=link, value=front.number)
            else:
                yield replace(part, link=link)
    names = {
        kind if ordinal == 1 else f"{kind}.{ordinal}" for kind in seen for ordinal in range(1, seen[kind] + 1)
    }
    for name in set(front.links) - names:
        warn(1, f"the front matter links {name!r}; expected a part of that name in the text")
    if front.number and not seen["number"]:
        warn(1, "the front matter has a number; expected a section for it in the text")
