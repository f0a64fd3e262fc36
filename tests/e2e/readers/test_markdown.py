"""A letter in Markdown: other people's readers show its links, and components its plain text."""

import json
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import feedparser
import pytest
from lxml import html

from tests.support.archives import write_archive
from tests.support.newsboat import reload
from tests.support.serving import Server, serving
from tests.support.tools import needs_node

_LETTER = """+++
url = "https://www.example.org/letters/1.html"
+++
January 12, 2024

Dear *Reader*,

The pandas are [back](/pandas), and so is [the report](https://example.org/report?a=1&b=2).

- [One](https://example.org/1)
- Write to [us](mailto:us@example.org)
"""
_LINKS = [
    "https://www.example.org/pandas",
    "https://example.org/report?a=1&b=2",
    "https://example.org/1",
    "mailto:us@example.org",
]
_PATHS = ["/en/issues.atom", "/en/issues.rss"]


@pytest.fixture(scope="module")
def letter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("markdown")
    with serving(write_archive(folder / "issues", {"en/2024-01-12.md": _LETTER}), folder / "log") as running:
        yield running


@pytest.mark.parametrize("path", _PATHS)
def test_feedparser_shows_the_links(letter: Server, path: str) -> None:
    """It sanitises what it reads, and takes nothing away."""
    (entry,) = feedparser.parse(letter.url + path).entries

    assert _links(entry.content[0].value) == _LINKS


@pytest.mark.parametrize("path", _PATHS)
@pytest.mark.parametrize("name", ["rss-parser", "feedsmith", "feed-extractor"])
def test_packages_of_npm_show_the_links(letter: Server, path: str, name: str) -> None:
    command: list[str | Path] = [needs_node(), Path(__file__).parent / "content.mjs", letter.url + path]
    seen = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)
    (content,) = seen[letter.url + path][name].values()

    assert _links(content) == _LINKS


@pytest.mark.parametrize("path", _PATHS)
def test_newsboat_shows_the_links(letter: Server, path: str, tmp_path: Path) -> None:
    with closing(sqlite3.connect(reload([letter.url + path], tmp_path))) as database:
        ((content,),) = database.execute("select content from rss_item").fetchall()

    assert _links(content) == _LINKS


def _links(content: str) -> list[str]:
    return [str(link) for link in html.fromstring(content).xpath("//a/@href")]
