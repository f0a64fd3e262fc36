"""Read Atom and RSS; nothing in them is trusted."""

from collections.abc import Iterable, Iterator
from email.utils import parsedate_to_datetime
from html import unescape
from typing import Any

from syndication.client.verify.document import FeedDocument, ParsedEntry
from syndication.client.verify.reading import (
    Facts,
    MalformedError,
    instant,
    links_fact,
    parse_xml,
    text_of,
    texts_of,
    time_fact,
)

_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_LICENSE = "{http://backend.userland.com/creativeCommonsRssModule}license"
_THUMBNAIL = "{http://search.yahoo.com/mrss/}thumbnail"


def read_atom(body: bytes) -> FeedDocument:
    """Read an Atom document; raises MalformedError."""
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


def read_rss(body: bytes) -> FeedDocument:
    """Read an RSS document; raises MalformedError."""
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
