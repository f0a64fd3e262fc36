"""One tree of errors, and the problems that are reported to editors."""

from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Problem:
    """One thing wrong in one place of the archive; an error loses the file, a warning does not."""

    path: str
    line: int
    message: str
    severity: Literal["error", "warning"] = "error"

    def __str__(self) -> str:
        mark = "" if self.severity == "error" else "warning: "
        return f"{self.path}:{self.line}: {mark}{self.message}"

    def as_json(self) -> dict[str, object]:
        """Return the problem as `--format json` and `/healthz` print it."""
        return asdict(self)


class SyndicationError(Exception):
    """The root of every error that this package raises on purpose."""


class SettingsError(SyndicationError):
    """The command line, the environment or newsletter.toml is at fault (exit status 2)."""


class QueryError(SyndicationError):
    """The query of an address is invalid; `problems` lists every reason."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ArchiveError(SyndicationError):
    """The archive is at fault (exit status 1); `problems` lists every reason."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class IssueError(ArchiveError):
    """One file cannot be read as an issue."""


class ImportFailed(ArchiveError):  # noqa: N818 (ImportError is taken)
    """A foreign file cannot be imported."""


class LedgerError(ArchiveError):
    """The ledger is invalid."""


class RefusalError(ArchiveError):
    """`publish` refuses to write the ledger; `ready` names the issues that it could publish alone."""

    def __init__(self, *problems: Problem, ready: tuple[str, ...] = ()) -> None:
        super().__init__(*problems)
        self.ready = ready


_MAX_NAMES = 20  # in a message


def nearest(word: str, names: list[str]) -> str:
    """Return the end of a message: the name that was probably meant, or else the valid names."""
    close = get_close_matches(word, names, n=1)
    more = [f"{len(names) - _MAX_NAMES} more"] if len(names) > _MAX_NAMES else []
    return (
        f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(names[:_MAX_NAMES] + more)}"
    )
