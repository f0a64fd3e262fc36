"""The bytes of a few documents: a change in them is a change for every subscriber, and is meant."""

import pytest

from syndication.site.snapshot import Snapshot
from tests.support.golden import Golden
from tests.support.samples import body_of


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/en/quotes.atom", "en-quotes.atom"),
        ("/en/quotes.rss", "en-quotes.rss"),
        ("/en/quotes.json", "en-quotes.json"),
        ("/en/quotes/2023-q4.atom", "en-quotes-2023-q4.atom"),
        ("/en/quotes/2023-q4.rss", "en-quotes-2023-q4.rss"),
        ("/en/quotes/2023-q4.json", "en-quotes-2023-q4.json"),
        ("/en/issues.atom", "en-issues.atom"),
        ("/zh-Hans/issues.rss", "zh-Hans-issues.rss"),
        ("/feeds.opml", "feeds.opml"),
        ("/en/issues/2024-01-12.json", "en-issue.json"),
        ("/en/issues/2024-01-12/", "en-issue.html"),
    ],
)
def test_a_document_is_byte_for_byte_as_it_was(
    snapshot: Snapshot, golden: Golden, path: str, name: str
) -> None:
    golden(name, body_of(snapshot, path))
