"""What an edition's editors write around the parts, as newsletter.toml says; no language stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import chain

import regex

from syndication.archive.parse.lines import Line
from syndication.model import Edition
from syndication.text.typography import (
    DECORATION,
    INVISIBLE,
    INVISIBLE_RANGES,
    SENTENCE_END,
    comparison_key,
    letterwise_nfkc,
)

Pattern = regex.Pattern[str]

# What is the same to `fold`; a comma is not there when the title before it ends with a mark of its own.
_CLASSES = {'"': '["“”„‟]', "'": "['‘’‚‛]", ",": "[,，]?", ":": r"\s*[:：]\s*"}
_ALIKE = str.maketrans("“”„‟‘’‚‛，", '""""' + "''''" + ",")
_TOKEN = regex.compile(r"\{(title|author)\}|\s*([:：])\s*|(\s+)|(.)")
_AFTER = (
    " \t\xa0\u3000:：,，.。!！;；-–—…*_" + INVISIBLE
)  # what may stand between a phrase and what follows it
_ROOM = 40  # characters
_BEHIND = regex.compile(r"\s*[:：]\s*|\s*[—–―⸺]+\s*|\s-+\s+")  # what parts a heading from text on its line
_CLOSE, _CLOSE_UNSPACED = 0.85, 0.75  # as difflib counts it; of four Han characters three are the same
_MAX_PHRASE = 200  # characters: where a line begins
_LONGEST_SOURCE = 600  # characters: what is searched for a source, so that no line can take minutes


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """An edition's headings and phrases, ready to be compared with lines."""

    longest: int  # characters of a line that may be one of these, with room for stray spaces
    headings: dict[str, str]  # folded heading: what it opens
    names: dict[str, str]  # everything that stands on a line of its own, by what is compared of it
    more: frozenset[str]
    video: frozenset[str]
    switcher: tuple[Pattern, ...]
    lead_in: tuple[Pattern, ...]
    call: tuple[Pattern, ...]
    source: tuple[Pattern, ...]
    introduction: tuple[Pattern, ...]
    glued: tuple[Pattern, ...]  # labels that the text behind them may have run into

    def heading(self, line: Line) -> tuple[str, str] | None:
        """Return what a line opens, and the text behind the heading; None if it opens nothing."""
        if kind := self.headings.get(line.key):
            return kind, ""
        for found in _BEHIND.finditer(line.text, 0, self.longest):
            rest = line.text[found.end() :].lstrip(_AFTER)
            if rest and (kind := self.headings.get(comparison_key(line.text[: found.start()]))):
                return kind, rest
        return None

    def nearest(self, line: Line) -> str | None:
        """Return the heading, label or title that a line nearly is; None if it is one, or like none."""
        if len(line.text) > self.longest or line.key in self.names:
            return None
        begin, end, length = line.key[:1], line.key[-2:], len(line.key)
        near = [  # two slips at most, and not at both ends: nearly every line is like none at once
            name
            for name in self.names
            if abs(len(name) - length) <= 2 and (name.startswith(begin) or name.endswith(end))  # noqa: PLR2004
        ]
        if not near:
            return None
        cased = line.key != line.key.upper()
        close = get_close_matches(line.key, near, 1, _CLOSE if cased else _CLOSE_UNSPACED)
        return self.names[close[0]] if close else None

    def split_label(self, text: str) -> tuple[str, str] | None:
        """Cut a label from the text that it ran into: `Watch VideoIn this episode`."""
        for label in self.glued:
            found = label.match(text)
            if found and text[found.end() - 1].islower() and text[found.end() : found.end() + 1].isupper():
                return text[: found.end()], text[found.end() :]
        return None

    def belongs_to_section(self, line: Line) -> bool:
        """Return whether a line has a place in a section only: a label, a source, a lead-in or a call."""
        begins = rest_after(self.lead_in + self.call, line.text) is not None
        return (
            begins or self.is_label(line) or bool(self.split_label(line.text) or self.split_source(line.text))
        )

    def is_label(self, line: Line) -> bool:
        """Tell whether a line is the label of a link that the text lost."""
        return line.key in self.video or line.key in self.more

    def is_video(self, line: Line) -> bool:
        """Tell whether a line is the label of a video."""
        return line.key in self.video

    def is_introduction(self, text: str) -> bool:
        """Return whether a paragraph is the recurring introduction of its section."""
        return rest_after(self.introduction, text) is not None

    def split_source(self, text: str) -> tuple[str, str | None, str | None] | None:
        """Cut a source off the end of a line: what precedes it, its title and its author.

        Inside a line it begins a sentence: people may "read more from screens" in a caption.
        """
        tail = max(0, len(text) - _LONGEST_SOURCE)
        plain = " " * tail + letterwise_nfkc(text[tail:])
        for phrase in self.source:
            for found in phrase.finditer(plain, tail, overlapped=True):
                before = text[: found.start()].strip()
                if not comparison_key(before) or SENTENCE_END.search(before) or not found[0][0].islower():
                    names = {name: text[slice(*found.span(name))] for name in found.groupdict()}
                    return before if comparison_key(before) else "", names.get("title"), names.get("author")
        return None


def rest_after(phrases: Iterable[Pattern], text: str) -> str | None:
    """Return what follows the first of some phrases that a line begins with, else None."""
    plain = letterwise_nfkc(text[:_MAX_PHRASE])
    for phrase in phrases:
        if found := phrase.match(plain):
            return text[found.end() :].lstrip(_AFTER)
    return None


@lru_cache(64)  # a server reads newsletter.toml again and again
def phrasebook(edition: Edition) -> Phrasebook:
    """Make an edition's headings and phrases ready, once."""
    phrases = edition.phrases
    kinds = {kind: getattr(edition.headings, kind) for kind in edition.headings.__dataclass_fields__}
    whole_lines = [
        edition.title,
        edition.tagline or "",
        *phrases.more,
        *phrases.video,
        *chain.from_iterable(kinds.values()),
    ]
    return Phrasebook(
        longest=2 * max(map(len, whole_lines)) + _ROOM,
        headings={comparison_key(name): kind for kind, names in kinds.items() for name in names},
        names={comparison_key(name): name for name in filter(None, whole_lines)},
        more=frozenset(map(comparison_key, phrases.more)),
        video=frozenset(map(comparison_key, phrases.video)),
        switcher=tuple(map(_beginning, phrases.switcher)),
        lead_in=tuple(map(_beginning, phrases.lead_in)),
        call=tuple(map(_beginning, phrases.call)),
        source=tuple(map(_source, phrases.source)),
        introduction=tuple(map(_beginning, phrases.introduction)),
        glued=tuple(
            regex.compile(_expression(name), regex.IGNORECASE) for name in (*phrases.video, *phrases.more)
        ),
    )


def _beginning(phrase: str) -> Pattern:
    """Make a phrase an expression for the beginning of a line, whose last word goes no further."""
    body = phrase.rstrip().rstrip(":：")
    colon = r"\s*(?:[:：]|\Z)" if body != phrase.rstrip() else r"(?!\B\w)"
    return regex.compile(rf"[{DECORATION}]*+" + _expression(body) + colon, regex.IGNORECASE | regex.WORD)


def _source(phrase: str) -> Pattern:
    """Make `Read more in "{title}," by {author}` an expression that stands at the end of a line."""
    return regex.compile(_expression(phrase) + r"\s*\Z", regex.IGNORECASE)


def _expression(phrase: str) -> str:
    """Make of a phrase an expression that sees no more than `fold` does."""
    made = []
    for field, colon, space, character in _TOKEN.findall(letterwise_nfkc(phrase.strip())):
        if field:
            made.append(rf"(?P<{field}>\S.*?)")
        elif colon or space:
            made.append(_CLASSES[":"] if colon else r"\s+")
        else:
            made.append(_CLASSES.get(character.translate(_ALIKE)) or regex.escape(character))
    return rf"[{INVISIBLE_RANGES}]*".join(made)
