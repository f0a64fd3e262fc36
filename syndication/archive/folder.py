"""The folder of the archive: find the files, parse each one, and report all broken files together."""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from syndication.archive.parse import MAX_FILE_BYTES, parse_issue
from syndication.model import Issue, Newsletter
from syndication.model.errors import IssueError, Problem, nearest
from syndication.model.ids import SUFFIXES, issue_of_file
from syndication.system.files import RefusedFileError, is_below, locked, read_file

_OURS = ("newsletter.toml", "ledger.jsonl")
_LOCK = ".issues.lock"
_README = "README.md"  # describes the folder to those who browse it
_IGNORED = (".", "_", "~$")  # "~$" and ".#": open in Word, in Emacs
_SYSTEM_FOLDERS = {"lost+found", "@eaDir", "#recycle"}  # of ext4, of Synology
_NOTHING: Mapping[str, "ParsedFile"] = MappingProxyType({})

# One of equal shares of the files: its number, and how many there are.
Slice = tuple[int, int]

# Times of modification and change, size and inode: a file with the same stamp has not changed.
_Stamp = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """The issue of a file as it was at this stamp, or None, and the problems of the file."""

    stamp: _Stamp
    issue: Issue | None
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class IssueFolder:
    """Every valid issue of the archive, and all problems of its files."""

    issues: tuple[Issue, ...]
    problems: tuple[Problem, ...]
    files: Mapping[str, ParsedFile] = field(default_factory=dict, repr=False)

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems because of which a file is no issue."""
        return tuple(problem for problem in self.problems if problem.severity == "error")

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """The problems that break nothing."""
        return tuple(problem for problem in self.problems if problem.severity == "warning")

    @property
    def broken(self) -> tuple[str, ...]:
        """The paths of the files that are no issue, once each."""
        return tuple(dict.fromkeys(problem.path for problem in self.errors))


def load_folder(
    archive: Path,
    newsletter: Newsletter,
    previous: Mapping[str, ParsedFile] = _NOTHING,
    part: Slice = (0, 1),
) -> IssueFolder:
    """Read the archive, or a part of it; a broken file is reported and affects nothing else.

    Files that have not changed since the `previous` reading, with the same newsletter, are not read again.
    """
    problems: list[Problem] = []
    readings: dict[str, ParsedFile] = {}
    number, parts = part
    files = dict(_files(archive, newsletter, problems))
    for position, (path, file) in enumerate(files.items()):
        if position % parts != number:
            continue
        parsed = previous.get(path)
        stamp = _stamp(file)
        readings[path] = (
            parsed if parsed and parsed.stamp == stamp else _read(path, file, stamp, archive, newsletter)
        )
    twins = set(_twins(files))
    issues = tuple(one.issue for path, one in readings.items() if one.issue and path not in twins)
    for path in twins & readings.keys():
        both = " or ".join(f"{issue_of_file(path)}{suffix}" for suffix in SUFFIXES)
        problems.append(Problem(path=path, line=1, message=f"the issue has two files; expected {both}"))
    for reading in readings.values():
        problems += reading.problems
    return IssueFolder(issues, tuple(sorted(problems)), readings)


def count_files(archive: Path, newsletter: Newsletter) -> int:
    """Return the number of issue files, broken ones included."""
    return sum(1 for _ in _files(archive, newsletter, []))


def stamp_archive(archive: Path, newsletter: Newsletter) -> int:
    """Return a number that changes with every file of the archive; only their stamps are read."""
    archive = archive.absolute()  # the same number however the folder is named
    own = (f"{archive}/{name}" for name in (*_OURS, newsletter.publisher.icon) if name)
    issues = (file for _, file in _files(archive, newsletter, []))
    return hash(tuple((file, _stamp(file)) for file in (*own, *issues)))


def _twins(paths: Iterable[str]) -> Iterator[str]:
    """Yield the files of each issue that has two."""
    files: dict[str, list[str]] = {}
    for path in paths:
        files.setdefault(issue_of_file(path), []).append(path)
    return (path for several in files.values() if len(several) > 1 for path in several)


def _stamp(file: str) -> _Stamp:
    try:
        status = os.stat(file)  # noqa: PTH116 (a path that is no text has no Path)
    except OSError:
        return 0, 0, 0, 0
    return status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino


def _read(path: str, file: str, stamp: _Stamp, archive: Path, newsletter: Newsletter) -> ParsedFile:
    try:
        issue, warnings = _load_issue(path, file, archive, newsletter)
    except IssueError as error:
        return ParsedFile(stamp, None, error.problems)
    return ParsedFile(stamp, issue, tuple(warnings))


def _load_issue(path: str, file: str, archive: Path, newsletter: Newsletter) -> tuple[Issue, list[Problem]]:
    tag = path.partition("/")[0]
    if tag not in newsletter.editions:
        hint = nearest(tag, list(newsletter.editions))
        raise IssueError(
            Problem(path=path, line=1, message=f"newsletter.toml has no edition {tag!r}; {hint}")
        )
    try:
        raw = read_file(file, MAX_FILE_BYTES, archive, os.path.dirname(file))  # noqa: PTH120 (a path may be no text)
    except OSError as error:
        message = f"cannot be read ({error.strerror}); expected the text of an issue"
        raise IssueError(Problem(path=path, line=1, message=message)) from error
    return parse_issue(raw, path=path, edition=newsletter.editions[tag], newsletter=newsletter)


def _files(archive: Path, newsletter: Newsletter, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Yield the issue files of the archive in a stable order; warn of other files."""

    def warn(path: str, message: str) -> None:
        problems.append(Problem(path=path, line=1, message=message, severity="warning"))

    def listing(folder: Path | str, path: str) -> list[os.DirEntry[str]]:
        try:
            if not is_own_folder(folder, archive):
                raise RefusedFileError("a link that leads elsewhere")
            entries = [entry for entry in os.scandir(folder) if not _is_ignored(entry.name)]
        except OSError as error:
            message = f"cannot be read ({error.strerror}); expected a folder of issues"
            problems.append(Problem(path=path, line=1, message=message))
            return []
        return sorted(entries, key=lambda entry: entry.name)

    own = {*_OURS, _README, newsletter.publisher.icon}
    for folder in listing(archive, archive.as_posix()):
        if not os.path.isdir(folder.path):  # noqa: PTH112 (a path that is no text has no Path)
            if folder.name not in own:
                warn(_printable(folder.name), "skipped; expected issues in the folder of an edition")
            continue
        for file in listing(folder.path, _printable(folder.name)):
            path = f"{_printable(folder.name)}/{_printable(file.name)}"
            if not file.name.endswith(SUFFIXES) or file.name == _README:
                warn(path, f"skipped; expected a file that ends in {' or '.join(SUFFIXES)}")
            else:
                yield path, file.path


def issues_lock(archive: Path, on_wait: Callable[[], None]) -> AbstractContextManager[None]:
    """Return the lock of those who write the files of issues; editors and `publish` need none."""
    return locked(archive / _LOCK, on_wait)


def is_own_folder(folder: Path | str, archive: Path) -> bool:
    """Return whether a folder, through all links, is in the archive or beside it."""
    return is_below(folder, archive, *_folders_beside(archive))


def _is_ignored(name: str) -> bool:
    return name.startswith(_IGNORED) or name in _SYSTEM_FOLDERS


def _folders_beside(archive: Path) -> set[Path]:
    """Return the folders that an edition's folder may also link to: deployments link beside the archive."""
    parents = {archive.absolute().parent, archive.resolve().parent}
    return {parent for parent in parents if parent != Path(parent.anchor)}  # else it could lead anywhere


def _printable(name: str) -> str:
    """Return a file's name as printable text, whatever bytes it has."""
    if name.isascii() and name.isprintable():
        return name
    text = os.fsencode(name).decode("utf-8", "replace")
    return "".join(character if character.isprintable() else "\ufffd" for character in text)
