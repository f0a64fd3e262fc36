"""Write feeds: the documents of every format, out of entries that are written once."""

from syndication.config import Settings
from syndication.kept import Kept
from syndication.model import Entry, Feed, Format
from syndication.render import atom, jsonfeed, rss
from syndication.search import Texts
from syndication.site.document import Document
from syndication.urls import Urls, archive_path, feed_path, home_path

_FORMATS = {Format.ATOM: atom, Format.RSS: rss, Format.JSON: jsonfeed}
_WRITTEN = 4 * 1024 * 1024  # bytes of entries kept per format: the hot feeds of a dozen editions


class Writer:
    """Writes an entry once per format; its bytes are shared by every document that carries it."""

    def __init__(self, settings: Settings) -> None:
        if settings.base_url is None:
            raise ValueError("no base URL")
        self.newsletter = settings.newsletter
        self.urls = Urls(settings.base_url)
        self.computed = Urls(settings.computed_url or settings.base_url)
        self.texts = Texts()
        self._written: dict[Format, Kept[Entry, bytes]] = {form: Kept(_WRITTEN, len) for form in Format}

    def feed(self, path: str, feed: Feed, form: Format) -> Document:
        """Write a document of a feed."""
        entries = [self._entry(entry, form) for entry in feed.entries]
        body = _FORMATS[form].render_feed(feed, self.newsletter, self.urls, entries, own=path)
        tag, section = feed.edition.tag, feed.section
        links = [  # RFC 8288
            f'<{self.urls(path)}>; rel="self"',
            f'<{self.urls(home_path(feed))}>; rel="alternate"; type="text/html"',
            *(f'<{hub}>; rel="hub"' for hub in feed.hubs),
        ]
        if feed.quarter:
            links.append(f'<{self.urls(feed_path(tag, section, form))}>; rel="current"')
        if feed.before:
            links.append(f'<{self.urls(archive_path(tag, section, feed.before, form))}>; rel="prev-archive"')
        return Document(
            body=body,
            media_type=form.media_type,
            last_modified=feed.updated,
            headers=tuple(("Link", link) for link in links),
            lasting=feed.quarter is not None,
        )

    def _entry(self, entry: Entry, form: Format) -> bytes:
        written = self._written[form].get(entry)
        if written is None:
            written = _FORMATS[form].render_entry(entry, self.newsletter, self.urls)
            self._written[form].keep(entry, written)
        return written
