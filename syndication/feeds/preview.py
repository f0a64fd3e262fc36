"""Mark what readers cannot see yet, for editors who preview it: between the ledger and the catalog."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from syndication.model import Entry, Issue, Mark


def mark_unpublished(entries: Iterable[Entry], now: datetime) -> tuple[list[Entry], datetime | None]:
    """Return the entries, marked if they are drafts or not due at `now`, and when the next one is due."""
    every = list(entries)
    drafts = {
        (entry.language, entry.ref.issue)
        for entry in every
        if isinstance(entry.content, Issue) and entry.content.draft
    }

    def mark_of(entry: Entry) -> Mark | None:
        if (entry.language, entry.ref.issue) in drafts:
            return Mark.DRAFT
        return Mark.SCHEDULED if entry.published > now else None

    marked = [replace(entry, mark=mark_of(entry)) for entry in every]
    return marked, min((entry.published for entry in every if entry.published > now), default=None)
