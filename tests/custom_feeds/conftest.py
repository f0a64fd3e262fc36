"""The sample archive's catalog, and the results of custom-feed queries on it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from syndication.feeds.custom import CustomFeeds, QueryResult
from syndication.feeds.query import parse_query
from syndication.feeds.search import SearchIndex
from syndication.feeds.speakers import Speakers
from syndication.model.urls import Urls
from syndication.site.snapshot import Snapshot, build
from tests.archives import BASE_URL, settings_of
from tests.tools import SAMPLES

Choose = Callable[[str], QueryResult]


@pytest.fixture(scope="session")
def samples() -> Snapshot:
    """Return the snapshot of the sample archive."""
    return build(settings_of(SAMPLES), datetime(2026, 1, 1, tzinfo=UTC)).snapshot


@pytest.fixture(scope="session")
def choose(samples: Snapshot) -> Choose:
    """Run queries on the sample archive."""
    newsletter = samples.settings.newsletter
    speakers = Speakers(samples.catalog, newsletter)
    chooser = CustomFeeds(samples.catalog, newsletter, speakers, SearchIndex(), Urls(BASE_URL))
    return lambda query: chooser.run_query(parse_query(query.encode(), newsletter, speakers))
