"""Validators of single values: each returns the value to use, or raises ValueError with what was expected."""

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from typing import Any
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from syndication.model.urls import ascii_host
from syndication.text.dates import YEARS
from syndication.text.typography import FORBIDDEN, comparison_key, trim

Validator = Callable[[Any], Any]
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_HOST = re.compile(r"(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_ANY_KEY = "key-of-an-issue"


def text(value: object) -> str:
    """Accept one line of text that XML can carry."""
    if not isinstance(value, str) or not trim(value).strip(":：") or FORBIDDEN.search(value):
        raise ValueError("text in quotation marks, not empty, without control characters")
    return " ".join(value.split())


def texts(value: object) -> tuple[str, ...]:
    """Accept a list of texts, each as `text` does."""
    if not isinstance(value, list):
        raise ValueError("a list of texts")  # noqa: TRY004 (one kind of error for all checks)
    return tuple(map(text, value))


def boolean(value: object) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 (one kind of error for all checks)
    return value


def timestamp(value: object) -> date:
    """Accept a time or a bare date of TOML."""
    if not isinstance(value, date) or value.year not in YEARS:
        raise ValueError("a time such as 2024-01-12T09:00:00+08:00, or a date")
    return value.replace(microsecond=0) if isinstance(value, datetime) else value


def whole_day(value: object) -> date:
    """Accept a date without a time."""
    if isinstance(value, datetime) or not isinstance(value, date) or value.year not in YEARS:
        raise ValueError("a date such as 2024-01-12")
    return value


def http_url(value: object) -> str:
    """Accept an absolute http or https address, and return it in ASCII (RFC 3987 s.3.1)."""
    expected = "an address that begins with https:// or http://"
    if not isinstance(value, str) or re.search(r"[\s<>\"\\^`{|}]", value) or FORBIDDEN.search(value):
        raise ValueError(expected)
    try:
        parts = urlsplit(value)
        host = ascii_host(parts.hostname or "")
        port = f":{parts.port}" if parts.port else ""
    except ValueError as error:
        raise ValueError(f"{expected} and has a valid host and port") from error
    if parts.scheme not in ("http", "https") or not host or "@" in parts.netloc:
        raise ValueError(expected)
    authority = f"[{host}]" if ":" in host else host
    return quote(parts._replace(netloc=authority + port).geturl(), safe="%/:=&?~#+!$,;'@()*[]")


def matching(pattern: str, expected: str) -> Validator:
    """Return a validator of texts that match a pattern."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return check


def one_of(options: Iterable[str]) -> Validator:
    """Return a validator of texts that are one of some options, which it returns."""
    by_text = {str(option): option for option in options}

    def check(value: object) -> str:
        if not isinstance(value, str) or value not in by_text:
            raise ValueError(f"one of {', '.join(by_text)}")
        return by_text[value]

    return check


def any_value(value: Any) -> Any:
    """Accept anything: a table, which is checked by itself."""
    return value


def base_address(value: object) -> str:
    """Accept the base URL of a service, and return it without its final slash."""
    address = http_url(value)
    if "?" in address or "#" in address:
        raise ValueError("an address without query and fragment")
    return address.rstrip("/")


def time_zone(value: object) -> ZoneInfo:
    """Accept the name of a zone in the IANA time zone database."""
    try:
        return ZoneInfo(text(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Asia/Hong_Kong") from error


def hour(value: object) -> time:
    """Accept a time of day, to the minute."""
    try:
        return time.fromisoformat(matching(r"\d\d:\d\d", "")(value))
    except ValueError as error:
        raise ValueError('an hour such as "12:00"') from error


def days(value: object) -> int:
    """Accept a number of days, of a year at most."""
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 366:  # noqa: PLR2004 (a year)
        raise ValueError("a number of days, from 1 to 366")
    return value


def tag_date(value: object) -> str:
    """Accept the date of a tag URI (RFC 4151 s.2.1): a year, a month or a day."""
    try:
        day: str = matching(r"\d{4}(-\d\d){0,2}", "")(value)
        date.fromisoformat((day + "-01-01")[:10])
    except ValueError as error:
        raise ValueError('a year or a date in quotation marks, such as "2023"') from error
    return day


def hubs(value: object) -> tuple[str, ...]:
    """Accept the addresses of WebSub hubs, and return each once."""
    return tuple(dict.fromkeys(map(http_url, texts(value))))


def origins(value: object) -> tuple[str, ...]:
    """Accept the origins of sites, as a Content-Security-Policy names them (CSP3 s.2.3.1)."""
    sites = texts(value)
    if not all(map(_ORIGIN.fullmatch, sites)):
        raise ValueError('sites without a path, such as "https://www.example.org" or "https://*.example.org"')
    return tuple(dict.fromkeys(sites))


def hosts(value: object) -> tuple[str, ...]:
    """Accept hosts, as a Content-Security-Policy names them (CSP3 s.2.3.1)."""
    names = texts(value)
    if not all(map(_HOST.fullmatch, names)):
        raise ValueError('hosts, such as "images.example.org" or "*.example.org"')
    return tuple(dict.fromkeys(names))


def source_phrases(value: object) -> tuple[str, ...]:
    """Accept phrases that begin with words and have a field for the title, the author or both."""
    phrases = texts(value)
    for phrase in phrases:
        words, *rest = re.split(r"\{([^{}]*)\}", phrase)
        if not comparison_key(words) or sorted(rest[::2]) not in (["author"], ["title"], ["author", "title"]):
            raise ValueError("texts that begin with words and have {title} or {author} in them, or both")
    return phrases


def issue_url(value: object) -> str:
    """Accept a pattern for the address of an issue on the publisher's own site."""
    expected = "an address with {key} in it"
    pattern = text(value)
    if "{key}" not in pattern:
        raise ValueError(expected)
    try:
        return http_url(pattern.replace("{key}", _ANY_KEY)).replace(_ANY_KEY, "{key}")
    except ValueError as error:
        raise ValueError(f"{expected}, and {error}") from error


def message_like(english: str) -> Validator:
    """Return a validator of translations of an English message, which have no other fields."""
    fields = dict.fromkeys(re.findall(r"\{(\w+)\}", english), "")
    expected = "text" + (f" with {', '.join(f'{{{name}}}' for name in fields)} in it" if fields else "")

    def check(value: object) -> str:
        try:
            if (
                isinstance(value, str)
                and value
                and not FORBIDDEN.search(value)
                and value.format(**fields) is not None
            ):
                return value
        except (KeyError, IndexError, ValueError):
            pass
        raise ValueError(expected)

    return check
