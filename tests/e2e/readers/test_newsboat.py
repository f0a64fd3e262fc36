"""newsboat, seen through its own cache."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support.expected import ATOM, RSS, XML, Seen, SeenEntry, expected, without
from tests.support.newsboat import reload
from tests.support.serving import Server


@pytest.fixture(scope="module")
def caches(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Reload the feeds of each format, and give the files in which newsboat keeps what it saw.

    Each format has a cache of its own: an id that newsboat has seen in one feed it shows in no other.
    It reloads three times: the first it forgets the tag (newsboat/newsboat#2734), the third it is told 304.
    """
    return {
        form: reload([server.url + path for path in paths], tmp_path_factory.mktemp("newsboat"))
        for form, paths in (("atom", ATOM), ("rss", RSS))
    }


@pytest.mark.parametrize("path", XML)
def test_newsboat_sees_the_feed_as_it_is(server: Server, caches: dict[str, Path], path: str) -> None:
    lost = ["feed_language", "updated", "language"]

    assert without(expected(path, server.url), *lost) == _seen(caches, server.url + path)


@pytest.mark.parametrize("path", XML)
def test_newsboat_keeps_the_tag_to_ask_with(server: Server, caches: dict[str, Path], path: str) -> None:
    etags = _rows(caches, "select etag from rss_feed where rssurl = ?", server.url + path)

    assert etags == [(server.get(path, accept_encoding="gzip").headers["ETag"],)]


def _rows(caches: dict[str, Path], query: str, address: str) -> list[Any]:
    with closing(sqlite3.connect(caches[address.rpartition(".")[2]])) as database:
        return database.execute(query, [address]).fetchall()


def _seen(caches: dict[str, Path], address: str) -> Seen:
    [(title, link)] = _rows(caches, "select title, url from rss_feed where rssurl = ?", address)
    rows = _rows(
        caches,
        "select guid, title, url, pubDate from rss_item where feedurl = ? order by pubDate desc",
        address,
    )
    return Seen(
        title=title,
        link=link,
        entries=tuple(
            SeenEntry(id=guid, title=name, link=url, published=datetime.fromtimestamp(published, UTC))
            for guid, name, url, published in rows
        ),
    )
