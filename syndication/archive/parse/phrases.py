"""Compare lines with an edition's headings and phrases from newsletter.toml; no language stands here."""

import re
from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain

import regex

from syndication.archive.parse.lines import Line
from syndication.model import ANY_HEADING, Edition
from syndication.text.typography import (
    DECORATION,
    INVISIBLE,
    INVISIBLE_RANGES,
    SENTENCE_END,
    comparison_key,
    letterwise_nfkc,
)

Pattern = regex.Pattern[str]

GROUP, END = "group", "end"  # what a heading may open that is no section

# Marks that `comparison_key` takes as the same; a title that ends with a mark has no comma after it.
_CLASSES = {'"': '["“”„‟]', "'": "['‘’‚‛]", ",": "[,，]?", ":": r"\s*[:：]\s*"}
_ALIKE = str.maketrans("“”„‟‘’‚‛，", '""""' + "''''" + ",")
_TOKEN = regex.compile(r"\{(title|author)\}|\s*([:：])\s*|(\s+)|(.)")
_SEPARATORS = " \t\xa0\u3000:：,，.。!！;；-–—…*_" + INVISIBLE  # between a phrase and the text after it
_EXTRA_CHARS = 40
_BEHIND = re.compile(r"[:：—–―⸺]|\s-+\s")  # between a heading and text on its line
_CLOSE, _CLOSE_UNSPACED = 0.85, 0.75  # as difflib counts it; of four Han characters three are the same
_MAX_PHRASE_CHARS = 200  # at the beginning of a line
_MAX_SOURCE_CHARS = 600  # at the end of a line, so that no line can take minutes


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """An edition's headings and phrases, compiled to compare lines with them."""

    max_chars: int  # of a line that may be one of these, with room for stray spaces
    headings: dict[str, str]  # a section, GROUP or END, by comparison key
    other: str | None  # the section that any other heading opens, if it is marked as one
    names: dict[str, str]  # everything that stands on a line of its own, by comparison key
    edges: dict[str, tuple[str, ...]]  # the keys of `names` by their first and by their last two characters
    more: frozenset[str]
    video: frozenset[str]
    switcher: Pattern | None
    lead_in: Pattern | None
    call: Pattern | None
    source: tuple[Pattern, ...]
    source_words: Pattern | None  # with which one of `source` begins
    introduction: Pattern | None
    glued: Pattern | None  # labels that the text behind them may have run into

    def heading(self, line: Line) -> tuple[str, str] | None:
        """Return what a line opens, and the text behind the heading; None if it opens nothing."""
        if kind := self.headings.get(line.key):
            return kind, ""
        for match in _BEHIND.finditer(line.text, 0, self.max_chars):
            rest = line.text[match.end() :].lstrip(_SEPARATORS)
            if rest and (kind := self.headings.get(comparison_key(line.text[: match.start()]))):
                return kind, rest
        return None

    def nearest(self, line: Line) -> str | None:
        """Return the heading, label or title that a line nearly is; None if it is one, or like none."""
        if len(line.text) > self.max_chars or line.key in self.names:
            return None
        # Two slips at most, and not at both ends: nearly every line is like none at once.
        edges = (*self.edges.get(line.key[:1], ()), *self.edges.get(line.key[-2:], ()))
        near = [name for name in edges if abs(len(name) - len(line.key)) <= 2]  # noqa: PLR2004
        if not near:
            return None
        cased = line.key != line.key.upper()
        close = get_close_matches(line.key, near, 1, _CLOSE if cased else _CLOSE_UNSPACED)
        return self.names[close[0]] if close else None

    def split_label(self, text: str) -> tuple[str, str] | None:
        """Return a label and the text that ran into it: `Watch VideoIn this episode`; None without one."""
        end = match.end() if self.glued and (match := self.glued.match(text)) else 0
        return (text[:end], text[end:]) if end else None

    def belongs_to_section(self, line: Line) -> bool:
        """Return whether a line has a place in a section only: a label, a source, a lead-in or a call."""
        begins = any(rest_after(phrases, line.text) is not None for phrases in (self.lead_in, self.call))
        return (
            begins or self.is_label(line) or bool(self.split_label(line.text) or self.split_source(line.text))
        )

    def is_label(self, line: Line) -> bool:
        """Return whether a line is the label of a link that the text lost."""
        return line.key in self.video or line.key in self.more

    def is_video(self, line: Line) -> bool:
        """Return whether a line is the label of a video."""
        return line.key in self.video

    def is_introduction(self, text: str) -> bool:
        """Return whether a paragraph is the recurring introduction of its section."""
        return rest_after(self.introduction, text) is not None

    def split_source(self, text: str) -> tuple[str, str | None, str | None] | None:
        """Return the text before a source at the end of a line, its title and its author; None without one.

        Inside a line a source begins a sentence: people may "read more from screens" in a caption.
        """
        tail = max(0, len(text) - _MAX_SOURCE_CHARS)
        plain = " " * tail + letterwise_nfkc(text[tail:])
        if not (self.source_words and self.source_words.search(plain, tail)):
            return None
        for phrase in self.source:
            for match in phrase.finditer(plain, tail, overlapped=True):
                before = text[: match.start()].strip()
                if not comparison_key(before) or SENTENCE_END.search(before) or not match[0][0].islower():
                    names = {name: text[slice(*match.span(name))] for name in match.groupdict()}
                    return before if comparison_key(before) else "", names.get("title"), names.get("author")
        return None


def rest_after(phrases: Pattern | None, text: str) -> str | None:
    """Return the text after the first phrase that a line begins with; None if it begins with none."""
    match = phrases.match(letterwise_nfkc(text[:_MAX_PHRASE_CHARS])) if phrases else None
    return text[match.end() :].lstrip(_SEPARATORS) if match else None


@lru_cache(64)  # a server reads newsletter.toml again and again
def phrasebook(edition: Edition) -> Phrasebook:
    """Return the compiled headings and phrases of an edition."""
    phrases = edition.phrases
    kinds = {section: names.headings for section, names in edition.sections.items()}
    kinds |= {GROUP: edition.headings.group, END: edition.headings.end}
    other = next((kind for kind, names in kinds.items() if ANY_HEADING in names), None)
    kinds = {kind: tuple(name for name in kinds[kind] if name != ANY_HEADING) for kind in kinds}
    whole_lines = [
        edition.title,
        edition.tagline or "",
        *phrases.more,
        *phrases.video,
        *chain.from_iterable(kinds.values()),
    ]
    names = {comparison_key(name): name for name in filter(None, whole_lines)}
    edges: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for key in names:
        for edge in {key[:1], key[-2:]}:
            edges[edge] += (key,)
    labels = "|".join(map(_expression, (*phrases.video, *phrases.more)))
    words = "|".join(_expression(phrase.partition("{")[0]) for phrase in phrases.source)
    return Phrasebook(
        max_chars=2 * max(map(len, whole_lines)) + _EXTRA_CHARS,
        headings={comparison_key(name): kind for kind in kinds for name in kinds[kind]},
        other=other,
        names=names,
        edges=dict(edges),
        more=frozenset(map(comparison_key, phrases.more)),
        video=frozenset(map(comparison_key, phrases.video)),
        switcher=_beginning(phrases.switcher),
        lead_in=_beginning(phrases.lead_in),
        call=_beginning(phrases.call),
        source=tuple(map(_source, phrases.source)),
        source_words=regex.compile(words, regex.IGNORECASE) if words else None,
        introduction=_beginning(phrases.introduction),
        glued=regex.compile(rf"(?i:{labels})(?<=\p{{Lowercase}})(?=\p{{Uppercase}})") if labels else None,
    )


def _beginning(phrases: tuple[str, ...]) -> Pattern | None:
    """Return a pattern for phrases that begin a line and end with a whole word; None without any."""
    expressions = []
    for phrase in phrases:
        body = phrase.rstrip().rstrip(":：")
        colon = r"\s*(?:[:：]|\Z)" if body != phrase.rstrip() else r"(?!\B\w)"
        expressions.append(_expression(body) + colon)
    if not expressions:
        return None
    begin = rf"[{DECORATION}]*+(?:{'|'.join(expressions)})"
    return regex.compile(begin, regex.IGNORECASE | regex.WORD)


def _source(phrase: str) -> Pattern:
    """Return a pattern for `Read more in "{title}," by {author}` at the end of a line."""
    return regex.compile(_expression(phrase) + r"\s*\Z", regex.IGNORECASE)


def _expression(phrase: str) -> str:
    """Return an expression for a phrase that ignores the differences that `comparison_key` ignores."""
    pieces = []
    for field, colon, space, character in _TOKEN.findall(letterwise_nfkc(phrase.strip())):
        if field:
            pieces.append(rf"(?P<{field}>\S.*?)")
        elif colon or space:
            pieces.append(_CLASSES[":"] if colon else r"\s+")
        else:
            pieces.append(_CLASSES.get(character.translate(_ALIKE)) or regex.escape(character))
    return rf"[{INVISIBLE_RANGES}]*".join(pieces)
