"""Find words in what entries say: no case, no accents, no punctuation; no spaces where a script has none."""

import itertools
import re
import unicodedata
from collections.abc import Iterable

import regex

from syndication.model import Discovery, Entry, Issue, Number, Part, Question, Quote
from syndication.typography import UNSEEN, clip

# Scripts that set no space between words: there the characters are looked for, in their order. Thai, Lao,
# Myanmar and Khmer; radicals, Han, kana. (`re` and plain ranges: properties take five times as long.)
_SIGN = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3038-\u303c\u3041-\u30ff"
    "\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
_BETWEEN = regex.compile(r"[^\p{L}\p{N}\p{M}]+")
_OPEN = re.compile(f"(?<=[{_SIGN}]) (?=[{_SIGN}])")
_SEAM = re.compile(f"(?<=[{_SIGN}])(?=[^ {_SIGN}])|(?<=[^ {_SIGN}])(?=[{_SIGN}])")
_AT_SIGN = re.compile(f" (?=[{_SIGN}])|(?<=[{_SIGN}]) ")
_IS_SIGN = re.compile(f"[{_SIGN}]")
# What readers of Latin, Greek, Cyrillic, Hebrew and Arabic leave out when they search.
_ACCENTS = re.compile(r"[\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670]+")
_PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "æ": "ae", "œ": "oe", "þ": "th"}
_LETTERS = re.compile(f"[{''.join(_PLAIN)}]")
_UNSEEN = re.compile(f"[{UNSEEN}]+")
_GRAPHEME = regex.compile(r"\X")
_WORD = regex.compile(r"(?w)\b(?=.)")  # UAX #29
_LEAD, _SHOWN = 40, 240  # how much of a text is shown before what was found, and in columns altogether


def fold(text: str) -> str:
    """Reduce a text to its words, one space between them, and none between Chinese characters."""
    folded = _BETWEEN.sub(" ", _plain(text)).strip()
    return folded if folded.isascii() else _SEAM.sub(" ", _OPEN.sub("", folded))


def _plain(text: str) -> str:
    if text.isascii():
        return text.lower()
    same = unicodedata.normalize("NFKD", _UNSEEN.sub("", text)).casefold()
    bare = _ACCENTS.sub("", unicodedata.normalize("NFKD", same))
    return unicodedata.normalize("NFC", _LETTERS.sub(lambda letter: _PLAIN[letter[0]], bare))


def spell(text: str) -> str:
    """Write a text in the one spelling that all with the same words share; without a space."""
    return _AT_SIGN.sub("", fold(text)).replace(" ", "-")


def terms(query: str) -> tuple[str, ...]:
    """Give what a query looks for, each in its one spelling; what is written together hangs together."""
    return tuple(dict.fromkeys(filter(None, map(spell, query.split()))))


class Texts:
    """Remembers what entries say, folded; made when it is first looked at, and again when it has changed."""

    def __init__(self) -> None:
        self._known: dict[str, tuple[Issue | Part, str]] = {}

    def of(self, entry: Entry) -> str:
        """Give what an entry says: an issue, what its parts say too."""
        known = self._known.get(entry.id)
        if known is None or known[0] is not entry.body:
            own = (f" {fold(text)} " for text in (entry.title, *_paragraphs(entry)))
            said = "\n".join([*own, *map(self.of, entry.parts)])
            known = self._known[entry.id] = entry.body, said
        return known[1]


class Finder:
    """Tells whether an entry says all the terms of one of some queries, and where."""

    def __init__(self, queries: Iterable[Iterable[str]], texts: Texts) -> None:
        self._queries = [[_needle(term) for term in query] for query in queries]
        self._texts = texts

    def __call__(self, entry: Entry) -> bool:
        """Tell whether an entry is one of those looked for."""
        said = self._texts.of(entry)
        for query in self._queries:  # loops: generators take twice as long, and this is done for every entry
            for needle in query:
                if needle not in said:
                    break
            else:
                return True
        return False

    def excerpt(self, entry: Entry) -> list[tuple[str, bool]]:
        """Give the paragraph that says most terms, in pieces, each with whether it is what was found.

        Nothing where all of them stand in the title.
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
        """Give a text in pieces, each with whether it is what was found."""
        return _pieces(text, self._places(text))

    def _places(self, text: str) -> list[tuple[int, int]]:
        """Say where in a text the terms stand, from the first on, apart from each other."""
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
    """Write a term as it stands in a folded text: a word begins and ends there, a character just stands."""
    folded = fold(term)
    before, after = ("" if _IS_SIGN.match(folded[end]) else " " for end in (0, -1))
    return f"{before}{folded}{after}"


def _paragraphs(entry: Entry) -> tuple[str, ...]:
    """Give what an entry says below its title."""
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
    """Fold a text as `fold` does, and say of each character from where in the text it comes."""
    folded, origins = [" "], [(0, 0)]
    for grapheme in _GRAPHEME.finditer(text):
        for character in _BETWEEN.sub(" ", _plain(grapheme[0])):
            if character == " " == folded[-1]:
                continue
            sign = _IS_SIGN.match(character) is not None
            if sign and folded[-1] == " " and _IS_SIGN.match("".join(folded[-2:-1])):
                del folded[-1], origins[-1]
            elif " " not in (character, folded[-1]) and sign != bool(_IS_SIGN.match(folded[-1])):
                folded.append(" ")
                origins.append(grapheme.span())
            folded.append(character)
            origins.append(grapheme.span())
    return "".join(folded).rstrip() + " ", [*origins, (len(text), len(text))]


def _cut(text: str, places: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Give as much of a text as shows what was found in it first."""
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
