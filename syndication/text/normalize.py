"""Text as search and speakers compare it: case, accents and punctuation make no difference.

Scripts without spaces between words match by character.
"""

import re
import unicodedata

import regex

from syndication.text.typography import INVISIBLE_RANGES, strip_invisible

# Scripts without spaces between words, where each character matches by itself: Thai, Lao, Myanmar, Khmer,
# radicals, Han, kana. (`re` with plain ranges: `regex` with properties takes five times as long.)
_SIGNS = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_BETWEEN = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_OPEN = re.compile(f"(?<=[{_SIGNS}]) (?=[{_SIGNS}])")
_SEAM = re.compile(f"(?<=[{_SIGNS}])(?=[^ {_SIGNS}])|(?<=[^ {_SIGNS}])(?=[{_SIGNS}])")
_AT_SIGN = re.compile(f" (?=[{_SIGNS}])|(?<=[{_SIGNS}]) ")
_SIGN = re.compile(f"[{_SIGNS}]")
# Accents and points that people leave out when they search in Latin, Greek, Cyrillic, Hebrew or Arabic.
_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
_LETTERS = re.compile(f"[{''.join(_PLAIN)}]")
# The smallest text that normalises on its own: a run of Hangul letters, or a grapheme and later marks on it.
_UNIT = regex.compile(
    rf"(?:(?!\p{{M}})\p{{Hangul}}[\p{{Hangul}}{INVISIBLE_RANGES}]*|\X)(?:[{INVISIBLE_RANGES}]+[\p{{M}}\uff9e\uff9f]*)*"
)


def normalize(text: str) -> str:
    """Return a text's normalized words with one space between them, and none between Chinese characters."""
    folded = _BETWEEN.sub(" ", _plain(text)).strip()
    return folded if folded.isascii() else _SEAM.sub(" ", _OPEN.sub("", folded))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    same = unicodedata.normalize("NFKD", strip_invisible(text)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", same))
    return unicodedata.normalize("NFC", _LETTERS.sub(lambda letter: _PLAIN[letter[0]], bare))


def canonical_term(text: str) -> str:
    """Return the canonical spelling that all texts with the same words share; it has no spaces."""
    return _AT_SIGN.sub("", normalize(text)).replace(" ", "-")


def terms(query: str) -> tuple[str, ...]:
    """Return the search terms of a query in canonical spelling; words joined by punctuation stay one term."""
    return tuple(dict.fromkeys(filter(None, map(canonical_term, query.split()))))


def substring(term: str) -> str:
    """Return a term as a substring of normalized text.

    A space marks each word boundary; scripts without spaces have none.
    """
    folded = normalize(term)
    before, after = ("" if _SIGN.match(folded[end]) else " " for end in (0, -1))
    return f"{before}{folded}{after}"


def normalize_with_offsets(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the normalized text between two spaces, and for each character its span in the original."""
    folded = f" {normalize(text)} "
    spans = (unit.span() for unit in _UNIT.finditer(text) for _ in _BETWEEN.sub("", _plain(unit[0])))
    end = len(text), len(text)
    return folded, [end if character == " " else next(spans, end) for character in folded]
