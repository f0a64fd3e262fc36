"""The interface of a place that an export writes to."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from typing import Protocol

from syndication.site.document import Document
from syndication.site.export.listing import Line, Listing


class Target(Protocol):
    """A place for documents. Every method raises OSError if it cannot be read or written."""

    def locked(self, waiting: Callable[[str], None]) -> AbstractContextManager[None]:
        """Let one export work at a time; the others call `waiting` with what else is to be said, and wait."""

    def load(self) -> Listing:
        """Return what earlier exports wrote; raises SettingsError if something else is there."""

    def save(self, listing: Listing) -> None:
        """Replace the listing at once."""

    def confirm(self, lines: Mapping[str, Line]) -> dict[str, Line]:
        """Return the lines of what is still as it was written, and of all else no inputs.

        A line without inputs has a stamp if there is something at its path.
        """

    def expect_free(self, paths: Iterable[str]) -> None:
        """Raise SettingsError if there is anything at one of these paths."""

    def etag(self, document: Document) -> str:
        """Return a short form of everything that is written for a document."""

    def holds(self, path: str, document: Document) -> str | None:
        """Return the stamp of a document if the target has all of it at this path."""

    def clean(self, paths: Iterable[str]) -> None:
        """Remove what a killed export may have left beside some documents."""

    def write(self, items: Iterable[tuple[str, Document]]) -> Iterator[str]:
        """Write documents at their paths, and yield the stamp of each."""

    def remove(self, paths: Iterable[str]) -> None:
        """Remove documents, which may be gone already."""
