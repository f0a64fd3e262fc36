"""Match the parts of an issue to their records: an ordinal, once published, keeps its text for good."""

from collections import defaultdict, deque
from collections.abc import Sequence

from syndication.archive.record import Record
from syndication.model import ISSUES

_Ordinals = dict[int, int]  # by position in the text


def match_parts(records: Sequence[Record], section: str, fingerprints: Sequence[str]) -> list[int] | None:
    """Return the ordinal of each part of one section in an issue; None if the parts are ambiguous.

    `records` are those of the whole issue, `fingerprints` those of the parts in the order of the text. Parts
    are matched by fingerprint, then by position if there are as many; the others are new.
    """
    of_kind = sorted(
        (record for record in records if record.ref.section == section),
        key=lambda record: record.withdrawn is not None,
    )
    ordinals = _by_fingerprint(of_kind, fingerprints)
    rest = [position for position in range(len(fingerprints)) if position not in ordinals]
    matched = set(ordinals.values())
    unmatched = [record for record in of_kind if record.ref.ordinal not in matched]
    standing = [record for record in unmatched if not record.withdrawn]
    if not standing:
        ordinals |= _returning(records, unmatched, rest) or _new(of_kind, rest)
    elif len(standing) == len(rest):
        ordinals |= _by_position(standing, rest)
    elif rest:
        return None
    return [ordinals[position] for position in range(len(fingerprints))]


def _by_fingerprint(records: Sequence[Record], fingerprints: Sequence[str]) -> _Ordinals:
    """Match the parts whose text has not changed; equal texts in their order, withdrawn ones last."""
    ordinals: defaultdict[str, deque[int]] = defaultdict(deque)
    for record in records:
        ordinals[record.fingerprint].append(record.ref.ordinal)
    return {
        position: ordinals[fingerprint].popleft()
        for position, fingerprint in enumerate(fingerprints)
        if ordinals[fingerprint]
    }


def _by_position(records: Sequence[Record], positions: Sequence[int]) -> _Ordinals:
    """Match as many parts as records, in their order."""
    return {position: record.ref.ordinal for position, record in zip(positions, records, strict=True)}


def _returning(
    issue: Sequence[Record], unmatched: Sequence[Record], positions: Sequence[int]
) -> _Ordinals | None:
    """Match the parts of an issue that was withdrawn as a whole: they return with it, corrected or not."""
    withdrawn = next((record.withdrawn for record in issue if record.ref.section == ISSUES), None)
    records = [record for record in unmatched if withdrawn and record.withdrawn == withdrawn]
    return _by_position(records, positions) if len(records) == len(positions) else None


def _new(records: Sequence[Record], positions: Sequence[int]) -> _Ordinals:
    """Return ordinals for new parts, after every one that was ever assigned."""
    highest = max((record.ref.ordinal for record in records), default=0)
    return {position: highest + count for count, position in enumerate(positions, 1)}
