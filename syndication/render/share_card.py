"""Share cards: the picture that chats and networks show beside a link, in the typography of the embed."""

from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path
from unicodedata import category, name

from syndication.model import Edition, Entry, Figure, Newsletter, Question, Quotation
from syndication.model.errors import SettingsError
from syndication.render.embed_card import Card, card_of
from syndication.render.share_sheet import Block, Faces, Sheet
from syndication.render.structured_data import with_territory
from syndication.system.fonts import Face, find_faces
from syndication.system.logs import notice
from syndication.text.dates import format_date
from syndication.text.messages import messages_for
from syndication.text.typeset import typeset_text
from syndication.text.typography import INVISIBLE

_PACKAGES = {"PIL": "pillow", "raqm": "pillow, with Raqm and FriBiDi"}
# The faces of embed.css; what is not there is found by the language.
_LATIN = (
    "Iowan Old Style,Palatino Linotype,P052,Source Serif 4,Charter,Georgia,Noto Serif,Liberation Serif,"
    "Noto Serif CJK SC,Source Han Serif SC,"  # for a name in Chinese
)
_UNSPACED = ("zh", "ja", "ko")  # have fonts of their own, whose marks are as wide as a character
# Sizes in pixels, largest first: all texts of a card go down together.
_VALUE = (168, 156, 140, 124, 108, 96, 84)
_TITLE = (108, 96, 84, 76, 68, 60)
_TEXT = (84, 72, 64, 56, 48, 41, 38, 35)
_BELOW = (46, 44, 42, 40, 38, 36, 34)  # a figure or a title
_SPEAKER, _SMALL = (34,), (29,)


class ShareCards:
    """Draws share cards, of parts that are short by their shape and of editions."""

    def __init__(self, newsletter: Newsletter) -> None:
        """Raise SettingsError if there is no Pillow, or no fontconfig."""
        try:
            from syndication.render.share_layout import draw  # noqa: PLC0415 (an extra)
        except ImportError as error:
            message = f"share cards need the package {_PACKAGES.get(str(error.name), error.name)}"
            raise SettingsError(f"{message}; expected `pip install 'syndication[cards]'`") from error
        self._layout = draw
        self._newsletter = newsletter
        for edition in newsletter.editions.values():
            try:
                for pattern in _patterns(edition):
                    find_faces(pattern)
            except OSError as error:
                message = f"share cards need fc-match ({error.strerror or error}); expected fontconfig"
                raise SettingsError(message) from error

    @property
    def tools(self) -> list[object]:
        """The versions of the packages and the fonts that cards are drawn with."""
        packages = [(package, metadata.version(package)) for package in ("pillow", "uniseg")]
        patterns = [pattern for one in self._newsletter.editions.values() for pattern in _patterns(one)]
        faces = [face for pattern in patterns for face in find_faces(pattern)]
        return [*packages, *((face.file, face.index, Path(face.file).stat().st_size) for face in faces)]

    def has_entry(self, entry: Entry) -> bool:
        """Return whether an entry has a card."""
        sheet = _sheet(entry)
        return sheet is not None and _faces(sheet.texts, entry.edition) is not None

    def has_edition(self, edition: Edition) -> bool:
        """Return whether an edition has a card."""
        return _faces(self._edition_sheet(edition).texts, edition) is not None

    def entry(self, entry: Entry) -> bytes | None:
        """Return the card of an entry as PNG; None if it has none."""
        sheet = _sheet(entry)
        return self._draw(sheet, entry.edition) if sheet else None

    def edition(self, edition: Edition) -> bytes | None:
        """Return the card of an edition as PNG; None if it has none."""
        return self._draw(self._edition_sheet(edition), edition)

    def _draw(self, sheet: Sheet, edition: Edition) -> bytes | None:
        faces, words = _faces(sheet.texts, edition), messages_for(edition)
        return self._layout(sheet, faces, edition.tag, words["ellipsis"]) if faces else None

    def _edition_sheet(self, edition: Edition) -> Sheet:
        blocks = [Block(text=edition.title, sizes=_TITLE, bold=True)]
        if edition.tagline:
            blocks.append(Block(text=edition.tagline, sizes=_BELOW, space=28))
        return Sheet(blocks=blocks, foot=self._newsletter.publisher_of(edition).name)


def _sheet(entry: Entry) -> Sheet | None:
    if not isinstance(entry.content, Quotation | Figure | Question):
        return None
    card = card_of(entry)
    date = format_date(entry.published.date(), entry.language)
    return Sheet(
        heading=card.heading or "", blocks=_blocks(card, entry.edition), foot=entry.edition.title, end=date
    )


def _blocks(card: Card, edition: Edition) -> list[Block]:
    """Return the texts of a card in the order of the embed."""
    blocks = []
    if card.value:
        blocks.append(Block(text=card.value, sizes=_VALUE, bold=True, is_line=True))
    if card.context:
        blocks.append(Block(text=card.context, sizes=_SMALL, quiet=True, max_lines=2))
    marks = messages_for(edition)["quoted"].partition("{text}")[::2] if card.quoted else ("", "")
    for text in card.texts:
        space = 0 if not blocks else 24
        blocks.append(Block(text=text, sizes=_BELOW if card.value else _TEXT, marks=marks, space=space))
    if card.speaker:
        blocks.append(Block(text=card.speaker, sizes=_SPEAKER, bold=True, max_lines=1, space=30))
    if card.role:
        blocks.append(Block(text=card.role, sizes=_SMALL, quiet=True, max_lines=2, space=8))
    if card.note:
        blocks.append(Block(text=card.note, sizes=_SMALL, quiet=True, max_lines=1, space=20))
    return blocks


def _patterns(edition: Edition) -> tuple[str, str]:
    """Return the patterns by which fontconfig finds the fonts of an edition, regular and bold."""
    language, _, territory = with_territory(edition.tag).lower().partition("_")
    families = "" if language in _UNSPACED else _LATIN
    if language == "zh":  # fontconfig tells its scripts apart by territory
        language = f"{language}-{territory}"
    own = f"{edition.card_font}," if edition.card_font else ""
    pattern = f"{own}{families}serif:lang={language}"
    return pattern, f"{pattern}:bold"


def _faces(texts: Iterable[str], edition: Edition) -> Faces | None:
    """Return the best fonts that have every letter of some texts; None, with a line in the log, if none has.

    Symbols such as emoji are left out where the font has none.
    """
    shown = "".join(typeset_text(text, edition.tag) for text in (*texts, messages_for(edition)["ellipsis"]))
    characters = {one for one in shown if not one.isspace() and one not in INVISIBLE}
    letters = {one for one in characters if category(one) not in ("So", "Sk", "Cn", "Co")}
    faces, bold_faces = map(find_faces, _patterns(edition))
    regular, bold = _covering(faces, letters), _covering(bold_faces, letters)
    if regular and bold:
        missing = {one for one in characters - letters if not (regular.covers(one) and bold.covers(one))}
        return Faces(regular=regular, bold=bold, without=frozenset(missing))
    lacking = next((one for one in sorted(letters) if not _covering(faces, {one})), "")
    report_gap(edition.tag, name(lacking, "UNKNOWN").split()[0].lower() if lacking else "mixed")
    return None


def _covering(faces: Iterable[Face], letters: set[str]) -> Face | None:
    return next((face for face in faces if all(map(face.covers, letters))), None)


@cache
def report_gap(tag: str, script: str) -> None:
    """Write one line for each script of an edition that has no font."""
    expected = f"expected one that has, in card_font of [editions.{tag}]"
    notice(f"no share card for some of {tag}: no font has all letters ({script}); {expected}", err=True)
