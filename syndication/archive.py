"""The archive as it stands on disk, with its ledger: read as one, checked as one, published."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.config import Settings
from syndication.copies import find_copies
from syndication.entries import by_position, cut_issue
from syndication.errors import IssueError, LedgerError, Problem, RefusalError, SettingsError
from syndication.ledger import Ledger, Record, load_ledger, write_ledger, writing
from syndication.library import Library, Reading, Share, count_files, load_library
from syndication.model import Entry, Issue
from syndication.processes import cores, in_processes
from syndication.reconcile import Kind, Plan, gate, is_named, misdated, plan, withdraw

_MANY = 300  # files that are worth another process


@dataclass(frozen=True, slots=True)
class Cut:
    """What one issue was cut into, given what was on record of it."""

    issue: Issue
    records: tuple[Record, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """Every issue, the entries they are cut into (drafts aside), and the ledger, if there is one."""

    library: Library
    entries: tuple[Entry, ...]
    ledger: Ledger | None
    cuts: Mapping[str, Cut]


def load_archive(settings: Settings, *, drafts: bool = False, before: Archive | None = None) -> Archive:
    """Read the issues and the ledger; raises LedgerError where the ledger cannot be trusted.

    What did not change since it was read `before`, with the same settings, is neither read nor cut again.
    """
    ledger = load_ledger(settings.archive, settings.newsletter)
    return _cut(
        settings, ledger, drafts=drafts, before=before or _read_at_once(settings, ledger, drafts=drafts)
    )


def check_archive(settings: Settings, now: datetime) -> tuple[Archive, tuple[Problem, ...], Plan | None]:
    """Find everything that is wrong with the archive and its ledger, and what `publish` would do.

    Where the ledger cannot be trusted the archive is read as if there were none, and there is no plan.
    """
    try:
        archive = load_archive(settings)
    except LedgerError as error:
        archive = _cut(settings, None)
        return archive, (*error.problems, *settings.newsletter.warnings, *archive.library.problems), None
    own = (*settings.newsletter.warnings, *archive.library.problems)
    problems = (*own, *misdated(archive.library.issues, now))
    if archive.ledger:
        zone = settings.newsletter.timezone
        # An issue that was dated anew says so once, not once for each of its entries.
        problems += tuple(
            dict.fromkeys(gate(archive.entries, archive.ledger, archive.library.broken, zone, now))
        )
    before = archive.ledger or Ledger({})
    return archive, problems, plan(archive.entries, archive.ledger, before, _to_the_second(now, settings))


def publish(
    settings: Settings,
    now: datetime,
    *,
    minor: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
    dry_run: bool = False,
    waiting: Callable[[], None] = lambda: None,
) -> Plan:
    """Record in the ledger what is new, changed, back or withdrawn; give what was done.

    Raises LedgerError if the ledger is invalid, RefusalError if a file is broken, a time in one cannot be
    right or a recorded entry is gone, SettingsError if `minor` or `withdrawn` name nothing, OSError if the
    disk is full. In each case the ledger stays as it was. Concurrent runs take turns; one that has to wait
    calls `waiting`.
    """
    with nullcontext() if dry_run else writing(settings.archive, waiting):
        ledger = load_ledger(settings.archive, settings.newsletter)
        target = withdraw(ledger or Ledger({}), withdrawn, _to_the_second(now, settings))
        archive = _cut(settings, target if ledger else None)
        faults = (*archive.library.errors, *misdated(archive.library.issues, now))
        if faults:
            raise RefusalError(*faults)
        planned = plan(archive.entries, ledger, target, _to_the_second(now, settings), minor)
        if planned.refusals:
            raise RefusalError(*planned.refusals)
        moved = [change.record.place for change in planned.changes if change.kind is Kind.MINOR]
        for name in minor:
            if not any(is_named(name, place) for place in moved):
                raise SettingsError(
                    f"nothing that changed is named {name!r}; expected a name such as en/2024-01-12"
                )
        if not dry_run and planned.ledger.records != (ledger.records if ledger else {}):
            write_ledger(settings.archive, settings.newsletter, planned.ledger)
    return planned


def _to_the_second(now: datetime, settings: Settings) -> datetime:
    """Write a time as the ledger does: in the newsletter's zone, without fractions."""
    return now.astimezone(settings.newsletter.timezone).replace(microsecond=0)


def _read_at_once(settings: Settings, ledger: Ledger | None, *, drafts: bool) -> Archive | None:
    """Read and cut a large archive on all cores: what came of each file, for who then reads it as one."""
    shares = cores()
    if shares == 1 or count_files(settings.archive, settings.newsletter) < _MANY:
        return None

    def read(number: int) -> tuple[Mapping[str, Reading], Mapping[str, Cut]]:
        begin = 6 * number + (number > 0)  # of 13: the first process has nothing to hand over, so it reads 7
        archive = _cut(settings, ledger, drafts=drafts, share=(begin, 6 * number + 7, 6 * shares + 1))
        # the records are here already
        return archive.library.readings, {p: replace(cut, records=()) for p, cut in archive.cuts.items()}

    readings: dict[str, Reading] = {}
    cuts: dict[str, Cut] = {}
    for some_readings, some_cuts in in_processes(read, shares):
        readings |= some_readings
        for path, cut in some_cuts.items():
            cuts[path] = replace(cut, records=_records_of(cut.issue, ledger))
    return Archive(Library((), (), readings), (), ledger, cuts)


def _cut(
    settings: Settings,
    ledger: Ledger | None,
    *,
    drafts: bool = False,
    before: Archive | None = None,
    share: Share = (0, 1, 1),
) -> Archive:
    readings = before.library.readings if before else {}
    library = load_library(settings.archive, settings.newsletter, readings, share)
    library = _without_copies(library, ledger)
    entries: list[Entry] = []
    problems: list[Problem] = []
    cuts: dict[str, Cut] = {}
    for issue in library.issues:
        if issue.draft and not drafts:
            continue
        records = _records_of(issue, ledger)
        known = before.cuts.get(issue.path) if before else None
        if known is None or known.issue is not issue or known.records != records:
            known = _cut_issue(issue, settings, ledger, records)
        cuts[issue.path] = known
        entries += known.entries
        problems += known.problems
    library = replace(library, problems=(*library.problems, *problems))
    return Archive(library, tuple(entries), ledger, cuts)


def _without_copies(library: Library, ledger: Ledger | None) -> Library:
    """Make an error of each copy of an issue, unless it is on record: what has an id keeps it."""
    copies = {problem.path: problem for problem in find_copies(library.readings, library.issues)}
    for issue in library.issues:
        if issue.path in copies and _records_of(issue, ledger):
            del copies[issue.path]
    if not copies:
        return library
    issues = tuple(issue for issue in library.issues if issue.path not in copies)
    problems = [problem for problem in library.problems if problem.path not in copies]
    return replace(library, issues=issues, problems=tuple(sorted([*problems, *copies.values()])))


def _cut_issue(issue: Issue, settings: Settings, ledger: Ledger | None, records: tuple[Record, ...]) -> Cut:
    try:
        entries = cut_issue(issue, settings.newsletter, ledger.ordinals if ledger else by_position)
    except IssueError as error:
        return Cut(issue, records, (), error.problems)
    return Cut(issue, records, entries, ())


def _records_of(issue: Issue, ledger: Ledger | None) -> tuple[Record, ...]:
    return ledger.of_issue(issue.edition, issue.key) if ledger else ()
