"""Split the bytes of a file into lines: trimmed, in NFC, singly spaced, without what XML cannot hold."""

import re
import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

from syndication.archive.parse.diagnostics import Diagnostics
from syndication.text.typography import FORBIDDEN, comparison_key, trim

MAX_FILE_BYTES = 1024 * 1024  # bytes: a newsletter of a megabyte is not a newsletter
MAX_MARKDOWN_BYTES = 256 * 1024  # bytes: as many brackets that nothing closes take two seconds
_LINE_END = re.compile("\r\n|[\n\r\v\f\x85\u2028\u2029]")  # UAX #14, but for separators of fields
_ENDS = ("\r\n", *"\r\v\f\x85\u2028\u2029")
_SPACES = re.compile(r"[^\S\n]{2,}|\t")  # a run within a line
_RUNS = ("  ", *(space for space in map(chr, range(0x3001)) if space.isspace() and space not in " \n"))
_SAVE = "expected plain text, saved in the encoding UTF-8"
_FORMATS = (
    (re.compile(rb"\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0]"), "UTF-16"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*\{\\rtf"), "RTF"),
    (re.compile(rb"(\xef\xbb\xbf)?\s*<(!doctype|html|head|body|meta|div|p|table)\b", re.IGNORECASE), "HTML"),
    (re.compile(rb"%PDF-"), "PDF"),
    (re.compile(rb"PK\x03\x04"), "a file of a word processor"),
)
# UTF-8 that was read as Windows-1252: an apostrophe, a byte order mark, accented letters, two Han characters.
_AFTERMATH = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE_LEADS = "âïÃäåæçèé"
_MOJIBAKE = re.compile(rf"â€|ï»¿|Ã[¡-¿]|(?:[ä-é][{_AFTERMATH}]{{2}}){{2}}")


class Line(NamedTuple):
    """A paragraph of the text, the number of its line in the file, and its comparison key."""

    number: int
    text: str
    key: str
    level: int = 0  # in Markdown, of a heading
    item: str = ""  # in Markdown, `bullet` or `number` if it begins an item
    bold: int = 0  # in Markdown, how many characters it begins with are bold
    quote: int = 0  # in Markdown, the number of the block quotation that it stands in, if it does


def split_lines(raw: bytes, report: Diagnostics, *, markdown: bool = False) -> list[str]:
    """Return the lines of a file; raises IssueError if it is no UTF-8 text or too long.

    In Markdown the white space of a line matters, and is kept.
    """
    max_bytes = MAX_MARKDOWN_BYTES if markdown else MAX_FILE_BYTES
    if len(raw) > max_bytes:
        report.error(1, f"larger than {max_bytes} bytes; expected the text of one issue")
        raise report.exception()
    if name := next((name for signature, name in _FORMATS if signature.match(raw)), None):
        report.error(1, f"the file is {name}; {_SAVE}")
        raise report.exception()
    try:
        # Lone surrogates are let in, to be replaced below with their line like other stray characters.
        content = raw.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError as error:
        line = len(_LINE_END.split(raw[: error.start].decode("utf-8", "surrogatepass")))
        report.error(line, f"byte 0x{raw[error.start]:02x} is not UTF-8; {_SAVE}")
        raise report.exception() from error
    content = unicodedata.normalize("NFC", content)
    for end in _ENDS:
        content = content.replace(end, "\n")
    # A tenth of the time of a substitution, as is each of these look-ups.
    if not markdown and _has_any(content, _RUNS):
        content = _SPACES.sub(" ", content)
    texts = content.split("\n")
    if "\0" in content:
        line = next(number for number, text in enumerate(texts, 1) if "\0" in text)
        report.error(line, f"NUL characters, as in a damaged file; {_SAVE}")
        raise report.exception()
    if _has_any(content, _MOJIBAKE_LEADS) and (match := _MOJIBAKE.search(content)):
        line = content.count("\n", 0, match.start()) + 1
        message = f"{match[0]!r} looks like UTF-8 that was read as Windows-1252"
        report.warn(line, f"{message}; expected the text copied again from its source")
    if not _is_plain(content) and FORBIDDEN.search(content):
        texts = [_cleaned(text, number, report) for number, text in enumerate(texts, 1)]
    return texts if markdown else [trim(text) for text in texts]


def tidy(text: str) -> str:
    """Return a text as a line of plain text has it."""
    text = FORBIDDEN.sub("\ufffd", _LINE_END.sub(" ", text))
    return trim(_SPACES.sub(" ", unicodedata.normalize("NFC", text)))


def number_lines(texts: list[str], start: int, max_chars: int) -> list[Line]:
    """Return the lines from `start` on that are not empty.

    A line of more than `max_chars` characters can be no heading or phrase, so its key is its text.
    """
    return [
        Line(number, text, comparison_key(text) if len(text) <= max_chars else text)
        for number, text in enumerate(texts[start:], start + 1)
        if text
    ]


def _has_any(content: str, pieces: Iterable[str]) -> bool:
    return any(map(content.__contains__, pieces))


def _is_plain(content: str) -> bool:
    """Return whether a text has only printable characters; this takes a tenth of the time of a search."""
    for space in "\n\xa0\u3000":
        content = content.replace(space, "")
    return content.isprintable()


def _cleaned(text: str, number: int, report: Diagnostics) -> str:
    if match := FORBIDDEN.search(text):
        report.warn(
            number, f"character U+{ord(match[0]):04X} is replaced by U+FFFD; expected text without it"
        )
    return FORBIDDEN.sub("\ufffd", text)
