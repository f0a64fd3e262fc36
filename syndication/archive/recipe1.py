"""Fingerprints of the first recipe, in ledgers that were written before the second.

A record whose text has not changed since gets its fingerprint by the second recipe, so that nothing else has
to know the first; the next `publish` writes it. A withdrawn record has no text and keeps its own.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from syndication.archive.entries import split_issue
from syndication.archive.record import Record
from syndication.model import ISSUES, Entry, Issue, Newsletter
from syndication.model.ids import content_hash

_NEW_IN_RECIPE_2 = ("date", "title")  # of an issue's data


def upgrade(records: Sequence[Record], issue: Issue, newsletter: Newsletter) -> tuple[Record, ...]:
    """Return the records of an issue with the fingerprints of today, where its text is as it was recorded.

    Raises IssueError if the parts cannot be matched to the records.
    """
    if not any(record.fingerprint.startswith("1:") for record in records):
        return tuple(records)
    parts = split_issue(issue, newsletter)[1:]
    records = tuple(_upgraded(records, parts))
    return tuple(_upgraded(records, split_issue(issue, newsletter, records)[:1]))


def _upgraded(records: Iterable[Record], entries: Iterable[Entry]) -> Iterator[Record]:
    fingerprints = {(entry.section, _fingerprint(entry)): entry.fingerprint for entry in entries}
    for record in records:
        new = fingerprints.get((record.ref.section, record.fingerprint))
        yield replace(record, fingerprint=new) if new else record


def _fingerprint(entry: Entry) -> str:
    """Return the fingerprint of an entry by the first recipe, which covered the title that readers see."""
    data = dict(entry.data)
    if entry.section == ISSUES:
        data = {key: value for key, value in data.items() if key not in _NEW_IN_RECIPE_2}
        data["parts"] = [{"id": part.id, "fingerprint": _fingerprint(part)} for part in entry.parts]
    content = {"title": entry.title, "language": entry.language, "_syndication": data}
    return f"1:{content_hash(content)}"
