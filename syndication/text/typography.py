"""Plain text as typesetters see it: compare and join lines, truncate titles, find what XML cannot hold."""

import re
import unicodedata
from functools import lru_cache

import regex

# XML 1.0 s.2.2 forbids most of these, HTML the rest; one of them would take a whole feed down.
_PLANES = "".join(chr(plane << 16 | last) for plane in range(17) for last in (0xFFFE, 0xFFFF))
FORBIDDEN = regex.compile(rf"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef{_PLANES}]")

_CHINESE = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\u3000-\u303f\uff00-\uff60\uffe0-\uffe6]")
_NEUTRAL = regex.compile("[“”‘’…—·]")  # marks that Chinese and Latin type share
_GRAPHEME = regex.compile(r"\X")
_PLAIN = regex.compile("[ -~–—‘’“”…、-】一-鿿！-～]*+")  # each a grapheme; those from “、” on are wide
_BREAKING_SPACES = re.compile(r"[^\S\xa0\u202f]+")  # the others hold French marks to their words
_WORD = regex.compile(r"(?w)\b")  # the default word boundaries of UAX #29, as in CLDR's root
_DANGLING = regex.compile(r"[\s\p{Pd}\p{Ps}\p{Pi},;:、，；：]+\Z")
# Invisible characters: most of Unicode's Default_Ignorable_Code_Point, and the place of a lost object.
# The tags of flags are left out: they belong to the emoji before them.
INVISIBLE_RANGES = (
    r"\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    r"\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffc\U000e0100-\U000e01ef"
)
_INVISIBLE = re.compile(f"[{INVISIBLE_RANGES}]+")
INVISIBLE = "".join(filter(_INVISIBLE.fullmatch, map(chr, (*range(0x10000), *range(0xE0100, 0xE01F0)))))
_SPACES = "".join(filter(str.isspace, map(chr, range(0x3001))))
_EDGES = _SPACES + INVISIBLE
_DIRECTIONS = regex.compile("[\u202a-\u202e\u2066-\u2069]")
_OPENS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys("\u2066\u2067\u2068", "\u2069")
_QUOTES = str.maketrans("“”„‟‘’‚‛", "\"\"\"\"''''")
# What stands around a heading: Markdown, brackets, emoji, arrows, bullets; and what ends it.
DECORATION = r"\s\p{So}\p{Sm}\p{Sk}\p{Pd}\p{Pc}#*•·‣◦※/\\\[\]【】〖〗«»‹›"
_DECORATED = regex.compile(rf"\A[{DECORATION}]*+(?P<core>.*?)[{DECORATION}:.。]*\Z", regex.DOTALL)
SENTENCE_END = regex.compile(r"[.!?。！？][\p{Pe}\p{Pf}\"'”’]*\Z")


def strip_invisible(text: str) -> str:
    """Return a text without the characters that show nothing."""
    return _INVISIBLE.sub("", text)


@lru_cache(256)  # a line is compared with many phrases
def letterwise_nfkc(text: str) -> str:
    """Return a text with each character in its compatibility form (NFKC), at the same place."""
    if text.isascii():
        return text
    same = unicodedata.normalize("NFKC", text)
    if len(same) == len(text) and not _INVISIBLE.search(same):
        return same
    forms = (unicodedata.normalize("NFKC", character) for character in text)
    return "".join(form if len(form) == 1 else was for form, was in zip(forms, text, strict=True))


@lru_cache(1024)  # headings and labels return in every issue
def comparison_key(line: str) -> str:
    """Return the part of a line that is compared.

    Case, white space, kinds of quotation marks, forms of characters (NFKC), final punctuation and decoration
    make no difference.
    """
    if not line.isascii():
        line = unicodedata.normalize("NFKC", strip_invisible(line)).translate(_QUOTES)
    line = " ".join(line.casefold().split())
    return _DECORATED.sub(r"\g<core>", line, count=1)


def trim(text: str) -> str:
    """Return a line without invisible characters at its ends and open changes of direction."""
    if text.isascii():
        return text.strip()
    text = text.strip(_EDGES)
    return text if _is_balanced(text) else unicodedata.normalize("NFC", _DIRECTIONS.sub("", text))


def _is_balanced(text: str) -> bool:
    """Return whether every change of direction ends on its line (UAX #9): an open one turns what follows."""
    expected: list[str] = []
    for mark in _DIRECTIONS.findall(text):
        if mark in _OPENS:
            expected.append(_OPENS[mark])
        elif not expected or expected.pop() != mark:
            return False
    return not expected


def is_unspaced(character: str) -> bool:
    """Return whether a character is set without spaces, as Han, kana and full-width marks are."""
    return _CHINESE.match(character) is not None


def join_lines(lines: list[str]) -> str:
    """Join the lines of one text by a space, but Chinese characters by nothing."""
    pieces: list[str] = []
    for line in filter(None, lines):
        if pieces and not _close_up(pieces[-1][-1], line[0]):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def _close_up(before: str, after: str) -> bool:
    chinese = [is_unspaced(before), is_unspaced(after)]
    neutral = [_NEUTRAL.match(before), _NEUTRAL.match(after)]
    return any(chinese) and all(one or other for one, other in zip(chinese, neutral, strict=True))


def truncate(text: str, *, columns: int, ellipsis: str) -> str:
    """Cut a text to a title's width: whole graphemes, at a word boundary, with an ellipsis.

    The width is counted in columns, of which a wide character (UAX #11) takes two.
    """
    text = " ".join(text.split()) if text.isascii() else _BREAKING_SPACES.sub(" ", text).strip()
    end = _fitting(text, columns)
    if end == len(text):
        return text
    boundary = next((place for place in range(end, 0, -1) if _WORD.match(text, place)), end)
    return _DANGLING.sub("", text[:boundary]) + ellipsis


def _fitting(text: str, columns: int) -> int:
    """Return how many characters of a text fit into a width, counted in whole graphemes."""
    head = text[: columns + 1]
    if head.isascii():
        return min(len(text), columns)
    width = 0
    if _PLAIN.fullmatch(head):
        for place, character in enumerate(head):
            width += 2 if character >= "、" else 1
            if width > columns:
                return place
        return len(text)
    for grapheme in _GRAPHEME.finditer(text):
        width += 2 if unicodedata.east_asian_width(grapheme[0][0]) in "WF" else 1
        if width > columns:
            return grapheme.start()
    return len(text)
