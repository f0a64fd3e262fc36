"""Read Markdown (CommonMark without raw HTML and indented code) as the lines that plain text has.

A line break inside a paragraph ends a line, as in plain text, so that the same issue is the same in both.
Emphasis, links, images and blocks go along as `RichText`. This module is imported for the first `.md` file.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import count
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.token import Token

from syndication.archive.parse.inline import InlineReader
from syndication.archive.parse.lines import Line
from syndication.archive.parse.links import LinkResolver
from syndication.model import ItemMark
from syndication.text.rich import Block, RichText
from syndication.text.typography import SENTENCE_END, comparison_key, trim

_MAX_NESTING = 20  # of blocks; the library drops what is nested deeper than its own limit
_HTML = re.compile(r"</?[a-z][a-z0-9]*(?:\s[^<>]*)?/?>|<!--", re.IGNORECASE)
_WRAPPED = range(50, 100)  # characters of a line that was wrapped at a width
_BLOCKS = {
    "blockquote_open": "blockquote",
    "bullet_list_open": "ul",
    "ordered_list_open": "ol",
    "list_item_open": "li",
    "heading_open": "h3",
}


class _CommonMark(MarkdownIt):
    """The parser; it lets every address pass, because we report those that we refuse."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 (the library's names)
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        return link


@cache
def commonmark() -> MarkdownIt:
    """Return the parser of Markdown issues."""
    return _CommonMark("commonmark", {"html": False, "maxNesting": _MAX_NESTING + 2}).disable("code")


def read_markdown(
    texts: Sequence[str], start: int, max_chars: int, links: LinkResolver
) -> tuple[list[Line], Mapping[int, RichText]]:
    """Return the lines from `start` on, and by its number each line that has markup.

    A line of more than `max_chars` characters can be no heading or phrase, so its key is its text.
    """
    env: dict[str, Any] = {}
    reader = _Reader(start + 1, links)
    reader.read(commonmark().parse("\n".join(map(_trim_line, texts[start:])), env))
    reader.warn_of_definitions(env.get("references", {}))
    lines = [
        line._replace(key=comparison_key(line.text) if len(line.text) <= max_chars else line.text)
        for line in reader.lines
    ]
    return lines, reader.rich


@dataclass(slots=True)
class _Reader:
    """The lines of the blocks read so far, and the blocks that are open."""

    first_line: int
    links: LinkResolver
    lines: list[Line] = field(default_factory=list)
    rich: dict[int, RichText] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)
    items: list[int | None] = field(default_factory=list)  # the next number of each open list
    level: int = 0  # of the last heading
    counter: Iterator[int] = field(default_factory=lambda: count(1))

    def read(self, tokens: list[Token]) -> None:
        for token in tokens:
            if len(self.blocks) > _MAX_NESTING:
                message = f"more than {_MAX_NESTING} lists and quotations inside each other"
                self.links.report.error(self._line_of(token), f"{message}; expected fewer")
                return
            if token.type in _BLOCKS:
                self._open(token)
            elif token.type == "fence":
                self._add_code(token)
            elif token.type == "inline":
                self._add_paragraph(token)
            elif token.nesting < 0 and token.type != "paragraph_close" and self._close() in ("ul", "ol"):
                self.items.pop()

    def warn_of_definitions(self, references: Mapping[str, Any]) -> None:
        """Warn of a definition that no link uses: it shows nothing."""
        for label, reference in references.items():
            if reference["href"] not in self.links.seen:
                message = f"[{label.casefold()}]: defines a link that the text does not have"
                line = self.first_line + reference["map"][0]
                self.links.report.warn(line, f"{message}; expected a link with that name")

    def _open(self, token: Token) -> None:
        element, detail = _BLOCKS[token.type], ""
        if element == "h3":
            self.level = int(token.tag[1])
        if element in ("ul", "ol"):
            self.items.append(int(token.attrGet("start") or 1) if element == "ol" else None)
        elif element == "li" and (number := self.items[-1]) is not None:
            detail = str(number)
            self.items[-1] = number + 1
        self.blocks.append(Block(element, next(self.counter), detail))

    def _close(self) -> str:
        return self.blocks.pop().element

    def _line_of(self, token: Token) -> int:
        return self.first_line + (token.map[0] if token.map else 0)

    def _add_code(self, token: Token) -> None:
        block = Block("pre", next(self.counter), token.content.rstrip("\n"))
        self._add_line(self._line_of(token), RichText(" ".join(block.detail.split())), [*self.blocks, block])

    def _add_paragraph(self, token: Token) -> None:
        lines = InlineReader(self.links, self._line_of(token)).read(token.children or ())
        is_heading = self.blocks != [] and self.blocks[-1].element == "h3"
        for number, text in lines:
            # Of several lines above an underline the last one is the heading.
            blocks = self.blocks[:-1] if is_heading and number < lines[-1][0] else self.blocks
            self._add_line(number, text, blocks)
            if _HTML.search(text) and all(span.element != "code" for span in text.spans):
                self.links.report.warn(number, "HTML is shown as it is written; expected Markdown")
        if not is_heading and _is_wrapped([text for _, text in lines]):
            message = "this paragraph seems to be wrapped, and each of its lines becomes a paragraph"
            self.links.report.warn(lines[0][0], f"{message}; expected each paragraph on one line")

    def _add_line(self, number: int, text: RichText, blocks: list[Block]) -> None:
        if not text:
            return
        quote = next((block.number for block in blocks if block.element == "blockquote"), 0)
        bold = next((one.end for one in text.spans[:1] if (one.start, one.element) == (0, "strong")), 0)
        level = self.level if [block.element for block in blocks[-1:]] == ["h3"] else 0
        self.lines.append(Line(number, str(text), "", level, self._item(blocks), bold, quote))
        if text.spans or blocks:
            self.rich[number] = RichText(text, text.spans, blocks)

    def _item(self, blocks: list[Block]) -> str:
        """Return the mark of the item that a line begins; empty if it begins none, or one inside another."""
        match [block for block in blocks if block.element == "li"]:
            case [Block(detail=number) as item]:
                before = self.rich.get(self.lines[-1].number) if self.lines else None
                if before is None or item not in before.blocks:
                    return ItemMark.NUMBER if number else ItemMark.BULLET
        return ""


def _trim_line(text: str) -> str:
    """Return a line with its indentation, without what else shows nothing around it."""
    indentation = text[: len(text) - len(text.lstrip(" \t"))]
    text = trim(text)
    return indentation + text if text else ""


def _is_wrapped(lines: Sequence[str]) -> bool:
    """Return whether the lines of a paragraph seem to be those of one text, wrapped at a width."""
    return (
        len(lines) > 1
        and all(len(line) in _WRAPPED for line in lines[:-1])
        and any(line[-1:].isalnum() and not SENTENCE_END.search(line) for line in lines[:-1])
    )
