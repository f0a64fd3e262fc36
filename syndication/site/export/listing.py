"""The listing of an export: what was written, with its hash and what it was made of."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

MARKER = ".syndication-export"  # its file; it marks a folder as an export, which the next one may change
_FOREIGN = {"CNAME", "LICENSE", "README.md", "lost+found", "netlify.toml", "wrangler.toml"}
_FOREIGN_STARTS = (".", "_")  # .git, .well-known, _headers
_VERSION = "syndication-export 2"


class Line(NamedTuple):
    """One document as it was written; without inputs it may be missing, old, or half removed."""

    inputs: str = ""
    etag: str = ""
    stamp: str = ""  # the sizes of its files, and when they were written


@dataclass(frozen=True, slots=True)
class Listing:
    """Every document of an export by its path; `inputs` are those of the whole site once all is written."""

    inputs: str
    lines: Mapping[str, Line]

    def text(self) -> str:
        """Return the content of the listing's file."""
        return "".join(self._rows())

    def _rows(self) -> Iterator[str]:
        yield f"{_VERSION} {self.inputs}\n"
        for path, line in self.lines.items():
            yield f"{path}\t{line.inputs}\t{line.etag}\t{line.stamp}\n"

    @classmethod
    def parse(cls, text: str) -> "Listing | None":
        """Return the listing in a file; None if it is of another version, or not whole."""
        head, *rows = text.split("\n")
        if not head.startswith(f"{_VERSION} ") or rows[-1:] != [""]:
            return None
        lines: dict[str, Line] = {}
        try:
            for path, *line in (row.split("\t") for row in rows[:-1]):
                lines[path] = Line(*line)
        except TypeError:  # too few or too many fields
            return None
        return cls(head.removeprefix(f"{_VERSION} "), lines) if all(map(_is_inside, lines)) else None


def _is_inside(path: str) -> bool:
    """Return whether a path stays in the export: a listing may be anybody's."""
    return path.startswith("/") and "/../" not in f"{path}/"


def file_of(path: str) -> str:
    """Return the name of a document's file, below the target: that of `/x/` is `/x/index.html`."""
    return f"{path}index.html" if path.endswith("/") else path


def path_of(file: str) -> str:
    """Return the path of the document in a file, which is named as `file_of` does."""
    return file.removesuffix("index.html") if file.endswith("/index.html") else file


def is_foreign(name: str) -> bool:
    """Return whether a file or folder at the top of a target may be there before the first export.

    It belongs to the host or to version control, and has no address of ours.
    """
    return name in _FOREIGN or name.startswith(_FOREIGN_STARTS)
