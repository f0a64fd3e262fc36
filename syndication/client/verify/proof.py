"""Hold what documents say against /archive.json: nothing missing, nothing altered, nothing that is not ours.

Everything here decides and nothing asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from syndication.client.verify.documents import FeedDocument, ListedFeed, Listing, Told
from syndication.model import Format
from syndication.urls import MANIFEST

_LONGEST = 300  # characters of a message: parts of it are other people's
_ALIKE = ("title", "url", "content", "published", "updated")  # in every format


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing wrong at one path; what other people wrote into it cannot harm a terminal."""

    path: str
    message: str

    def __post_init__(self) -> None:
        for name, text in (("path", self.path), ("message", self.message)):
            shown = "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)
            object.__setattr__(self, name, shown[:_LONGEST])

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """The documents of a feed in one format, from the one to subscribe to back to the oldest."""

    form: Format
    documents: Sequence[tuple[str, FeedDocument]]  # each with its path
    is_whole: bool  # nothing kept us from going on


def prove(listing: Listing, feed: ListedFeed, walks: Sequence[Walk]) -> Iterator[Fault]:
    """Say what is wrong with a feed that was walked in every format."""
    told: dict[str, tuple[str, Told]] = {}
    for walk in walks:
        for place, (path, document) in enumerate(walk.documents):
            yield from _head(listing, feed, walk.form, path, document, is_first=place == 0)
            yield from _entries(listing, feed, path, document)
            for entry in document.entries:
                first, known = told.setdefault(entry.id, (path, entry))
                different = [name for name in _ALIKE if getattr(entry, name) != getattr(known, name)]
                for name in different:
                    yield Fault(path, f"{name} of {entry.id} is another than in {first}; expected the same")
        if walk.is_whole:
            yield from _missing(listing, feed, walk)
    for walk in walks[1:]:
        yield from _unlike(walks[0], walk)


def prove_listing(listing: Listing) -> Iterator[Fault]:
    """Say what is wrong with /archive.json itself."""
    known = {feed.id for feed in listing.feeds}
    for entry in listing.entries.values():
        if not entry.withdrawn and _feed_of(entry.id) not in known:
            yield Fault(MANIFEST, f"{entry.id} is of no feed; expected a feed for it")


def _head(
    listing: Listing, feed: ListedFeed, form: Format, path: str, document: FeedDocument, *, is_first: bool
) -> Iterator[Fault]:
    if document.id not in (feed.id, None):
        yield Fault(path, f"the id is {document.id}; expected {feed.id}")
    expected = listing.base_url + path
    if document.own != (expected,):
        yield Fault(path, f"self is {' and '.join(document.own) or 'missing'}; expected {expected}")
    current = () if is_first else (listing.base_url + feed.paths[form],)
    if document.current != current:
        found = " and ".join(document.current) or "missing"
        yield Fault(path, f"current is {found}; expected {''.join(current) or 'none'}")
    if document.is_archive == is_first:
        yield Fault(path, f"is {'an' if is_first else 'no'} archive document; expected the contrary")


def _entries(listing: Listing, feed: ListedFeed, path: str, document: FeedDocument) -> Iterator[Fault]:
    if len({entry.id for entry in document.entries}) < len(document.entries):
        yield Fault(path, "has an entry twice; expected each once")
    for entry in document.entries:
        listed = listing.entries.get(entry.id)
        if listed is None or _feed_of(entry.id) != feed.id:
            where = MANIFEST if listed is None else "this feed"
            yield Fault(path, f"has {entry.id}; expected no entry that {where} does not know")
            continue
        if listed.withdrawn:
            yield Fault(path, f"has {entry.id}, which was withdrawn; expected it to be gone")
        for name, expected in (
            ("url", listing.base_url + listed.path),
            ("published", listed.published),
            ("updated", listed.updated),
        ):
            if getattr(entry, name) != expected:
                yield Fault(path, f"{name} of {entry.id} is {getattr(entry, name)}; expected {expected}")
        if entry.fingerprint and not entry.fingerprint == entry.stated == listed.fingerprint:
            found = f"{entry.fingerprint}, stated as {entry.stated}"
            yield Fault(path, f"the fingerprint of {entry.id} is {found}; expected {listed.fingerprint}")
    for name, when in document.tombstones.items():
        listed = listing.entries.get(name)
        if listed is None or listed.withdrawn != when or _feed_of(name) != feed.id:
            yield Fault(path, f"{name} was withdrawn at {when}; expected what {MANIFEST} says")


def _missing(listing: Listing, feed: ListedFeed, walk: Walk) -> Iterator[Fault]:
    shown = {entry.id for _, document in walk.documents for entry in document.entries}
    buried = {name for _, document in walk.documents for name in document.tombstones}
    for entry in listing.entries.values():
        if _feed_of(entry.id) != feed.id:
            continue
        if not entry.withdrawn and entry.id not in shown:
            yield Fault(feed.paths[walk.form], f"{entry.id} is missing; expected it in the walk from here")
        if entry.withdrawn and walk.form is Format.ATOM and entry.id not in buried:
            yield Fault(
                feed.paths[walk.form], f"{entry.id} has no tombstone; expected one in the walk from here"
            )


def _unlike(first: Walk, other: Walk) -> Iterator[Fault]:
    """Say where the walk in one format is not that of another."""
    for (known, expected), (path, document) in zip(first.documents, other.documents, strict=False):
        if known.removesuffix(first.form) != path.removesuffix(other.form):
            yield Fault(path, f"stands where {known} does in the other walk; expected the same documents")
            return
        if [entry.id for entry in expected.entries] != [entry.id for entry in document.entries]:
            yield Fault(
                path, f"its entries are others than those of {known}; expected the same, in their order"
            )
    if first.is_whole and other.is_whole and len(first.documents) != len(other.documents):
        path, _ = min(first, other, key=lambda walk: len(walk.documents)).documents[-1]
        yield Fault(path, "ends the walk; expected it to go on as in the other format")


def _feed_of(entry: str) -> str:
    return entry.rpartition("/")[0]
