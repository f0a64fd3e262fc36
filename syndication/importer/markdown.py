"""Write a line of text as CommonMark that reads back as the same text, with its links and emphasis."""

import re
import unicodedata

_MARKS = re.compile(r"([\\`*\[\]<~])|(?<![^\W_])(_)|(_)(?![^\W_])|(&)(?=#?\w+;)")
# Characters that mean something at the beginning of a line only: headings, quotations, lists, rules.
_AT_START = re.compile(r"(?=[#>+=-])|(\d{1,9})(?=[.)](?:\s|\Z))")
_ENTITY = re.compile(r"&(?=#?\w+;)")
_IN_ADDRESS = re.compile(r"[()\\*_~\[\]`]")


def escape(text: str) -> str:
    """Return a text inside a line with the marks of CommonMark escaped."""
    return _MARKS.sub(r"\\\g<0>", text)


def escape_start(line: str) -> str:
    """Return a whole line that opens no heading, list or quotation; it is escaped otherwise."""
    return _AT_START.sub(r"\1\\", line, count=1) if _AT_START.match(line) else line


def link(label: str, address: str) -> str:
    """Return a link whose label is CommonMark already."""
    return f"[{label}]({_destination(address)})"


def image(alt: str, address: str) -> str:
    """Return an image with its alternative text."""
    return f"![{escape(alt)}]({_destination(address)})"


def emphasize(label: str, mark: str, before: str, after: str) -> str:
    """Return a text between marks of emphasis, or as it is where the marks would not read as such.

    CommonMark opens no emphasis between a letter and a punctuation mark, which Chinese often has there.
    """
    if not label or label[0].isspace() or label[-1].isspace() or before == "*" or after == "*":
        return label
    if _is_mark(label[0]) and not _is_edge(before):
        return label
    if _is_mark(label[-1]) and not _is_edge(after):
        return label
    return f"{mark}{label}{mark}"


def _destination(address: str) -> str:
    """Return an address as a link's destination; its own marks are escaped by the percent sign."""
    return _IN_ADDRESS.sub(lambda mark: f"%{ord(mark[0]):02X}", _ENTITY.sub("&amp;", address))


def _is_edge(neighbour: str) -> bool:
    return not neighbour or neighbour.isspace() or _is_mark(neighbour)


def _is_mark(character: str) -> bool:
    """Return whether CommonMark takes a character as punctuation (spec 0.31: P and S)."""
    return unicodedata.category(character)[0] in "PS"
