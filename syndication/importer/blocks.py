"""Blocks of text in order that a foreign document holds, and the facts that stand beside the text."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BlockKind(StrEnum):
    """The kind of a block, as the document marks it."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    QUOTATION = "quotation"
    ITEM = "item"
    IMAGE = "image"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A line of text with its links; `markdown` has links and emphasis as well, and escapes the rest."""

    kind: BlockKind
    text: str
    markdown: str
    links: tuple[tuple[str, str], ...] = ()  # text and cleaned address
    image: str | None = None  # address of an image; `text` is its alt, empty if it has none
    depth: int = 0  # of a heading (1-6) or a list item
    line: int = 1  # in the source, for messages


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceDocument:
    """A foreign document: its blocks, and what it says about itself."""

    name: str  # for messages: the file's path, and the part in it
    blocks: tuple[Block, ...]
    is_plain: bool  # nothing but text was found: no link, heading or emphasis
    url: str | None = None  # canonical address of the page
    sent: datetime | None = None  # Date of the mail, or the published time that a page or posts.csv states
    title: str | None = None
    image: str | None = None  # og:image
    recipients: tuple[str, ...] = ()  # addresses to which a mail was sent, in lower case
    warnings: tuple[tuple[int, str], ...] = ()  # line and message: what was left out and why
