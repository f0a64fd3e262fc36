"""Typeset texts and the markup made of them, for pages only."""

import re

from markupsafe import Markup

from syndication.text.typeset import typeset_text

_MARKS = re.compile("[\"'–—―]")
_ELEMENT = re.compile("(<[^>]*>)")
_VERBATIM = "code"
_INLINE = re.compile(r"</?(?:a|b|em|strong|i|s|del|code|span)\b")


def typeset(text: str, tag: str) -> str:
    """Return a text or markup as a page in a language shows it; elements and code stay as they are."""
    if not isinstance(text, Markup):
        return typeset_text(text, tag)
    if not _MARKS.search(text):
        return text
    pieces: list[str] = []
    before, is_verbatim = "", False
    for piece in _ELEMENT.split(text):
        shown = piece
        if piece.startswith("<"):
            is_verbatim = piece == f"<{_VERBATIM}>" or (is_verbatim and piece != f"</{_VERBATIM}>")
            before = before if _INLINE.match(piece) else ""
        elif piece:
            shown = piece if is_verbatim else typeset_text(piece, tag, before)
            before = shown[-1]
        pieces.append(shown)
    return Markup("".join(pieces))  # noqa: S704 it was markup, and typesetting adds none
