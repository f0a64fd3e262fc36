"""One tree of errors, and the problems that editors are told about."""

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
        """Give what `--format json` and `/healthz` print."""
        return asdict(self)


class SyndicationError(Exception):
    """The root of everything that we raise on purpose."""


class SettingsError(SyndicationError):
    """The command line, the environment or newsletter.toml is at fault (exit status 2)."""


class QueryError(SyndicationError):
    """An address asks for what does not exist; `problems` says why, all of it."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class ArchiveError(SyndicationError):
    """The archive is at fault (exit status 1); `problems` says why, all of it."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class IssueError(ArchiveError):
    """One file cannot be read as an issue."""


class LedgerError(ArchiveError):
    """The ledger cannot be trusted."""


class RefusalError(ArchiveError):
    """`publish` writes nothing; `ready` names the issues that it could publish alone."""

    def __init__(self, *problems: Problem, ready: tuple[str, ...] = ()) -> None:
        super().__init__(*problems)
        self.ready = ready


def nearest(word: str, known: list[str]) -> str:
    """Say what was probably meant, or else everything that would do."""
    close = get_close_matches(word, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"expected one of {', '.join(known)}"
