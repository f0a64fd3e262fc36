"""Write Markdown: the same source for the same text and markup, whatever library reads it."""

import re
from collections.abc import Mapping, Sequence
from itertools import takewhile

from syndication.text.rich import Block, RichText, blocks_of, walk

_MARKS = {"em": "*", "strong": "**"}
_SPECIAL = re.compile(r"[\\`*_\[\]<&]")  # anywhere in a line
_SPECIAL_START = re.compile(r"[#>+=~-]|\d{1,9}(?=[.)])")
_MARK_OF_IMAGE = re.compile(r"!\Z")
_CLOSES_HEADING = re.compile(r"(?<= )#(?=#*\Z)")
_TICKS = re.compile("`+")


def escape_markdown(text: str) -> str:
    """Return Markdown that is read as this line of plain text."""
    text = _escape(text)
    start = _SPECIAL_START.match(text)
    if not start:
        return text
    return f"{start[0]}\\{text[start.end() :]}" if start[0][0].isdigit() else f"\\{text}"


def markdown_of(text: str) -> str:
    """Return the Markdown of a text without that of the blocks around it."""
    pieces: list[str] = []
    for step, span, piece in walk(text):
        match step, span.element:
            case "text", _:
                pieces.append(_escape(piece) if pieces else escape_markdown(piece))
            case "whole", "code":
                ticks = "`" * (1 + _longest(piece))
                space = " " if piece.startswith("`") or piece.endswith("`") else ""
                pieces.append(f"{ticks}{space}{piece}{space}{ticks}")
            case "whole", _:
                pieces.append(f"![{'' if piece == span.url else _escape(piece)}](<{span.url}>)")
            case "open", "a":
                pieces = [_MARK_OF_IMAGE.sub(r"\\!", "".join(pieces)), "["]
            case "close", "a":
                pieces.append(f"](<{span.url}>)")
            case _, element:
                pieces.append(_MARKS[element])
    return "".join(pieces)


def markdown_text(texts: Sequence[str]) -> str:
    """Return the Markdown of several paragraphs and the blocks around them."""
    pieces: list[str] = []
    before: tuple[Block, ...] = ()
    for text in texts:
        blocks = blocks_of(text)
        shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(before, blocks, strict=False))))
        indents = ["> " if block.element == "blockquote" else " " * len(_mark(block)) for block in blocks]
        lines = _fenced(blocks[-1].detail) if blocks and blocks[-1].element == "pre" else [markdown_of(text)]
        if blocks and blocks[-1].element == "h3":
            lines = [_CLOSES_HEADING.sub(r"\\#", lines[0])]
        first = "".join(indents[:shared]) + "".join(map(_mark, blocks[shared:])) + lines[0]
        pieces += ["".join(indents[:shared])] if pieces else []
        pieces += [first, *("".join(indents) + line for line in lines[1:])]
        before = blocks
    return "\n".join(map(str.rstrip, pieces))


def markdown_fields(fields: Mapping[str, object]) -> dict[str, str]:
    """Return the Markdown of each text or list of paragraphs that has markup."""
    lists = {
        name: value if isinstance(value, list) else [value]
        for name, value in fields.items()
        if isinstance(value, str | list)
    }
    return {
        name: markdown_text(texts)
        for name, texts in lists.items()
        if any(isinstance(text, RichText) for text in texts)
    }


def _mark(block: Block) -> str:
    """Return what a block begins with."""
    match block.element:
        case "blockquote":
            return "> "
        case "h3":
            return "### "
        case "li":
            return f"{block.detail}. " if block.detail else "- "
        case _:
            return ""


def _fenced(code: str) -> list[str]:
    fence = "`" * max(3, 1 + _longest(code))
    return [fence, *code.split("\n"), fence]


def _longest(text: str) -> int:
    return max(map(len, _TICKS.findall(text)), default=0)


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", text)
