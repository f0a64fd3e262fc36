"""The response to a request for a document: status, headers and body. Pure decisions: no I/O, no clock."""

import re
from datetime import datetime, timedelta
from functools import lru_cache
from http import HTTPStatus

from werkzeug.http import http_date, parse_accept_header, parse_date, parse_etags

from syndication.model.media_types import HTML
from syndication.site.document import IDENTITY, Document
from syndication.site.headers import FILE_HEADERS

MIN_MAX_AGE, MAX_MAX_AGE = timedelta(minutes=15), timedelta(hours=6)
_OVERDUE = timedelta(hours=12)  # how long an issue that is late is expected at any time
CORS = (
    ("Access-Control-Allow-Origin", "*"),
    ("Access-Control-Expose-Headers", "ETag, Link, Last-Modified"),
)
LONG_LIVED = "Cache-Control", "max-age=86400, stale-if-error=604800"
# Ours, Apache's and Jetty's; one proxy adds it to another's.
_ETAG_SUFFIX = re.compile(r"(?:(?:--?|;)(?:gzip|br|zstd))+$")
_MAX_ACCEPT_CHARS = 1000  # of Accept-Encoding; the rest is ignored

Headers = list[tuple[str, str]]
RawResponse = tuple[HTTPStatus, Headers, bytes]


def respond(
    document: Document,
    general: Headers,
    accept_encoding: str | None,
    if_none_match: str | None,
    if_modified_since: str | None,
    *,
    now: datetime,
) -> RawResponse:
    """Return the response to GET: the document, or 304 if the client's copy is current (RFC 9110 s.13.2.2).

    Every response has the `general` headers. Last-Modified is never later than `now` (s.8.8.2.1): the
    publisher's clock may be ahead of ours.
    """
    encoding = choose_encoding(document.encodings, (accept_encoding or "")[:_MAX_ACCEPT_CHARS])
    suffix = "" if encoding == IDENTITY else f"-{encoding}"
    # RFC 9110 s.15.4.5, and the headers that let a script of another site read them (Fetch s.4.10)
    repeated = [
        ("ETag", f'"{document.etag}{suffix}"'),
        ("Last-Modified", http_date(min(document.last_modified, now))),
        *general,
        *([("Vary", "Accept-Encoding")] if len(document.encodings) > 1 else []),
        *([] if document.media_type == HTML else CORS),
    ]
    if is_current(document, if_none_match, if_modified_since):
        return HTTPStatus.NOT_MODIFIED, repeated, b""
    body = document.encoded(encoding)
    described = [
        ("Content-Type", document.media_type),
        ("Content-Length", str(len(body))),
        *([("Content-Encoding", encoding)] if suffix else []),
        ("X-Content-Type-Options", "nosniff"),
        *(() if document.media_type == HTML else FILE_HEADERS),
        *document.headers,
    ]
    return HTTPStatus.OK, [*repeated, *described], body


@lru_cache(maxsize=256)
def choose_encoding(encodings: tuple[str, ...], accept_encoding: str) -> str:
    """Return the encoding that a client prefers, among equals the smallest (RFC 9110 s.12.5.3).

    If it accepts none of them, it gets the plain body.
    """
    return parse_accept_header(accept_encoding).best_match(encodings, IDENTITY)


def is_current(document: Document, if_none_match: str | None, if_modified_since: str | None) -> bool:
    """Return whether the client's copy is current.

    Weak tags and lists are understood, and the suffix that we, and proxies, add to the tag of an encoding.
    Only the date that was sent with the document counts: readers invent dates, such as that of their last
    visit, and an issue may be published with an earlier one.
    """
    if if_none_match is not None:
        tags = parse_etags(if_none_match.strip())
        names = filter(None, tags.as_set(include_weak=True))  # werkzeug reads the empty tag as None
        return tags.star_tag or document.etag in {_ETAG_SUFFIX.sub("", name) for name in names}
    try:
        return parse_date(if_modified_since) == document.last_modified.replace(microsecond=0)
    except OverflowError:  # a year with too many digits: RFC 9110 s.13.1.3 ignores an invalid date
        return False


def max_age(newest: datetime | None, every: timedelta, next_due: datetime | None, now: datetime) -> timedelta:
    """Return how long a response stays fresh: until the next expected issue, in whole minutes, within bounds.

    For half a day, an issue that is overdue is expected at any time.
    """
    if newest is not None and now - newest >= every and (now - newest) % every < _OVERDUE:
        return MIN_MAX_AGE
    expected = [] if next_due is None else [next_due - now]
    if newest is not None:
        expected.append(every - (now - newest) % every)
    wait = min(expected, default=MAX_MAX_AGE)
    return max(MIN_MAX_AGE, min(MAX_MAX_AGE, timedelta(minutes=wait // timedelta(minutes=1))))
