"""The content of entries in feeds as large as real ones: every reader sees all of it, and the same."""

import json
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.etree import Element, fromstring, tostring
from reader import make_reader

from syndication.render import _feedgen
from tests.support.archives import SECTIONS, issue_text, write_archive
from tests.support.serving import Server, serving
from tests.support.tools import needs_node

_SCRIPT = Path(__file__).parent / "content.mjs"
_ISSUES = 60
_FEEDS = [f"/en/{section}.{form}" for section in SECTIONS for form in ("atom", "rss")]
_SENTENCE = "“Trade,” they said & we wrote, “is a <long> story — of ships, ports and people.” "
_HARD = (
    "What ends a section of CDATA is ]]> and ]]]]>; this is &amp;lt;text&amp;gt; & no <![CDATA[ mark ]] >."
)
_NODE_READERS = ("rss-to-json", "feed-reader", "feed-extractor", "rss-parser", "feedsmith")
_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.sampled_from("]]>>&<"))


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve issues of some eight hundred words, one a week."""
    folder = tmp_path_factory.mktemp("large")
    days = [date(2023, 1, 6) + timedelta(weeks=week) for week in range(_ISSUES)]
    letter = "\n\n".join([_HARD, *[_SENTENCE * 4] * 12])
    files: dict[str, str | bytes] = {}
    for day in days:
        text = issue_text(f"{day:%B} {day.day}, {day.year}", quote=f"On {day}, {_HARD}")
        files[f"en/{day}.txt"] = text.replace("The pandas are back", f"{letter}\n\nThe pandas are back", 1)
    with serving(write_archive(folder / "issues", files), folder / "log") as running:
        yield running


@pytest.fixture(scope="module")
def seen(large: Server) -> dict[str, dict[str, Any]]:
    """Read every feed in one run of Node.js."""
    command: list[str | Path] = [needs_node(), _SCRIPT, *(large.url + path for path in _FEEDS)]
    output: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    return {path: output[large.url + path] for path in _FEEDS}


@pytest.mark.parametrize("name", _NODE_READERS)
@pytest.mark.parametrize("path", _FEEDS)
def test_packages_of_npm_see_the_content(
    large: Server, seen: dict[str, dict[str, Any]], path: str, name: str
) -> None:
    """Those on fast-xml-parser 4.5 refuse a document of more than 1,000 entity references."""
    assert seen[path][name] == _contents(large, path)


@pytest.mark.parametrize("path", _FEEDS)
def test_feedparser_sees_the_content(large: Server, path: str) -> None:
    found = feedparser.parse(large.get(path).body, sanitize_html=False)

    assert {entry.id: entry.content[0].value for entry in found.entries} == _contents(large, path)


@pytest.mark.parametrize("path", _FEEDS)
def test_a_strict_parser_sees_the_content(large: Server, path: str) -> None:
    """Expat resolves no entity and forgives nothing, as the XML parser under ROME."""
    names = {"a": "http://www.w3.org/2005/Atom", "c": "http://purl.org/rss/1.0/modules/content/"}
    entry, key, content = (
        ("a:entry", "a:id", "a:content") if path.endswith(".atom") else ("channel/item", "guid", "c:encoded")
    )

    root = ET.fromstring(large.get(path).body)

    found = {
        one.findtext(key, None, names): one.findtext(content, None, names)
        for one in root.iterfind(entry, names)
    }
    assert found == _contents(large, path)


def test_reader_takes_the_large_feeds(large: Server) -> None:
    with make_reader(":memory:") as reader:
        for path in _FEEDS:
            reader.add_feed(large.url + path)
        reader.update_feeds()

        complaints = [feed.last_exception for feed in reader.get_feeds() if feed.last_exception]
        counts = {path: reader.get_entry_counts(feed=large.url + path).total for path in _FEEDS}

    assert (complaints, counts) == ([], {path: len(_contents(large, path)) for path in _FEEDS})


@given(text=_TEXT)
def test_any_text_is_read_back_from_cdata(text: str) -> None:
    element = Element("content")
    element.text = text

    _feedgen.use_cdata(element)

    written = tostring(element, encoding="UTF-8")
    assert ((fromstring(written).text or ""), b"&" in written.partition(b"<![CDATA[")[0]) == (text, False)


def _contents(server: Server, path: str) -> dict[str, str]:
    """Return the content of each entry by its id, as JSON Feed has it."""
    items = server.get(f"{path.rpartition('.')[0]}.json").json()["items"]
    return {item["id"]: item["content_html"] for item in items}
