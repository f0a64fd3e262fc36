"""What the editors of one file should hear, gathered while it is read."""

from collections.abc import Callable

from syndication.model.errors import IssueError, Problem

Warn = Callable[[int, str], None]


class Diagnostics:
    """Gathers the faults and the warnings of one file, so that they are told together."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def warn(self, line: int, message: str) -> None:
        """Note what an editor should look at; the file is read all the same."""
        self.warnings.append(Problem(path=self.path, line=line, message=message, severity="warning"))

    def error(self, line: int, message: str) -> None:
        """Note what loses the file."""
        self.errors.append(Problem(path=self.path, line=line, message=message))

    def exception(self) -> IssueError:
        """Make one error of all faults."""
        return IssueError(*self.errors)
