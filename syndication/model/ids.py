"""Permanent ids of feeds and entries (RFC 4151), and the fingerprint of an entry's content."""

import hashlib
import json
import re
from collections.abc import Mapping

from syndication.model import EntryRef, Newsletter

MARKDOWN = ".md"
SUFFIXES = (".txt", MARKDOWN)  # of the files of issues
KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")  # of an issue
SECTION = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*")  # the name of a section, declared now or once
_REF = re.compile(rf"([A-Za-z0-9-]+)/({SECTION.pattern})/({KEY.pattern})(?:\.([2-9]|[1-9][0-9]+))?")
_canonical = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def issue_of_file(path: str) -> str:
    """Return the name of the issue that a file holds: `en/2024-01-12` for `en/2024-01-12.md`."""
    return path.removesuffix(SUFFIXES[0]).removesuffix(SUFFIXES[1])


def tag_prefix(newsletter: Newsletter) -> str:
    """Return the beginning of every id of a newsletter (RFC 4151)."""
    return f"tag:{newsletter.authority},{newsletter.since}:{newsletter.id}"


def feed_id(newsletter: Newsletter, edition: str, section: str) -> str:
    """Return a feed's permanent id: that of its entries without the key."""
    return f"{tag_prefix(newsletter)}/{edition}/{section}"


def custom_feed_id(newsletter: Newsletter, query: str) -> str:
    """Return the id of a custom feed: its query after a `?`, which no other id contains (RFC 4151 s.2.1)."""
    return f"{tag_prefix(newsletter)}?{query}"


def entry_id(newsletter: Newsletter, ref: EntryRef) -> str:
    """Return an entry's permanent id: no title, date, URL or anything else that may change (RFC 4151)."""
    return f"{feed_id(newsletter, ref.edition, ref.section)}/{ref.key}"


def parse_entry_id(newsletter: Newsletter, entry: str) -> EntryRef:
    """Return the entry reference in an id; raises ValueError if the id is not of this newsletter."""
    prefix = f"{tag_prefix(newsletter)}/"
    match = _REF.fullmatch(entry, len(prefix)) if entry.startswith(prefix) else None
    if not match:
        raise ValueError(f"the id is {entry[:120]!r}; expected {prefix}EDITION/SECTION/KEY")
    return EntryRef(edition=match[1], section=match[2], issue=match[3], ordinal=int(match[4] or 1))


def fingerprint(language: str, data: Mapping[str, object]) -> str:
    """Return the hash of what editors wrote in an entry, which anybody can recompute from a JSON Feed.

    `data` is the entry's `_syndication` without `fingerprint`, `translations`, `rights` and `license_url`. A
    title that is made from a date or from opening words is not covered, so no library can change the hash.
    The leading `2:` is the version of this scheme.
    """
    return f"2:{content_hash({'language': language, '_syndication': data})}"


def content_hash(content: Mapping[str, object]) -> str:
    """Return the SHA-256 of the canonical JSON of an object: sorted keys, no white space, UTF-8."""
    return hashlib.sha256(_canonical(content).encode()).hexdigest()
