"""The bytes of a file to its lines: numbered as editors' programs do, with nothing that XML cannot carry."""

from typing import NamedTuple

from syndication.parse.report import Report
from syndication.typography import FORBIDDEN, INVISIBLE, fold

LARGEST = 1024 * 1024  # bytes: a newsletter of a megabyte is not a newsletter
_UNSEEN = str.maketrans("", "", INVISIBLE)


class Line(NamedTuple):
    """A paragraph of the text, the line of the file it stands on, and what is compared of it."""

    number: int
    text: str
    folded: str


def split_lines(raw: bytes, report: Report) -> list[str]:
    """Decode a file and split it; raises IssueError where it is no text, or too much of it."""
    if len(raw) > LARGEST:
        report.fault(1, f"larger than {LARGEST} bytes; expected the text of one issue")
        raise report.error()
    try:
        # Lone surrogates are let in, to be replaced below with their line like other stray characters.
        content = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        line = len(_split(raw[: error.start].decode("utf-8", "surrogatepass")))
        report.fault(line, f"byte 0x{raw[error.start]:02x} is not UTF-8; expected a text in UTF-8")
        raise report.error() from error
    texts = _split(content.removeprefix("\ufeff"))
    if not _is_plain(content) and FORBIDDEN.search(content):
        texts = [_cleaned(text, number, report) for number, text in enumerate(texts, 1)]
    return texts


def number_lines(texts: list[str], start: int, longest: int) -> list[Line]:
    """Give the lines from `start` on that have something to see on them.

    A line of more than `longest` characters is compared with nothing: it is kept as it is.
    """
    return [
        Line(number, shown, fold(shown) if len(shown) <= longest else shown)
        for number, text in enumerate(texts[start:], start + 1)
        if (shown := text.strip()) and is_seen(shown)
    ]


def is_seen(text: str) -> bool:
    """Tell whether there is anything to see on a line."""
    first = text[:1]
    return (first > " " and first.isprintable()) or bool(text.translate(_UNSEEN).strip())


def _is_plain(content: str) -> bool:
    """Tell at a tenth of the cost of a search whether a text is nothing but usual characters."""
    for space in "\n\r\t\xa0\u3000":
        content = content.replace(space, "")
    return content.isprintable()


def _split(content: str) -> list[str]:
    return content.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _cleaned(text: str, number: int, report: Report) -> str:
    if found := FORBIDDEN.search(text):
        shown = f"U+{ord(found[0]):04X}"
        report.warn(number, f"character {shown} is replaced by U+FFFD; expected text without it")
    return FORBIDDEN.sub("\ufffd", text)
