"""A feed's documents, read by RFC 5005 alone and without our code."""

import json
import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import feedparser

from tests.support.editor import Editor
from tests.support.pages import tree

NAMESPACES = {
    "atom": "http://www.w3.org/2005/Atom",
    "fh": "http://purl.org/syndication/history/1.0",
    "at": "http://purl.org/atompub/tombstones/1.0",
}


def publish(editor: Editor, *days: date, edition: str = "en") -> None:
    """Write an issue for each day, and publish them all at once."""
    for day in days:
        editor.write(key=str(day), day=day, edition=edition, quotes=(f"Said on {day}.",))
    editor.publish()


def documents(editor: Editor, feed: str = "en/quotes") -> dict[str, bytes]:
    """Return the documents of all feeds that match a pattern, by path."""
    snapshot = editor.snapshot()
    paths = [path for path in snapshot if re.fullmatch(rf"/{feed}(/\d{{4}}-q\d)?\.(atom|rss|json)", path)]
    found = {path: snapshot.get(path) for path in paths}
    return {path: document.body for path, document in found.items() if document}


def quarters(paths: Iterable[str]) -> list[str]:
    """Name the archive documents among some paths, oldest first."""
    return sorted({found[0] for path in paths if (found := re.search(r"\d{4}-q\d", path))})


def keys(body: bytes) -> list[str]:
    """Return the last part of each entry's id, in any format."""
    read = json.loads(body)["items"] if body.startswith(b"{") else feedparser.parse(body).entries
    return [entry["id"].rpartition("/")[2] for entry in read]


def links(body: bytes, relation: str) -> list[str]:
    """Return the URLs of a document's links with a relation, in any format."""
    if body.startswith(b"{"):
        head: dict[str, Any] = json.loads(body)
        head |= head["_syndication"]
        names = {"self": "feed_url", "prev-archive": "next_url", "alternate": "home_page_url"}
        value = head.get(names.get(relation, relation))
        return [value] if value else []
    found = tree(body).xpath(
        f"(/atom:feed | /rss/channel)/atom:link[@rel='{relation}']/@href", namespaces=NAMESPACES
    )
    return [str(address) for address in found]


def graves(body: bytes) -> list[str]:
    """Return the last part of each tombstone's id in an Atom document."""
    found = tree(body).xpath("/atom:feed/at:deleted-entry/@ref", namespaces=NAMESPACES)
    return [str(ref).rpartition("/")[2] for ref in found]
