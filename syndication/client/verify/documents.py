"""What a document says of itself and of its entries, read from its bytes; nothing in it is trusted."""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import Any, NoReturn

from lxml import etree

from syndication.ids import fingerprint
from syndication.model import Format

_ATOM = "{http://www.w3.org/2005/Atom}"
_ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"
_CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
_TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"
_UNCOVERED = ("fingerprint", "translations", "rights", "license_url")  # by the fingerprint


class MalformedError(ValueError):
    """A document is not what it should be; the message says why, and what was expected."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry as one document tells it, in Atom's words."""

    id: str
    title: str
    url: str
    content: str
    published: datetime
    updated: datetime
    fingerprint: str | None = field(default=None, compare=False)  # of what JSON Feed tells
    stated: str | None = field(default=None, compare=False)  # the one that JSON Feed gives


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedDocument:
    """One document of a feed, in Atom's words."""

    id: str | None  # RSS has none
    own: tuple[str, ...]  # the address it has by its own account, and not more than one
    current: tuple[str, ...]
    before: tuple[str, ...]
    is_archive: bool
    entries: tuple[Told, ...]
    tombstones: Mapping[str, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedFeed:
    """A feed that /archive.json names."""

    id: str
    paths: Mapping[Format, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An entry that /archive.json names."""

    id: str
    path: str
    fingerprint: str
    published: datetime
    updated: datetime
    withdrawn: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """/archive.json: what there is to be found."""

    base_url: str
    feeds: tuple[ListedFeed, ...]
    entries: Mapping[str, Listed]


def read(form: Format, body: bytes) -> FeedDocument:
    """Read a document of a feed, strictly; raises MalformedError."""
    return {Format.ATOM: _atom, Format.RSS: _rss, Format.JSON: _json_feed}[form](body)


def read_listing(body: bytes) -> Listing:
    """Read /archive.json; raises MalformedError."""
    table = _json(body)
    entries = [
        Listed(
            id=_string(one, "id"),
            path=_path(one, "path"),
            fingerprint=_string(one, "fingerprint"),
            published=_instant(_string(one, "published")),
            updated=_instant(_string(one, "updated")),
            withdrawn=None if one.get("withdrawn") is None else _instant(_string(one, "withdrawn")),
        )
        for one in _tables(table, "entries")
    ]
    return Listing(
        base_url=_string(table, "base_url"),
        feeds=tuple(
            ListedFeed(id=_string(one, "id"), paths={form: _path(one, form) for form in Format})
            for one in _tables(table, "feeds")
        ),
        entries={entry.id: entry for entry in entries},
    )


def _atom(body: bytes) -> FeedDocument:
    feed = _xml(body, f"{_ATOM}feed")
    return FeedDocument(
        id=_text(feed, f"{_ATOM}id"),
        **_links(feed),
        entries=tuple(
            Told(
                id=_text(entry, f"{_ATOM}id"),
                title=_text(entry, f"{_ATOM}title"),
                url="".join(_hrefs(entry, "alternate")),
                content=_text(entry, f"{_ATOM}content"),
                published=_instant(_text(entry, f"{_ATOM}published")),
                updated=_instant(_text(entry, f"{_ATOM}updated")),
            )
            for entry in feed.iterchildren(f"{_ATOM}entry")
        ),
        tombstones={
            grave.get("ref", ""): _instant(grave.get("when", "")) for grave in feed.iterchildren(_TOMBSTONE)
        },
    )


def _rss(body: bytes) -> FeedDocument:
    channel = _xml(body, "rss").find("channel")
    if channel is None:
        raise MalformedError("has no channel; expected one")
    return FeedDocument(
        id=None,
        **_links(channel),
        entries=tuple(
            Told(
                id=_text(item, "guid"),
                title=_text(item, "title"),
                url=_text(item, "link"),
                content=_text(item, _CONTENT),
                published=_instant(_text(item, "pubDate"), parsedate_to_datetime),
                updated=_instant(_text(item, f"{_ATOM}updated")),
            )
            for item in channel.iterchildren("item")
        ),
    )


def _json_feed(body: bytes) -> FeedDocument:
    feed = _json(body)
    own = _table(feed, "_syndication")
    return FeedDocument(
        id=_string(own, "id"),
        own=(_string(feed, "feed_url"),),
        current=(_string(own, "current"),) if "current" in own else (),
        before=(_string(feed, "next_url"),) if "next_url" in feed else (),
        is_archive="current" in own,
        entries=tuple(map(_item, _tables(feed, "items"))),
    )


def _item(item: dict[str, Any]) -> Told:
    title, own = _string(item, "title"), _table(item, "_syndication")
    structure = {name: value for name, value in own.items() if name not in _UNCOVERED}
    try:
        found = fingerprint(title, _string(item, "language"), structure)
    except (UnicodeEncodeError, RecursionError) as error:
        raise MalformedError("holds what has no fingerprint; expected text in Unicode") from error
    return Told(
        id=_string(item, "id"),
        title=title,
        url=_string(item, "url"),
        content=_string(item, "content_html"),
        published=_instant(_string(item, "date_published")),
        updated=_instant(_string(item, "date_modified")),
        fingerprint=found,
        stated=_string(own, "fingerprint"),
    )


def _xml(body: bytes, root: str) -> Any:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)  # no entity becomes large, or a file
    try:
        found: Any = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(f"is not well-formed ({error}); expected XML") from error
    if found.getroottree().docinfo.doctype:
        raise MalformedError("has a document type; expected none")
    if found.tag != root:
        raise MalformedError(f"begins with {found.tag!r}; expected {root!r}")
    return found


def _links(feed: Any) -> dict[str, Any]:
    return {
        "own": _hrefs(feed, "self"),
        "current": _hrefs(feed, "current"),
        "before": _hrefs(feed, "prev-archive"),
        "is_archive": feed.find(_ARCHIVE) is not None,
    }


def _hrefs(element: Any, relation: str) -> tuple[str, ...]:
    links = element.iterchildren(f"{_ATOM}link")
    return tuple(link.get("href", "") for link in links if link.get("rel") == relation)


def _text(element: Any, name: str) -> str:
    found = element.findall(name)
    if len(found) != 1:
        raise MalformedError(f"has {len(found)} {_bare(name)} in {_bare(element.tag)}; expected one")
    text: str = found[0].text or ""
    return text


def _bare(name: str) -> str:
    return name.rpartition("}")[2]


def _json(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"is not JSON ({error}); expected JSON in UTF-8") from error
    if not isinstance(found, dict):
        raise MalformedError("is no object; expected one")
    return found


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _string(table: dict[str, Any], name: str) -> str:
    value = table.get(name)
    if not isinstance(value, str):
        raise MalformedError(f"has no text under {name!r}; expected one")
    return value


def _path(table: dict[str, Any], name: str) -> str:
    value = _string(table, name)
    if not value.startswith("/"):
        raise MalformedError(f"has {value!r} under {name!r}; expected a path")
    return value


def _table(table: dict[str, Any], name: str) -> dict[str, Any]:
    value = table.get(name)
    if not isinstance(value, dict):
        raise MalformedError(f"has no object under {name!r}; expected one")
    return value


def _tables(table: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    value = table.get(name)
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise MalformedError(f"has no list of objects under {name!r}; expected one")
    yield from value


def _instant(text: str, parse: Callable[[str], datetime] = datetime.fromisoformat) -> datetime:
    """Read a time to the second, which is all that RSS tells."""
    try:
        found = parse(text)
    except (ValueError, TypeError, OverflowError) as error:
        raise MalformedError(f"has {text!r} for a time; expected one") from error
    if found.tzinfo is None:
        raise MalformedError(f"has {text!r} for a time; expected one with its offset")
    return found.replace(microsecond=0)
