"""Feed documents, made of entries that are rendered once per format."""

from operator import attrgetter
from threading import Lock

from cachetools import LRUCache, cachedmethod

from syndication.model import Entry, Feed, Format, Newsletter
from syndication.model.paths import archive_path, feed_path, page_of_feed
from syndication.model.urls import Urls
from syndication.render import atom, jsonfeed, rss
from syndication.site.document import Document

_RENDERERS = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: jsonfeed}
_CACHE_BYTES = 12 * 1024 * 1024  # the feeds of a dozen editions in three formats


class FragmentCache:
    """The rendered entries: every document that carries an entry shares its bytes."""

    def __init__(self, newsletter: Newsletter, urls: Urls) -> None:
        self._newsletter = newsletter
        self._urls = urls
        self._fragments: LRUCache[object, bytes] = LRUCache(_CACHE_BYTES, getsizeof=len)
        self._lock = Lock()

    def document(self, path: str, feed: Feed, form: Format) -> Document:
        """Return the document of a feed in one format, as it is at a path."""
        fragments = [self._fragment(entry, form) for entry in feed.entries]
        body = _RENDERERS[form].render_feed(feed, self._newsletter, self._urls, fragments, self_path=path)
        tag, section = feed.edition.tag, feed.section
        links = [  # RFC 8288
            f'<{self._urls(path)}>; rel="self"',
            f'<{self._urls(page_of_feed(feed))}>; rel="alternate"; type="text/html"',
            *(f'<{hub}>; rel="hub"' for hub in feed.hubs),
        ]
        if feed.quarter:
            links.append(f'<{self._urls(feed_path(tag, section, form))}>; rel="current"')
        if feed.prev_archive:
            previous = archive_path(tag, section, feed.prev_archive, form)
            links.append(f'<{self._urls(previous)}>; rel="prev-archive"')
        return Document(
            body=body,
            media_type=form.media_type,
            last_modified=feed.updated,
            headers=tuple(("Link", link) for link in links),
            long_lived=feed.quarter is not None,
        )

    @cachedmethod(attrgetter("_fragments"), lock=attrgetter("_lock"))
    def _fragment(self, entry: Entry, form: Format) -> bytes:
        fragment: bytes = _RENDERERS[form].render_entry(entry, self._newsletter, self._urls)
        return fragment
