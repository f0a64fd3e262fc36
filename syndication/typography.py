"""Plain text as typesetters see it: comparing and joining lines, cutting titles, what XML cannot carry."""

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
_WORD = regex.compile(r"(?w)\b")  # the default word boundaries of UAX #29, as in CLDR's root
_DANGLING = regex.compile(r"[\s\p{Pd}\p{Ps}\p{Pi},;:、，；：]+\Z")
INVISIBLE = "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"
_SAME = *zip("“”„‟‘’‚‛：", "\"\"\"\"'''':", strict=True), *((mark, "") for mark in INVISIBLE)
SENTENCE_END = regex.compile(r"[.!?。！？][\p{Pe}\p{Pf}\"'”’]*\Z")


@lru_cache(1024)  # headings and labels return in every issue
def fold(line: str) -> str:
    """Reduce a line to what is compared: not case, white space, kinds of marks, a final colon."""
    if not line.isascii():
        for mark, same in _SAME:  # a quarter of what `translate` takes
            line = line.replace(mark, same)
    return " ".join(line.casefold().split()).removesuffix(":").rstrip()


def is_chinese(character: str) -> bool:
    """Tell whether a character is set without spaces, as Han, kana and full-width marks are."""
    return _CHINESE.match(character) is not None


def join_lines(lines: list[str]) -> str:
    """Join the lines of one text by a space, between Chinese characters by nothing."""
    pieces: list[str] = []
    for line in filter(None, lines):
        if pieces and not _close_up(pieces[-1][-1], line[0]):
            pieces.append(" ")
        pieces.append(line)
    return "".join(pieces)


def _close_up(before: str, after: str) -> bool:
    chinese = [is_chinese(before), is_chinese(after)]
    neutral = [_NEUTRAL.match(before), _NEUTRAL.match(after)]
    return any(chinese) and all(one or other for one, other in zip(chinese, neutral, strict=True))


def clip(text: str, *, columns: int, ellipsis: str) -> str:
    """Cut a text to a title's width: whole graphemes, at a word boundary, with an ellipsis.

    The width is counted in columns, of which a wide character (UAX #11) takes two.
    """
    text = " ".join(text.split())
    end = _fitting(text, columns)
    if end == len(text):
        return text
    boundary = next((place for place in range(end, 0, -1) if _WORD.match(text, place)), end)
    return _DANGLING.sub("", text[:boundary]) + ellipsis


def _fitting(text: str, columns: int) -> int:
    """Count the characters of the graphemes that fit into a width."""
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
