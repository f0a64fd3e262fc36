"""Join the lines of hard-wrapped text to paragraphs: exactly those that a program broke to keep a width."""

import re
import unicodedata
from itertools import pairwise

from syndication.text.typography import SENTENCE_END, is_unspaced

_MIN_WIDTH = 40  # columns: nobody wraps mail narrower
_MAX_WIDTH = 100  # and text with longer lines is not wrapped
_MIN_WRAPPED = 2  # lines that were full: one alone may be a line that happens to be long
_ITS_OWN = re.compile(r"[*•·‣◦▪–—+#>-]\s|\d{1,3}[.)]\s|\(?[a-z]\)\s|\[\d+\]|<?https?://[!-~]+$|[=\-*_~]{3,}$")
_FIRST_WORD = re.compile(r"\S+")


def columns(text: str) -> int:
    """Return how many columns a text takes in a terminal (UAX #11)."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def wrap_width(lines: list[str]) -> int | None:
    """Return the width at which lines were broken; None if they were not."""
    followed = [
        line
        for line, after in pairwise(lines)
        if line and after and not _ITS_OWN.match(after) and "://" not in line  # an address is never broken
    ]
    widths = [columns(line) for line in lines if " " in line or columns(line) > len(line)]
    if not followed or not widths or max(map(columns, followed)) > _MAX_WIDTH:
        return None
    width = max(map(columns, followed))
    if width < _MIN_WIDTH or sum(long > _MAX_WIDTH for long in widths) > len(widths) / 10:
        return None
    full = [line for line, after in pairwise(lines) if line and after and _is_full(line, after, width)]
    open_ended = sum(not SENTENCE_END.search(line[-9:]) for line in full)  # paragraphs end with a sentence
    return width if open_ended >= max(_MIN_WRAPPED, len(full) / 2) else None


def is_broken(line: str, after: str, width: int | None) -> bool:
    """Return whether a line goes on in the one after it."""
    return width is not None and _is_full(line, after, width) and not _ITS_OWN.match(after)


def _is_full(line: str, after: str, width: int) -> bool:
    """Return whether the first word of the next line would not have fitted on a line."""
    if not after:
        return False
    word = after[0] if is_unspaced(after[0]) else _FIRST_WORD.match(after)
    length = columns(word if isinstance(word, str) else word[0] if word else after)
    gap = 0 if is_unspaced(line[-1]) and is_unspaced(after[0]) else 1
    return columns(line) + gap + length > width
