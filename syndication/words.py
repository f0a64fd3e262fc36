"""The text of our own pages and titles, one catalogue per language.

Headings and phrases of a newsletter are not here but in its newsletter.toml.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

FALLBACK = "en"


@cache
def words_for(tag: str) -> Mapping[str, str]:
    """Return the catalogue that best matches a BCP 47 tag; English if no catalogue does."""
    folder = resources.files(__package__) / "words"
    subtags = tag.split("-")
    while subtags:
        file = folder / f"{'-'.join(subtags)}.toml"
        if file.is_file():
            return tomllib.loads(file.read_text("utf-8"))
        subtags.pop()
    return words_for(FALLBACK)
