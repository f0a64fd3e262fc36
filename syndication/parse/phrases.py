"""What an edition's editors write around the parts, as newsletter.toml says; no language stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

import regex

from syndication.model import Edition
from syndication.parse.lines import Line
from syndication.typography import INVISIBLE, SENTENCE_END, fold

Pattern = regex.Pattern[str]

# What is the same to `fold`; a comma is not there when the title before it ends with a mark of its own.
_CLASSES = {'"': '["“”„‟]', "'": "['‘’‚‛]", ",": "[,，]?", ":": r"\s*[:：]\s*"}
_ALIKE = str.maketrans("“”„‟‘’‚‛，", '""""' + "''''" + ",")
_TOKEN = regex.compile(r"\{(title|author)\}|\s*([:：])\s*|(\s+)|(.)")
_AFTER = " \t\xa0\u3000:：,，.。!！;；-–—…" + INVISIBLE  # what may stand between a phrase and what follows it
_ROOM = 40  # characters
_LONGEST_SOURCE = 600  # characters: what is searched for a source, so that no line can take minutes


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """An edition's headings and phrases, ready to be compared with lines."""

    longest: int  # characters of a line that may be one of these, with room for stray spaces
    headings: dict[str, str]  # folded heading: what it opens
    more: frozenset[str]
    video: frozenset[str]
    switcher: tuple[Pattern, ...]
    lead_in: tuple[Pattern, ...]
    call: tuple[Pattern, ...]
    source: tuple[Pattern, ...]

    def is_label(self, line: Line) -> bool:
        """Tell whether a line is the label of a link that the text lost."""
        return line.folded in self.video or line.folded in self.more

    def is_video(self, line: Line) -> bool:
        """Tell whether a line is the label of a video."""
        return line.folded in self.video

    def split_source(self, text: str) -> tuple[str, str | None, str | None] | None:
        """Cut a source off the end of a line: what precedes it, its title and its author.

        Inside a line it begins a sentence: people may "read more from screens" in a caption.
        """
        tail = max(0, len(text) - _LONGEST_SOURCE)
        for phrase in self.source:
            for found in phrase.finditer(text, tail, overlapped=True):
                before = text[: found.start()].strip()
                if not before or SENTENCE_END.search(before) or not found[0][0].islower():
                    names = found.groupdict()
                    return before, names.get("title"), names.get("author")
        return None


def rest_after(phrases: Iterable[Pattern], text: str) -> str | None:
    """Give what follows the first of some phrases that a line begins with, else None."""
    for phrase in phrases:
        if found := phrase.match(text):
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
        headings={fold(name): kind for kind, names in kinds.items() for name in names},
        more=frozenset(map(fold, phrases.more)),
        video=frozenset(map(fold, phrases.video)),
        switcher=tuple(map(_beginning, phrases.switcher)),
        lead_in=tuple(map(_beginning, phrases.lead_in)),
        call=tuple(map(_beginning, phrases.call)),
        source=tuple(map(_source, phrases.source)),
    )


def _beginning(phrase: str) -> Pattern:
    """Make a phrase an expression for the beginning of a line, whose last word goes no further."""
    body = phrase.rstrip().rstrip(":：")
    colon = r"\s*(?:[:：]|\Z)" if body != phrase.rstrip() else r"(?!\B\w)"
    return regex.compile(_expression(body) + colon, regex.IGNORECASE | regex.WORD)


def _source(phrase: str) -> Pattern:
    """Make `Read more in "{title}," by {author}` an expression that stands at the end of a line."""
    return regex.compile(_expression(phrase) + r"\s*\Z", regex.IGNORECASE)


def _expression(phrase: str) -> str:
    """Make of a phrase an expression that sees no more than `fold` does."""
    made = []
    for field, colon, space, character in _TOKEN.findall(phrase.strip()):
        if field:
            made.append(rf"(?P<{field}>\S.*?)")
        elif colon or space:
            made.append(_CLASSES[":"] if colon else r"\s+")
        else:
            made.append(_CLASSES.get(character.translate(_ALIKE)) or regex.escape(character))
    return rf"[{INVISIBLE}]*".join(made)
