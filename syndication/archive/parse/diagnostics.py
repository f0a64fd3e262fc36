"""The errors and warnings of one file, collected while it is parsed."""

from collections.abc import Callable

from syndication.model.errors import IssueError, Problem

Warn = Callable[[int, str], None]


class Diagnostics:
    """The errors and warnings of one file, so that editors see them all at once."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.errors: list[Problem] = []
        self.warnings: list[Problem] = []

    def warn(self, line: int, message: str) -> None:
        """Report something that an editor should look at; the file is parsed all the same."""
        self.warnings.append(Problem(path=self.path, line=line, message=message, severity="warning"))

    def error(self, line: int, message: str) -> None:
        """Report an error, because of which the file is no issue."""
        self.errors.append(Problem(path=self.path, line=line, message=message))

    def exception(self) -> IssueError:
        """Return one exception with all errors."""
        return IssueError(*self.errors)
