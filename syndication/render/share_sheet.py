"""The content of a share card, before it is laid out."""

from collections.abc import Sequence
from dataclasses import dataclass

from syndication.system.fonts import Face


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The fonts of a card, and the symbols that they lack."""

    regular: Face
    bold: Face
    without: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A text; without `max_lines` a large one, cut only if it is too long in its last size."""

    text: str
    sizes: Sequence[int]  # largest first
    bold: bool = False
    quiet: bool = False
    is_line: bool = False  # kept on one line where a smaller size does it
    max_lines: int | None = None
    marks: tuple[str, str] = ("", "")  # around the text
    space: int = 0  # above


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The texts of a card."""

    blocks: Sequence[Block]
    heading: str = ""
    foot: str
    end: str = ""  # opposite the foot

    @property
    def texts(self) -> list[str]:
        """Every text on the card."""
        blocks = [text for block in self.blocks for text in (*block.marks, str(block.text))]
        return [self.heading, *blocks, self.foot, self.end]
