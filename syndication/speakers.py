"""The people quoted: one person each, in whatever script the name is printed, with their quotes."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from syndication.catalog import Catalog
from syndication.model import Edition, Entry, Newsletter, Quote, Section
from syndication.search import spell

_LONGEST = 120  # bytes of a slug: it is the name of a folder in an export


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One person in one edition; the name is the one printed last."""

    slug: str
    name: str
    edition: Edition
    quotes: tuple[Entry, ...]  # newest first


class Speakers:
    """Says who is who, and who is quoted in which edition; looks through the quotes when first asked."""

    def __init__(self, catalog: Catalog, newsletter: Newsletter) -> None:
        self._catalog = catalog
        self._newsletter = newsletter
        self._known = {slug_of(person): person for person in newsletter.speakers}
        self._same = {
            slug_of(name): slug_of(person) for person, names in newsletter.speakers.items() for name in names
        }

    def slug(self, name: str | None) -> str:
        """Give the slug of the person with a name; empty where it has no letter."""
        slug = slug_of(name or "")
        return self._same.get(slug, slug)

    def of_edition(self, tag: str) -> Mapping[str, Speaker]:
        """Give those who are quoted in an edition by their slugs, who was quoted last first."""
        return self._quoted[tag]

    def editions(self) -> list[str]:
        """Give the editions in which anybody is quoted."""
        return [tag for tag, people in self._quoted.items() if people]

    def editions_of(self, slug: str) -> list[Speaker]:
        """Give a person in each edition that has quotes of them, in the order of newsletter.toml."""
        return [people[slug] for people in self._quoted.values() if slug in people]

    def changes(self) -> list[datetime]:
        """Return when the quotes of each edition last changed: a person's pages name each other."""
        return [self._catalog.feed(tag, Section.QUOTES).updated for tag in self._newsletter.editions]

    def is_known(self, slug: str) -> bool:
        """Tell whether a slug is that of somebody who is quoted, or stands in newsletter.toml."""
        return slug in self._known or bool(self.editions_of(slug))

    def slugs(self) -> list[str]:
        """Give the slugs of all who are known, in alphabetical order."""
        return sorted({*self._known, *(slug for people in self._quoted.values() for slug in people)})

    def name(self, slug: str, tag: str) -> str:
        """Name a person as an edition prints the name; else as newsletter.toml does, or another edition."""
        here = self._quoted[tag].get(slug)
        return here.name if here else self._known.get(slug) or self.editions_of(slug)[0].name

    @cached_property
    def _quoted(self) -> dict[str, dict[str, Speaker]]:
        return {tag: self._people(edition) for tag, edition in self._newsletter.editions.items()}

    def _people(self, edition: Edition) -> dict[str, Speaker]:
        found: dict[str, list[Entry]] = {}
        names: dict[str, str] = {}
        for entry in self._catalog.feed(edition.tag, Section.QUOTES).entries:
            name = entry.body.speaker if isinstance(entry.body, Quote) else None
            if name and (slug := self.slug(name)):
                found.setdefault(slug, []).append(entry)
                names.setdefault(slug, name)
        return {
            slug: Speaker(slug=slug, name=names[slug], edition=edition, quotes=tuple(quotes))
            for slug, quotes in found.items()
        }


def slug_of(name: str) -> str:
    """Spell a name for an address; names that differ in case, accents or punctuation only have the same.

    Characters stay what they are in every script: no two names that differ otherwise ever share a slug.
    """
    slug = spell(name)
    raw = slug.encode()
    if len(raw) <= _LONGEST:
        return slug
    mark = hashlib.sha256(raw).hexdigest()[:12]
    return spell(f"{raw[: _LONGEST - len(mark) - 1].decode(errors='ignore')} {mark}")
