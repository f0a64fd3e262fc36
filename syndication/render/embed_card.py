"""The content of an embed: one card layout for all shapes; embed.js builds the same from the JSON Feed."""

from dataclasses import dataclass

from syndication.archive.entries import summary
from syndication.model import Entry, Figure, Issue, Item, List, Question, Quotation, Text
from syndication.text.labels import section_name

# Characters from this one on count as two columns (Chinese, kana, full-width marks); embed.js does the same.
_WIDE = "\u2e80"
_SIZES = ((90, "short"), (220, "medium"), (480, "long"))  # columns; the same as in embed.js and embed.css
_SMALLEST_SIZE = "longest"
_VALUE_COLUMNS = 90  # columns that a figure's value counts for


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """The texts of an embed in display order; `texts` are the large ones."""

    heading: str | None = None
    value: str | None = None
    context: str | None = None
    texts: tuple[str, ...] = ()
    quoted: bool = False
    speaker: str | None = None
    role: str | None = None
    paragraphs: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    note: str | None = None

    @property
    def size(self) -> str:
        """The CSS class for the size of the large texts: the longer, the smaller."""
        width = sum(map(columns, self.texts)) + (_VALUE_COLUMNS if self.value else 0)
        return next((name for limit, name in _SIZES if width <= limit), _SMALLEST_SIZE)


def card_of(entry: Entry) -> Card:
    """Return the card of an entry: a part in full, an issue with its title and summary."""
    heading = section_name(entry.edition, entry.section)
    match entry.content:
        case Issue():
            card = Card(texts=(entry.title,), paragraphs=(summary(entry),))
        case Quotation(text=text, speaker=speaker, role=role):
            card = Card(heading=heading, texts=(text,), quoted=True, speaker=speaker, role=role)
        case Figure() as figure:
            note = " · ".join(filter(None, (figure.source_title, figure.source_author)))
            texts = tuple(filter(None, (figure.caption,)))
            card = Card(heading=heading, value=figure.value, texts=texts, note=note or None)
        case Question(context=context, questions=questions):
            card = Card(heading=heading, context=context, texts=questions)
        case Text(title=title, text=paragraphs):
            texts = (title,) if title else ()
            card = Card(heading=heading, texts=texts, paragraphs=paragraphs)
        case List() as part:
            [only] = part.items if len(part.items) == 1 else [Item()]
            texts = tuple(filter(None, (only.title or part.title,)))
            items = () if len(part.items) == 1 else part.items
            card = Card(heading=heading, texts=texts, paragraphs=(*part.text, *only.text), items=items)
    return card


def columns(text: str) -> int:
    """Return the width of a text in columns; a wide character takes two."""
    return sum(2 if character >= _WIDE else 1 for character in text)
