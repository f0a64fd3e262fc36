"""The inputs of each document, as a hash: an export renders a document anew only if they have changed.

The bytes at an address follow from the program, the settings, and the entries that the document shows or
names. If a view shows more entries than before, name them here, too: a test exports random histories in place
and compares every file with a fresh export.
"""

import re
import sys
from dataclasses import fields, replace
from functools import cache, cached_property
from hashlib import blake2b
from importlib import metadata, resources
from importlib.resources.abc import Traversable
from io import BytesIO
from operator import attrgetter
from pickle import Pickler

from syndication.feeds.archives import published_in, quarters
from syndication.model import ISSUES, Entry, EntryRef, Feed, Quarter
from syndication.model.paths import LATEST
from syndication.settings.newsletter_toml import read_icon
from syndication.site.context import Site
from syndication.site.routing import Address

_PACKAGE = "syndication"
_HASH_BYTES = 10
_TEXTS = ("content", "title")  # which may have markup
# An edition belongs to the settings, and the fingerprint stands for the data.
_ENTRY = attrgetter(*sorted({field.name for field in fields(Entry)} - {"edition", "parts", "data", *_TEXTS}))
_FEED = attrgetter(*sorted({field.name for field in fields(Feed)} - {"edition", "entries", "other_editions"}))


class Inputs:
    """The inputs of every document of a site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._settings = _settings_of(site)
        links = [key for key, feed in site.catalog.feeds.items() if feed.entries]
        self._layout = _hash(self._settings, links)  # every page links to the feeds that have entries
        self._entries: dict[str, str] = {}
        self._shared: dict[tuple[object, ...], str] = {}  # by all documents of one entry, feed or quarter

    @cached_property
    def everything(self) -> str:
        """The inputs of the whole site: if they are the same, all documents are."""
        catalog = self._site.catalog
        feeds = [self._feed(feed) for feed in catalog.feeds.values()]
        return _hash(self._layout, feeds, catalog.missing, catalog.tombstones)

    def of(self, address: Address) -> str:
        """Return the inputs of one document."""
        values = address.values  # a hundred thousand times: nothing is copied
        if "section" in values:
            of = values["edition"], values["section"], values.get("key") or values.get("quarter")
            if of not in self._shared:
                self._shared[of] = self._of_section(*of)
            return self._shared[of]
        if "slug" in values:
            return self._of_speaker(values["edition"], values["slug"])
        return self._settings if "file" in values else self.everything

    def _of_section(self, edition: str, section: str, part: Quarter | str | None) -> str:
        """Return the inputs of a feed, or of a quarter or an entry of it."""
        feed = self._site.catalog.feed(edition, section)
        match part:
            case Quarter():
                archive = self._site.archives(edition, section).get(part)
                entries = published_in(part, feed.entries, self._site.newsletter.timezone)
                others = self._quarters(edition, section)
                return _hash(self._layout, others, map(self._entry, entries), archive and self._feed(archive))
            case str() if part != LATEST:
                return self._of_entry(self._site.entry(edition, section, part))
            case _:
                return self._feed(feed)

    def _quarters(self, edition: str, section: str) -> str:
        """Return the quarters of a feed: the page of each names those before and after it."""
        of = edition, section, "quarters"
        if of not in self._shared:
            feed = self._site.catalog.feed(edition, section)
            zone = self._site.newsletter.timezone
            self._shared[of] = _hash([quarter for quarter, _ in quarters(feed.entries, zone)])
        return self._shared[of]

    def _of_entry(self, entry: Entry) -> str:
        """Return the inputs of an entry's documents; its page names its issue, parts and neighbours."""
        issue = EntryRef(edition=entry.language, section=ISSUES, issue=entry.ref.issue)
        named = [self._site.find(ref) for ref in (issue, *(part.ref for part in entry.parts))]
        shown = entry, *self._site.catalog.neighbours(entry), *named
        return _hash(self._layout, [one and self._entry(one) for one in shown])

    def _of_speaker(self, edition: str, slug: str) -> str:
        """Return the inputs of the page of a person."""
        person = self._site.speakers.of_edition(edition)[slug]
        others = [other.edition.tag for other in self._site.speakers.editions_of(slug)]
        return _hash(self._layout, person.name, others, map(self._entry, person.entries))

    def _feed(self, feed: Feed) -> str:
        return _hash(self._layout, _FEED(feed), map(self._entry, feed.entries))

    def _entry(self, entry: Entry) -> str:
        """Return a hash of all that readers can see of an entry, besides its edition."""
        if entry.id not in self._entries:
            texts = _pickle([(one.content, one.title) for one in (entry, *entry.parts)])
            self._entries[entry.id] = _hash(_digest(texts), *map(_ENTRY, (entry, *entry.parts)))
        return self._entries[entry.id]


def _settings_of(site: Site) -> str:
    """Return a hash of the program and of every setting that shows in a document."""
    settings, icon = site.settings, site.newsletter.publisher.icon
    where = settings.base_url, settings.dynamic_url, settings.preview
    try:
        picture = read_icon(settings.archive, icon) if icon else b""
    except OSError:  # reported where it is rendered
        picture = b""
    cards = site.share_cards and site.share_cards.tools
    return _hash(_program(), where, cards, replace(settings.newsletter, warnings=()), picture)


@cache
def _program() -> str:
    """Return a hash of this program's files, and of the versions of everything that it renders with."""
    program = blake2b(digest_size=_HASH_BYTES)
    for file in _files(resources.files(_PACKAGE)):
        program.update(file.name.encode() + file.read_bytes())
    required = [one for one in metadata.requires(_PACKAGE) or () if "extra ==" not in one]
    names = [name[0] for one in required if (name := re.match(r"[\w.-]+", one))]
    versions = [(name, metadata.version(name)) for name in names]
    return _hash(program.hexdigest(), versions, sys.version)


def _files(folder: Traversable) -> list[Traversable]:
    """Return every file below a folder of the package, in a stable order, but for what Python caches."""
    files: list[Traversable] = []
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            files += _files(one) if one.name != "__pycache__" else []
        else:
            files.append(one)
    return files


def _hash(*values: object) -> str:
    """Return a hash of some values, which their representations tell apart."""
    parts = [repr(list(value) if isinstance(value, map) else value) for value in values]
    return _digest("\n".join(parts).encode("utf-8", "backslashreplace"))


def _pickle(value: object) -> bytes:
    """Return all of a value, the markup of its texts too, which their representations do not show."""
    buffer = BytesIO()
    pickler = Pickler(buffer)
    pickler.fast = True  # equal values are the same bytes, whether they share objects or not
    pickler.dump(value)
    return buffer.getvalue()


def _digest(content: bytes) -> str:
    return blake2b(content, digest_size=_HASH_BYTES).hexdigest()
