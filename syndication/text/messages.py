"""The text of our own pages and titles, one catalogue per language; and starters for new newsletters.

Headings and phrases of a newsletter are in its newsletter.toml; starters have those that `init` writes there.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from babel.core import get_global

from syndication.model import Edition
from syndication.text.dates import locale_of

FALLBACK = "en"
_LETTERS = re.compile(r"[a-z](?![^{]*\})", re.IGNORECASE)  # beside the fields


class EnglishWord(str):
    """A word on a page in another language, which names its own: WCAG 2.2, 3.1.2."""

    __slots__ = ()

    def __html__(self) -> str:
        """Return the word as markup; none of ours holds any."""
        return f'<span lang="{FALLBACK}">{self}</span>'


def messages_for(edition: Edition) -> Mapping[str, str]:
    """Return the words of an edition: its own, those of the nearest catalogue, English ones for the rest."""
    return edition.words or catalogue(edition.tag)


@cache
def catalogue(tag: str) -> Mapping[str, str]:
    """Return the catalogue that best matches a BCP 47 tag; English words that say so if there is none."""
    return _load("messages", tag) or {
        name: EnglishWord(word) if _LETTERS.search(word) and not name.startswith("format_") else word
        for name, word in catalogue(FALLBACK).items()
    }


def starter(tag: str) -> Mapping[str, Any]:
    """Return the headings, phrases and texts that `init` writes for an edition, in English if need be."""
    return _load("starters", tag) or _load("starters", FALLBACK)


def _load(folder: str, tag: str) -> dict[str, Any]:
    """Return the file that best matches a BCP 47 tag by CLDR's likely subtags: zh-Hant for zh-TW."""
    language, locale = tag.lower().partition("-")[0], locale_of(tag)
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    for name in (f"{language}-{locale.script or ''.join(likely[1:2])}", language):
        file = resources.files(__package__) / folder / f"{name}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
    return {}
