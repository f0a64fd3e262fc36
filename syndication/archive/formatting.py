"""The canonical layout of an issue file: one way to write what the parser reads in many."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import partial

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue, phrasebook
from syndication.archive.parse.diagnostics import Diagnostics
from syndication.archive.parse.frontmatter import read_front_matter
from syndication.archive.parse.header import read_header
from syndication.archive.parse.issue import UNDERLINE
from syndication.archive.parse.lines import Line, number_lines, split_lines, tidy
from syndication.archive.parse.phrases import Phrasebook
from syndication.archive.unparse import write_issue
from syndication.model import Edition, Issue, Newsletter
from syndication.model.errors import IssueError, Problem
from syndication.model.ids import MARKDOWN
from syndication.text.markdown import escape_markdown
from syndication.text.typography import comparison_key


def canonical_text(raw: bytes, *, path: str, edition: Edition, newsletter: Newsletter) -> str:
    """Return an issue in the canonical layout, which has the same fingerprints.

    Paragraphs stand between blank lines, headings on lines of their own, as newsletter.toml spells them.
    Raises IssueError if the file cannot be read, or not without a change.
    """
    parse = partial(parse_issue, path=path, edition=edition, newsletter=newsletter)
    issue, _ = parse(raw)
    fingerprints = [entry.fingerprint for entry in split_issue(issue, newsletter)]
    for text in _candidates(raw, issue, newsletter):
        with suppress(IssueError):
            same, _ = parse(text.encode())
            if same == issue and fingerprints == [one.fingerprint for one in split_issue(same, newsletter)]:
                return text
    message = "another layout would change what is read; expected this one to stay"
    raise IssueError(Problem(path=path, line=1, message=message))


def _candidates(raw: bytes, issue: Issue, newsletter: Newsletter) -> Iterator[str]:
    """Yield the layouts that an issue may get, the best first."""
    report, edition = Diagnostics(issue.path), newsletter.editions[issue.edition]
    is_markdown = issue.path.endswith(MARKDOWN)
    source = split_lines(raw, report, markdown=is_markdown)
    texts = list(map(tidy, source)) if is_markdown else source
    front = read_front_matter(texts, newsletter, report)
    top = "\n".join(texts[: front.lines]).strip().split("\n") if front.lines else []
    book = phrasebook(edition)
    if is_markdown:
        yield write_issue(top, [], list(_markdown_blocks(source[front.lines :], book)))
        return
    lines = number_lines(texts, front.lines, book.max_chars)
    _, body = read_header(lines, issue.key, front, edition, book, report)
    masthead = [line.text for line in lines[: len(lines) - len(body)]]
    for splits in (True, False):
        yield write_issue(top, masthead, list(_paragraphs(body, book, splits=splits)))


def _paragraphs(lines: list[Line], book: Phrasebook, *, splits: bool) -> Iterator[str]:
    """Yield each paragraph; a heading in its declared spelling, without the line drawn below it.

    `splits` heads off the text behind a heading, which reads otherwise if it is a heading or label itself.
    """
    below_heading = False
    for line in lines:
        heading = book.heading(line)
        if heading and not heading[1]:
            yield declared(line.text, book)
        elif heading and splits:
            rest = heading[1]
            yield declared(line.text.removesuffix(rest), book)
            yield rest
        elif not (below_heading and UNDERLINE.fullmatch(line.text)):
            yield line.text
        below_heading = bool(heading)


def _markdown_blocks(source: Sequence[str], book: Phrasebook) -> Iterator[str]:
    """Yield each block of a Markdown text as it is written; a heading in its declared spelling."""
    from syndication.archive.parse.markdown import commonmark  # noqa: PLC0415 (for .md files only)

    end = 0
    tokens = commonmark().parse("\n".join(source))
    for place, token in enumerate(tokens):
        if token.level or token.nesting < 0 or not token.map:
            continue
        yield from _block(source[end : token.map[0]])  # definitions of links, which are no tokens
        end = token.map[1]
        text = tidy(tokens[place + 1].content) if token.type == "heading_open" else ""
        if comparison_key(text) in book.headings:
            yield f"{'#' * int(token.tag[1])} {escape_markdown(declared(text, book))}"
        else:
            yield from _block(source[token.map[0] : end])
    yield from _block(source[end:])


def _block(lines: Sequence[str]) -> Iterator[str]:
    if block := "\n".join(map(str.rstrip, lines)).strip("\n"):
        yield block


def declared(name: str, book: Phrasebook) -> str:
    """Return the spelling in newsletter.toml of a heading, behind which a mark may stand."""
    text = name
    while text and comparison_key(text) not in book.names:
        text = text[:-1]
    return book.names[comparison_key(text)] if text else name
