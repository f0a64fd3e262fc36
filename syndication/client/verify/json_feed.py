"""Read JSON Feed; nothing in it is trusted."""

from typing import Any

from syndication.client.verify.document import FeedDocument, ParsedEntry
from syndication.client.verify.reading import (
    MalformedError,
    links_fact,
    optional,
    parse_json,
    string,
    table_of,
    tables_of,
    time_fact,
)
from syndication.model.ids import fingerprint

_NOT_FINGERPRINTED = ("fingerprint", "translations", "rights", "license_url")


def read_json_feed(body: bytes) -> FeedDocument:
    """Read a JSON Feed; raises MalformedError."""
    feed = parse_json(body)
    own = table_of(feed, "_syndication")
    items = list(tables_of(feed, "items"))
    authors = list(tables_of(feed, "authors"))
    links = {
        "self": (string(feed, "feed_url"),),
        "current": (string(own, "current"),) if "current" in own else (),
        "prev-archive": (string(feed, "next_url"),) if "next_url" in feed else (),
        "hub": tuple(string(hub, "url") for hub in tables_of(feed, "hubs")),
    }
    structures = [table_of(item, "_syndication") for item in items]
    terms = {
        name: " / ".join(sorted({optional(structure, key) for structure in structures}))
        for name, key in (("rights", "rights"), ("license", "license_url"))
        if structures  # a feed without items does not state them
    }
    return FeedDocument(
        id=string(own, "id"),
        links=links,
        is_archive="current" in own,
        feed={
            "title": string(feed, "title"),
            "subtitle": optional(feed, "description"),
            "language": optional(feed, "language"),
            "author": _names(authors),
            "author's address": ", ".join(optional(author, "url") for author in authors),
            "page": string(feed, "home_page_url"),
            **terms,
        },
        facts={"updated": time_fact(string(own, "updated"))},
        entries=tuple(_json_item(item, authors) for item in items),
    )


def _json_item(item: dict[str, Any], authors: list[dict[str, Any]]) -> ParsedEntry:
    title, own, content = string(item, "title"), table_of(item, "_syndication"), string(item, "content_html")
    structure = {name: value for name, value in own.items() if name not in _NOT_FINGERPRINTED}
    try:
        computed = fingerprint(string(item, "language"), structure)
    except (UnicodeEncodeError, RecursionError) as error:
        raise MalformedError("holds text without a fingerprint; expected Unicode") from error
    stated = string(own, "fingerprint")
    tags = item.get("tags")
    translations = tables_of(own, "translations")
    return ParsedEntry(
        id=string(item, "id"),
        content=content,
        facts={
            "title": title,
            "url": string(item, "url"),
            "content": content,
            "summary": optional(item, "summary"),
            "language": string(item, "language"),
            "author": _names(list(tables_of(item, "authors")) or authors),
            "contributor": optional(own, "speaker"),
            "section": ", ".join(map(str, tags)) if isinstance(tags, list) else "",
            "published": time_fact(string(item, "date_published")),
            "updated": time_fact(string(item, "date_modified")),
            "translations": links_fact((string(one, "language"), string(one, "url")) for one in translations),
            "fingerprint": computed if computed == stated else f"{computed}, stated as {stated}",
            "link": optional(own, "link"),
            **({"image": string(item, "image")} if "image" in item else {}),
        },
    )


def _names(authors: list[dict[str, Any]]) -> str:
    return ", ".join(optional(author, "name") for author in authors)
