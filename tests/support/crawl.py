"""Follow every link of a site, as a visitor with much patience."""

import json
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from tests.support.pages import feed_links_of, links_of, list_links_of
from tests.support.serving import fetch


def crawl(starts: Iterable[str], base: str) -> dict[str, int]:
    """Request every URL of the host that can be reached, and return their statuses.

    URLs of the host outside the base are requested too, because they are mistakes.
    """
    statuses: dict[str, int] = {}
    waiting = list(starts)
    while waiting:
        url = waiting.pop()
        if url in statuses:
            continue
        reply = fetch(url)
        statuses[url] = reply.status
        links = _links(url, reply.headers["Content-Type"] or "", reply.body)
        waiting += [link for link in links if urlsplit(link).netloc == urlsplit(base).netloc]
    return statuses


def _links(url: str, media_type: str, body: bytes) -> set[str]:
    if "html" in media_type:
        return links_of(url, body)
    if url.endswith((".atom", ".rss")):
        return feed_links_of(body)
    if url.endswith((".opml", ".xml")):
        return list_links_of(body)
    if url.endswith(".json"):
        return set(_addresses(json.loads(body)))
    return set()


def _addresses(value: Any) -> Iterable[str]:
    match value:
        case dict():
            for inner in value.values():
                yield from _addresses(inner)
        case list():
            for inner in value:
                yield from _addresses(inner)
        case str() if value.startswith(("http://", "https://")) and " " not in value:
            yield value
