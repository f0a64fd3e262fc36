"""The people quoted, with their quotes: between the catalog and the speaker pages."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from syndication.feeds.catalog import Catalog
from syndication.model import Edition, Entry, Newsletter, Quote, Section
from syndication.text.normalize import canonical_term

_LONGEST = 120  # bytes of a slug, which is a folder name in an export


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One person in one edition, with the name as last printed."""

    slug: str
    name: str
    edition: Edition
    quotes: tuple[Entry, ...]  # newest first


class Speakers:
    """An index of the people quoted in each edition, built on first use."""

    def __init__(self, catalog: Catalog, newsletter: Newsletter) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._known = {slug_of(person): person for person in newsletter.speakers}
        self._same = {
            slug_of(name): slug_of(person) for person, names in newsletter.speakers.items() for name in names
        }

    def slug(self, name: str | None) -> str:
        """Return the slug of the person with this name; empty if the name has no letters."""
        slug = slug_of(name or "")
        return self._same.get(slug, slug)

    def of_edition(self, tag: str) -> Mapping[str, Speaker]:
        """Return the speakers of an edition by slug, most recently quoted first."""
        return self._quoted[tag]

    def editions(self) -> list[str]:
        """Return the editions that have quotes with a speaker."""
        return [tag for tag, people in self._quoted.items() if people]

    def editions_of(self, slug: str) -> list[Speaker]:
        """Return a person in every edition that quotes them, in the order of newsletter.toml."""
        return [people[slug] for people in self._quoted.values() if slug in people]

    def changes(self) -> list[datetime]:
        """Return when the quotes of each edition last changed: a person's pages name each other."""
        return [self._catalog.feed(tag, Section.QUOTES).updated for tag in self._newsletter.editions]

    def exists(self, slug: str) -> bool:
        """Return whether a slug belongs to somebody who is quoted or listed in newsletter.toml."""
        return slug in self._known or bool(self.editions_of(slug))

    def slugs(self) -> list[str]:
        """Return the slugs of everybody who is quoted or listed in newsletter.toml, sorted."""
        return sorted({*self._known, *(slug for people in self._quoted.values() for slug in people)})

    def name(self, slug: str, tag: str) -> str:
        """Return a person's name as this edition prints it, else as in newsletter.toml or another edition."""
        here = self._quoted[tag].get(slug)
        return here.name if here else self._known.get(slug) or self.editions_of(slug)[0].name

    @cached_property
    def _quoted(self) -> dict[str, dict[str, Speaker]]:
        return {tag: self._people(edition) for tag, edition in self._newsletter.editions.items()}

    def _people(self, edition: Edition) -> dict[str, Speaker]:
        found: dict[str, list[Entry]] = {}
        names: dict[str, str] = {}
        for entry in self._catalog.feed(edition.tag, Section.QUOTES).entries:
            name = entry.content.speaker if isinstance(entry.content, Quote) else None
            if name and (slug := self.slug(name)):
                found.setdefault(slug, []).append(entry)
                names.setdefault(slug, name)
        return {
            slug: Speaker(slug=slug, name=names[slug], edition=edition, quotes=tuple(quotes))
            for slug, quotes in found.items()
        }


def slug_of(name: str) -> str:
    """Return the slug of a name; case, accents and punctuation make no difference.

    Nothing is transliterated, so names that differ in any other way never share a slug.
    """
    slug = canonical_term(name)
    raw = slug.encode()
    if len(raw) <= _LONGEST:
        return slug
    mark = hashlib.sha256(raw).hexdigest()[:12]
    return canonical_term(f"{raw[: _LONGEST - len(mark) - 1].decode(errors='ignore')} {mark}")
