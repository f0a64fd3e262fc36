"""Walk the elements of an HTML document and cut its text into blocks."""

import re
from typing import Any

from lxml import etree

from syndication.importer import markdown
from syndication.importer.blocks import Block, BlockKind
from syndication.importer.boilerplate import Boilerplate
from syndication.importer.lines import Piece, make_block, plain_markdown
from syndication.importer.links import clean_address, is_sharing
from syndication.importer.pictures import Picture, read_picture
from syndication.importer.styles import Style, is_block, style_of

MAX_DEPTH = 500  # elements within each other: browsers stop at 512
MAX_ELEMENTS = 50_000
_MAX_HEADING_CHARS = 80
_MIN_NOTICE_CHARS = 200  # of text left out by the name of its class, to be worth a warning
_WORD_BULLET = re.compile(r"mso-list\s*:\s*Ignore", re.IGNORECASE)
_LINE_END = re.compile(r"\r\n|\r|\n")


class TooLarge(Exception):  # noqa: N818 (the reader of the file reports it)
    """The document has more elements, or more within each other, than any text needs."""


class Walker:
    """The blocks of one document, collected while its elements open and close."""

    def __init__(self, boilerplate: Boilerplate, base: str | None) -> None:
        self.blocks: list[Block] = []
        self.warnings: list[tuple[int, str]] = []
        self._boilerplate = boilerplate
        self._base = base
        self._styles = [Style()]
        self._pieces: list[Piece] = []
        self._pictures: list[tuple[Picture, str | None, int]] = []  # of the line that is collected
        self._line_style = Style()
        self._line = 1

    def walk(self, root: Any) -> None:
        """Collect the blocks of an element and all in it; raises TooLarge."""
        steps = etree.iterwalk(root, events=("start", "end"))
        count = 0
        skipped: Any = None
        for event, element in steps:
            if event == "end":
                self._close(element, skipped is element)
                skipped = None
                continue
            count += 1
            if count > MAX_ELEMENTS or len(self._styles) > MAX_DEPTH:
                raise TooLarge
            if not self._open(element):
                skipped = element
                steps.skip_subtree()
        self._flush()

    def _open(self, element: Any) -> bool:
        """Begin an element; return whether to walk into it."""
        tag = element.tag
        outer = self._styles[-1]
        if self._is_left_out(element, tag, outer):
            return False
        if tag == "br":
            self._flush()
            return False
        if tag == "img":
            self._add_picture(element, outer)
            return False
        block = is_block(element, tag)
        if block:
            self._flush()
        style = style_of(element, tag, outer, block=block)
        if tag == "a" and (address := element.get("href")):
            style = style._replace(address=self._link(address, element))
        self._styles.append(style)
        self._add_text(element.text, element, style)
        return True

    def _close(self, element: Any, skipped: bool) -> None:
        if not skipped:
            self._styles.pop()
        if element.tag not in ("br", "img") and is_block(element, element.tag):
            self._flush()
        if len(self._styles) > 1:  # what follows the root is not in it
            self._add_text(element.tail, element, self._styles[-1])

    def _is_left_out(self, element: Any, tag: str, outer: Style) -> bool:
        if self._boilerplate.is_hidden(element, tag) or _WORD_BULLET.search(element.get("style") or ""):
            return True
        if not self._boilerplate.is_chrome(element, tag, quoted=outer.kind is BlockKind.QUOTATION):
            return False
        text = " ".join(element.xpath("string()").split())
        if len(text) >= _MIN_NOTICE_CHARS:
            name = element.get("class") or element.get("id") or tag
            message = f"left out {len(text)} characters of {name[:40]!r}, which begin {text[:40]!r}"
            self.warnings.append((element.sourceline or 1, message))
        return True

    def _link(self, address: str, element: Any) -> str | None:
        if is_sharing(address):
            return address  # until its line is dropped
        url, problem = clean_address(address, self._base)
        if problem:
            self.warnings.append((element.sourceline or 1, problem))
        return url

    def _add_text(self, text: str | None, element: Any, style: Style) -> None:
        if not text:
            return
        if style.verbatim and (lines := _LINE_END.split(text))[1:]:
            for line in lines[:-1]:
                self._add(line, element, style)
                self._flush()
            text = lines[-1]
        self._add(text, element, style)

    def _add(self, text: str, element: Any, style: Style) -> None:
        if not self._pieces:
            if text.isspace() or not text:
                return
            self._line, self._line_style = element.sourceline or 1, style
        self._pieces.append(Piece(text, style.address, style.strong, style.emphasis))

    def _add_picture(self, element: Any, style: Style) -> None:
        picture = read_picture(element, self._base)
        if picture is None:
            return
        if picture.is_emoji:
            self._add(picture.alt, element, style)
            return
        self._pictures.append((picture, style.address, element.sourceline or 1))
        if not self._pieces:
            self._flush_pictures()

    def _flush(self) -> None:
        """End the line: its text becomes a block, its images blocks behind it."""
        if self._pieces:
            style, pieces = self._line_style, _without_sharing(self._pieces)
            self._pieces = []
            kind, depth = style.kind, style.depth
            if kind is BlockKind.PARAGRAPH and style.heading and _is_short(pieces):
                kind, depth = BlockKind.HEADING, style.heading
            if block := make_block(pieces, kind, depth=depth, line=self._line):
                self.blocks.append(block)
        self._flush_pictures()

    def _flush_pictures(self) -> None:
        pictures, self._pictures = self._pictures, []
        for picture, address, line in pictures:
            if address and is_sharing(address):
                continue
            shown = (
                markdown.image(picture.alt, picture.address)
                if picture.address
                else plain_markdown(picture.alt)
            )
            self.blocks.append(
                Block(
                    kind=BlockKind.IMAGE,
                    text=picture.alt,
                    markdown=shown,
                    links=((picture.alt or address, address),) if address else (),
                    image=picture.address,
                    line=line,
                )
            )


def _is_short(pieces: list[Piece]) -> bool:
    return sum(len(piece.text) for piece in pieces) <= _MAX_HEADING_CHARS


def _without_sharing(pieces: list[Piece]) -> list[Piece]:
    """Return a line without links that share the page; nothing of one with no others and little text."""
    others = [piece for piece in pieces if not (piece.address and is_sharing(piece.address))]
    if len(others) == len(pieces):
        return pieces
    if _is_short(others) and not any(piece.address for piece in others):
        return []
    return [piece if piece in others else piece._replace(address=None) for piece in pieces]
