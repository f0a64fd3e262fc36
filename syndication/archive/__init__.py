"""The archive as it stands on disk, with its ledger: read as one, checked as one, published."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.archive.copies import find_copies
from syndication.archive.entries import by_position, split_issue
from syndication.archive.folder import IssueFolder, ParsedFile, Slice, count_files, load_folder
from syndication.archive.ledger import Ledger, Record, load_ledger, write_ledger, writing
from syndication.archive.reconcile import (
    ChangeKind,
    Plan,
    check_consistency,
    misdated,
    plan_publication,
    ref_matches,
    withdraw,
)
from syndication.model import Entry, Issue
from syndication.model.errors import IssueError, LedgerError, Problem, RefusalError, SettingsError
from syndication.settings import Settings
from syndication.system.processes import cores, fork_slices

_MANY = 300  # files that are worth another process


@dataclass(frozen=True, slots=True)
class SplitIssue:
    """What one issue was cut into, given what was on record of it."""

    issue: Issue
    records: tuple[Record, ...]
    entries: tuple[Entry, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class Archive:
    """Every issue, the entries they are cut into (drafts aside), and the ledger, if there is one."""

    folder: IssueFolder
    entries: tuple[Entry, ...]
    ledger: Ledger | None
    split_issues: Mapping[str, SplitIssue]


def load_archive(settings: Settings, *, drafts: bool = False, previous: Archive | None = None) -> Archive:
    """Read the issues and the ledger; raises LedgerError where the ledger cannot be trusted.

    What did not change since it was read `before`, with the same settings, is neither read nor cut again.
    """
    ledger = load_ledger(settings.archive, settings.newsletter)
    return _split(
        settings, ledger, drafts=drafts, previous=previous or _read_at_once(settings, ledger, drafts=drafts)
    )


def check_archive(settings: Settings, now: datetime) -> tuple[Archive, tuple[Problem, ...], Plan | None]:
    """Find everything that is wrong with the archive and its ledger, and what `publish` would do.

    Where the ledger cannot be trusted the archive is read as if there were none, and there is no plan.
    """
    try:
        archive = load_archive(settings)
    except LedgerError as error:
        archive = _split(settings, None)
        return archive, (*error.problems, *settings.newsletter.warnings, *archive.folder.problems), None
    own = (*settings.newsletter.warnings, *archive.folder.problems)
    problems = (*own, *misdated(archive.folder.issues, now))
    if archive.ledger:
        zone = settings.newsletter.timezone
        # An issue that was dated anew says so once, not once for each of its entries.
        problems += tuple(
            dict.fromkeys(
                check_consistency(archive.entries, archive.ledger, archive.folder.broken, zone, now)
            )
        )
    before = archive.ledger or Ledger({})
    return (
        archive,
        problems,
        plan_publication(archive.entries, archive.ledger, before, _to_the_second(now, settings)),
    )


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
        archive = _split(settings, target if ledger else None)
        faults = (*archive.folder.errors, *misdated(archive.folder.issues, now))
        if faults:
            raise RefusalError(*faults)
        planned = plan_publication(archive.entries, ledger, target, _to_the_second(now, settings), minor)
        if planned.blockers:
            raise RefusalError(*planned.blockers)
        moved = [change.record.ref for change in planned.changes if change.kind is ChangeKind.MINOR]
        for name in minor:
            if not any(ref_matches(name, place) for place in moved):
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

    def read(number: int) -> tuple[Mapping[str, ParsedFile], Mapping[str, SplitIssue]]:
        begin = 6 * number + (number > 0)  # of 13: the first process has nothing to hand over, so it reads 7
        archive = _split(settings, ledger, drafts=drafts, share=(begin, 6 * number + 7, 6 * shares + 1))
        # the records are here already
        return archive.folder.files, {p: replace(cut, records=()) for p, cut in archive.split_issues.items()}

    readings: dict[str, ParsedFile] = {}
    cuts: dict[str, SplitIssue] = {}
    for some_readings, some_cuts in fork_slices(read, shares):
        readings |= some_readings
        for path, cut in some_cuts.items():
            cuts[path] = replace(cut, records=_records_of(cut.issue, ledger))
    return Archive(IssueFolder((), (), readings), (), ledger, cuts)


def _split(
    settings: Settings,
    ledger: Ledger | None,
    *,
    drafts: bool = False,
    previous: Archive | None = None,
    share: Slice = (0, 1, 1),
) -> Archive:
    readings = previous.folder.files if previous else {}
    library = load_folder(settings.archive, settings.newsletter, readings, share)
    library = _without_copies(library, ledger)
    entries: list[Entry] = []
    problems: list[Problem] = []
    cuts: dict[str, SplitIssue] = {}
    for issue in library.issues:
        if issue.draft and not drafts:
            continue
        records = _records_of(issue, ledger)
        known = previous.split_issues.get(issue.path) if previous else None
        if known is None or known.issue is not issue or known.records != records:
            known = _split_issue(issue, settings, ledger, records)
        cuts[issue.path] = known
        entries += known.entries
        problems += known.problems
    library = replace(library, problems=(*library.problems, *problems))
    return Archive(library, tuple(entries), ledger, cuts)


def _without_copies(library: IssueFolder, ledger: Ledger | None) -> IssueFolder:
    """Make an error of each copy of an issue, unless it is on record: what has an id keeps it."""
    copies = {problem.path: problem for problem in find_copies(library.files, library.issues)}
    for issue in library.issues:
        if issue.path in copies and _records_of(issue, ledger):
            del copies[issue.path]
    if not copies:
        return library
    issues = tuple(issue for issue in library.issues if issue.path not in copies)
    problems = [problem for problem in library.problems if problem.path not in copies]
    return replace(library, issues=issues, problems=tuple(sorted([*problems, *copies.values()])))


def _split_issue(
    issue: Issue, settings: Settings, ledger: Ledger | None, records: tuple[Record, ...]
) -> SplitIssue:
    try:
        entries = split_issue(issue, settings.newsletter, ledger.ordinals if ledger else by_position)
    except IssueError as error:
        return SplitIssue(issue, records, (), error.problems)
    return SplitIssue(issue, records, entries, ())


def _records_of(issue: Issue, ledger: Ledger | None) -> tuple[Record, ...]:
    return ledger.of_issue(issue.edition, issue.key) if ledger else ()
