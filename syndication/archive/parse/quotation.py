"""Split a quotation from its speaker and role, whatever marks the editors chose."""

import unicodedata
from dataclasses import dataclass
from functools import cache

import regex

from syndication.text.typography import SENTENCE_END

# An opening mark, and the marks that may close it: editors mix straight and curly ones.
_CLOSING = {
    '"': '"”',
    "“": '"”',
    "„": '"“”',
    "「": "」",
    "『": "』",
    "«": "»",
    "‘": "'’",
    "'": "'’",
    "＂": "＂",
    "〝": "〞〟",
    "｢": "｣",
    "‹": "›",
    "»": "«",
    "›": "‹",
}
_INSIDE = {'"': "“"}  # what else may open a quotation inside one
_STRAIGHT = '"＂'  # a mark that opens and closes
_APOSTROPHES = "‘'"  # their closing mark stands inside words too
_BEGIN = regex.compile(rf"(?P<before>(?:\.\.\.|…)*)\s*(?P<mark>[{''.join(_CLOSING)}])")
_STOPS = ".。…"  # some type them behind the closing mark instead of before it
_DASHES = r"\p{Pd}\u2212\u2500\u2501"
_DASH = regex.compile(rf"\s*[{_DASHES}]")
_LEADING = regex.compile(rf"\A[\s{_DASHES}]+")
_NOTE = regex.compile(r"\s*(?:[*†‡]+|\[[\d*†‡]+\]|[¹²³⁰⁴-⁹]+)(?=\s|\p{Pd}|\Z)")
_BEHIND_DASH = regex.compile(rf"[\"'\p{{Pe}}\p{{Pf}}]\S{{0,3}}\s*[{_DASHES}]")
_LIST_MARK = regex.compile(r"(?:\d{1,2}[.)]|[-*•‣◦]|>)\s+")
_SUFFIX = regex.compile(r"\s*(?:[JS]r\b\.?|[IVX]+\b)")  # of a name: no role begins with it


@dataclass(frozen=True, slots=True)
class _End:
    """The end of a quotation; a broken one is closed before its end, and opened again."""

    line: int
    place: int
    broken: bool


def begins_quotation(text: str) -> bool:
    """Return whether a line begins with a quotation mark, or an ellipsis and one."""
    return _BEGIN.match(without_list_mark(text)) is not None


def is_quotation(text: str) -> bool:
    """Return whether a line is a whole quotation in marks, with a speaker behind a dash at most."""
    if not begins_quotation(text):
        return False
    lines, after, unclosed = split_quotation([text])
    return not unclosed and any(lines) and (not after or _BEHIND_DASH.search(text) is not None)


def without_list_mark(text: str) -> str:
    """Return a line without the mark of a list: `1. `, `- `."""
    match = _LIST_MARK.match(text)
    return text[match.end() :] if match and match.end() < len(text) else text


def without_dash(text: str) -> str:
    """Return a name without the dash before it."""
    return _LEADING.sub("", text)


def split_quotation(texts: list[str]) -> tuple[list[str], list[str], str | None]:
    """Return the lines of a quotation, the lines after it, and the mark in it that nothing closes.

    The marks around it are taken off, unless they belong to two quotations (`"Yes," she said, "we can."`) or
    to a sentence (`「可。」と老子は言った。`).
    """
    texts = [without_list_mark(texts[0]), *texts[1:]]
    begin = _BEGIN.match(texts[0])
    if not begin:
        dash = next((line for line, text in enumerate(texts) if line and _DASH.match(text)), 1)
        return texts[:dash], texts[dash:], None
    before, mark = begin["before"], begin["mark"]
    lines = [texts[0][begin.end() :].lstrip(), *texts[1:]]
    end = _find_end(lines, mark)
    if not end and any(text.startswith(mark) for text in lines[1:]):
        # If a quotation goes on in a new paragraph, its mark may be repeated there.
        lines = [lines[0], *(text.removeprefix(mark).lstrip() for text in lines[1:])]
        end = _find_end(lines, mark)
    if not end:
        apostrophe = mark if mark in _APOSTROPHES else ""
        return [before + apostrophe + lines[0]], texts[1:], mark
    last, rest = lines[end.line][: end.place].rstrip(), lines[end.line][end.place + 1 :]
    if _goes_on(rest):
        return texts[: end.line + 1], texts[end.line + 1 :], None
    stops = rest[: len(rest) - len(rest.lstrip(_STOPS))]
    lines = [*lines[: end.line], last + (lines[end.line][end.place] if end.broken else "") + stops]
    lines[0] = before + (mark if end.broken else "") + lines[0]
    tail = _NOTE.sub("", rest[len(stops) :], count=1) if _NOTE.match(rest, len(stops)) else rest[len(stops) :]
    speaker = without_dash(tail.lstrip(",， "))
    names = _split_role(speaker) if _DASH.match(tail) else [speaker]
    return lines, [*filter(None, names), *texts[end.line + 1 :]], None


def split_block_quotation(texts: list[str], below: list[str]) -> tuple[list[str], list[str]]:
    """Return the lines of a block quotation of Markdown, and its speaker and role; `below` stands under it.

    A line that begins with a dash ends the quotation. Without one, its marks do as in plain text; without
    marks it is all of the block.
    """
    dash = next((line for line, text in enumerate(texts) if line and _DASH.match(text)), len(texts))
    lines, after, unclosed = split_quotation(texts[:dash])
    if unclosed or not begins_quotation(texts[0]) or (after and dash < len(texts)):
        lines, after = texts[:dash], []
    rest = [*texts[dash:], *below]
    if rest and _DASH.match(rest[0]):
        rest[:1] = _split_role(without_dash(rest[0]))
    return lines, [*after, *rest]


def _goes_on(rest: str) -> bool:
    """Return whether a sentence goes on behind a closing mark and ends there."""
    first = rest.lstrip()[:1]
    return first.isalpha() and not first.isupper() and SENTENCE_END.search(rest) is not None


def _split_role(speaker: str) -> list[str]:
    """Return the name and the role of `Voltaire, Writer`."""
    for comma in regex.finditer("[,，]", speaker):
        if not _SUFFIX.match(speaker, comma.end()):
            return [speaker[: comma.start()].rstrip(), speaker[comma.end() :].strip()]
    return [speaker]


def _find_end(texts: list[str], mark: str) -> _End | None:
    """Return the end of a quotation: on the first line at whose end no quotation is open.

    It is the last closing mark on that line, or the first one before a dash and the speaker.
    """
    depth = 1
    closed: list[tuple[int, int]] = []
    for line, text in enumerate(texts):
        last = len(text.rstrip(_STOPS + ",， ")) - 1
        for match in _marks(mark).finditer(text):
            place = match.start()
            depth = max(0, depth + _nesting_step(text, place, mark, depth=depth, last=last))
            if depth == 0:
                closed.append((line, place))
        if depth == 0:
            places = [place for line_, place in closed if line_ == line]
            place = next((place for place in places if _DASH.match(text, place + 1)), places[-1])
            return _End(line, place, broken=closed[0] != (line, place))
    return None


@cache
def _marks(mark: str) -> regex.Pattern[str]:
    """Return a pattern for the marks that may open or close a quotation inside one with this mark."""
    return regex.compile(f"[{mark}{_CLOSING[mark]}{_INSIDE.get(mark, '')}]")


def _nesting_step(text: str, place: int, mark: str, *, depth: int, last: int) -> int:
    """Return 1 if a mark opens a quotation, -1 if it closes one, 0 if it is an apostrophe."""
    here = text[place]
    if mark in _APOSTROPHES:
        return -1 if here != "‘" and (place >= last or _DASH.match(text, place + 1)) else 0
    if here not in _CLOSING[mark]:
        return 1
    if here not in _STRAIGHT or mark == "„" or place >= last:
        return -1
    before, after = text[place - 1 : place] or " ", text[place + 1]
    if before.isspace() or unicodedata.category(before) in ("Ps", "Pi", "Pd"):
        return 1
    if after.isalnum():  # as in Chinese, which has no spaces to tell by
        return 1 if depth == 1 else -1
    return 1 if unicodedata.category(after) in ("Ps", "Pi") else -1
