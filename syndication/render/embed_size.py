"""Estimate the height of embeds, which oEmbed and pasted iframes must state before anything is drawn.

The estimate uses the sizes in embed.css and a word length above average. It errs on the tall side, since a
spare line is hardly noticed and a scrollbar is.
"""

from math import ceil

from syndication.model import Entry
from syndication.render.embed_card import card_of, columns
from syndication.text.dates import format_date

NARROW_WIDTH, DEFAULT_WIDTH, MAX_WIDTH = 340, 600, 900  # pixels: the column of a phone, an article and a page
RECENT_ENTRIES = 10  # entries whose tallest sets the height of a frame for the latest entry
_EM_PIXELS = 16.0
_LETTER_EM = 0.49  # the average width of a Latin character, spaces included
_EMPTY_COLUMNS = 4  # columns left empty at the end of a line, where the next word does not fit
_SIZES = {"short": (1.5, 1, 3, 2.25), "medium": (1.25, 0.95, 2, 1.75), "long": (1.125, 0.95, 1, 1.375)}
_LONGEST_SIZES = (1, 0.9, 0.5, 1.125)
_MAX_LINE_EM = 40  # as in embed.css


def embed_height(entry: Entry, publisher: str, width: int) -> int:
    """Return an estimate of the height of an entry's embed at a width, both in pixels."""
    card = card_of(entry)
    source = f"{entry.edition.title}  {publisher}  {format_date(entry.published.date(), entry.language)}"
    chinese = entry.language.partition("-")[0] == "zh"  # as :lang(zh)
    cqi = width / 100
    padding = _clamp(1.1 * _EM_PIXELS, 5 * cqi, 2.25 * _EM_PIXELS)
    inner = max(width - 2 * padding, 2 * _EM_PIXELS)
    leading, tight = (1.7, 1.6) if chinese else (1.5, 1.35)

    def block(text: str | None, size: float = _EM_PIXELS, lines: float = leading, margin: float = 0) -> float:
        """Return the height of a paragraph; `margin` is in its own em."""
        return (margin + _lines(text, inner / size) * lines) * size if text else 0

    smallest, base, slope, largest = _SIZES.get(card.size, _LONGEST_SIZES)
    large = _clamp(smallest * _EM_PIXELS, base * _EM_PIXELS + slope * cqi, largest * _EM_PIXELS)
    reading = min(inner, _MAX_LINE_EM * _EM_PIXELS) / inner
    height = 0.1875 * _EM_PIXELS + 2 * padding
    height += block(card.heading, 0.8125 * _EM_PIXELS, margin=0.85)
    height += block(card.value, _clamp(3 * _EM_PIXELS, 13 * cqi, 5.5 * _EM_PIXELS), 1.15, margin=0.1)
    height += block(card.context, margin=0.75)
    height += sum(block(text, large, tight) for text in card.texts) + 0.5 * large * max(
        len(card.texts) - 1, 0
    )
    height += block(card.speaker, margin=1.1) + block(card.role, 0.9375 * _EM_PIXELS)
    paragraphs = (*card.paragraphs, *(f"{item.title or ''} {' '.join(item.text)}" for item in card.items))
    height += (
        sum(_lines(text, inner / _EM_PIXELS * reading) * leading + 0.75 for text in paragraphs) * _EM_PIXELS
    )
    height += block(card.note, 0.9375 * _EM_PIXELS, margin=0.75)
    return ceil(height + 1 + block(source, 0.875 * _EM_PIXELS, margin=1.25 + 0.7))


def _lines(text: str, width: float) -> int:
    """Return the number of lines of a text at a width in em."""
    wide = columns(text) - len(text)
    narrow = len(text) - wide
    empty = _EMPTY_COLUMNS * _LETTER_EM if narrow > wide else 1
    return max(1, ceil((wide + narrow * _LETTER_EM) / max(width - empty, 1)))


def _clamp(low: float, value: float, high: float) -> float:
    return max(low, min(value, high))
