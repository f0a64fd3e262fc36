"""Convert many foreign files at once, on all cores."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from syndication.importer.convert import ConvertedIssue, convert
from syndication.importer.sources import Source
from syndication.model import Newsletter
from syndication.model.errors import ImportFailed, Problem
from syndication.system.processes import cores, fork_map

_MAX_FILES_PER_SLICE = 25


@dataclass(frozen=True, slots=True)
class Result:
    """The issue in a document, or the errors because of which there is none; calling it returns the issue."""

    issue: ConvertedIssue | None = None
    errors: tuple[Problem, ...] = ()

    def __call__(self) -> ConvertedIssue:
        """Return the issue; raises ImportFailed with the errors."""
        if self.issue is None:
            raise ImportFailed(*self.errors)
        return self.issue


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """The options that hold for all files."""

    newsletter: Newsletter
    edition: str | None = None
    key: str | None = None

    def convert(self, sources: Sequence[Source], progress: Callable[[int], None]) -> list[Result]:
        """Return the issues in all files in order, and the errors of those that have none."""
        size = max(1, min(_MAX_FILES_PER_SLICE, len(sources) // (4 * cores())))
        starts = range(0, len(sources), size)

        def work(number: int) -> tuple[int, list[Result]]:
            some = sources[starts[number] : starts[number] + size]
            return number, [result for source in some for result in self._convert(source)]

        results: dict[int, list[Result]] = {}
        several = fork_map(work, len(starts)) if len(starts) > 1 else map(work, range(len(starts)))
        for number, some in several:
            results[number] = some
            progress(min(size, len(sources) - starts[number]))
        return [result for number in sorted(results) for result in results[number]]

    def _convert(self, source: Source) -> Iterator[Result]:
        """Yield the issues in a file, and its errors; one broken mail of a mailbox affects no other."""
        empty = True
        try:
            for document in source.documents():
                empty = False
                try:
                    yield Result(convert(document, self.newsletter, edition=self.edition, key=self.key))
                except ImportFailed as error:
                    yield Result(errors=error.problems)
        except ImportFailed as error:
            yield Result(errors=error.problems)
        else:
            if empty:
                problem = Problem(path=source.name, line=1, message="no text; expected an issue")
                yield Result(errors=(problem,))
