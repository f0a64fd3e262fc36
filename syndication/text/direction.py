"""In which direction a language and a text are written."""

import unicodedata
from functools import cache

from syndication.text.dates import is_known, locale_of

_STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@cache
def direction_of(tag: str) -> str:
    """Return the direction in which a language is written, `ltr` or `rtl`."""
    return "rtl" if is_known(tag) and locale_of(tag).character_order == "right-to-left" else "ltr"


def differs(text: str, tag: str) -> bool:
    """Return whether a text runs against its language: by its first strong character (UAX #9, rule P2).

    Such a text needs `dir="auto"`, or its marks stand at the wrong end.
    """
    if text[:1].isascii() and text[:1].isalpha():  # as most begin
        return direction_of(tag) != "ltr"
    classes = map(unicodedata.bidirectional, text)
    return next((_STRONG[one] != direction_of(tag) for one in classes if one in _STRONG), False)
