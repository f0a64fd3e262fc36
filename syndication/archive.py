"""The archive as it stands on disk, with its ledger: read as one, checked as one, published."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.config import Settings
from syndication.entries import by_position, cut_issues
from syndication.errors import LedgerError, Problem, RefusalError, SettingsError
from syndication.ledger import Ledger, load_ledger, write_ledger, writing
from syndication.library import Library, load_library
from syndication.model import Entry
from syndication.reconcile import Kind, Plan, gate, is_named, plan, withdraw


@dataclass(frozen=True, slots=True)
class Archive:
    """Every issue, the entries they are cut into (drafts aside), and the ledger, if there is one."""

    library: Library
    entries: tuple[Entry, ...]
    ledger: Ledger | None


def load_archive(settings: Settings, *, drafts: bool = False) -> Archive:
    """Read the issues and the ledger; raises LedgerError where the ledger cannot be trusted."""
    return _cut(settings, load_ledger(settings.archive, settings.newsletter), drafts=drafts)


def check_archive(settings: Settings, now: datetime) -> tuple[Archive, tuple[Problem, ...], Plan | None]:
    """Find everything that is wrong with the archive and its ledger, and what `publish` would do.

    Where the ledger cannot be trusted the archive is read as if there were none, and there is no plan.
    """
    try:
        archive = load_archive(settings)
    except LedgerError as error:
        archive = _cut(settings, None)
        return archive, (*error.problems, *archive.library.problems), None
    problems = archive.library.problems
    if archive.ledger:
        zone = settings.newsletter.timezone
        # An issue that was dated anew says so once, not once for each of its entries.
        problems += tuple(dict.fromkeys(gate(archive.entries, archive.ledger, archive.library.broken, zone)))
    before = archive.ledger or Ledger({})
    return archive, problems, plan(archive.entries, archive.ledger, before, _to_the_second(now, settings))


def publish(
    settings: Settings,
    now: datetime,
    *,
    minor: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
    dry_run: bool = False,
) -> Plan:
    """Record in the ledger what is new, changed, back or withdrawn; give what was done.

    Raises LedgerError where the ledger cannot be trusted, RefusalError where a file is broken or a recorded
    entry is gone, SettingsError where `minor` or `withdrawn` name nothing, OSError where the disk is full. In
    each case the ledger stays as it was. Two that run at once wait for each other.
    """
    with writing(settings.archive):
        ledger = load_ledger(settings.archive, settings.newsletter)
        target = withdraw(ledger or Ledger({}), withdrawn, _to_the_second(now, settings))
        archive = _cut(settings, target if ledger else None)
        if archive.library.errors:
            raise RefusalError(*archive.library.errors)
        planned = plan(archive.entries, ledger, target, _to_the_second(now, settings), minor)
        if planned.refusals:
            raise RefusalError(*planned.refusals)
        moved = [change.record.place for change in planned.changes if change.kind is Kind.MINOR]
        for name in minor:
            if not any(is_named(name, place) for place in moved):
                raise SettingsError(
                    f"nothing that changed is named {name!r}; expected a name such as en/2024-01-12"
                )
        if not dry_run and planned.changes:
            write_ledger(settings.archive, settings.newsletter, planned.ledger)
    return planned


def _to_the_second(now: datetime, settings: Settings) -> datetime:
    """Write a time as the ledger does: in the newsletter's zone, without fractions."""
    return now.astimezone(settings.newsletter.timezone).replace(microsecond=0)


def _cut(settings: Settings, ledger: Ledger | None, *, drafts: bool = False) -> Archive:
    library = load_library(settings.archive, settings.newsletter)
    issues = [issue for issue in library.issues if drafts or not issue.draft]
    ordinals = ledger.ordinals if ledger else by_position
    entries, problems = cut_issues(issues, settings.newsletter, ordinals)
    library = replace(library, problems=(*library.problems, *problems))
    return Archive(library, tuple(entries), ledger)
