"""The forms of a word that share a stem, in the languages for which Snowball has a stemmer."""

from bisect import bisect_left
from collections.abc import Callable, Iterable
from functools import cache, lru_cache
from itertools import takewhile

import snowballstemmer

from syndication.text.dates import is_known, locale_of

_SHORT_STEM = 3  # letters: a shorter stem is not cut any further


class Vocabulary:
    """The words of some texts in one language, to find the forms of a word among them."""

    def __init__(self, tag: str, words: Iterable[str]) -> None:
        self._stem = _stemmer_of(tag)
        self._words = sorted(words) if self._stem else []

    def forms(self, word: str) -> list[str]:
        """Return a word and all others with its stem: panda, pandas."""
        if self._stem is None:
            return [word]
        stem = self._stem(word)
        prefix = (
            stem if len(stem) <= _SHORT_STEM else stem[:-1]
        )  # the last letter may change: country, countri
        start = bisect_left(self._words, prefix)
        near = takewhile(lambda other: other.startswith(prefix), self._words[start:])
        return list(dict.fromkeys((word, *(other for other in near if self._stem(other) == stem))))


@cache
def _stemmer_of(tag: str) -> Callable[[str], str] | None:
    """Return the stemmer of a language; None if there is none."""
    name = (locale_of(tag).get_language_name("en") or "").lower() if is_known(tag) else ""
    if name not in snowballstemmer.algorithms():
        return None
    return lru_cache(maxsize=1 << 14)(snowballstemmer.stemmer(name).stemWord)
