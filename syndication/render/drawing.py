"""Text drawn into a picture, by Pillow with Raqm, in lines that end where Unicode has it."""

from collections.abc import Callable, Iterable
from functools import lru_cache
from io import BytesIO

import regex
from PIL import Image, ImageDraw, ImageFont, features
from uniseg.linebreak import line_break_units

from syndication.system.fonts import Face
from syndication.text.typography import is_unspaced, truncate

if not features.check("raqm"):
    raise ImportError("Pillow has no Raqm, or finds no FriBiDi", name="raqm")

_GRAPHEME = regex.compile(r"\X")
_CLAUSE_END = regex.compile(r"\p{P}\Z")
_COLORS = 64  # of the palette: a few inks, and the steps between each and the paper
_BALANCE = 7  # halvings of the width in search of lines of one length


class Type:
    """A font in one size, with the language and the direction of what is set in it."""

    def __init__(self, face: Face, size: int, language: str, direction: str) -> None:
        self.size = size
        self.language = language
        self.direction = direction
        engine = ImageFont.Layout.RAQM
        self.font = ImageFont.truetype(face.file, size, index=face.index, layout_engine=engine)
        self._widths: dict[str, float] = {}

    def width(self, text: str) -> float:
        """Return the width of a text in pixels, without the space at its end."""
        text = text.rstrip()
        if text not in self._widths:
            self._widths[text] = self._length(text) if text else 0
        return self._widths[text]

    @property
    def space(self) -> float:
        """The width of a space."""
        if " " not in self._widths:
            self._widths[" "] = self._length(" ")
        return self._widths[" "]

    def _length(self, text: str) -> float:
        return self.font.getlength(text, direction=self.direction, language=self.language)


class Canvas:
    """A picture of one colour, on which texts are drawn."""

    def __init__(self, size: tuple[int, int], paper: str) -> None:
        self._image = Image.new("RGB", size, paper)
        self._draw = ImageDraw.Draw(self._image)

    def rectangle(self, left: int, top: int, right: int, bottom: int, color: str) -> None:
        """Fill a rectangle."""
        self._draw.rectangle((left, top, right - 1, bottom - 1), fill=color)

    def text(self, x: float, baseline: float, text: str, kind: Type, color: str, *, side: str) -> None:
        """Draw one line; `x` is its end on one `side`, `l` or `r`."""
        self._draw.text(
            (round(x), round(baseline)),
            text,
            fill=color,
            font=kind.font,
            anchor=f"{side}s",
            direction=kind.direction,
            language=kind.language,
        )

    def png(self) -> bytes:
        """Return the picture as a PNG: the same bytes for the same picture."""
        file = BytesIO()
        few = self._image.quantize(_COLORS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        few.save(file, "PNG", optimize=True)
        return file.getvalue()


def has_wide_word(text: str, kind: Type, width: float) -> bool:
    """Return whether a text has a word that is wider than a line."""
    return any(kind.width(unit) > width for unit in _unbroken(text))


def fill_lines(text: str, kind: Type, width: float) -> list[str]:
    """Return the lines of a text, each as long as it may be."""
    return _fill(_units(text, kind, width), kind, width)


def break_lines(text: str, kind: Type, width: float) -> list[str]:
    """Return the lines of a text, each about as long as the others.

    Chinese and Japanese are broken between clauses where that takes no more lines.
    """
    units = _units(text, kind, width)
    lines, clauses = _fill(units, kind, width), _clauses(units)
    fits = all(kind.width(clause) <= width for clause in clauses)
    if fits and len(_fill(clauses, kind, width)) == len(lines):
        units = clauses
        lines = _fill(units, kind, width)
    narrow, wide = width / 2, width
    for _ in range(_BALANCE if len(lines) > 1 else 0):
        middle = (narrow + wide) / 2
        balanced = _fill(units, kind, middle)
        if len(balanced) == len(lines):
            lines, wide = balanced, middle
        else:
            narrow = middle
    return lines


def cut(text: str, ellipsis: str, fits: Callable[[str], bool], columns: int) -> str:
    """Return as much of a text as fits, of at most some columns, cut at a word boundary."""
    if fits(text):
        return text
    shorter = (truncate(text, columns=some, ellipsis=ellipsis) for some in range(columns, 0, -1))
    return next(filter(fits, shorter), ellipsis)


@lru_cache(32)  # every size is tried with the same text
def _unbroken(text: str) -> tuple[str, ...]:
    """Return the pieces of a text between which a line may end (UAX #14)."""
    return tuple(line_break_units(text))


def _units(text: str, kind: Type, width: float) -> list[str]:
    """Return the pieces of a text between which a line may end; none is too wide for a line."""
    units: list[str] = []
    for unit in _unbroken(text):
        units += [unit] if kind.width(unit) <= width else _GRAPHEME.findall(unit)
    return units


def _clauses(units: Iterable[str]) -> list[str]:
    """Join the units of each clause of a text without spaces."""
    clauses: list[str] = [""]
    for unit in units:
        clauses[-1] += unit
        if unit[-1].isspace() or (_CLAUSE_END.search(unit) and any(map(is_unspaced, unit))):
            clauses.append("")
    return [clause for clause in clauses if clause]


def _fill(units: Iterable[str], kind: Type, width: float) -> list[str]:
    lines: list[str] = []
    used = 0.0
    for unit in units:
        unit_width = kind.width(unit)
        if not lines or used + unit_width > width:
            lines.append("")
            used = 0.0
        lines[-1] += unit
        used += unit_width + (kind.space if unit[-1].isspace() else 0)
    return [line.rstrip() for line in lines]
