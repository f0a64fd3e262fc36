"""Find the foreign files that a command line names, and read the documents in them."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from syndication.importer.blocks import SourceDocument
from syndication.importer.read import MAX_FILE_BYTES, read_documents
from syndication.model.errors import ImportFailed, Problem
from syndication.system.files import read_file

_SUFFIXES = (".txt", ".html", ".htm", ".eml", ".docx", ".mbox")
_MAILDIR = ("cur", "new")
_POSTS = "posts.csv"  # of a Substack export: what its pages do not say
_PASSED_OVER = (".", "_", "~$")
ERROR_SUFFIX = ".error.txt"  # of the notes that a watched folder gets


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A foreign file, and what stands about it elsewhere."""

    file: Path
    root: Path  # that links may lead into
    raw: bytes | None = None  # if it was read from a pipe
    sent: datetime | None = None
    title: str | None = None

    @property
    def name(self) -> str:
        """How messages call it."""
        return str(self.file)

    def documents(self) -> Iterator[SourceDocument]:
        """Yield the documents in the file; raises ImportFailed if it cannot be read."""
        try:
            raw = read_file(self.file, MAX_FILE_BYTES, self.root) if self.raw is None else self.raw
        except OSError as error:
            message = f"cannot be read ({error.strerror}); expected a regular file"
            raise ImportFailed(Problem(path=self.name, line=1, message=message)) from error
        for document in read_documents(raw, self.name):
            facts = replace(document, sent=document.sent or self.sent, title=document.title or self.title)
            yield facts


def find_sources(paths: Iterable[Path]) -> Iterator[Source]:
    """Yield the files that are named and those in folders, in a stable order."""
    for path in paths:
        if path.is_dir():
            yield from _in_folder(path, path)
        elif path.name == _POSTS:
            yield from _posts(path)
        else:
            yield Source(file=path, root=Path(path.anchor or "/"))


def _in_folder(folder: Path, root: Path) -> Iterator[Source]:
    try:
        names = sorted(path.name for path in folder.iterdir())
    except OSError:
        yield Source(file=folder, root=root)  # which then cannot be read
        return
    if _POSTS in names:
        yield from _posts(folder / _POSTS)
        return
    is_maildir = all(name in names for name in _MAILDIR)
    for name in names:
        path = folder / name
        if name.startswith(_PASSED_OVER) or (is_maildir and name == "tmp"):
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _in_folder(path, root)
        elif name.endswith(ERROR_SUFFIX):
            continue
        elif name.lower().endswith(_SUFFIXES) or folder.name in _MAILDIR:  # whose files have no suffix
            yield Source(file=path, root=root)


def _posts(table: Path) -> Iterator[Source]:
    """Yield the published pages that a Substack export lists, with the time at which each was published."""
    try:
        text = read_file(table, MAX_FILE_BYTES, table.parent).decode("utf-8-sig")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
    except (OSError, UnicodeDecodeError, csv.Error):
        yield Source(file=table, root=table.parent)  # which then cannot be read
        return
    pages = {page.name: page for page in sorted(table.parent.rglob("*.html"))}
    for row in rows:
        if (row.get("is_published") or "").lower() == "true":
            name = f"{row.get('post_id')}.html"
            yield Source(
                file=pages.get(name, table.parent / Path(name).name),
                root=table.parent,
                sent=_time(row.get("post_date")),
                title=row.get("title"),
            )


def _time(text: str | None) -> datetime | None:
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
