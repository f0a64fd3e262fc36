"""Full-text search over entries, and the excerpts that results show."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import regex

from syndication.model import Entry, Figure, Issue, List, Part, Question, Quotation, Text
from syndication.text.normalize import normalize, normalize_with_offsets, substring
from syndication.text.stems import Vocabulary
from syndication.text.typography import truncate

_WORD = regex.compile(r"(?w)\b(?=[\p{L}\p{N}])")  # UAX #29
_LEAD_CHARS = 40  # of an excerpt before its first match
_EXCERPT_COLUMNS = 240


class SearchIndex:
    """The normalized text of each entry, cached until the entry's content changes."""

    def __init__(self) -> None:
        self._cache: dict[str, tuple[Issue | Part, str, str]] = {}

    def text_of(self, entry: Entry) -> str:
        """Return the normalized text of an entry; an issue includes the text of its parts."""
        return self._texts(entry)[2]

    def own_text_of(self, entry: Entry) -> str:
        """Return the normalized text of an entry without that of its parts."""
        return self._texts(entry)[1]

    def vocabulary(self, tag: str, entries: Iterable[Entry]) -> Vocabulary:
        """Return the words of some entries in one language."""
        return Vocabulary(tag, set().union(*(self.own_text_of(entry).split() for entry in entries)))

    def _texts(self, entry: Entry) -> tuple[Issue | Part, str, str]:
        cached = self._cache.get(entry.id)
        if cached is None or cached[0] is not entry.content:
            own = "\n".join(f" {normalize(text)} " for text in (entry.title, *paragraphs_of(entry)))
            text = "\n".join([own, *map(self.text_of, entry.parts)])
            cached = self._cache[entry.id] = entry.content, own, text
        return cached


class Matcher:
    """A matcher for entries that contain every term of at least one query."""

    def __init__(
        self,
        queries: Sequence[Sequence[str]],
        texts: SearchIndex,
        vocabularies: Mapping[str, Vocabulary],
    ) -> None:
        self._queries = {
            tag: [[_needles(term, words) for term in query] for query in queries]
            for tag, words in vocabularies.items()
        }
        self._texts = texts

    def __call__(self, entry: Entry) -> bool:
        """Return whether an entry matches; an issue also matches by its parts."""
        return self._is_match(self._texts.text_of(entry), entry.language)

    def matches_itself(self, entry: Entry) -> bool:
        """Return whether an entry matches by more than its parts."""
        own = self._is_match(self._texts.own_text_of(entry), entry.language)
        return own or (self(entry) and not any(map(self, entry.parts)))

    def _is_match(self, text: str, tag: str) -> bool:
        for query in self._queries[
            tag
        ]:  # loops: every entry comes by here, and generators take twice as long
            for needles in query:
                for needle in needles:
                    if needle in text:
                        break
                else:
                    break
            else:
                return True
        return False

    def excerpt(self, entry: Entry) -> list[tuple[str, bool]]:
        """Return an excerpt of the paragraph with the most terms: pieces, each with whether it is a match.

        Return an empty list if only the title matches.
        """
        paragraphs = [
            " ".join(text.split()) for each in (entry, *entry.parts) for text in paragraphs_of(each)
        ]
        texts = [text for text in paragraphs if text not in entry.title]
        normalized = [f" {normalize(text)} " for text in texts]
        needles = list(chain(*self._queries[entry.language]))
        counts = [sum(any(form in text for form in forms) for forms in needles) for text in normalized]
        best = max(counts, default=0)
        if not best:
            return []
        text = texts[counts.index(best)]
        return _excerpt(text, self._matches(text, entry.language))

    def highlight(self, text: str, tag: str) -> list[tuple[str, bool]]:
        """Return a text in pieces, each with whether it is a match to highlight."""
        return _pieces(text, self._matches(text, tag))

    def _matches(self, text: str, tag: str) -> list[tuple[int, int]]:
        """Return the spans of all matches in a text, in order, with overlapping ones merged."""
        normalized, offsets = normalize_with_offsets(text)
        matches = []
        for needle in chain(*chain(*self._queries[tag])):
            start = normalized.find(needle)
            while start >= 0:
                first, last = start + (needle[0] == " "), start + len(needle) - 1 - (needle[-1] == " ")
                matches.append((offsets[first][0], offsets[last][1]))
                start = normalized.find(needle, start + 1)
        merged: list[tuple[int, int]] = []
        for begin, end in sorted(matches):
            if merged and begin <= merged[-1][1]:
                merged[-1] = merged[-1][0], max(end, merged[-1][1])
            else:
                merged.append((begin, end))
        return merged


def _needles(term: str, vocabulary: Vocabulary) -> list[str]:
    """Return a term and its other forms as substrings of normalized text."""
    needle = substring(term)
    word = needle.strip()
    if " " in word or needle != f" {word} ":  # several words, or a script without spaces
        return [needle]
    return [f" {form} " for form in vocabulary.forms(word)]


def paragraphs_of(entry: Entry) -> tuple[str, ...]:
    """Return the paragraphs of an entry below its title."""
    texts: tuple[str | None, ...]
    match entry.content:
        case Issue(letter=letter):
            return letter
        case Quotation(text=text, speaker=speaker, role=role):
            texts = (text, speaker, role)
        case Figure(value=value, caption=caption, source_title=title, source_author=author):
            texts = (value, caption, title, author)
        case Question(context=context, questions=questions):
            texts = (context, *questions)
        case Text(title=title, text=text):
            texts = (title, *text)
        case List(title=title, text=text, items=items):
            texts = (title, *text, *(words for item in items for words in (item.title, *item.text)))
    return tuple(filter(None, texts))


def _excerpt(text: str, matches: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    """Return an excerpt of a text that begins shortly before the first match."""
    first = matches[0][0]
    begin = 0
    if first > _LEAD_CHARS:
        begin = next((word.start() for word in _WORD.finditer(text, first - _LEAD_CHARS)), first)
    end = begin + len(truncate(text[begin:], columns=_EXCERPT_COLUMNS, ellipsis=""))
    inside = [(start - begin, last - begin) for start, last in matches if last <= end]
    pieces = _pieces(text[begin:end], inside)
    return [*([("…", False)] if begin else []), *pieces, *([("…", False)] if end < len(text) else [])]


def _pieces(text: str, matches: list[tuple[int, int]]) -> list[tuple[str, bool]]:
    pieces, rest = [], 0
    for begin, end in matches:
        pieces += [(text[rest:begin], False), (text[begin:end], True)]
        rest = end
    return [(piece, is_match) for piece, is_match in [*pieces, (text[rest:], False)] if piece]
