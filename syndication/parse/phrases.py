"""What an edition's editors write around the parts, as newsletter.toml says; no language stands here."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

import regex

from syndication.model import Edition

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_SAME = str.maketrans({**dict.fromkeys("“”„‟", '"'), **dict.fromkeys("‘’‚‛", "'"), "：": ":"}) | _INVISIBLE
_CLASSES = {'"': '["“”„‟]', "'": "['‘’‚‛]", ":": r"\s*[:：]\s*", ",": "[,，]?", "，": "[,，]?"}
_LONGEST_SOURCE = 1000  # characters: what is searched for a source, so that no line can take minutes


def fold(line: str) -> str:
    """Reduce a line to what is compared: not case, white space, kinds of marks, a final colon."""
    return " ".join(line.translate(_SAME).casefold().split()).removesuffix(":").rstrip()


def is_blank(line: str) -> bool:
    """Tell whether nothing can be seen on a line."""
    return not line.translate(_INVISIBLE).strip()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase that begins a line."""

    folded: str
    expression: regex.Pattern[str]

    def rest_of(self, line: str) -> str | None:
        """Give what follows the phrase on a line that begins with it, else None."""
        if found := self.expression.match(line):
            return line[found.end() :].strip(" \t\xa0\u3000:：")
        return "" if fold(line) == self.folded else None


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """An edition's headings and phrases, ready to be compared with lines."""

    headings: dict[str, str]  # folded heading: what it opens
    more: frozenset[str]
    video: frozenset[str]
    switcher: tuple[Phrase, ...]
    lead_in: tuple[Phrase, ...]
    call: tuple[Phrase, ...]
    source: tuple[regex.Pattern[str], ...]

    def is_label(self, line: str) -> bool:
        """Tell whether a line is the label of a link that the text lost."""
        return self.is_video(line) or fold(line) in self.more

    def is_video(self, line: str) -> bool:
        """Tell whether a line is the label of a video."""
        return fold(line) in self.video

    def split_source(self, line: str) -> tuple[str, str | None, str | None] | None:
        """Cut a source off the end of a line: what precedes it, its title and its author."""
        tail = max(0, len(line) - _LONGEST_SOURCE)
        for pattern in self.source:
            if found := pattern.search(line, tail):
                names = found.groupdict()
                return line[: found.start()].strip(), names.get("title"), names.get("author")
        return None


def rest_after(phrases: Iterable[Phrase], line: str) -> str | None:
    """Give what follows the first of some phrases that a line begins with, else None."""
    return next((rest for phrase in phrases if (rest := phrase.rest_of(line)) is not None), None)


@cache
def phrasebook(edition: Edition) -> Phrasebook:
    """Make an edition's headings and phrases ready, once."""
    headings = edition.headings
    phrases = edition.phrases
    return Phrasebook(
        headings={
            fold(name): kind for kind in headings.__dataclass_fields__ for name in getattr(headings, kind)
        },
        more=frozenset(map(fold, phrases.more)),
        video=frozenset(map(fold, phrases.video)),
        switcher=tuple(map(_phrase, phrases.switcher)),
        lead_in=tuple(map(_phrase, phrases.lead_in)),
        call=tuple(map(_phrase, phrases.call)),
        source=tuple(map(_source, phrases.source)),
    )


def _phrase(phrase: str) -> Phrase:
    return Phrase(fold(phrase), regex.compile(_expression(phrase), regex.IGNORECASE))


def _source(phrase: str) -> regex.Pattern[str]:
    """Make `Read more in "{title}," by {author}` an expression that stands at the end of a line."""
    return regex.compile(_expression(phrase) + r"\s*\Z", regex.IGNORECASE)


def _expression(phrase: str) -> str:
    tokens = regex.findall(r"\{(title|author)\}|\s*([:：])\s*|(\s+)|(.)", phrase.strip())
    made = ""
    for field, colon, space, character in tokens:
        if field:
            made += rf"(?P<{field}>\S.*?)"
        elif colon or space:
            made += _CLASSES[":"] if colon else r"\s+"
        else:
            made += next(
                (_CLASSES[same] for same in "\"',，" if character.translate(_SAME) == same), None
            ) or regex.escape(character)
    return made
