"""Publish: decide what the ledger is to record of the archive, and write it."""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from syndication.archive.ledger import ONE_SECOND, Ledger, ledger_lock, load_ledger, write_ledger
from syndication.archive.load import Archive, split_archive
from syndication.archive.neighbours import last_published, touch_neighbours
from syndication.archive.plan import Change, ChangeKind, Plan
from syndication.archive.reconcile import issue_name, misdated, missing_entries, record_problem
from syndication.archive.record import Record
from syndication.model import Entry, EntryRef
from syndication.model.errors import Problem, RefusalError, SettingsError
from syndication.model.ids import SUFFIXES, issue_of_file
from syndication.settings import Settings

_APPEARANCES = (ChangeKind.NEW, ChangeKind.BACK, ChangeKind.WITHDRAWN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run of `publish`: its times, and what its command line names."""

    now: datetime  # in the newsletter's zone, without fractions
    recorded: datetime  # for every line it writes
    names: tuple[str, ...] = ()  # of issues to publish alone
    minor: tuple[str, ...] = ()  # of changes that leave `updated` where it is; their issues alone, too
    withdrawn: tuple[str, ...] = ()

    def issues(self, archive: Archive) -> set[str] | None:
        """Return the names of the issues to publish; None for all. Raises SettingsError if one is unknown."""
        if not self.names and not self.minor and not self.withdrawn:
            return None
        records = archive.ledger.records.values() if archive.ledger else ()
        refs = [*(entry.ref for entry in archive.entries), *(record.ref for record in records)]
        broken = [issue_of_file(path) for path in archive.folder.broken]
        issues: set[str] = set()
        for name in (*self.names, *self.minor, *self.withdrawn):
            matches = {issue_name(ref) for ref in refs if ref_matches(name, ref)}
            matches |= {issue for issue in broken if name in (issue, issue.rpartition("/")[2])}
            if not matches and name in self.names:
                expected = "expected an issue that is no draft, such as en/2024-01-12"
                raise SettingsError(f"no issue is named {name!r}; {expected}")
            issues |= matches
        return issues


def publish(
    settings: Settings,
    now: datetime,
    *,
    names: Sequence[str] = (),
    minor: Sequence[str] = (),
    withdrawn: Sequence[str] = (),
    dry_run: bool = False,
    on_wait: Callable[[], None] = lambda: None,
) -> Plan:
    """Record in the ledger the entries that are new, changed, back or withdrawn; return what was done.

    `names` are the only issues to publish, `minor` those of changes that leave `updated` where it is; with
    either of them nothing else is published, and faults of other files do not matter.
    Raises LedgerError if the ledger is invalid, RefusalError if a file is broken, a time in one cannot be
    right or a recorded entry is missing, SettingsError if a name is unknown, OSError if the disk is full. In
    each case the ledger stays as it was. Concurrent runs take turns; one that has to wait calls `on_wait`.
    """
    with nullcontext() if dry_run else ledger_lock(settings.archive, on_wait):
        ledger = load_ledger(settings.archive, settings.newsletter)
        run = start_run(settings, now, ledger)
        run = replace(run, names=tuple(names), minor=tuple(minor), withdrawn=tuple(withdrawn))
        gone = withdraw(ledger or Ledger({}), run)
        target = ledger and replace(ledger, records={**ledger.records, **gone})
        archive = split_archive(settings, target)
        plan = plan_publication(archive, run, gone)
        if plan.blockers:
            raise RefusalError(
                *plan.blockers, ready=() if names or minor or withdrawn else _ready(plan, archive)
            )
        moved = [change.record.ref for change in plan.changes if change.kind is ChangeKind.MINOR]
        for name in minor:
            if not any(ref_matches(name, ref) for ref in moved):
                raise SettingsError(
                    f"nothing that changed is named {name!r}; expected a name such as en/2024-01-12"
                )
        if not dry_run and plan.ledger.records != (ledger.records if ledger else {}):
            write_ledger(settings.archive, settings.newsletter, plan.ledger)
    return plan


def start_run(settings: Settings, now: datetime, ledger: Ledger | None) -> Run:
    """Return a run of `publish` that names nothing."""
    now = now.astimezone(settings.newsletter.timezone).replace(microsecond=0)
    return Run(now=now, recorded=(ledger or Ledger({})).time_to_record(now))


def withdraw(ledger: Ledger, run: Run) -> dict[str, Record]:
    """Return the records that a run withdraws: of a file (`en/2024-01-12`) or of an entry (`en/questions/…`).

    An entry that was seen is withdrawn later than it was updated, whatever the clock shows.
    Raises SettingsError if a name matches no record, or only withdrawn ones.
    """
    gone: dict[str, Record] = {}
    for name in run.withdrawn:
        named = [
            record for record in ledger.records.values() if "/" in name and ref_matches(name, record.ref)
        ]
        standing = [record for record in named if not record.withdrawn]
        if not standing:
            fault = f"{name} is withdrawn already" if named else f"nothing on record is named {name!r}"
            raise SettingsError(f"{fault}; expected a name such as en/2024-01-12 or en/questions/2024-01-12")
        seen = [record.updated + ONE_SECOND for record in standing if record.published <= run.now]
        time = max([run.now, *seen])
        gone |= {one.id: replace(one, withdrawn=time, recorded=run.recorded) for one in standing}
    return gone


def ref_matches(name: str, ref: EntryRef) -> bool:
    """Return whether a name is an issue's key, its file (`en/KEY`) or the entry (`en/questions/KEY`)."""
    return name in (ref.issue, issue_name(ref), str(ref))


def plan_publication(archive: Archive, run: Run, withdrawn: Container[str] = ()) -> Plan:
    """Return what a run makes of an archive; `withdrawn` are the ids of the records that it withdraws."""
    before = archive.ledger.records if archive.ledger else {}
    issues = run.issues(archive)
    newest = last_published(record for record in before.values() if record.published <= run.now)
    changes: list[Change] = [
        Change(ChangeKind.WITHDRAWN, record, None) for record in before.values() if record.id in withdrawn
    ]
    for entry in archive.entries:
        if issues is None or issue_name(entry.ref) in issues:
            change = decide(before.get(entry.id), entry, newest.get((entry.language, entry.section)), run)
            changes += [change] if change else []
    records = {**before, **{change.record.id: change.record for change in changes}}
    appearing = [change.record for change in changes if _appears(change, before, run)]
    records |= touch_neighbours(records, appearing, run.now, run.recorded)
    order = {entry.id: position for position, entry in enumerate(archive.entries)}
    ordered = dict(sorted(records.items(), key=lambda item: order.get(item[0], len(order))))
    names = {issue_name(change.record.ref) for change in changes}
    return Plan(
        ledger=Ledger(ordered).with_recorded(run.now),
        changes=tuple(changes),
        blockers=tuple(_blockers(archive, run, issues, withdrawn)),
        warnings=tuple(one for one in archive.folder.warnings if issue_of_file(one.path) in names),
    )


def decide(record: Record | None, entry: Entry, newest: datetime | None, run: Run) -> Change | None:
    """Return how an entry is recorded anew, if it is; `newest` is when the last of its feed was published."""
    backfilled = newest is not None and newest > entry.published
    new = Record(
        id=entry.id,
        ref=entry.ref,
        published=entry.published,
        updated=max(run.now, entry.published) if backfilled else entry.published,
        recorded=run.recorded,
        fingerprint=entry.fingerprint,
    )
    minor = any(ref_matches(name, entry.ref) for name in run.minor)
    kind = ChangeKind.MINOR if minor else ChangeKind.CHANGED
    match record:
        case None:
            return Change(ChangeKind.NEW, new, entry.title)
        case Record(published=published) if published > run.now:  # nobody has seen it yet
            same = replace(new, recorded=record.recorded) == record
            kind = ChangeKind.BACK if record.withdrawn else kind
            return None if same else Change(kind, new, entry.title)
        case Record(withdrawn=datetime() as withdrawn):
            kind = ChangeKind.BACK
            updated = _correction_time(entry, max(record.updated, withdrawn), run.now)
        case Record(fingerprint=entry.fingerprint):
            return None
        case _:
            updated = record.updated if minor else _correction_time(entry, record.updated, run.now)
    return Change(kind, replace(new, published=record.published, updated=updated), entry.title)


def _correction_time(entry: Entry, updated: datetime, now: datetime) -> datetime:
    """Return the time of a correction: that of the front matter if it is newer, else now; always later."""
    if entry.revised and entry.revised > updated:
        return entry.revised
    return max(now, updated + ONE_SECOND)


def _blockers(
    archive: Archive, run: Run, issues: set[str] | None, withdrawn: Container[str]
) -> Iterator[Problem]:
    """Yield the faults that forbid to publish; with names, those of files that are not named do not."""
    for problem in (*archive.folder.errors, *misdated(archive.folder.issues, run.now)):
        if issues is None or not problem.path.endswith(SUFFIXES) or issue_of_file(problem.path) in issues:
            yield problem
    missing = (
        problem
        for record, problem in missing_entries(archive)
        if issues is None or issue_name(record.ref) in issues
    )
    yield from dict.fromkeys(missing)
    current = {entry.id for entry in archive.entries}
    for record in archive.ledger.records.values() if archive.ledger else ():
        if record.id in withdrawn and record.id in current:
            yield record_problem(
                record,
                f"{record.ref} is still in the archive; expected its text to be removed first",
            )


def _ready(plan: Plan, archive: Archive) -> tuple[str, ...]:
    """Return the names of the issues that could be published while other files are at fault."""
    faulty = {issue_of_file(problem.path) for problem in plan.blockers}
    faulty |= {issue_name(record.ref) for record, _ in missing_entries(archive)}
    names = dict.fromkeys(issue_name(change.record.ref) for change in plan.changes)
    return tuple(name for name in names if name not in faulty)


def _appears(change: Change, before: Mapping[str, Record], run: Run) -> bool:
    """Return whether a change makes an entry come or go in feeds that are public now."""
    if change.record.published > run.now:
        return False
    return change.kind in _APPEARANCES or before[change.record.id].published > run.now
