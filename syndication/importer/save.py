"""Save imported issues in the archive: an existing one is replaced only on request, and never lost."""

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from difflib import unified_diff
from enum import StrEnum
from pathlib import Path

from syndication.archive.folder import is_own_folder, issues_lock
from syndication.archive.parse import MAX_FILE_BYTES
from syndication.importer.convert import ConvertedIssue
from syndication.model.errors import ImportFailed, Problem
from syndication.system.files import RefusedFileError, read_file, replace_file

_SUFFIXES = (".txt", ".md")


class Outcome(StrEnum):
    """The ways in which an import changes the file of an issue."""

    NEW = "new"
    UNCHANGED = "unchanged"  # the file has this text already
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Change:
    """The outcome of saving an issue, and the difference that it makes to an existing one."""

    outcome: Outcome
    diff: str = ""
    old: tuple[Path, ...] = ()  # files of the issue


@dataclass(slots=True, kw_only=True)
class Saver:
    """One run of the import into an archive."""

    archive: Path
    replace: bool = False
    dry_run: bool = False
    seen: dict[Path, ConvertedIssue] = field(default_factory=dict)  # issues of this run

    def lock(self, waiting: Callable[[], None]) -> AbstractContextManager[None]:
        """Return the lock that every import holds while it plans and writes."""
        return nullcontext() if self.dry_run else issues_lock(self.archive, waiting)

    def plan(self, issue: ConvertedIssue) -> Change:
        """Return what saving an issue would do; raises ImportFailed if it must not or cannot be saved."""
        stem = (self.archive / issue.path).with_suffix("")
        before = self.seen.setdefault(stem, issue)
        if before.text != issue.text:
            message = f"{issue.path} was imported from {before.source}; expected another key (--key)"
            raise _failure(issue.source, message)
        try:
            return self._compare(issue, stem)
        except OSError as error:
            message = f"{issue.path} cannot be read ({error.strerror}); expected an issue, or nothing"
            raise _failure(issue.source, message) from error

    def save(self, issue: ConvertedIssue, change: Change) -> None:
        """Write an issue as planned; raises ImportFailed, and then the old file stays."""
        if self.dry_run or change.outcome is Outcome.UNCHANGED:
            return
        file = self.archive / issue.path
        try:
            file.parent.mkdir(exist_ok=True)
            if not is_own_folder(file.parent, self.archive):
                raise RefusedFileError("its folder is a link that leads elsewhere")
            replace_file(file, issue.text)
            for old in change.old:  # last: an issue in two files is an error that loses nothing
                if old != file:
                    old.unlink()
        except OSError as error:
            message = f"{issue.path} cannot be written ({error.strerror}); expected a folder of issues"
            raise _failure(issue.source, message) from error

    def _compare(self, issue: ConvertedIssue, stem: Path) -> Change:
        files = [stem.with_suffix(suffix) for suffix in _SUFFIXES]
        old = tuple(file for file in files if os.path.lexists(file))
        if not old:
            return Change(Outcome.NEW)
        texts = [read_file(file, MAX_FILE_BYTES, file.parent).decode("utf-8", "replace") for file in old]
        if old == (self.archive / issue.path,) and texts == [issue.text]:
            return Change(Outcome.UNCHANGED)
        if not self.replace:
            names = " and ".join(f"{issue.issue.edition}/{file.name}" for file in old)
            message = f"{names} exists and differs; expected --replace, or another key (--key)"
            raise _failure(issue.source, message)
        before = [line for text in texts for line in text.splitlines(keepends=True)]
        diff = unified_diff(before, issue.text.splitlines(keepends=True), old[0].name, Path(issue.path).name)
        return Change(Outcome.REPLACED, "".join(diff), old)


def _failure(source: str, message: str) -> ImportFailed:
    return ImportFailed(Problem(path=source, line=1, message=message))
