"""User agents: what an aggregator says of itself, and how many subscribers it has."""

import re
from functools import lru_cache
from typing import NamedTuple

MAX_SUBSCRIBERS = 10_000_000  # more than any newsletter has; what claims more is not believed
# 12 subscribers · 12 readers · users 3 · 3 subscriber(s)
_NUMBER = rb"([0-9][0-9,]{0,29})"
_COUNT = re.compile(
    rb"(?<![0-9.,-])%b (?:subscriber|reader|user)(?:s|\(s\))?\b|\b(?:subscriber|reader|user)s?[ :=]%b"
    % (_NUMBER, _NUMBER),
    re.IGNORECASE,
)
_FEED_ID = re.compile(rb"\bfeed-?id[:=] ?([\w.-]{1,64})", re.IGNORECASE)
_NAME = re.compile(
    rb"(?:Mozilla/[0-9.]+ \(compatible; )?([A-Za-z0-9][A-Za-z0-9 ._'-]{0,39}?)(?: - | feed-?id|[/;(,]|$)"
)
_GENERIC = re.compile(r"( (feed )?fetcher|online|-google|\.com|\.net|\.org)+$", re.IGNORECASE)
_SPELLINGS = {
    "bazqux": "BazQux",
    "bloglovin": "Bloglovin",
    "feedbin": "Feedbin",
    "feedly": "Feedly",
    "inoreader": "Inoreader",
    "newsblur": "NewsBlur",
    "netvibes": "Netvibes",
    "theoldreader": "The Old Reader",
}
_CRAWLER = re.compile(rb"bot\b|bot/|crawl|spider|slurp|preview|monitor|scan|^syndication", re.IGNORECASE)


class Aggregator(NamedTuple):
    """An aggregator, as it names itself, and the number that it has for a feed, if it says one."""

    name: str
    feed_id: str


@lru_cache(maxsize=4096)
def parse_agent(agent: bytes) -> tuple[Aggregator, int] | None:
    """Return the aggregator and its subscribers, or None if the agent says no number."""
    match = _COUNT.search(agent)
    if match is None:
        return None
    feed_id, name = _FEED_ID.search(agent), _NAME.match(agent)
    spelling = _GENERIC.sub("", name[1].decode().strip()) if name else ""
    spelling = _SPELLINGS.get(spelling.lower(), spelling) or "unnamed"
    count = int((match[1] or match[2]).replace(b",", b""))
    return Aggregator(spelling, feed_id[1].decode("latin-1") if feed_id else ""), count


@lru_cache(maxsize=4096)
def is_crawler(agent: bytes) -> bool:
    """Return whether an agent is a search engine or a monitor, and nobody's reader."""
    return _CRAWLER.search(agent) is not None
