"""The text of our own pages and titles, one catalogue per language.

Headings and phrases of a newsletter are not here but in its newsletter.toml.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from babel.core import get_global

from syndication.dates import locale_of
from syndication.model import Edition

FALLBACK = "en"
_LETTERS = re.compile(r"[a-z](?![^{]*\})", re.IGNORECASE)  # beside the fields


class EnglishWord(str):
    """A word on a page in another language, which names its own: WCAG 2.2, 3.1.2."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the word as markup; none of ours holds any."""
        return f'<span lang="{FALLBACK}">{self}</span>'


def words_for(edition: Edition) -> Mapping[str, str]:
    """Return the words of an edition: its own, those of the nearest catalogue, English ones for the rest."""
    return edition.words or catalogue(edition.tag)


@cache
def catalogue(tag: str) -> Mapping[str, str]:
    """Return the catalogue that best matches a BCP 47 tag by CLDR's likely subtags: zh-Hant for zh-TW."""
    language, locale = tag.lower().partition("-")[0], locale_of(tag)
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    for name in (f"{language}-{locale.script or ''.join(likely[1:2])}", language):
        file = resources.files(__package__) / "words" / f"{name}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    return {
        name: EnglishWord(word) if _LETTERS.search(word) and not name.startswith("format_") else word
        for name, word in catalogue(FALLBACK).items()
    }
