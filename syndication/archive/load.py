"""Read the archive: every issue, the entries it is split into, and the ledger."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from syndication.archive.copies import find_copies
from syndication.archive.entries import split_issue
from syndication.archive.folder import IssueFolder, ParsedFile, Slice, count_files, load_folder
from syndication.archive.ledger import Ledger, load_ledger
from syndication.archive.recipe1 import upgrade
from syndication.archive.record import Record
from syndication.model import Entry, Issue
from syndication.model.errors import IssueError, Problem
from syndication.settings import Settings
from syndication.system.processes import cores, fork_slices

_FILES_PER_PROCESS = 300  # that are worth another process


@dataclass(frozen=True, slots=True)
class SplitIssue:
    """An issue with its records, and the entries it was split into."""

    issue: Issue
    records: tuple[Record, ...]
    entries: tuple[Entry, ...] = ()
    problems: tuple[Problem, ...] = ()
    upgraded: tuple[Record, ...] = ()  # if they have other fingerprints than `records`


@dataclass(frozen=True, slots=True)
class Archive:
    """Every issue, the entries of those that are no drafts, and the ledger, if there is one."""

    path: Path
    folder: IssueFolder
    entries: tuple[Entry, ...]
    ledger: Ledger | None
    split_issues: Mapping[str, SplitIssue]  # by path
    sections: Sequence[str]  # that newsletter.toml declares


def load_archive(settings: Settings, *, drafts: bool = False, previous: Archive | None = None) -> Archive:
    """Read the issues and the ledger.

    Files and issues that have not changed since the `previous` archive, of the same settings, are reused.
    Raises LedgerError if the ledger is invalid, or missing where the settings require one.
    """
    ledger = load_ledger(settings.archive, settings.newsletter, required=settings.require_ledger)
    previous = previous or _read_in_parallel(settings, ledger, drafts=drafts)
    return split_archive(settings, ledger, drafts=drafts, previous=previous)


def split_archive(
    settings: Settings,
    ledger: Ledger | None,
    *,
    drafts: bool = False,
    previous: Archive | None = None,
    part: Slice = (0, 1),
) -> Archive:
    """Read the issues and split them into entries according to a ledger."""
    folder = load_folder(
        settings.archive, settings.newsletter, previous.folder.files if previous else {}, part
    )
    folder = _without_copies(folder, ledger)
    splits: dict[str, SplitIssue] = {}
    for issue in folder.issues:
        if issue.draft and not drafts:
            continue
        records = _records_of(issue, ledger)
        split = previous.split_issues.get(issue.path) if previous else None
        if split is None or split.issue is not issue or split.records != records:
            split = _split_issue(issue, settings, records)
        splits[issue.path] = split
    if ledger and (upgraded := {one.id: one for split in splits.values() for one in split.upgraded}):
        ledger = replace(ledger, records={**ledger.records, **upgraded})
    problems = (problem for split in splits.values() for problem in split.problems)
    folder = replace(folder, problems=(*folder.problems, *problems))
    return Archive(
        settings.archive,
        folder,
        tuple(entry for split in splits.values() for entry in split.entries),
        ledger,
        splits,
        settings.newsletter.feed_sections,
    )


def _read_in_parallel(settings: Settings, ledger: Ledger | None, *, drafts: bool) -> Archive | None:
    """Read and split a large archive on all cores; None if it is not worth it.

    The result serves as the previous archive of the process that reads the archive as a whole.
    """
    processes = cores()
    if processes == 1 or count_files(settings.archive, settings.newsletter) < _FILES_PER_PROCESS:
        return None

    def read(number: int) -> tuple[Mapping[str, ParsedFile], Mapping[str, SplitIssue]]:
        archive = split_archive(settings, ledger, drafts=drafts, part=(number, processes))
        # Records are not sent from one process to the other: every process has them.
        splits = {path: replace(split, records=()) for path, split in archive.split_issues.items()}
        return archive.folder.files, splits

    files: dict[str, ParsedFile] = {}
    splits: dict[str, SplitIssue] = {}
    for some_files, some_splits in fork_slices(read, processes):
        files |= some_files
        for path, split in some_splits.items():
            splits[path] = replace(split, records=_records_of(split.issue, ledger))
    folder = IssueFolder((), (), files)
    return Archive(settings.archive, folder, (), ledger, splits, settings.newsletter.feed_sections)


def _without_copies(folder: IssueFolder, ledger: Ledger | None) -> IssueFolder:
    """Report each copy of an issue as an error, unless it is recorded: an id that was published stays."""
    copies = {problem.path: problem for problem in find_copies(folder.files, folder.issues)}
    for issue in folder.issues:
        if issue.path in copies and _records_of(issue, ledger):
            del copies[issue.path]
    if not copies:
        return folder
    issues = tuple(issue for issue in folder.issues if issue.path not in copies)
    problems = [problem for problem in folder.problems if problem.path not in copies]
    return replace(folder, issues=issues, problems=tuple(sorted([*problems, *copies.values()])))


def _split_issue(issue: Issue, settings: Settings, records: tuple[Record, ...]) -> SplitIssue:
    try:
        current = upgrade(records, issue, settings.newsletter)
        entries = split_issue(issue, settings.newsletter, current)
    except IssueError as error:
        return SplitIssue(issue, records, problems=error.problems)
    return SplitIssue(issue, records, entries, upgraded=current if current != records else ())


def _records_of(issue: Issue, ledger: Ledger | None) -> tuple[Record, ...]:
    return ledger.of_issue(issue.edition, issue.key) if ledger else ()
