"""What a document answers to a request: status, headers and body, from nothing but its arguments."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from http import HTTPStatus

from syndication.snapshot import HTML, Document

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=6)
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Last-Modified"),
)
POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'"
_TAG = re.compile(r'(?:W/)?"([^"]*)"')

Answer = tuple[HTTPStatus, list[tuple[str, str]], bytes]


def answer(document: Document, headers: Mapping[str, str], fresh_for: timedelta) -> Answer:
    """Answer GET with the document, or with 304 when the client has it (RFC 9110 s.13.2.2).

    `headers` are the request's, by lower-case name.
    """
    repeated = [
        ("ETag", f'"{document.etag}"'),
        ("Last-Modified", http_date(document.last_modified)),
        ("Cache-Control", f"public, max-age={int(fresh_for.total_seconds())}"),
        ("X-Content-Type-Options", "nosniff"),
        *(("Link", link) for link in document.links),
        *((("Content-Security-Policy", POLICY),) if document.media_type == HTML else CORS),
    ]
    if is_known(document, headers.get("if-none-match"), headers.get("if-modified-since")):
        return HTTPStatus.NOT_MODIFIED, repeated, b""
    described = [("Content-Type", document.media_type), ("Content-Length", str(len(document.body)))]
    return HTTPStatus.OK, [*described, *repeated], document.body


def is_known(document: Document, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Tell whether a client's validators say that it has this document.

    Weak tags and lists are understood, and the ending that proxies put on a tag when they compress.
    """
    if if_none_match is not None:
        tags = {re.sub(r"[-;](gzip|br|zstd)$", "", tag) for tag in _TAG.findall(if_none_match)}
        return if_none_match.strip() == "*" or document.etag in tags
    if if_modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except (ValueError, TypeError, OverflowError):
        return False  # RFC 9110 s.13.1.3: a date that is none is ignored
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return document.last_modified.replace(microsecond=0) <= since


def freshness(
    newest: datetime | None, every: timedelta, next_due: datetime | None, now: datetime
) -> timedelta:
    """Say how long an answer stays fresh: until the next expected issue, in whole minutes, within bounds."""
    expected = [] if next_due is None else [next_due - now]
    if newest is not None:
        expected.append(every - (now - newest) % every)
    wait = min(expected, default=LONGEST)
    return max(SHORTEST, min(LONGEST, timedelta(minutes=wait // timedelta(minutes=1))))


def http_date(instant: datetime) -> str:
    """Write an instant as HTTP does (RFC 9110 s.5.6.7)."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)
