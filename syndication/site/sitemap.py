"""The pages that a sitemap lists, in order: all that are not empty and have their home on this site.

Entries come first, oldest first: new ones leave every full sitemap as it is.
"""

from collections.abc import Iterator
from dataclasses import replace

from syndication.feeds.archives import changes_around, quarters
from syndication.feeds.catalog import Catalog
from syndication.feeds.speakers import Speakers
from syndication.model import Entry, Issue, Newsletter
from syndication.model.paths import (
    FEEDS,
    ROOT,
    edition_path,
    feed_page_path,
    feeds_path,
    page_path,
    partners_path,
    quarter_path,
    speaker_path,
    speakers_path,
)
from syndication.render.entry_page import EntryPages
from syndication.render.sitemap import Page


def sitemap_pages(
    catalog: Catalog, newsletter: Newsletter, speakers: Speakers, entry_pages: EntryPages
) -> Iterator[Page]:
    """Yield every page; each links to all feeds that have entries, and changes with that list."""
    for page in (
        *_entries(catalog, entry_pages),
        *_edition_pages(catalog),
        *_feeds(catalog, newsletter),
        *_speakers(speakers),
    ):
        yield replace(page, updated=max(page.updated, catalog.feed_links_changed))


def _entries(catalog: Catalog, entry_pages: EntryPages) -> Iterator[Page]:
    entries = (
        entry for feed in catalog.feeds.values() for entry in feed.entries if not _has_publisher_page(entry)
    )
    for entry in sorted(entries, key=lambda one: (one.published, one.id)):
        refs = entry.ref, *(translation.ref for translation in entry.translations)
        languages = tuple((ref.edition, page_path(ref)) for ref in refs)
        yield Page(page_path(entry.ref), max(entry_pages.changes(entry)), languages)


def _has_publisher_page(entry: Entry) -> bool:
    """Return whether the canonical page of an issue is the publisher's own."""
    return isinstance(entry.content, Issue) and bool(entry.content.link)


def _edition_pages(catalog: Catalog) -> Iterator[Page]:
    """Yield the front page, which is the home for all other languages, and the pages of each edition."""
    tags = [edition.tag for edition in catalog.editions]
    updated = {tag: max(feed.updated for feed in catalog.of_edition(tag)) for tag in tags}
    homes = *((tag, edition_path(tag)) for tag in tags), ("x-default", ROOT)
    guides = tuple((tag, partners_path(tag)) for tag in tags)
    yield Page(ROOT, catalog.updated, homes)
    yield from (Page(edition_path(tag), updated[tag], homes) for tag in tags)
    lists = *((tag, feeds_path(tag)) for tag in tags), ("x-default", FEEDS)
    yield from (Page(path, catalog.updated, lists) for path in dict(lists).values())
    yield from (Page(partners_path(tag), updated[tag], guides) for tag in tags)


def _feeds(catalog: Catalog, newsletter: Newsletter) -> Iterator[Page]:
    """Yield the page of each feed that has entries, followed by those of its quarters."""
    for (tag, section), feed in catalog.feeds.items():
        if not feed.entries:
            continue
        editions = feed.edition, *feed.other_editions
        languages = tuple((edition.tag, feed_page_path(edition.tag, section)) for edition in editions)
        yield Page(feed_page_path(tag, section), feed.updated, languages)
        for quarter, _ in quarters(feed.entries, newsletter.timezone):
            updated = max(changes_around(quarter, feed, newsletter.timezone))
            yield Page(quarter_path(tag, section, quarter), updated)


def _speakers(speakers: Speakers) -> Iterator[Page]:
    """Yield the list of the people quoted in each edition, followed by the page of each."""
    updated = max(speakers.changes())
    tags = speakers.editions()
    lists = tuple((tag, speakers_path(tag)) for tag in tags)
    for tag in tags:
        yield Page(speakers_path(tag), updated, lists)
        for slug in speakers.of_edition(tag):
            others = (speaker.edition.tag for speaker in speakers.editions_of(slug))
            languages = tuple((other, speaker_path(other, slug)) for other in others)
            yield Page(speaker_path(tag, slug), updated, languages)
