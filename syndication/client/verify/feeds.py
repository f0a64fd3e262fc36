"""The documents of a feed in its three formats, as facts that can be compared; nothing in them is trusted.

A format states each fact that it has a place for, with an empty string if it is missing there. So a fact that
was removed differs from what the other formats say, as one that was altered does. Only pictures and licenses,
which most entries and newsletters lack, are compared where they are.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from syndication.client.verify.reading import (
    Facts,
    MalformedError,
    instant,
    links_fact,
    optional,
    parse_json,
    parse_xml,
    string,
    table_of,
    tables_of,
    text_of,
    texts_of,
    time_fact,
)
from syndication.model import Format
from syndication.model.ids import fingerprint

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_LICENSE = "{http://backend.userland.com/creativeCommonsRssModule}license"
_THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"
_NOT_FINGERPRINTED = ("fingerprint", "translations", "rights", "license_url")


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedEntry:
    """An entry as one document states it."""

    id: str
    facts: Facts
    content: str  # HTML


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One document of a feed."""

    id: str | None  # RSS has none
    links: Mapping[str, tuple[str, ...]]  # self, current, prev-archive and hub
    is_archive: bool
    feed: Facts  # the same in every document of the feed
    facts: Facts  # the same in every format of this document
    entries: tuple[ParsedEntry, ...]
    tombstones: Mapping[str, datetime] = field(default_factory=dict)


def read_feed(form: Format, body: bytes) -> FeedDocument:
    """Read a document of a feed; raises MalformedError."""
    return {Format.ATOM: _atom, Format.RSS: _rss, Format.JSON: _json_feed}[form](body)


def _atom(body: bytes) -> FeedDocument:
    feed = parse_xml(body, f"{_ATOM}feed")
    author = texts_of(feed, f"{_ATOM}author/{_ATOM}name")
    return FeedDocument(
        id=text_of(feed, f"{_ATOM}id"),
        links=_links(feed),
        is_archive=feed.find(_ARCHIVE) is not None,
        feed={
            "title": text_of(feed, f"{_ATOM}title"),
            "subtitle": texts_of(feed, f"{_ATOM}subtitle"),
            "language": feed.get(_LANG, ""),
            "author": author,
            "author's address": texts_of(feed, f"{_ATOM}author/{_ATOM}uri"),
            "rights": texts_of(feed, f"{_ATOM}rights"),
            "license": " ".join(_hrefs(feed, "license")),
            "page": " ".join(_hrefs(feed, "alternate")),
        },
        facts={
            "updated": time_fact(text_of(feed, f"{_ATOM}updated")),
            "links to other editions": _languages(feed),
        },
        entries=tuple(_atom_entry(entry, author) for entry in feed.iterchildren(f"{_ATOM}entry")),
        tombstones={
            one.get("ref", ""): instant(one.get("when", "")) for one in feed.iterchildren(_TOMBSTONE)
        },
    )


def _atom_entry(entry: Any, author: str) -> ParsedEntry:
    content = text_of(entry, f"{_ATOM}content")
    category = entry.find(f"{_ATOM}category")
    term, label = ("", "") if category is None else (category.get("term", ""), category.get("label", ""))
    return ParsedEntry(
        id=text_of(entry, f"{_ATOM}id"),
        content=content,
        facts={
            "title": text_of(entry, f"{_ATOM}title"),
            "url": " ".join(_hrefs(entry, "alternate")),
            "content": content,
            "summary": texts_of(entry, f"{_ATOM}summary"),
            "language": entry.get(_LANG, ""),
            "author": texts_of(entry, f"{_ATOM}author/{_ATOM}name") or author,  # RFC 4287 s.4.2.1
            "contributor": texts_of(entry, f"{_ATOM}contributor/{_ATOM}name"),
            "section": term,
            "section's name": label,
            "published": time_fact(text_of(entry, f"{_ATOM}published")),
            "updated": time_fact(text_of(entry, f"{_ATOM}updated")),
            "translations": _languages(entry),
            **_image(entry),
        },
    )


def _rss(body: bytes) -> FeedDocument:
    channel = parse_xml(body, "rss").find("channel")
    if channel is None:
        raise MalformedError("has no channel; expected one")
    return FeedDocument(
        id=None,
        links=_links(channel),
        is_archive=channel.find(_ARCHIVE) is not None,
        feed={
            "title": text_of(channel, "title"),
            "subtitle": unescape(texts_of(channel, "description")),
            "language": texts_of(channel, "language"),
            "rights": texts_of(channel, "copyright"),
            "page": text_of(channel, "link"),
            **_optional_fact("license", (one.text or "" for one in channel.iterchildren(_LICENSE))),
        },
        facts={
            "updated": time_fact(text_of(channel, "lastBuildDate"), parsedate_to_datetime),
            "links to other editions": _languages(channel),
        },
        entries=tuple(map(_rss_item, channel.iterchildren("item"))),
    )


def _rss_item(item: Any) -> ParsedEntry:
    content = text_of(item, _CONTENT)
    return ParsedEntry(
        id=text_of(item, "guid"),
        content=content,
        facts={
            "title": text_of(item, "title"),
            "url": text_of(item, "link"),
            "content": content,
            "summary": unescape(texts_of(item, "description")),
            "language": " ".join(sorted({item.get(_LANG, ""), texts_of(item, f"{_DC}language")})),
            "author": texts_of(item, f"{_DC}creator"),
            "contributor": texts_of(item, f"{_DC}contributor"),
            "section's name": texts_of(item, "category"),
            "published": time_fact(text_of(item, "pubDate"), parsedate_to_datetime),
            "updated": time_fact(text_of(item, f"{_ATOM}updated")),
            "translations": _languages(item),
            **_image(item),
        },
    )


def _json_feed(body: bytes) -> FeedDocument:
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


def _image(entry: Any) -> Facts:
    return _optional_fact("image", (one.get("url", "") for one in entry.iterchildren(_THUMBNAIL)))


def _optional_fact(name: str, texts: Iterable[str]) -> Facts:
    text = " ".join(texts)
    return {name: text} if text else {}


def _links(feed: Any) -> dict[str, tuple[str, ...]]:
    return {relation: _hrefs(feed, relation) for relation in ("self", "current", "prev-archive", "hub")}


def _hrefs(element: Any, relation: str) -> tuple[str, ...]:
    return tuple(link.get("href", "") for link in _related(element, relation))


def _languages(element: Any) -> str:
    return links_fact(
        (link.get("hreflang", ""), link.get("href", "")) for link in _related(element, "related")
    )


def _related(element: Any, relation: str) -> Iterator[Any]:
    links = element.iterchildren(f"{_ATOM}link")
    return (link for link in links if link.get("rel") == relation)
