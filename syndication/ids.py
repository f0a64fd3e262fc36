"""Names that hold for ever, and the fingerprint of what a reader sees."""

import hashlib
import json
import re
from collections.abc import Mapping

from syndication.model import Newsletter, Place, Section

_PLACE = re.compile(
    rf"([A-Za-z0-9-]+)/({'|'.join(Section)})/([a-z0-9]+(?:-[a-z0-9]+)*)(?:\.([2-9]|[1-9][0-9]+))?"
)
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def feed_id(newsletter: Newsletter, edition: str, section: Section) -> str:
    """Name a feed for good: an entry's id without its key."""
    return f"tag:{newsletter.authority},{newsletter.since}:{newsletter.id}/{edition}/{section}"


def own_feed_id(newsletter: Newsletter, query: str) -> str:
    """Name a feed of one's own by what it asks for: behind a `?`, which no other id has (RFC 4151 s.2.1)."""
    return f"tag:{newsletter.authority},{newsletter.since}:{newsletter.id}?{query}"


def entry_id(newsletter: Newsletter, place: Place) -> str:
    """Name an entry for good: no title, no date, no URL, nothing an editor may change (RFC 4151)."""
    return f"{feed_id(newsletter, place.edition, place.section)}/{place.key}"


def place_of(newsletter: Newsletter, entry: str) -> Place:
    """Read an entry's id back; raises ValueError for what is none of this newsletter's."""
    prefix = f"tag:{newsletter.authority},{newsletter.since}:{newsletter.id}/"
    found = _PLACE.fullmatch(entry, len(prefix)) if entry.startswith(prefix) else None
    if not found:
        raise ValueError(f"the id is {entry[:120]!r}; expected {prefix}EDITION/SECTION/KEY")
    return Place(edition=found[1], section=Section(found[2]), issue=found[3], ordinal=int(found[4] or 1))


def fingerprint(title: str, language: str, structure: Mapping[str, object]) -> str:
    """Hash an entry's content, so that anybody can recompute it from a JSON Feed.

    SHA-256 of the canonical JSON (sorted keys, no white space, UTF-8) of an object with the entry's
    `title`, `language` and `_syndication`; the leading `1:` names this recipe.
    """
    content = {"title": title, "language": language, "_syndication": structure}
    return f"1:{hashlib.sha256(_canonical(content).encode()).hexdigest()}"
