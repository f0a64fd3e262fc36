"""Text with markup: a string that also knows its emphasis, links and images, and the blocks it stands in.

Whatever compares, searches, cuts or counts it sees plain text, so markup is lost where nobody asks for it
and never appears where nobody expects it. `text.markdown` writes Markdown of it, `render.markup` HTML.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple, Self

_FIELD = re.compile(r"(\{\w+\})")


class Span(NamedTuple):
    """An element in a text: `em`, `strong`, `code`, `a`, or `img`, whose text is its alternative."""

    start: int
    end: int
    element: str
    url: str = ""
    is_shown: bool = True  # of an image: our pages may load it


class Block(NamedTuple):
    """An element around paragraphs: `blockquote`, `ul`, `ol`, `li`, `h3` or `pre`."""

    element: str
    number: int  # tells it from others of its kind
    detail: str = ""  # the number of an item in an `ol`, the exact text of a `pre`


class RichText(str):
    """A paragraph with markup; its spans are nested, in the order in which they open."""

    __slots__ = ("blocks", "spans")
    spans: tuple[Span, ...]
    blocks: tuple[Block, ...]  # the outermost first

    def __new__(cls, text: str, spans: Iterable[Span] = (), blocks: Iterable[Block] = ()) -> Self:
        """Return a text with the elements in it and those around it."""
        self = super().__new__(cls, text)
        self.spans, self.blocks = tuple(spans), tuple(blocks)
        return self


def spans_of(text: str) -> tuple[Span, ...]:
    """Return the elements in a text."""
    return text.spans if isinstance(text, RichText) else ()


def blocks_of(text: str) -> tuple[Block, ...]:
    """Return the elements around a paragraph."""
    return text.blocks if isinstance(text, RichText) else ()


def without_blocks(text: str, around: Sequence[Block]) -> str:
    """Return a paragraph without those of some elements that are around it."""
    blocks = [block for block in blocks_of(text) if block not in around]
    return RichText(text, spans_of(text), blocks) if blocks or spans_of(text) else str(text)


Step = tuple[Literal["text", "open", "close", "whole"], Span, str]
_NO_SPAN = Span(0, 0, "")


def walk(text: str) -> Iterator[Step]:
    """Yield the pieces of a text, and its elements as they open and close; `code` and `img` come whole."""
    open_spans: list[Span] = []
    place = 0
    for span in (*spans_of(text), Span(len(text), len(text), "")):
        while open_spans and open_spans[-1].end <= span.start:
            closing = open_spans.pop()
            if place < closing.end:
                yield "text", _NO_SPAN, text[place : closing.end]
                place = closing.end
            yield "close", closing, ""
        if place < span.start:
            yield "text", _NO_SPAN, text[place : span.start]
            place = span.start
        if span.element in ("code", "img"):
            yield "whole", span, text[span.start : span.end]
            place = span.end
        elif span.element:
            yield "open", span, ""
            open_spans.append(span)


def fill(pattern: str, texts: Mapping[str, str]) -> str:
    """Return a pattern whose `{fields}` are filled with texts, which keep their markup."""
    filled, spans = "", []
    for piece in _FIELD.split(pattern):
        text = texts.get(piece[1:-1], piece) if _FIELD.fullmatch(piece) else piece
        shift = len(filled)
        spans += [span._replace(start=span.start + shift, end=span.end + shift) for span in spans_of(text)]
        filled += text
    return RichText(filled, spans) if spans else filled


class RichSource:
    """Lines with markup, to find it again in the plain texts that were cut out of them and joined."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        solid = ["".join(line.split()) for line in lines]
        self._solid = "".join(solid)  # white space comes and goes when lines are joined
        self._starts = [0, *accumulate(map(len, solid))]
        self._spans: list[Span] = []
        self._parents: list[int] = []
        self._texts: list[str] = []
        for line, start in zip(lines, self._starts, strict=False):
            self._add(line, start)
        self._span_starts = [span.start for span in self._spans]
        self._restored: set[int] = set()
        self._place = 0  # behind the last text that was found

    def restore(self, text: str, *, with_blocks: bool = False) -> tuple[str, int | None]:
        """Return a text with the markup that it has in these lines, and its place; None if it has none."""
        solid = "".join(text.split())
        places = self._find(solid, self._place) or self._find(solid, 0)
        if not places:
            return text, None
        self._place = places[-1] + 1
        offsets = [offset for offset, character in enumerate(text) if not character.isspace()]
        spans = []
        for number in self._between(places[0], places[-1]):
            span = self._spans[number]
            first, last = bisect_left(places, span.start), bisect_left(places, span.end) - 1
            if first <= last:
                spans.append(span._replace(start=offsets[first], end=offsets[last] + 1))
                self._restored.add(number)
        line = bisect_right(self._starts, places[0]) - 1
        blocks = blocks_of(self._lines[line]) if with_blocks else ()
        return RichText(text, spans, blocks) if spans or blocks else text, places[0]

    def other_links(self) -> list[tuple[int, str, str]]:
        """Return the links that no restored text has: the place, the text and the address of each."""
        return [
            (span.start, self._texts[number], span.url)
            for number, span in enumerate(self._spans)
            if span.element == "a" and number not in self._restored
        ]

    def _add(self, line: str, start: int) -> None:
        spans = spans_of(line)
        if not spans:
            return
        before = list(accumulate((not character.isspace() for character in line), initial=start))
        open_spans = [-1]
        for span in spans:
            while open_spans[-1] >= 0 and self._spans[open_spans[-1]].end <= before[span.start]:
                open_spans.pop()
            self._parents.append(open_spans[-1])
            self._texts.append(line[span.start : span.end])
            open_spans.append(len(self._spans))
            self._spans.append(span._replace(start=before[span.start], end=before[span.end]))

    def _between(self, first: int, last: int) -> list[int]:
        """Return the number of each span that may have one of these places inside; many lines have many."""
        begin, end = bisect_left(self._span_starts, first), bisect_right(self._span_starts, last)
        around = []
        number = begin - 1
        while number >= 0:
            around.append(number)
            number = self._parents[number]
        return [*reversed(around), *range(begin, end)]

    def _find(self, solid: str, start: int) -> Sequence[int]:
        """Return the place of each character; a few that were taken out between them are passed over."""
        place = self._solid.find(solid, start)
        if place >= 0:
            return range(place, place + len(solid))
        places = []
        for character in solid:
            start = self._solid.find(character, start) + 1
            if not start:
                return ()
            places.append(start - 1)
        return places
