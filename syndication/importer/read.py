"""Read a foreign file, whatever it is: the door of the import."""

import re
from collections.abc import Iterator
from pathlib import PurePath

from syndication.importer.blocks import SourceDocument
from syndication.importer.html import read_html
from syndication.importer.mail import is_mail, is_mbox, read_mail, read_mbox
from syndication.importer.plain import read_plain
from syndication.importer.word import read_word
from syndication.model.errors import ImportFailed, Problem

MAX_FILE_BYTES = 500 * 1024 * 1024  # of a mailbox; each mail, page and text has a smaller limit of its own
_HTML = re.compile(
    rb"\s*(<!--.{0,4000}?-->\s*|<\?xml[^>]{0,200}>\s*)*<(!doctype|html|head|body|meta|title|div|p|table|h[1-6])\b",
    re.IGNORECASE | re.DOTALL,
)
_UNREADABLE = (
    (b"%PDF-", "PDF"),
    (b"{\\rtf", "RTF"),
    (b"\xd0\xcf\x11\xe0", "an old Word document or another Office file"),
    (b"\x1f\x8b", "compressed"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"GIF8", "an image"),
)
_EXPECTED = "expected a text, a web page, a mail or a Word document (.docx)"
_UTF16 = (b"\xff\xfe", b"\xfe\xff")


def read_documents(raw: bytes, name: str) -> Iterator[SourceDocument]:
    """Yield the documents in a file, by its content and then its ending.

    Raises ImportFailed behind the last one for those that failed or hold no text.
    """
    problems: list[Problem] = []
    try:
        for document in _documents(raw, name):
            if document.blocks:
                yield document
            else:
                problems += _failure(document.name, f"there is no text in it; {_EXPECTED}").problems
    except ImportFailed as error:
        problems += error.problems
    if problems:
        raise ImportFailed(*problems)


def _documents(raw: bytes, name: str) -> Iterator[SourceDocument]:
    if len(raw) > MAX_FILE_BYTES:
        raise _failure(name, f"larger than {MAX_FILE_BYTES} bytes; expected a smaller file")
    if kind := next((what for signature, what in _UNREADABLE if raw.startswith(signature)), None):
        raise _failure(name, f"the file is {kind}; {_EXPECTED}")
    ending = PurePath(name).suffix.lower()
    if raw.startswith(b"PK\x03\x04") or ending == ".docx":
        yield read_word(raw, name)
    elif is_mbox(raw):
        yield from read_mbox(raw, name)
    elif is_mail(raw) or ending in (".eml", ".mht", ".mhtml"):
        yield from read_mail(raw, name)
    elif _is_html(raw) or ending in (".html", ".htm", ".xhtml"):
        yield read_html(raw, name)
    elif b"\0" in raw and not raw.startswith(_UTF16):
        raise _failure(name, f"the file holds NUL characters; {_EXPECTED}")
    else:
        yield read_plain(raw, name)


def _is_html(raw: bytes) -> bool:
    head = raw[:10_000].removeprefix(b"\xef\xbb\xbf")
    if raw.startswith(_UTF16):
        head = raw[:10_000].decode("utf-16", "replace").encode()
    return _HTML.match(head) is not None


def _failure(name: str, message: str) -> ImportFailed:
    return ImportFailed(Problem(path=name, line=1, message=message))
