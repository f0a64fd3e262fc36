"""The layout of a share card: a heading, texts in the largest size that fits, and a foot below a line."""

import re
from dataclasses import dataclass

from syndication.render.drawing import Canvas, Type, break_lines, cut, fill_lines, has_wide_word
from syndication.render.embed_card import columns
from syndication.render.share_sheet import Block, Faces, Sheet
from syndication.system.fonts import Face
from syndication.text.direction import differs, direction_of
from syndication.text.typeset import typeset_text
from syndication.text.typography import is_unspaced, truncate

WIDTH, HEIGHT = 1200, 630  # what networks ask for (1.91 to 1)
# The colours of embed.css, for light paper.
_INK, _QUIET, _PAPER, _LINE, _ACCENT = "#1c1a17", "#655f55", "#fdfcf9", "#dfd9cd", "#a42c1b"
_MARGIN, _BAR = 92, 14
_TOP, _BOTTOM = 128, 506  # of the texts
_HEADING_BASELINE, _RULE, _FOOT_BASELINE = 96, 532, 584
_SMALL = 28
_MEASURE = WIDTH - 2 * _MARGIN
_MAX_COLUMNS = 1000  # of a text
_BASELINE = 0.36  # below the middle of a line, in parts of the size


def draw(sheet: Sheet, faces: Faces, tag: str, ellipsis: str) -> bytes:
    """Return a card in a language as PNG."""
    return _Drawing(sheet, faces, tag, ellipsis).png()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Lines:
    """A block in one size, broken into lines."""

    block: Block
    kind: Type
    lines: list[str]
    leading: float
    fits: bool  # in the width, without a break inside a word

    @property
    def height(self) -> float:
        return self.block.space + len(self.lines) * self.leading


class _Drawing:
    def __init__(self, sheet: Sheet, faces: Faces, tag: str, ellipsis: str) -> None:
        self._sheet, self._faces, self._tag, self._ellipsis = sheet, faces, tag, ellipsis
        self._canvas = Canvas((WIDTH, HEIGHT), _PAPER)
        self._types: dict[tuple[Face, int, str, str], Type] = {}
        self._is_rtl = direction_of(tag) == "rtl"

    def png(self) -> bytes:
        canvas = self._canvas
        canvas.rectangle(0, 0, WIDTH, _BAR, _ACCENT)
        self._line(self._sheet.heading, _HEADING_BASELINE, _ACCENT, bold=True)
        canvas.rectangle(_MARGIN, _RULE, WIDTH - _MARGIN, _RULE + 2, _LINE)
        used = self._line(self._sheet.end, _FOOT_BASELINE, _QUIET, at_end=True)
        self._line(self._sheet.foot, _FOOT_BASELINE, _INK, bold=True, width=_MEASURE - used - _SMALL)
        top = _TOP if self._sheet.heading else _TOP - 40
        paragraphs = self._fit(_BOTTOM - top)
        y = top + (_BOTTOM - top - sum(one.height for one in paragraphs)) / 2
        for one in paragraphs:
            self._draw(one, y + one.block.space)
            y += one.height
        return canvas.png()

    def _fit(self, height: float) -> list[_Lines]:
        """Return the texts in the largest sizes that fit; in the smallest, large texts are cut."""
        paragraphs: list[_Lines] = []
        for step in range(max(len(block.sizes) for block in self._sheet.blocks)):
            paragraphs = [self._break(block, step) for block in self._sheet.blocks]
            if all(one.fits for one in paragraphs) and sum(one.height for one in paragraphs) <= height:
                return paragraphs
        room = height - sum(one.height for one in paragraphs if one.block.max_lines)
        fitting = []
        for one in paragraphs:
            if one.block.max_lines is None:
                lines = int((room - one.block.space) // one.leading)
                if lines < 1:
                    continue
                one = self._break(one.block, -1, lines)  # noqa: PLW2901 (the same, shorter)
                room -= one.height
            fitting.append(one)
        return fitting

    def _break(self, block: Block, step: int, max_lines: int | None = None) -> _Lines:
        kind = self._type(block.text, block.sizes[min(step, len(block.sizes) - 1)], bold=block.bold)
        text, limit = self._clean(block.text), max_lines or block.max_lines

        def fits_into_limit(shorter: str) -> bool:
            return limit is None or len(fill_lines(shorter + block.marks[1], kind, _MEASURE)) <= limit

        fitting = columns("".join(fill_lines(text, kind, _MEASURE)[:limit])) + (limit or 0)
        text = cut(text, self._ellipsis, fits_into_limit, fitting)
        lines = break_lines(text + block.marks[1], kind, _MEASURE)
        unspaced = any(map(is_unspaced, text))
        leading = (1.1 if block.is_line else 1.5 if unspaced else 1.3) * kind.size
        fits = not has_wide_word(text, kind, _MEASURE) and not (block.is_line and len(lines) > 1)
        return _Lines(block=block, kind=kind, lines=lines, leading=leading, fits=fits)

    def _draw(self, paragraph: _Lines, top: float) -> None:
        """Draw a block; where it reads from the left, its opening quotation mark hangs."""
        kind, block = paragraph.kind, paragraph.block
        color, mark = _QUIET if block.quiet else _INK, block.marks[0]
        for number, line in enumerate(paragraph.lines):
            baseline = top + (number + 0.5) * paragraph.leading + _BASELINE * kind.size
            if kind.direction == "rtl":
                text = line if number else mark + line
                self._canvas.text(WIDTH - _MARGIN, baseline, text, kind, color, side="r")
            else:
                if mark and not number:
                    self._canvas.text(_MARGIN, baseline, mark, kind, color, side="r")
                self._canvas.text(_MARGIN, baseline, line, kind, color, side="l")

    def _line(
        self,
        text: str,
        baseline: int,
        color: str,
        *,
        bold: bool = False,
        at_end: bool = False,
        width: float = _MEASURE,
    ) -> float:
        """Draw a small line at the side where the language begins, or opposite; return its width."""
        kind, text = self._type(text, _SMALL, bold=bold), self._clean(text)
        text = cut(text, self._ellipsis, lambda shorter: kind.width(shorter) <= width, columns(text))
        side = "r" if self._is_rtl != at_end else "l"
        if text:
            x = _MARGIN if side == "l" else WIDTH - _MARGIN
            self._canvas.text(x, baseline, text, kind, color, side=side)
        return kind.width(text)

    def _type(self, text: str, size: int, *, bold: bool) -> Type:
        is_rtl = self._is_rtl != differs(text, self._tag)
        face = self._faces.bold if bold else self._faces.regular
        of = face, size, self._tag, "rtl" if is_rtl else "ltr"
        if of not in self._types:
            self._types[of] = Type(*of)
        return self._types[of]

    def _clean(self, text: str) -> str:
        """Return as much of a text as any card could show, without the symbols that the fonts lack."""
        text = truncate(typeset_text(str(text), self._tag), columns=_MAX_COLUMNS, ellipsis=self._ellipsis)
        return re.sub(" {2,}", " ", "".join(one for one in text if one not in self._faces.without))
