"""Find the links of plain text: in parentheses or brackets behind their words, bare, or as numbered notes."""

import re
from typing import NamedTuple

from syndication.importer.lines import Piece
from syndication.importer.links import clean_address
from syndication.text.typography import is_unspaced, trim

_URL = r"(?:https?://|mailto:)[^\s<>\[\]()\"“”「」『』（）《》，。；！？、]+"
_URL_WITH_PAIRS = rf"{_URL}(?:\([^\s()<>]*\)[^\s()<>\[\]\"“”「」（）《》，。；！？、]*)*"
_ALONE = re.compile(rf"[<(\[]?(?P<address>{_URL_WITH_PAIRS})[>)\]]?")
_NOTE = re.compile(rf"\[(?P<number>\d{{1,3}})\]:?\s*<?(?P<address>{_URL_WITH_PAIRS})>?")
_LINK = re.compile(
    rf"\[(?P<label>[^\[\]]{{1,200}})\]\((?P<labelled>{_URL_WITH_PAIRS})\)|<(?P<angle>{_URL_WITH_PAIRS})>"
    rf"|[(（](?P<round>{_URL_WITH_PAIRS})\s?[)）](?![\w(])|\[(?P<note>\d{{1,3}})\]|\[(?P<square>{_URL_WITH_PAIRS})\]"
    rf"|(?P<bare>{_URL_WITH_PAIRS})"
)
_END_OF_BARE = ".,;:!?'*_}"
_WORD = re.compile(r"[^\s.,;:!?。，；：！？、“”\"()（）]+\Z")
_MAX_WORD_CHARS = 60


class _Target(NamedTuple):
    label: str  # empty if the words before it are its text
    address: str


class PlainLinks:
    """The links of one text, and what was left out of them."""

    def __init__(self, lines: list[str]) -> None:
        self.warnings: list[tuple[int, str]] = []
        notes = filter(None, (_NOTE.fullmatch(line.strip()) for line in lines))
        self._notes = {match["number"]: match["address"] for match in notes}

    def is_note(self, line: str) -> bool:
        """Return whether a line is the address of a numbered note."""
        return _NOTE.fullmatch(line) is not None

    def alone(self, line: str) -> str | None:
        """Return the address that a line is, and nothing else."""
        match = _ALONE.fullmatch(line)
        return match["address"] if match else None

    def has_link(self, pieces: list[Piece]) -> bool:
        """Return whether a line has a link."""
        return any(piece.address for piece in pieces)

    def attach(self, pieces: list[Piece], address: str, line: int) -> list[Piece]:
        """Return a line whose whole text leads to an address."""
        url = self._clean(address, line)
        return [piece._replace(address=url) for piece in pieces]

    def pieces(self, text: str, line: int) -> list[Piece]:
        """Return a line cut at its links; their addresses are no part of the text."""
        pieces: list[Piece] = []
        start = 0
        for match in _LINK.finditer(text):
            target = self._target(match)
            if target is None:
                continue
            before = text[start : match.start()]
            start = match.end()
            url = self._clean(target.address, line)
            if match["bare"]:
                pieces += [Piece(before), Piece(url or "", url), Piece(match[0][len(target.label) :])]
            elif target.label:
                pieces += [Piece(before), Piece(target.label, url)]
            else:
                pieces += _linked(before.rstrip(), text[start:], url, first=not pieces)
        return [*pieces, Piece(text[start:])]

    def _target(self, match: re.Match[str]) -> _Target | None:
        if match["note"]:
            address = self._notes.get(match["note"])
            return _Target("", address) if address else None
        if match["bare"]:
            bare = match["bare"].rstrip(_END_OF_BARE)
            return _Target(bare, bare)
        address = match["labelled"] or match["angle"] or match["round"] or match["square"]
        return _Target(match["label"] or "", address)

    def _clean(self, address: str, line: int) -> str | None:
        url, problem = clean_address(address)
        if problem:
            self.warnings.append((line, problem))
        return url


def _linked(before: str, after: str, url: str | None, *, first: bool) -> list[Piece]:
    """Return the words before an address with its link: the whole line if that is all, else one word."""
    if first and not trim(after).strip(".,;:!?。，；：！？→»"):
        return [Piece(before, url)]
    word = _WORD.search(before[-_MAX_WORD_CHARS:])
    if word is None:
        return [Piece(before)]
    start = len(before) - len(word[0])
    if is_unspaced(before[-1]):  # a Chinese word has no beginning to see
        start = max(start, len(before) - 4)
    return [Piece(before[:start]), Piece(before[start:], url)]
