"""Read plain text: the text part of a mail, a paste, what a mail program makes of HTML."""

import quopri
import re
from collections.abc import Iterator
from typing import NamedTuple

from syndication.importer.blocks import Block, BlockKind, SourceDocument
from syndication.importer.charset import decode
from syndication.importer.lines import Piece, make_block, plain_markdown
from syndication.importer.plain_links import PlainLinks
from syndication.importer.wrapping import is_broken, wrap_width
from syndication.model.errors import ImportFailed, Problem
from syndication.text.typography import join_lines, trim

MAX_TEXT_BYTES = 1024 * 1024
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")
_ESCAPED = re.compile(rb"=(?:[0-9A-F]{2}|[ \t]*\r?\n)")
_MIN_ESCAPED, _MIN_SHARE = 3, 0.9  # of the equals signs: text that was never decoded
_LEFTOVER = "=20"  # a space at the end of a line in quoted-printable
_QUOTED = re.compile(r">\s?")
_MAX_LEVELS = 20  # of answers to answers
_MIN_QUOTED_SHARE = 0.6  # of the lines: the text of somebody else, forwarded or answered
_RULE = re.compile(r"([=\-*_~#·•─━═—]\s?){3,}")
_UNDERLINE = re.compile(r"(=|-|\*|_|~|─|═)\1{2,}")
_MARKED = re.compile(r"(?P<marks>\*\*|#{1,6})\s+(?P<text>\S.*?)[\s#*]*")
_STARRED = re.compile(r"(\*{1,2}|__)(?P<text>[^\s*_](?:[^*_]{0,80}[^\s*_])?)\1")
_BETWEEN = re.compile(r"(={2,}|-{3,}|\*{3,})\s*(?P<text>[^\s=*-].*?)\s*\1")
_BULLETS = tuple("*•·‣◦▪")
_ITEM = re.compile(r"(?P<indent>\s*)(?:[*•·‣◦▪+-]|\d{1,3}[.)])\s+(?P<text>\S.*)")
_MAX_HEADING_CHARS = 80
_LEVEL = 2


class _Line(NamedTuple):
    number: int
    text: str
    quoted: bool = False


def read_plain(raw: bytes, name: str, charset: str | None = None, *, flowed: bool = False) -> SourceDocument:
    """Return the blocks of a text; `flowed`: lines that go on end with a space (RFC 3676)."""
    if len(raw) > MAX_TEXT_BYTES:
        message = f"text of {len(raw)} bytes; expected {MAX_TEXT_BYTES} at most"
        raise ImportFailed(Problem(path=name, line=1, message=message))
    if _is_escaped(raw):
        raw = quopri.decodestring(raw)
    lines = _lines(decode(raw, charset), flowed=flowed)
    links = PlainLinks([line.text for line in lines])
    blocks = tuple(_blocks(lines, links, flowed=flowed))
    plain = not any(_has_markup(block) for block in blocks)
    return SourceDocument(name=name, blocks=blocks, is_plain=plain, warnings=tuple(links.warnings))


def _has_markup(block: Block) -> bool:
    return block.kind is not BlockKind.PARAGRAPH or block.markdown != plain_markdown(block.text)


def _is_escaped(raw: bytes) -> bool:
    """Return whether a text is still in quoted-printable: nearly all its equals signs escape something."""
    signs = raw.count(b"=")
    escaped = len(_ESCAPED.findall(raw)) if signs >= _MIN_ESCAPED else 0
    return escaped >= _MIN_ESCAPED and escaped >= _MIN_SHARE * signs


def _lines(text: str, *, flowed: bool) -> list[_Line]:
    """Return the numbered lines without the marks of an answer, where most of the text has them."""
    texts = [_without_leftover(line) for line in _LINE_END.split(text)]
    for _ in range(_MAX_LEVELS):
        shown = [line for line in texts if line.strip()]
        quoted = sum(line.startswith(">") for line in shown)
        if not quoted or quoted < _MIN_QUOTED_SHARE * len(shown):
            break
        texts = [_QUOTED.sub("", line, count=1) if line.startswith(">") else line for line in texts]
    return [_line(number, text, flowed=flowed) for number, text in enumerate(texts, 1)]


def _without_leftover(line: str) -> str:
    while line.endswith(_LEFTOVER):
        line = line.removesuffix(_LEFTOVER)
    return line


def _line(number: int, text: str, *, flowed: bool) -> _Line:
    bare = text.lstrip("> ") if text.startswith(">") else text
    if flowed:
        return _Line(number, bare.removeprefix(" "), bare is not text)  # space-stuffed
    return _Line(number, bare.rstrip(), bare is not text)


def _blocks(lines: list[_Line], links: PlainLinks, *, flowed: bool) -> Iterator[Block]:
    width = None if flowed else wrap_width([line.text.strip() for line in lines])
    place = 0
    while place < len(lines):
        line = lines[place]
        text = line.text.strip()
        place += 1
        if not text or _RULE.fullmatch(text) or links.is_note(text):
            continue
        following = lines[place].text.strip() if place < len(lines) else ""
        kind, depth, text = _classify(line, text, following, in_list=_is_in_list(lines, place - 1))
        paragraph = [text]
        while (
            kind is not BlockKind.HEADING
            and place < len(lines)
            and _goes_on(lines, place, width, flowed=flowed)
        ):
            paragraph.append(lines[place].text.strip())
            place += 1
        pieces = links.pieces(join_lines([trim(part) for part in paragraph]), line.number)
        if match := _STARRED.fullmatch(text):
            pieces = [Piece(match["text"], strong=True)]
        if (
            place < len(lines)
            and (address := links.alone(lines[place].text.strip()))
            and not links.has_link(pieces)
        ):
            pieces = links.attach(pieces, address, lines[place].number)
            place += 1
        if block := make_block(pieces, kind, depth=depth, line=line.number):
            yield block


def _goes_on(lines: list[_Line], place: int, width: int | None, *, flowed: bool) -> bool:
    """Return whether the paragraph before a line goes on in it."""
    before, line = lines[place - 1], lines[place]
    if not line.text.strip() or before.quoted != line.quoted:
        return False
    if flowed:
        return before.text.endswith(" ") and before.text != "-- "
    return is_broken(before.text.strip(), line.text.strip(), width)


def _is_in_list(lines: list[_Line], place: int) -> bool:
    """Return whether a line beside this one begins an item too; a dash alone stands before a name as well."""
    before = [line for line in lines[max(0, place - 3) : place] if line.text.strip()][-1:]
    after = [line for line in lines[place + 1 : place + 4] if line.text.strip()][:1]
    return any(_ITEM.fullmatch(line.text) for line in before + after)


def _classify(line: _Line, text: str, following: str, *, in_list: bool) -> tuple[BlockKind, int, str]:
    """Return what a line begins, and its text without the marks of that."""
    short = len(text) <= _MAX_HEADING_CHARS
    if short and (match := _MARKED.fullmatch(text)):
        marks = match["marks"]
        return BlockKind.HEADING, len(marks) if marks[0] == "#" else _LEVEL, match["text"]
    if short and ((match := _BETWEEN.fullmatch(text)) or _UNDERLINE.fullmatch(following)):
        return BlockKind.HEADING, _LEVEL, match["text"] if match else text
    if line.quoted:
        return BlockKind.QUOTATION, 0, text
    if (match := _ITEM.fullmatch(line.text)) and (in_list or text.startswith(_BULLETS)):
        return BlockKind.ITEM, 1 + len(match["indent"].expandtabs(4)) // 2, match["text"].strip()
    return BlockKind.PARAGRAPH, 0, text
