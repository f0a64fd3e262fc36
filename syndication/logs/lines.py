"""One line of an access log -> Request: the combined format of nginx, Apache and ours, or our JSON."""

import json
import re
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_QUOTED = rb'"((?:[^"\\]|\\.)*+)"'
_COMBINED = re.compile(
    rb"(?:[^\s:]+:\d+ )?(\S+) \S+ [^\[]*+\[(\d\d/[A-Za-z]{3}/\d{4}):(\d\d:\d\d:\d\d)[^\]]*\] "
    rb'"([A-Z]{1,20}) (\S+)[^"]*" (\d{3}) (?:\d+|-) ' + _QUOTED + b" " + _QUOTED
)
_JSON_TIME = re.compile(r"(\d{4}-\d\d-\d\d)T(\d\d:\d\d:\d\d)")
_MONTHS = {
    month: number
    for number, month in enumerate(
        (b"Jan", b"Feb", b"Mar", b"Apr", b"May", b"Jun", b"Jul", b"Aug", b"Sep", b"Oct", b"Nov", b"Dec"), 1
    )
}


class Request(NamedTuple):
    """The parts of a request that count; `day` and `clock` are those that the log prints."""

    address: bytes
    day: date
    clock: bytes  # 06:25:24
    method: bytes
    path: bytes
    status: bytes
    referrer: bytes
    agent: bytes


def parse_line(line: bytes) -> Request | None:
    """Return the request of a line, or None if it is no line of an access log."""
    if line.startswith(b"{"):
        return _parse_json(line)
    match = _COMBINED.match(line)
    day = _day(match[2]) if match else None
    return Request(match[1], day, *match.group(3, 4, 5, 6, 7, 8)) if match and day else None


def _parse_json(line: bytes) -> Request | None:
    try:
        fields = json.loads(line)
        when = _JSON_TIME.match(str(fields["time"]))
        names = ("method", "path", "status", "referrer", "agent")
        texts = [("-" if fields[name] is None else str(fields[name])).encode() for name in names]
        address = str(fields["address"]).encode()
        return Request(address, date.fromisoformat(when[1]), when[2].encode(), *texts) if when else None
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


@lru_cache(maxsize=1024)
def _day(text: bytes) -> date | None:
    """Return the date of 12/Jan/2024."""
    day, month, year = text.split(b"/")
    try:
        return date(int(year), _MONTHS[month], int(day))
    except (ValueError, KeyError):
        return None
