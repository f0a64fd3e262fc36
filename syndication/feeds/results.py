"""The results of a search as people read them: by section, and each text once."""

from collections.abc import Iterable
from dataclasses import dataclass

from syndication.feeds.search import Matcher
from syndication.model import Entry, Feed

_MAX_HITS = 20  # entries shown of each section


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionResult:
    """The hits in one feed."""

    feed: Feed
    entries: tuple[Entry, ...]  # the newest
    total: int


def search_feeds(feeds: Iterable[Feed], matcher: Matcher) -> list[SectionResult]:
    """Return the hits in each feed that has some; an issue is none if only its parts match."""
    results = []
    for feed in feeds:
        hits = list(filter(matcher.matches_itself, feed.entries))
        if hits:
            results.append(SectionResult(feed=feed, entries=tuple(hits[:_MAX_HITS]), total=len(hits)))
    return results
