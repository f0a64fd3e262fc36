"""lemon24/reader, which is strict about XML and keeps what it reads."""

from collections.abc import Iterator

import pytest
from reader import Reader, make_reader

from tests.support.expected import PATHS, Seen, SeenEntry, expected, without
from tests.support.serving import Server


@pytest.fixture(scope="module")
def reader(server: Server) -> Iterator[Reader]:
    """Subscribe to every feed in every format, and update once."""
    with make_reader(":memory:") as reader:
        for path in PATHS:
            reader.add_feed(server.url + path)
        reader.update_feeds()
        yield reader


@pytest.mark.parametrize("path", PATHS)
def test_reader_has_no_complaint(reader: Reader, server: Server, path: str) -> None:
    assert reader.get_feed(server.url + path).last_exception is None


@pytest.mark.parametrize("path", PATHS)
def test_reader_sees_the_feed_as_it_is(reader: Reader, server: Server, path: str) -> None:
    assert without(expected(path, server.url), "feed_language") == _seen(reader, server.url + path)


def test_reader_finds_nothing_new_the_second_time(server: Server) -> None:
    with make_reader(":memory:") as reader:
        reader.add_feed(f"{server.url}/en/issues.atom")
        reader.update_feed(f"{server.url}/en/issues.atom")

        again = reader.update_feed(f"{server.url}/en/issues.atom")

    assert again is None or (again.new, again.modified) == (0, 0)


def _seen(reader: Reader, address: str) -> Seen:
    feed = reader.get_feed(address)
    entries = reader.get_entries(feed=address)
    return Seen(
        title=feed.title,
        link=feed.link,
        entries=tuple(
            SeenEntry(
                id=entry.id,
                title=entry.title,
                link=entry.link,
                published=entry.published,
                updated=entry.updated,
                language=entry.content[0].language,
            )
            for entry in entries
        ),
    )
