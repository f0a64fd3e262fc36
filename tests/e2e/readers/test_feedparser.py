"""The Universal Feed Parser, which half of the field builds on."""

from calendar import timegm
from datetime import UTC, datetime
from time import struct_time
from typing import Any

import feedparser
import pytest

from tests.support.expected import ATOM, RSS, XML, Seen, SeenEntry, expected, without
from tests.support.serving import Server


@pytest.mark.parametrize("path", XML)
def test_feedparser_has_no_complaint(server: Server, path: str) -> None:
    found = feedparser.parse(server.url + path)

    assert not found.bozo


@pytest.mark.parametrize("path", ATOM)
def test_feedparser_sees_the_atom_feed_as_it_is(server: Server, path: str) -> None:
    found = feedparser.parse(server.url + path)

    assert expected(path, server.url) == _seen(found, [entry.content[0].language for entry in found.entries])


@pytest.mark.parametrize("path", RSS)
def test_feedparser_sees_the_rss_feed_as_it_is(server: Server, path: str) -> None:
    found = feedparser.parse(server.url + path)

    assert expected(path, server.url) == _seen(found, [entry.language for entry in found.entries])


@pytest.mark.parametrize("path", XML)
def test_feedparser_that_has_the_feed_is_told_so(server: Server, path: str) -> None:
    first = feedparser.parse(server.url + path)

    again = feedparser.parse(server.url + path, etag=first.etag, modified=first.modified)

    assert again.status == 304


def test_an_rss_description_is_read_as_html_and_says_what_the_summary_says(server: Server) -> None:
    atom = feedparser.parse(f"{server.url}/en/numbers.atom")
    rss = feedparser.parse(f"{server.url}/en/numbers.rss")

    assert [entry.summary for entry in atom.entries] == [entry.summary for entry in rss.entries]


def test_a_reader_of_one_format_knows_the_entries_of_another(server: Server) -> None:
    atom, rss = (feedparser.parse(f"{server.url}/en/quotes.{form}") for form in ("atom", "rss"))

    assert without(_seen(atom, []), "language") == without(_seen(rss, []), "language")


def _seen(found: Any, languages: list[str]) -> Seen:
    languages = languages or [""] * len(found.entries)
    return Seen(
        title=found.feed.title,
        link=found.feed.link,
        language=found.feed.language,
        entries=tuple(
            SeenEntry(
                id=entry.id,
                title=entry.title,
                link=entry.link,
                published=_instant(entry.published_parsed),
                updated=_instant(entry.updated_parsed),
                language=language,
            )
            for entry, language in zip(found.entries, languages, strict=True)
        ),
    )


def _instant(parsed: struct_time) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)
