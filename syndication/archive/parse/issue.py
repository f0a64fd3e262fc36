"""One file as a whole: what may be in it, its letter, and the blocks that its headings open."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise

from syndication.archive.parse.diagnostics import Diagnostics, Warn
from syndication.archive.parse.frontmatter import FrontMatter, link_name, read_front_matter
from syndication.archive.parse.header import read_header, warn_of_header
from syndication.archive.parse.lines import Line, number_lines, split_lines, tidy
from syndication.archive.parse.links import LinkResolver
from syndication.archive.parse.markup import links_of, restore_markup
from syndication.archive.parse.parts import READERS
from syndication.archive.parse.phrases import END, GROUP, Phrasebook, phrasebook
from syndication.model import Edition, Figure, Issue, ItemMark, List, Newsletter, Part, Shape, Text
from syndication.model.errors import Problem
from syndication.model.ids import KEY, MARKDOWN, issue_of_file
from syndication.text.rich import RichText
from syndication.text.typography import SENTENCE_END, comparison_key

_RESERVED = re.compile(r"(19|20)\d\d|\d{4}-q\d|latest|embed|search|speakers|feeds|archive|index")
_MAX_PARTS = 1000  # matching them to the ledger takes time by the square of their number
_MERGE = re.compile(r"(<{7}|>{7}|\|{7})( .*)?|={7}")
_MARKED = re.compile(r"(#{1,6})\s+(.*?[^\s#])[\s#]*")  # as Markdown marks a heading
UNDERLINE = re.compile(r"([-=~*_—─━])\1{2,}")
_MAX_HEADING_CHARS = 40
_CLAUSE_END = re.compile(r"[.!?。！？,，;；:：”\"’」\d]\s*\Z")
_OWN_LINES = {Shape.QUOTATION: 3, Shape.FIGURE: 1, Shape.TEXT: 2, Shape.QUESTION: 1}  # that may stand alone


_LETTER = "letter"


@dataclass(frozen=True, slots=True)
class _Block:
    """A heading, where it stands, and the lines under it; the letter has no heading."""

    kind: str  # a section, GROUP, END or _LETTER
    line: int
    level: int = 0  # of the heading, if it is marked as one
    title: str | None = None  # the heading, if the section takes any
    lines: list[Line] = field(default_factory=list)


def parse_issue(
    raw: bytes, *, path: str, edition: Edition, newsletter: Newsletter
) -> tuple[Issue, list[Problem]]:
    """Return the issue that the bytes of one file hold, and the warnings about it.

    `path` is `<edition>/<key>.txt`, or `.md`.
    Raises IssueError, and nothing else, with every error in the file.
    """
    report = Diagnostics(path)
    key = _read_key(path, report)
    is_markdown = path.endswith(MARKDOWN)
    source = split_lines(raw, report, markdown=is_markdown)
    texts = list(map(tidy, source)) if is_markdown else source
    front = read_front_matter(texts, newsletter, report)
    link = front.url or (edition.issue_url.replace("{key}", key) if edition.issue_url else None)
    book = phrasebook(edition)
    lines = number_lines(texts, front.lines, book.max_chars)
    _refuse_merge(lines, book, report, is_markdown=is_markdown)
    rich: Mapping[int, RichText] = {}
    if is_markdown:
        from syndication.archive.parse.markdown import read_markdown  # noqa: PLC0415 (see its docstring)

        resolver = LinkResolver(link, newsletter.image_hosts, report)
        lines, rich = read_markdown(source, front.lines, book.max_chars, resolver)
    day, body = read_header(lines, key, front, edition, book, report)
    letter, *blocks = _blocks(body, newsletter, book)
    warn_of_header(letter.lines, edition, report.warn)
    _warn_of_headings([letter, *blocks], newsletter, book, report.warn)
    parts = tuple(islice(_parts(blocks, rich, newsletter, book, front, report.warn), _MAX_PARTS + 1))
    if len(parts) > _MAX_PARTS:
        report.error(parts[-1].line, f"more than {_MAX_PARTS} sections and quotations; expected one issue")
    if not letter.lines and not parts:
        report.error(
            body[0].number if body else 1, "nothing to read below the header; expected a letter or a section"
        )
    if report.errors or not day:
        raise report.exception()
    texts_of_letter = tuple(rich.get(line.number, line.text) for line in letter.lines)
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
        link=link,
        image=front.image,
        letter=texts_of_letter,
        links=links_of(texts_of_letter),
        parts=parts,
    )
    return issue, report.warnings


def _read_key(path: str, report: Diagnostics) -> str:
    """Return the key of an issue: the stem of its file's name, which never changes."""
    key = issue_of_file(path).rpartition("/")[2]
    if not KEY.fullmatch(key) or _RESERVED.fullmatch(key):
        expected = "small letters, digits and single hyphens, and no reserved word"
        report.error(1, f"the file's name gives the key {key!r}; expected {expected}")
    return key


def _refuse_merge(lines: list[Line], book: Phrasebook, report: Diagnostics, *, is_markdown: bool) -> None:
    """Report the marks of a merge; a line of `=` may also stand under a heading, in Markdown any line."""
    for before, line in pairwise([Line(0, "", ""), *lines]):
        is_underline = line.text[0] == "=" and (is_markdown or book.heading(before))
        if _MERGE.fullmatch(line.text) and not is_underline:
            message = f"{line.text[:7]!r} is the mark of a merge; expected one of the two texts"
            report.error(line.number, message)
            break


def _blocks(lines: list[Line], newsletter: Newsletter, book: Phrasebook) -> Iterator[_Block]:
    """Cut a text at its headings: yield the letter first, and nothing after the first `end` heading."""
    block = _Block(_LETTER, 0)
    for line in lines:
        opened = _opened(line, block, newsletter, book)
        if opened is None:
            if block.lines or block.kind == _LETTER or not UNDERLINE.fullmatch(line.text):
                block.lines.extend([line] if block.kind == _LETTER else _unglued(line, book))
            continue
        yield block
        if opened.kind == END:
            return
        block = opened
    yield block


def _opened(line: Line, block: _Block, newsletter: Newsletter, book: Phrasebook) -> _Block | None:
    """Return the block that a line opens; None if it belongs to the one before.

    A line with a mark of headings (`##`) opens the section that takes any heading, but below the heading of
    a list whose items have headings it is an item.
    """
    marked = _MARKED.fullmatch(line.text)
    level, title = (len(marked[1]), marked[2]) if marked else (line.level, line.text)
    if heading := book.heading(line):
        kind, rest = heading
        lines = [line._replace(text=rest, key=comparison_key(rest))] if rest else []
        return _Block(kind, line.number, level, lines=lines)
    section = newsletter.sections.get(block.kind)
    is_item = section is not None and section.item is ItemMark.HEADING and level > block.level
    if not level or not book.other or is_item:
        return None
    return _Block(book.other, line.number, level, title)


def _unglued(line: Line, book: Phrasebook) -> list[Line]:
    """Return a line, or the label that it begins with and the text that ran into it."""
    pieces = book.split_label(line.text)
    if not pieces:
        return [line]
    return [line._replace(text=text, key=comparison_key(text)) for text in pieces]


def _warn_of_headings(blocks: list[_Block], newsletter: Newsletter, book: Phrasebook, warn: Warn) -> None:
    """Warn of lines that may be a heading, a label or a title and are not read as one."""
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
            elif line.level and newsletter.shape_of(block.kind) not in (Shape.TEXT, Shape.LIST):
                message = f"the heading {line.text[:60]!r} opens no section"
                warn(line.number, f"{message}; expected one that newsletter.toml names")
        for line in _alone(block, newsletter, book):
            if not book.nearest(line):  # else there is a better message above
                message = f"{line.text!r} stands alone as a heading does"
                warn(line.number, f"{message}; expected one that newsletter.toml names, or a sentence")


def _alone(block: _Block, newsletter: Newsletter, book: Phrasebook) -> Iterator[Line]:
    """Yield short lines between blank ones, above a paragraph, if the section has no such lines itself."""
    lines = block.lines
    shape = newsletter.shape_of(block.kind)
    own = 1 if block.kind == GROUP else _OWN_LINES.get(shape, len(lines)) if shape else len(lines)
    start = max(1, own)
    for before, line, after in zip(lines[start - 1 :], lines[start:], lines[start + 1 :], strict=False):
        apart = before.number < line.number - 1 and line.number + 1 < after.number
        short = len(line.text) <= _MAX_HEADING_CHARS and not _CLAUSE_END.search(line.text)
        if apart and short and not book.belongs_to_section(line) and SENTENCE_END.search(after.text):
            yield line


def _titled(part: Part, block: _Block) -> Part:
    """Return a text or a list with the title that its heading is, if any heading opens its section."""
    if not block.title or not isinstance(part, Text | List):
        return part
    return replace(part, title=block.title, text=(part.title, *part.text) if part.title else part.text)


def _sources(block: _Block, rich: Mapping[int, RichText]) -> list[str]:
    """Return the lines of a block with their markup, its heading included."""
    texts = {block.line: ""}
    for line in block.lines:  # a label and the text that ran into it have one number
        texts[line.number] = texts.get(line.number, "") + line.text
    return [rich.get(number, text) for number, text in texts.items()]


def _parts(
    blocks: list[_Block],
    rich: Mapping[int, RichText],
    newsletter: Newsletter,
    book: Phrasebook,
    front: FrontMatter,
    warn: Warn,
) -> Iterator[Part]:
    """Yield the parts of each section, with the links and the number of the front matter."""
    seen: Counter[str] = Counter()
    number = front.number
    for block in blocks:
        section = newsletter.sections.get(block.kind)
        if not section:
            continue
        parts = [_titled(part, block) for part in READERS[section.shape](section, block.lines, book, warn)]
        parts = restore_markup(parts, _sources(block, rich)) if rich else parts
        if not parts:
            warn(block.line, f"this heading has no content; expected a {section.shape}")
        for part in parts:
            seen[section.singular] += 1
            link = front.links.get(link_name(section.singular, seen[section.singular]))
            if isinstance(part, Figure) and number:
                part, number = replace(part, value=number), None  # noqa: PLW2901 (the same part)
            yield replace(part, link=link or part.link, line=block.line)
    names = {link_name(singular, number) for singular in seen for number in range(1, seen[singular] + 1)}
    for name in front.links:
        if name not in names:
            message = f"the front matter links {name!r}; expected a part of that name in the text"
            warn(front.line_of(("links", name)), message)
    if number:
        message = "the front matter has a number; expected a section for it in the text"
        warn(front.line_of(("number",)), message)
