"""Read a document of a feed in any of its formats."""

from syndication.client.verify.document import FeedDocument
from syndication.client.verify.json_feed import read_json_feed
from syndication.client.verify.xml_feeds import read_atom, read_rss
from syndication.model import Format


def read_feed(form: Format, body: bytes) -> FeedDocument:
    """Read a document of a feed; raises MalformedError."""
    match form:
        case Format.ATOM:
            return read_atom(body)
        case Format.RSS:
            return read_rss(body)
        case Format.JSON:
            return read_json_feed(body)
