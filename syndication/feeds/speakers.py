"""The people quoted, with what they said: between the catalog and the speaker pages."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from syndication.feeds.catalog import Catalog
from syndication.model import Edition, Entry, Feed, Newsletter, Quotation
from syndication.text.normalize import canonical_term

_MAX_SLUG_BYTES = 120  # bytes of a slug, which is a folder name in an export


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One person in one edition, with the name as last printed."""

    slug: str
    name: str
    edition: Edition
    entries: tuple[Entry, ...]  # newest first


class Speakers:
    """An index of the people quoted in each edition, built on first use."""

    def __init__(self, catalog: Catalog, newsletter: Newsletter) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._listed_names = {slug_of(person): person for person in newsletter.speakers}
        self._main_slugs = {
            slug_of(name): slug_of(person) for person, names in newsletter.speakers.items() for name in names
        }

    def slug(self, name: str | None) -> str:
        """Return the slug of the person with this name; empty if the name has no letters."""
        slug = slug_of(name or "")
        return self._main_slugs.get(slug, slug)

    def of_edition(self, tag: str) -> Mapping[str, Speaker]:
        """Return the speakers of an edition by slug, most recently quoted first."""
        return self._by_edition[tag]

    def editions(self) -> list[str]:
        """Return the editions that quote somebody."""
        return [tag for tag, people in self._by_edition.items() if people]

    def editions_of(self, slug: str) -> list[Speaker]:
        """Return a person in every edition where they are quoted, in the order of newsletter.toml."""
        return [people[slug] for people in self._by_edition.values() if slug in people]

    def changes(self) -> list[datetime]:
        """Return when each feed of quotations last changed: a person's pages name each other."""
        feeds = [feed for tag in self._newsletter.editions for feed in self.feeds(tag)]
        return [feed.updated for feed in feeds] or [self._newsletter.start]

    def feeds(self, tag: str) -> list[Feed]:
        """Return the feeds of quotations in an edition."""
        return [self._catalog.feed(tag, section) for section in self._newsletter.quotations]

    def exists(self, slug: str) -> bool:
        """Return whether a slug belongs to somebody who is quoted or listed in newsletter.toml."""
        return slug in self._listed_names or bool(self.editions_of(slug))

    def slugs(self) -> list[str]:
        """Return the slugs of everybody who is quoted or listed in newsletter.toml, sorted."""
        return sorted(
            {*self._listed_names, *(slug for people in self._by_edition.values() for slug in people)}
        )

    def name(self, slug: str, tag: str) -> str:
        """Return a person's name as this edition prints it, else as in newsletter.toml or another edition."""
        speaker = self._by_edition[tag].get(slug)
        return speaker.name if speaker else self._listed_names.get(slug) or self.editions_of(slug)[0].name

    @cached_property
    def _by_edition(self) -> dict[str, dict[str, Speaker]]:
        return {tag: self._people(edition) for tag, edition in self._newsletter.editions.items()}

    def _people(self, edition: Edition) -> dict[str, Speaker]:
        by_slug: dict[str, list[Entry]] = {}
        names: dict[str, str] = {}
        entries = [entry for feed in self.feeds(edition.tag) for entry in feed.entries]
        for entry in sorted(entries, key=attrgetter("published"), reverse=True):
            name = entry.content.speaker if isinstance(entry.content, Quotation) else None
            if name and (slug := self.slug(name)):
                by_slug.setdefault(slug, []).append(entry)
                names.setdefault(slug, name)
        return {
            slug: Speaker(slug=slug, name=names[slug], edition=edition, entries=tuple(entries))
            for slug, entries in by_slug.items()
        }


def slug_of(name: str) -> str:
    """Return the slug of a name; case, accents and punctuation make no difference.

    Nothing is transliterated, so names that differ in any other way never share a slug.
    """
    slug = canonical_term(name)
    raw = slug.encode()
    if len(raw) <= _MAX_SLUG_BYTES:
        return slug
    digest = hashlib.sha256(raw).hexdigest()[:12]
    return canonical_term(f"{raw[: _MAX_SLUG_BYTES - len(digest) - 1].decode(errors='ignore')} {digest}")
