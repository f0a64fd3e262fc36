"""Custom-feed queries on the sample archive."""

from collections.abc import Callable

from syndication.feeds.custom import CustomFeeds, QueryResult
from syndication.feeds.query import parse_query
from syndication.feeds.search import SearchIndex
from syndication.feeds.speakers import Speakers
from syndication.model.urls import Urls
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL

RunQuery = Callable[[str], QueryResult]


def queries_on(snapshot: Snapshot) -> RunQuery:
    """Return a function that runs a query string on a snapshot."""
    newsletter = snapshot.settings.newsletter
    speakers = Speakers(snapshot.catalog, newsletter)
    custom = CustomFeeds(snapshot.catalog, newsletter, speakers, SearchIndex(), Urls(BASE_URL))
    return lambda query: custom.run_query(parse_query(query.encode(), newsletter, speakers))
