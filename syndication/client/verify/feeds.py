"""Read a document of a feed in any of its formats."""

from syndication.client.verify.document import FeedDocument
from syndication.client.verify.json_feed import read_json_feed
from syndication.client.verify.xml_feeds import read_atom, read_rss
from syndication.model import Format

_READERS = {Format.ATOM: read_atom, Format.RSS: read_rss, Format.JSON: read_json_feed}


def read_feed(form: Format, body: bytes) -> FeedDocument:
    """Read a document of a feed; raises MalformedError."""
    return _READERS[form](body)
