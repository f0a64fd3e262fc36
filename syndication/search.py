"""Full-text search over entries: between the catalog and the custom feeds.

Case, accents and punctuation make no difference. Scripts without spaces between words match by character.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable

import regex

from syndication.model import Discovery, Entry, Issue, Number, Part, Question, Quote
from syndication.typography import UNSEEN, clip

# Scripts without spaces between words, where each character matches by itself: Thai, Lao, Myanmar, Khmer,
# radicals, Han, kana. (`re` with plain ranges: `regex` with properties takes five times as long.)
_SIGN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_BETWEEN = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_OPEN = re.compile(f"(?<=[{_SIGN}]) (?=[{_SIGN}])")
_SEAM = re.compile(f"(?<=[{_SIGN}])(?=[^ {_SIGN}])|(?<=[^ {_SIGN}])(?=[{_SIGN}])")
_AT_SIGN = re.compile(f" (?=[{_SIGN}])|(?<=[{_SIGN}]) ")
_IS_SIGN = re.compile(f"[{_SIGN}]")
# Accents and points that people leave out when they search in Latin, Greek, Cyrillic, Hebrew or Arabic.
_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
_LETTERS = re.compile(f"[{''.join(_PLAIN)}]")
_UNSEEN = re.compile(f"[{UNSEEN}]+")
# The smallest text that normalises on its own: a run of Hangul letters, or a grapheme and later marks on it.
_UNIT = regex.compile(
    rf"(?:(?!\p{{M}})\p{{Hangul}}[\p{{Hangul}}{UNSEEN}]*|\X)(?:[{UNSEEN}]+[\p{{M}}\uff9e\uff9f]*)*"
)
_WORD = regex.compile(r"(?w)\b(?=.)")  # UAX #29
_LEAD, _SHOWN = 40, 240  # an excerpt: characters before the first match, and columns in all


def fold(text: str) -> str:
    """Return a text's normalized words with one space between them, and none between Chinese characters."""
    folded = _BETWEEN.sub(" ", _plain(text)).strip()
    return folded if folded.isascii() else _SEAM.sub(" ", _OPEN.sub("", folded))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    same = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", same))
    return unicodedata.normalize("NFC", _LETTERS.sub(lambda letter: _PLAIN[letter[0]], bare))


def spell(text: str) -> str:
    """Return the canonical spelling that all texts with the same words share; it has no spaces."""
    return _AT_SIGN.sub("", fold(text)).replace(" ", "-")


def terms(query: str) -> tuple[str, ...]:
    """Return the search terms of a query in canonical spelling; words joined by punctuation stay one term."""
    return tuple(dict.fromkeys(filter(None, map(spell, query.split()))))


class Texts:
    """The normalized text of each entry, cached until the entry's content changes."""

    def __init__(self) -> None:
        self._cache: dict[str, tuple[Issue | Part, str]] = {}

    def of(self, entry: Entry) -> str:
        """Return the normalized text of an entry; an issue includes the text of its parts."""
        cached = self._cache.get(entry.id)
        if cached is None or cached[0] is not entry.body:
            own = (f" {fold(text)} " for text in (entry.title, *_paragraphs(entry)))
            said = "\n".join([*own, *map(self.of, entry.parts)])
            cached = self._cache[entry.id] = entry.body, said
        return cached[1]


class Finder:
    """A matcher for entries that contain every term of at least one query."""

    def __init__(self, queries: Iterable[Iterable[str]], texts: Texts) -> None:
        self._queries = [[_needle(term) for term in query] for query in queries]
        self._texts = texts

    def __call__(self, entry: Entry) -> bool:
        """Return whether an entry matches."""
        said = self._texts.of(entry)
        for query in self._queries:  # loops: a generator takes twice as long, and every entry comes by here
            for needle in query:
                if needle not in said:
                    break
            else:
                return True
        return False

    def excerpt(self, entry: Entry) -> list[tuple[str, bool]]:
        """Return an excerpt of the paragraph with the most terms: pieces, each with whether it is a match.

        Return an empty list if only the title matches.
        """
        everything = [" ".join(text.split()) for each in (entry, *entry.parts) for text in _paragraphs(each)]
        texts = [text for text in everything if text not in entry.title]
        said = [f" {fold(text)} " for text in texts]
        counts = [sum(needle in text for query in self._queries for needle in query) for text in said]
        best = max(counts, default=0)
        if not best:
            return []
        text = texts[counts.index(best)]
        return _cut(text, self._places(text))

    def marked(self, text: str) -> list[tuple[str, bool]]:
        """Return a text in pieces, each with whether it is a match to highlight."""
        return _pieces(text, self._places(text))

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Return the spans of all matches in a text, in order, with overlapping ones merged."""
        folded, origins = traced(text)
        found = []
        for needle in itertools.chain(*self._queries):
            start = folded.find(needle)
            while start >= 0:
                first, last = start + (needle[0] == " "), start + len(needle) - 1 - (needle[-1] == " ")
                found.append((origins[first][0], origins[last][1]))
                start = folded.find(needle, start + 1)
        apart: list[tuple[int, int]] = []
        for begin, end in sorted(found):
            if apart and begin <= apart[-1][1]:
                apart[-1] = apart[-1][0], max(end, apart[-1][1])
            else:
                apart.append((begin, end))
        return apart


def _needle(term: str) -> str:
    """Return a term as a substring to look for: spaces mark word boundaries, which Chinese does without."""
    folded = fold(term)
    before, after = ("" if _IS_SIGN.match(folded[end]) else " " for end in (0, -1))
    return f"{before}{folded}{after}"


def _paragraphs(entry: Entry) -> tuple[str, ...]:
    """Return the paragraphs of an entry below its title."""
    said: tuple[str | None, ...]
    match entry.body:
        case Issue(letter=letter):
            return letter
        case Quote(text=text, speaker=speaker, role=role):
            said = (text, speaker, role)
        case Number(value=value, caption=caption, source_title=title, source_author=author):
            said = (value, caption, title, author)
        case Question(context=context, questions=questions):
            said = (context, *questions)
        case Discovery(title=title, text=texts):
            said = (title, *texts)
    return tuple(filter(None, said))


def traced(text: str) -> tuple[str, list[tuple[int, int]]]:
    """Return the normalized text between two spaces, and for each character its span in the original."""
    folded = f" {fold(text)} "
    spans = (unit.span() for unit in _UNIT.finditer(text) for _ in _BETWEEN.sub("", _plain(unit[0])))
    end = len(text), len(text)
    return folded, [end if character == " " else next(spans, end) for character in folded]


def _cut(text: str, places: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return an excerpt of a text that begins shortly before the first match."""
    first = places[0][0]
    begin = 0
    if first > _LEAD:
        begin = next(
            word.start() for word in _WORD.finditer(text, first - _LEAD) if text[word.start()] != " "
        )
    end = begin + len(clip(text[begin:], columns=_SHOWN, ellipsis=""))
    shown = [(start - begin, last - begin) for start, last in places if last <= end]
    pieces = _pieces(text[begin:end], shown)
    return [*([("…", False)] if begin else []), *pieces, *([("…", False)] if end < len(text) else [])]


def _pieces(text: str, places: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, done = [], 0
    for begin, end in places:
        pieces += [(text[done:begin], False), (text[begin:end], True)]
        done = end
    return [(piece, found) for piece, found in [*pieces, (text[done:], False)] if piece]
