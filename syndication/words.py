"""The words that our own pages and titles use, one catalogue per language.

Nothing here belongs to a newsletter: headings and phrases stand in its newsletter.toml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

FALLBACK = "en"


@cache
def words_for(tag: str) -> Mapping[str, str]:
    """Give the catalogue nearest to a BCP 47 tag, and English words for what there is none."""
    folder = resources.files(__package__) / "words"
    subtags = tag.split("-")
    while subtags:
        file = folder / f"{'-'.join(subtags)}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
        subtags.pop()
    return words_for(FALLBACK)
