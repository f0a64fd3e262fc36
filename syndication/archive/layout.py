"""The canonical layout of an issue file: one way to write what the parser reads in many."""

from collections.abc import Iterator
from contextlib import suppress

from syndication.archive.parse import parse_issue, phrasebook
from syndication.archive.parse.diagnostics import Diagnostics
from syndication.archive.parse.frontmatter import read_front_matter
from syndication.archive.parse.header import read_header
from syndication.archive.parse.issue import UNDERLINE
from syndication.archive.parse.lines import Line, number_lines, split_lines
from syndication.archive.parse.phrases import Phrasebook
from syndication.archive.unparse import write_issue
from syndication.model import Edition, Newsletter
from syndication.model.errors import IssueError, Problem
from syndication.text.typography import comparison_key


def canonical_text(raw: bytes, *, path: str, edition: Edition, newsletter: Newsletter) -> str:
    """Return an issue in the canonical layout, which is read as the same issue.

    Paragraphs stand between blank lines, headings on lines of their own, as newsletter.toml spells them.
    Raises IssueError if the file cannot be read, or not without a change.
    """
    issue, _ = parse_issue(raw, path=path, edition=edition, newsletter=newsletter)
    report = Diagnostics(path)
    texts = split_lines(raw, report)
    front = read_front_matter(texts, newsletter, report)
    book = phrasebook(edition)
    lines = number_lines(texts, front.lines, book.max_chars)
    _, body = read_header(lines, issue.key, front, edition, book, report)
    top = "\n".join(texts[: front.lines]).strip().split("\n") if front.lines else []
    masthead = [line.text for line in lines[: len(lines) - len(body)]]
    for splits in (True, False):
        text = write_issue(top, masthead, list(_paragraphs(body, book, splits=splits)))
        with suppress(IssueError):
            same, _ = parse_issue(text.encode(), path=path, edition=edition, newsletter=newsletter)
            if same == issue:
                return text
    message = "another layout would change what is read; expected this one to stay"
    raise IssueError(Problem(path=path, line=1, message=message))


def _paragraphs(lines: list[Line], book: Phrasebook, *, splits: bool) -> Iterator[str]:
    """Yield each paragraph; a heading in its declared spelling, without the line drawn below it.

    `splits` heads off the text behind a heading, which reads otherwise if it is a heading or label itself.
    """
    below_heading = False
    for line in lines:
        heading = book.heading(line)
        if heading and not heading[1]:
            yield _declared(line.text, book)
        elif heading and splits:
            rest = heading[1]
            yield _declared(line.text.removesuffix(rest), book)
            yield rest
        elif not (below_heading and UNDERLINE.fullmatch(line.text)):
            yield line.text
        below_heading = bool(heading)


def _declared(name: str, book: Phrasebook) -> str:
    """Return the spelling in newsletter.toml of a heading, behind which a mark may stand."""
    while (key := comparison_key(name)) not in book.names:
        name = name[:-1]
    return book.names[key]
