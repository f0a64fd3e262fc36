"""Read mails: their HTML, else their text; those attached to them; and the files that hold many."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from email.errors import HeaderParseError
from email.feedparser import BytesFeedParser
from email.header import decode_header
from email.message import EmailMessage, Message
from email.policy import Compat32
from email.utils import getaddresses, parsedate_to_datetime

from syndication.importer.blocks import SourceDocument
from syndication.importer.charset import decode
from syndication.importer.forward import open_forward
from syndication.importer.html import read_html
from syndication.importer.lines import clean
from syndication.importer.links import clean_address
from syndication.importer.plain import read_plain
from syndication.model.errors import ImportFailed, Problem

MAX_MAIL_BYTES = 20 * 1024 * 1024
MAX_PARTS = 200
MAX_FIELD_CHARS = 10_000
_HEADER = re.compile(rb"(?:[!-9;-~]{1,80}:[^\n]*\n(?:[ \t][^\n]*\n)*){1,400}?\r?\n")
_KNOWN_FIELD = re.compile(
    rb"^(from|to|date|subject|received|return-path|delivered-to|message-id|mime-version|content-type|x-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
_MIN_KNOWN_FIELDS = 2
_MBOX = re.compile(rb"From [^\n]*\d\d:\d\d[^\n]*\n")
_NEXT_IN_MBOX = re.compile(rb"\n\r?\n(?=From [^\n]*\d\d:\d\d[^\n]*\n)")
_ESCAPED_FROM = re.compile(rb"^>(>*From )", re.MULTILINE)
_ADDRESS = re.compile(r"<(https?://[^<>\s]+)>")


class _Policy(Compat32):
    """Fields as plain strings, and no more of one than a mail needs: the library reads long ones in hours."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_FIELD_CHARS]


_POLICY = _Policy()


class _Mail(EmailMessage):
    """A mail whose fields are plain strings: the parser of structured ones fails on some mail."""

    def is_attachment(self) -> bool:
        return self.get_content_disposition() == "attachment"


def is_mail(raw: bytes) -> bool:
    """Return whether a file begins with the header of a mail."""
    match = _HEADER.match(raw.lstrip(b"\r\n"), 0, 100_000)
    return match is not None and len(set(_KNOWN_FIELD.findall(match[0]))) >= _MIN_KNOWN_FIELDS


def is_mbox(raw: bytes) -> bool:
    """Return whether a file holds mails one after the other (RFC 4155)."""
    match = _MBOX.match(raw)
    return match is not None and is_mail(raw[match.end() : match.end() + 100_000])


def read_mbox(raw: bytes, name: str) -> Iterator[SourceDocument]:
    """Yield the messages of an mbox file; raises ImportFailed behind the last one for those that failed."""
    starts = [0, *(match.end() for match in _NEXT_IN_MBOX.finditer(raw))]
    ends = [*starts[1:], len(raw)]
    yield from _each(
        read_mail(_ESCAPED_FROM.sub(rb"\1", raw[start:end].partition(b"\n")[2]), f"{name}, message {number}")
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), 1)
    )


def read_mail(raw: bytes, name: str) -> Iterator[SourceDocument]:
    """Yield the message of a mail, or those that are attached to it; raises ImportFailed."""
    if len(raw) > MAX_MAIL_BYTES:
        raise _failure(name, f"mail of {len(raw)} bytes; expected {MAX_MAIL_BYTES} at most")
    mail = _parse(raw, name)
    if attached := [message for message in _attached(mail) if not _attached(message)]:
        names = (f"{name}, attached message {number}" for number in range(1, len(attached) + 1))
        yield from _each(map(_read_message, attached, names))
    else:
        yield from _read_message(mail, name)


def _each(readers: Iterable[Iterator[SourceDocument]]) -> Iterator[SourceDocument]:
    """Yield the documents of all readers; raises ImportFailed behind the last one for those that failed."""
    problems: list[Problem] = []
    for reader in readers:
        try:
            yield from reader
        except ImportFailed as error:
            problems += error.problems
    if problems:
        raise ImportFailed(*problems)


def _parse(raw: bytes, name: str) -> _Mail:
    count = 0

    def new_part(policy: Compat32 = _POLICY) -> _Mail:
        nonlocal count
        count += 1
        if count > MAX_PARTS:
            raise _failure(name, f"more than {MAX_PARTS} parts; expected a mail of fewer")
        return _Mail(policy=policy)

    parser = BytesFeedParser(_factory=new_part, policy=_POLICY)
    parser.feed(raw)
    mail = parser.close()
    assert isinstance(mail, _Mail)  # noqa: S101 (the factory makes no other)
    return mail


def _attached(mail: _Mail) -> list[_Mail]:
    """Return the messages in a mail, and those in them."""
    return [
        message
        for part in mail.walk()
        if part.get_content_type() == "message/rfc822" and isinstance(messages := part.get_payload(), list)
        for message in messages
        if isinstance(message, _Mail)
    ]


def _read_message(mail: _Mail, name: str) -> Iterator[SourceDocument]:
    body = mail.get_body(("html", "plain"))
    if body is None:
        raise _failure(name, "the mail has no text; expected a part in HTML or plain text")
    kind = body.get_content_type()
    # Some programs cut a text in several parts, around what is attached to it.
    parts: list[Message] = [
        part for part in mail.walk() if part.get_content_type() == kind and _is_shown(part)
    ] or [body]
    documents = [_read_part(part, name) for part in parts]
    sent = _sent(mail)
    url = _ADDRESS.search(str(mail.get("List-Post", "")))  # the page of the issue, in mails of Substack
    first = documents[0]
    document = replace(
        first,
        blocks=tuple(block for document in documents for block in document.blocks),
        warnings=tuple(warning for document in documents for warning in document.warnings),
        is_plain=all(document.is_plain for document in documents),
        url=first.url or (clean_address(url[1]).url if url else None),
        sent=sent or first.sent,
        title=_subject(mail) or first.title,
        recipients=tuple(filter(None, (one.lower() for _, one in getaddresses(mail.get_all("To", []))))),
    )
    yield open_forward(document, sent.tzinfo if sent else None)


def _is_shown(part: Message) -> bool:
    return part.get_content_disposition() != "attachment" and part.get_filename() is None


def _read_part(part: Message, name: str) -> SourceDocument:
    content = part.get_payload(
        decode=True
    )  # not get_content(): it replaces every Hong Kong character of Big5
    raw = content if isinstance(content, bytes) else b""
    charset = part.get_content_charset()
    if part.get_content_type() == "text/html":
        return read_html(raw, name, charset)
    flowed = str(part.get_param("format", "")).lower() == "flowed"
    return read_plain(raw, name, charset, flowed=flowed)


def _sent(mail: _Mail) -> datetime | None:
    try:
        return parsedate_to_datetime(str(mail.get("Date", "")))
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _subject(mail: _Mail) -> str | None:
    written = str(mail.get("Subject", ""))
    try:
        parts = decode_header(written)
    except (HeaderParseError, ValueError):
        parts = [(written, None)]
    texts = (decode(part, charset) if isinstance(part, bytes) else _repaired(part) for part, charset in parts)
    return " ".join(clean("".join(texts)).split()) or None


def _repaired(text: str) -> str:
    """Return a header that was written without encoding its bytes."""
    return decode(text.encode("utf-8", "surrogateescape"))


def _failure(name: str, message: str) -> ImportFailed:
    return ImportFailed(Problem(path=name, line=1, message=message))
