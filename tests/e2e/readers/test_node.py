"""npm's rss-parser, which is strict about XML, feedsmith, and the schema of JSON Feed."""

import json
import subprocess
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.expected import JSON, PATHS, XML, Seen, SeenEntry, expected, without
from tests.support.serving import Server
from tests.support.tools import needs_node

_SCRIPT = Path(__file__).parent / "read.mjs"


@pytest.fixture(scope="module")
def found(server: Server) -> dict[str, Any]:
    """Read every feed in one run; a reader that cannot read one ends it with an error."""
    addresses = [server.url + path for path in PATHS]
    output = subprocess.run([needs_node(), _SCRIPT, *addresses], check=True, capture_output=True).stdout
    read: dict[str, Any] = json.loads(output)
    return read


@pytest.mark.parametrize("path", PATHS)
def test_feedsmith_sees_the_feed_as_it_is(server: Server, found: dict[str, Any], path: str) -> None:
    seen = found[server.url + path]["feedsmith"]

    assert expected(path, server.url) == _seen(seen)


@pytest.mark.parametrize("path", XML)
def test_rss_parser_sees_the_feed_as_it_is(server: Server, found: dict[str, Any], path: str) -> None:
    seen = found[server.url + path]["rssParser"]

    assert without(expected(path, server.url), "feed_language", "updated", "language") == _seen(seen)


@pytest.mark.parametrize("path", JSON)
def test_the_schema_of_json_feed_has_no_complaint(server: Server, found: dict[str, Any], path: str) -> None:
    assert found[server.url + path]["complaints"] == []


def _seen(found: dict[str, Any]) -> Seen:
    entries = tuple(SeenEntry(**entry | _instants(entry)) for entry in found["entries"])
    return Seen(title=found["title"], link=found["link"], language=found.get("language"), entries=entries)


def _instants(entry: dict[str, str]) -> dict[str, datetime]:
    return {name: _instant(entry[name]) for name in ("published", "updated") if name in entry}


def _instant(written: str) -> datetime:
    return datetime.fromisoformat(written) if written[0].isdecimal() else parsedate_to_datetime(written)
