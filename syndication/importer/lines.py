"""Collect the pieces of one line, with links and emphasis, and make a block of them."""

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from syndication.importer import markdown
from syndication.importer.blocks import Block, BlockKind
from syndication.text.typography import FORBIDDEN, INVISIBLE, is_unspaced, trim

_NOTHING = re.compile("[\u00ad\u034f\u180e\u200b\u2060\ufeff\ufffc]")  # soft hyphens, zero-width spaces
_SPACES = re.compile(r"[\s\x1c-\x1f]{2,}|[^\S \u3000]")
_GAP = re.compile(r"[ \t\r\n\f]+")
_MAX_LABEL_CHARS = 80
_ARROWS = "←→↑↓↗↘⇒⇨➔➜➝➞➡►▶▸▹▻⟶❯›"
_ARROWS_BEFORE = re.compile(rf"[{_ARROWS}][\s{_ARROWS}{INVISIBLE}]*")
_ARROWS_BEHIND = re.compile(rf"[\s{_ARROWS}»{INVISIBLE}]*([{_ARROWS}»]|\s>+)[\s{INVISIBLE}]*\Z")


class Piece(NamedTuple):
    """A piece of a line in one style."""

    text: str
    address: str | None = None  # if it is a link
    strong: bool = False
    emphasis: bool = False


def make_block(
    pieces: list[Piece], kind: BlockKind = BlockKind.PARAGRAPH, *, depth: int = 0, line: int = 1
) -> Block | None:
    """Return a block for a line; None if it shows nothing."""
    pieces = _without_arrows(_cleaned(_joined(pieces)))
    text = "".join(piece.text for piece in pieces)
    if not text:
        return None
    links = tuple((trim(label) or address, address) for address, label in _by_address(pieces) if address)
    return Block(kind=kind, text=text, markdown=_markdown(pieces), links=links, depth=depth, line=line)


def plain_markdown(text: str) -> str:
    """Return a line of plain text as CommonMark."""
    return markdown.escape_start(markdown.escape(text))


def clean(text: str) -> str:
    """Return a text in NFC without characters that show nothing or that XML forbids."""
    if not text.isascii():
        text = _NOTHING.sub("", unicodedata.normalize("NFC", text))
    return FORBIDDEN.sub("\ufffd", text)


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces as HTML shows them: a line end is a space, but nothing between Chinese characters."""
    whole = "".join(piece.text for piece in pieces)
    if "\n" not in whole and "\r" not in whole:
        return pieces
    joined, place = [], 0
    for piece in pieces:
        text: list[str] = []
        shift = 0
        for match in _GAP.finditer(piece.text):
            start, end = place + match.start(), place + match.end()
            before, after = whole[max(0, start - 9) : start].rstrip()[-1:], whole[end : end + 9].lstrip()[:1]
            broken = "\n" in match[0] or "\r" in match[0]
            closed = broken and before and after and is_unspaced(before) and is_unspaced(after)
            text += (piece.text[shift : match.start()], "" if closed else " ")
            shift = match.end()
        joined.append(piece._replace(text="".join((*text, piece.text[shift:]))))
        place += len(piece.text)
    return joined


def _cleaned(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces trimmed, with one space where there is white space."""
    whole = clean("".join(piece.text for piece in pieces))
    shown = trim(_SPACES.sub(" ", whole))
    texts = [clean(piece.text) for piece in pieces]
    if "".join(texts) != whole:  # a letter and its accent stand in two pieces
        return [Piece(shown)] if shown else []
    cleaned, before = [], " "
    for piece, text in zip(pieces, texts, strict=True):
        single = _SPACES.sub(" ", text)
        if before.endswith((" ", "\u3000")) and single[:1] in (" ", "\u3000"):
            single = single[1:]
        if single:
            cleaned.append(piece if single == piece.text else piece._replace(text=single))
            before = single
    start = "".join(piece.text for piece in cleaned).find(shown)
    if start < 0:
        return [Piece(shown)]
    return list(_slice(cleaned, start, start + len(shown)))


def _without_arrows(pieces: list[Piece]) -> list[Piece]:
    """Return the pieces of a label without the arrows around it: `Read More →`."""
    text = "".join(piece.text for piece in pieces)
    if len(text) > _MAX_LABEL_CHARS or "«" in text or "‹" in text:
        return pieces
    before, behind = _ARROWS_BEFORE.match(text), _ARROWS_BEHIND.search(text)
    start, stop = before.end() if before else 0, behind.start() if behind else len(text)
    return list(_slice(pieces, start, stop)) if start < stop else pieces


def _slice(pieces: list[Piece], start: int, stop: int) -> Iterator[Piece]:
    """Yield what lies between two places of a line."""
    place = 0
    for piece in pieces:
        text = piece.text[max(0, start - place) : max(0, stop - place)]
        place += len(piece.text)
        if text:
            yield piece if text == piece.text else piece._replace(text=text)


def _by_address(pieces: list[Piece]) -> Iterator[tuple[str | None, str]]:
    for address, group in groupby(pieces, key=lambda piece: piece.address):
        yield address, "".join(piece.text for piece in group)


def _markdown(pieces: list[Piece]) -> str:
    groups = [(address, list(group)) for address, group in groupby(pieces, key=lambda piece: piece.address)]
    written: list[str] = []
    for place, (address, group) in enumerate(groups):
        following = groups[place + 1][1][0].text if place + 1 < len(groups) else ""
        if not address:
            _write_runs(group, written, following)
            continue
        inside = ["["]
        _write_runs(group, inside, "]")
        before, label, after = _edges("".join(inside[1:]))
        if label and written and written[-1].endswith("!"):
            written[-1] = f"{written[-1][:-1]}\\!"  # it would be an image
        written += (before, markdown.link(label, address) if label else "", after)
    return markdown.escape_start("".join(written))


def _write_runs(pieces: list[Piece], written: list[str], following: str) -> None:
    """Add pieces to what was written, with their emphasis."""
    runs = [
        (style, "".join(piece.text for piece in group))
        for style, group in groupby(pieces, key=lambda piece: (piece.strong, piece.emphasis))
    ]
    for place, ((strong, emphasis), text) in enumerate(runs):
        before, bare, after = _edges(text)
        if not bare or not (strong or emphasis):
            written.append(markdown.escape(text))
            continue
        neighbours = (
            ("".join(written[-3:]) + before)[-1:],
            (after or _next_text(runs, place) or following)[:1],
        )
        label = markdown.escape(bare)
        written += (before, markdown.emphasize(label, "**" if strong else "*", *neighbours), after)


def _next_text(runs: list[tuple[tuple[bool, bool], str]], place: int) -> str:
    return runs[place + 1][1] if place + 1 < len(runs) else ""


def _edges(text: str) -> tuple[str, str, str]:
    """Return the spaces before a text, the text, and the spaces behind it."""
    bare = text.strip(" ")
    start = len(text) - len(text.lstrip(" "))
    return text[:start], bare, text[start + len(bare) :]
