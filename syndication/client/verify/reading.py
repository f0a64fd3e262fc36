"""Read untrusted XML, HTML and JSON strictly: every surprise is a MalformedError."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, NoReturn

from lxml import etree, html

_MAX_NODES = 1_000_000  # elements, or JSON values: each takes up to 250 bytes of memory, for 2 bytes of text

Facts = dict[str, str]  # what a document says of a feed, an entry or itself, by the name of the fact


class MalformedError(ValueError):
    """A document is not what it should be; the message states the problem and what was expected."""


def parse_xml(body: bytes, *roots: str) -> Any:
    """Return the root element, which is one of `roots`; no entity is expanded and nothing else is loaded."""
    _limit(body, b"<")
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    try:
        root: Any = etree.fromstring(body, parser)
    except etree.XMLSyntaxError as error:
        raise MalformedError(f"is not well-formed ({error}); expected XML") from error
    if root.getroottree().docinfo.doctype:
        raise MalformedError("has a document type; expected none")
    if root.tag not in roots:
        raise MalformedError(f"begins with {root.tag!r}; expected {roots[0]!r}")
    return root


def parse_html(body: bytes) -> Any:
    """Return the root element of a page in UTF-8."""
    _limit(body, b"<")
    try:
        root: Any = html.document_fromstring(body, html.HTMLParser(encoding="utf-8"))
    except (etree.LxmlError, ValueError) as error:
        raise MalformedError(f"is no page ({error}); expected HTML") from error
    return root


def parse_json(body: bytes) -> dict[str, Any]:
    """Return a JSON object."""
    _limit(body, b"[", b"{", b",")
    try:
        value = json.loads(body.decode(), parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"is not JSON ({error}); expected JSON in UTF-8") from error
    if not isinstance(value, dict):
        raise MalformedError("is not an object; expected one")
    return value


def text_of(element: Any, name: str) -> str:
    """Return the text of the one child with this name."""
    children = element.findall(name)
    if len(children) != 1:
        raise MalformedError(f"has {len(children)} {_local(name)} in {_local(element.tag)}; expected one")
    text: str = children[0].text or ""
    return text


def texts_of(element: Any, path: str) -> str:
    """Return the texts of all elements on a path, joined; empty if there are none."""
    return ", ".join(child.text or "" for child in element.findall(path))


def string(table: dict[str, Any], name: str) -> str:
    """Return a member that is a string."""
    value = table.get(name)
    if not isinstance(value, str):
        raise MalformedError(f"has no string {str(name)!r}; expected one")
    return value


def optional(table: dict[str, Any], name: str) -> str:
    """Return a member that is a string, or an empty string if it is missing or null."""
    return "" if table.get(name) is None else string(table, name)


def site_path(table: dict[str, Any], name: str) -> str:
    """Return a member that is a path of the site."""
    value = string(table, name)
    if not value.startswith("/"):
        raise MalformedError(f"has {value!r} as {name!r}; expected a path")
    return value


def table_of(table: dict[str, Any], name: str) -> dict[str, Any]:
    """Return a member that is an object."""
    value = table.get(name)
    if not isinstance(value, dict):
        raise MalformedError(f"has no object {name!r}; expected one")
    return value


def tables_of(table: dict[str, Any], name: str) -> Iterator[dict[str, Any]]:
    """Yield the members of a list of objects; the list may be missing."""
    value = table.get(name, [])
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise MalformedError(f"has no list of objects {name!r}; expected one")
    yield from value


def instant(text: str, parse: Callable[[str], datetime] = datetime.fromisoformat) -> datetime:
    """Return a time to the second, which is the precision of RSS."""
    try:
        parsed = parse(text)
    except (ValueError, TypeError, OverflowError) as error:
        raise MalformedError(f"has the time {text!r}; expected a valid one") from error
    if parsed.tzinfo is None:
        raise MalformedError(f"has the time {text!r}; expected one with its offset")
    return parsed.replace(microsecond=0)


def time_fact(text: str, parse: Callable[[str], datetime] = datetime.fromisoformat) -> str:
    """Return a time in UTC, so that it compares equal in every notation."""
    try:
        return instant(text, parse).astimezone(UTC).isoformat()
    except OverflowError as error:
        raise MalformedError(f"has the time {text!r}; expected a valid one") from error


def links_fact(links: Iterable[tuple[str, str]]) -> str:
    """Return links to other languages, each with its tag, in one order."""
    return " ".join(sorted(f"{language}={url}" for language, url in links))


def squeeze(text: str) -> str:
    """Return a text without white space, which pages set as they like."""
    return re.sub(r"\s+", "", text)


def _limit(body: bytes, *marks: bytes) -> None:
    if sum(map(body.count, marks)) > _MAX_NODES:
        raise MalformedError(f"has more than {_MAX_NODES} parts; expected fewer")


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no JSON number")


def _local(name: str) -> str:
    return str(name).rpartition("}")[2]
