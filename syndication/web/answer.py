"""What a document answers to a request: status, headers and body, from nothing but its arguments."""

import re
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from functools import lru_cache
from http import HTTPStatus

from syndication.media_types import HTML
from syndication.site.document import IDENTITY, Document
from syndication.site.headers import FILE_HEADERS

SHORTEST, LONGEST = timedelta(minutes=15), timedelta(hours=6)
OVERDUE = timedelta(hours=12)
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Last-Modified"),
)
LASTING = "Cache-Control", "max-age=86400, stale-if-error=604800"
_TAG = re.compile(r'(?:W/)?"([^"]*)"')
_CODING_OF_TAG = re.compile(
    r"(?:(?:--?|;)(?:gzip|br|zstd))+$"
)  # ours, Apache's and Jetty's, one upon another
_LONGEST_HEADER = 1000  # characters of Accept-Encoding that are looked at

Headers = list[tuple[str, str]]
Answer = tuple[HTTPStatus, Headers, bytes]


def answer(
    document: Document,
    general: Headers,
    accept_encoding: str | None,
    if_none_match: str | None,
    if_modified_since: str | None,
    *,
    now: datetime,
) -> Answer:
    """Answer GET with the document, or with 304 when the client has it (RFC 9110 s.13.2.2).

    The `general` headers stand in every answer. Last-Modified is never later than `now` (s.8.8.2.1): the
    clock of who publishes may be ahead of ours.
    """
    coding = choose_coding(document.encodings, accept_encoding[:_LONGEST_HEADER] if accept_encoding else "")
    # RFC 9110 s.15.4.5, and what lets a script of another site see it (Fetch s.4.10)
    repeated = [
        ("ETag", f'"{document.etag}-{coding}"' if coding else f'"{document.etag}"'),
        ("Last-Modified", http_date(min(document.last_modified, now))),
        *general,
        *([("Vary", "Accept-Encoding")] if len(document.encodings) > 1 else []),
        *([] if document.media_type == HTML else CORS),
    ]
    if is_known(document, if_none_match, if_modified_since):
        return HTTPStatus.NOT_MODIFIED, repeated, b""
    body = document.encoded(coding)
    described = [
        ("Content-Type", document.media_type),
        ("Content-Length", str(len(body))),
        *([("Content-Encoding", coding)] if coding else []),
        ("X-Content-Type-Options", "nosniff"),
        *(() if document.media_type == HTML else FILE_HEADERS),
        *document.headers,
    ]
    return HTTPStatus.OK, [*repeated, *described], body


@lru_cache(maxsize=256)
def choose_coding(codings: tuple[str, ...], accept_encoding: str) -> str:
    """Choose the encoding a client likes best, among equals the smallest (RFC 9110 s.12.5.3)."""
    wanted: dict[str, float] = {}
    for item in accept_encoding.lower().split(","):
        name, _, parameters = item.partition(";")
        quality = re.search(r"q\s*=\s*(\d(?:\.\d*)?)", parameters)
        wanted[name.strip()] = float(quality[1]) if quality else 1.0
    named = {"x-gzip": "gzip", "identity": IDENTITY}
    wanted = {named.get(name, name): quality for name, quality in wanted.items() if name}
    others = wanted.get("*", 0.0)
    # What nobody mentioned is the plain body, which always does in the end.
    qualities = {
        coding: wanted.get(coding, others or 0.001 if coding == IDENTITY else others) for coding in codings
    }
    best = max(codings, key=lambda coding: qualities[coding])
    return best if qualities[best] else IDENTITY


def is_known(document: Document, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Tell whether a client's validators say that it has this document.

    Weak tags and lists are understood, and the ending that we, and proxies, put on the tag of an encoding.
    Of dates, only the one that was given out with the document says so: readers invent dates, such as that of
    their last visit, and an issue may be published with an earlier one.
    """
    if if_none_match is not None:
        tags = {_CODING_OF_TAG.sub("", tag) for tag in _TAG.findall(if_none_match)}
        return if_none_match.strip() == "*" or document.etag in tags
    if if_modified_since is None:
        return False
    try:
        since = parsedate_to_datetime(if_modified_since)
    except (ValueError, TypeError, OverflowError):
        return False  # RFC 9110 s.13.1.3: a date that is none is ignored
    since = since if since.tzinfo else since.replace(tzinfo=UTC)
    return document.last_modified.replace(microsecond=0) == since


def freshness(
    newest: datetime | None, every: timedelta, next_due: datetime | None, now: datetime
) -> timedelta:
    """Say how long an answer stays fresh: until the next expected issue, in whole minutes, within bounds.

    An issue that is overdue is expected at any time, for half a day.
    """
    if newest is not None and now - newest >= every and (now - newest) % every < OVERDUE:
        return SHORTEST
    expected = [] if next_due is None else [next_due - now]
    if newest is not None:
        expected.append(every - (now - newest) % every)
    wait = min(expected, default=LONGEST)
    return max(SHORTEST, min(LONGEST, timedelta(minutes=wait // timedelta(minutes=1))))


@lru_cache(maxsize=1024)
def http_date(instant: datetime) -> str:
    """Write an instant as HTTP does (RFC 9110 s.5.6.7)."""
    return format_datetime(instant.astimezone(UTC), usegmt=True)
