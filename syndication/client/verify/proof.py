"""Pure decisions: compare what documents say with /archive.json and with each other. No I/O.

The principle is that everything a site says in several places has to agree. A `FactSheet` collects what every
document says of a feed and its entries, and reports each document that differs from the majority.
"""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice

from syndication.client.verify.document import FeedDocument
from syndication.client.verify.manifest import Manifest, ManifestEntry, ManifestFeed
from syndication.client.verify.reading import Facts
from syndication.model import Format
from syndication.model.paths import ARCHIVE_JSON
from syndication.system.terminal import printable

_MAX_MESSAGE_CHARS = 500
_MAX_FACT_CHARS = 120  # a longer one is compared, and shown, by its beginning and its hash
_NEWEST = 20  # entries and tombstones that a document to subscribe to has at least
_ZONE_DOUBT = timedelta(days=1)  # the newsletter's zone, in which quarters are counted, is not known here


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One problem at one path, on one line and without characters that could act on a terminal."""

    path: str
    message: str

    def __post_init__(self) -> None:
        for name, text in (("path", self.path), ("message", self.message)):
            object.__setattr__(self, name, printable(text[:_MAX_MESSAGE_CHARS]))

    def __str__(self) -> str:
        return f"{self.path}: {self.message}"


@dataclass(slots=True)
class _Fact:
    value: str
    path: str  # of the first document that states it
    count: int = 0


class FactSheet:
    """The facts that documents state of a few subjects; only differing ones are kept more than once."""

    def __init__(self) -> None:
        self._facts: dict[str, dict[str, _Fact]] = defaultdict(dict)
        self._others: dict[tuple[str, str], list[tuple[str, str]]] = defaultdict(list)
        self.differences = 0

    def add(self, path: str, subject: str, facts: Facts) -> None:
        """Add what the document at a path says of a subject."""
        for name, text in facts.items():
            value = _shorten(text)
            fact = self._facts[subject].setdefault(name, _Fact(value, path))
            if value == fact.value:
                fact.count += 1
            else:
                self._others[subject, name].append((value, path))
                self.differences += 1

    def get(self, subject: str, name: str) -> str:
        """Return what the first document says, shortened; empty if none says anything."""
        fact = self._facts[subject].get(name)
        return fact.value if fact else ""

    def conflicts(self) -> Iterator[Problem]:
        """Report every document that differs from the majority, or from the first one at a tie."""
        for (subject, name), others in self._others.items():
            first = self._facts[subject][name]
            winner, count = Counter(value for value, _ in others).most_common(1)[0]
            source = next(path for value, path in others if value == winner)
            if count <= first.count:
                winner, source = first.value, first.path
            for value, path in [(first.value, first.path), *others]:
                if value != winner:
                    expected = f"expected {winner or 'none'}, as in {source}"
                    yield Problem(path, f"{name} of {subject} is {value or 'missing'}; {expected}")


def check_manifest(manifest: Manifest) -> Iterator[Problem]:
    """Check /archive.json by itself."""
    feeds = {feed.id for feed in manifest.feeds}
    for entry in manifest.entries.values():
        if not entry.withdrawn and entry.feed_id not in feeds:
            yield Problem(ARCHIVE_JSON, f"{entry.id} belongs to no feed; expected a feed for it")


def check_document(
    manifest: Manifest, feed: ManifestFeed, form: Format, path: str, document: FeedDocument
) -> Iterator[Problem]:
    """Check one document of a feed by what /archive.json knows."""
    yield from _check_head(manifest, feed, form, path, document)
    if len({entry.id for entry in document.entries}) < len(document.entries):
        yield Problem(path, "has an entry twice; expected each once")
    for entry in document.entries:
        listed = manifest.entries.get(entry.id)
        if listed is None or listed.feed_id != feed.id:
            place = ARCHIVE_JSON if listed is None else "this feed"
            yield Problem(path, f"has {entry.id}; expected no entry that {place} does not know")
        elif listed.withdrawn:
            yield Problem(path, f"has {entry.id}, which was withdrawn; expected it to be gone")
    for name, when in document.tombstones.items():
        listed = manifest.entries.get(name)
        if listed is None or listed.withdrawn != when or listed.feed_id != feed.id:
            yield Problem(path, f"{name} was withdrawn at {when}; expected what {ARCHIVE_JSON} says")


def _check_head(
    manifest: Manifest, feed: ManifestFeed, form: Format, path: str, document: FeedDocument
) -> Iterator[Problem]:
    is_first = path == feed.paths[form]
    if document.id not in (feed.id, None):
        yield Problem(path, f"id is {document.id}; expected {feed.id}")
    expected = {
        "self": (manifest.base_url + path,),
        "current": () if is_first else (manifest.base_url + feed.paths[form],),
    }
    for relation, addresses in expected.items():
        if (links := document.links[relation]) != addresses:
            actual = " and ".join(links) or "missing"
            yield Problem(path, f"{relation} is {actual}; expected {''.join(addresses) or 'none'}")
    if document.is_archive == is_first:
        yield Problem(path, "is an archive document; expected none" if is_first else "is no archive document")


def check_contents(
    form: Format, path: str, document: FeedDocument, entries: Sequence[ManifestEntry], *, is_first: bool
) -> Iterator[Problem]:
    """Check that a document has all that belongs into it, of the entries that its feed should have.

    A document to subscribe to has what changed last; an archive document has all of its quarter.
    """
    served = [entry for entry in entries if not entry.withdrawn]
    gone = [entry for entry in entries if entry.withdrawn] if form is Format.ATOM else []
    if is_first:
        served = _newest(served, [entry.updated for entry in served])
        gone = _newest(gone, [entry.withdrawn or entry.updated for entry in gone])
    else:
        quarter = path.rpartition("/")[2].removesuffix(f".{form}")
        served, gone = ([one for one in some if _quarter(one) == quarter] for some in (served, gone))
    present = {entry.id for entry in document.entries}
    for entry in served:
        if entry.id not in present:
            yield Problem(path, f"{entry.id} is missing; expected it in this document")
    for entry in gone:
        if entry.id not in document.tombstones:
            yield Problem(path, f"{entry.id} has no tombstone; expected one in this document")


def check_walk(
    form: Format, path: str, seen: set[str], buried: set[str], entries: Sequence[ManifestEntry]
) -> Iterator[Problem]:
    """Check that a walk which came to its end has met every entry and every tombstone of its feed."""
    for entry in entries:
        if not entry.withdrawn and entry.id not in seen:
            yield Problem(path, f"{entry.id} is missing; expected it in the walk from here")
        if entry.withdrawn and form is Format.ATOM and entry.id not in buried:
            yield Problem(path, f"{entry.id} has no tombstone; expected one in the walk from here")


def _newest(entries: list[ManifestEntry], times: list[datetime]) -> list[ManifestEntry]:
    """Return those that are surely among the newest: at a tie, only the site knows which ones are."""
    beyond = next(islice(sorted(times, reverse=True), _NEWEST, None), None)
    return [entry for entry, time in zip(entries, times, strict=True) if beyond is None or time > beyond]


def _quarter(entry: ManifestEntry) -> str | None:
    """Return the quarter of an entry, unless it depends on the zone."""
    times = entry.published - _ZONE_DOUBT, entry.published + _ZONE_DOUBT
    quarters = {f"{time.year:04}-q{(time.month + 2) // 3}" for time in times}
    return quarters.pop() if len(quarters) == 1 else None


def _shorten(text: str) -> str:
    if len(text) <= _MAX_FACT_CHARS:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{text[: _MAX_FACT_CHARS // 2]}… (SHA-256 {digest[:16]}…)"
