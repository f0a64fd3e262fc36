"""The entries and feeds that every reader should see of the sample archive, from our own catalog."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from syndication.model import Format
from syndication.model.paths import feed_page_path, feed_path, page_path
from syndication.settings import Settings
from syndication.site.build import build
from tests.support.archives import BASE_URL
from tests.support.tools import SAMPLES

_SETTINGS = Settings.load(archive=str(SAMPLES))
_CATALOG = build(replace(_SETTINGS, base_url=BASE_URL), datetime(2026, 1, 1, tzinfo=UTC)).snapshot.catalog
_FEEDS = {
    feed_path(tag, section, form): feed for (tag, section), feed in _CATALOG.feeds.items() for form in Format
}
PATHS = list(_FEEDS)
ATOM, RSS, JSON = ([path for path in PATHS if path.endswith(form)] for form in Format)
XML = ATOM + RSS


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenEntry:
    """An entry as a reader sees it; None is what the reader does not keep."""

    id: str | None
    title: str | None
    link: str | None
    published: datetime | None
    updated: datetime | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A feed as a reader sees it; None is what the reader does not keep."""

    title: str | None
    link: str | None
    language: str | None = None
    entries: tuple[SeenEntry, ...]


def expected(path: str, base: str) -> Seen:
    """Return everything a reader can see at a feed's path."""
    feed = _FEEDS[path]
    return Seen(
        title=feed.title,
        link=base + feed_page_path(feed.edition.tag, feed.section),
        language=feed.edition.tag,
        entries=tuple(
            SeenEntry(
                id=entry.id,
                title=entry.title,
                link=base + page_path(entry.ref),
                published=entry.published,
                updated=entry.updated,
                language=entry.language,
            )
            for entry in feed.entries
        ),
    )


def without(seen: Seen, *fields: str) -> Seen:
    """Take away what a reader does not keep: of the entries, and `feed_language` of the feed."""
    lost = {field: None for field in fields if field != "feed_language"}
    entries = tuple(replace(entry, **lost) for entry in seen.entries)
    return replace(seen, entries=entries, language=None if "feed_language" in fields else seen.language)
