"""Check TOML tables key by key, so that every fault is told at once and with its line."""

import re
import reprlib
import tomllib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import quote, urlsplit

from syndication.dates import YEARS
from syndication.errors import Problem, nearest
from syndication.typography import FORBIDDEN, trim
from syndication.urls import ascii_host

Check = Callable[[Any], Any]  # gives the value to use, or raises ValueError with what was expected
_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_STRING_OR_COMMENT = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?'
    r"|'''.*?(?:'''|\Z)|'[^'\n]*'?|#[^\n]*",
    re.DOTALL,
)
_MAX_KEY_DOTS = 16  # tomllib needs memory by the square of a key's parts: gigabytes for a hundred thousand
_SHOWN = reprlib.Repr()
_SHOWN.maxstring = _SHOWN.maxother = _SHOWN.maxlong = 60


class Reader:
    """Reads one TOML text; collects what is wrong with it in `problems`."""

    def __init__(self, path: str, source: str, *, first_line: int = 1) -> None:
        self.path = path
        self.source = source
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def load(self) -> dict[str, Any]:
        """Parse the text; where it is not TOML, say so and give nothing."""
        if line := _line_of_long_key(self.source):
            message = f"a key of more than {_MAX_KEY_DOTS} dots; expected names such as editions.en.title"
            self._report(line + self.first_line - 1, message)
            return {}
        try:
            return tomllib.loads(self.source)
        except (
            ValueError,
            RecursionError,
        ) as error:  # not only TOMLDecodeError: of endless digits or brackets
            place = re.search(r"\(at line (\d+)", str(error))
            message = re.sub(r" \(at .*\)$", "", str(error))
            line = int(place[1]) if place else self.source.rstrip().count("\n") + 1
            if curly := re.search("[“”„‘’＂]", self.source.split("\n")[line - 1]):
                message = f"{curly[0]} is no quotation mark of TOML, which has straight ones"
            self._report(line + self.first_line - 1, f"{message[:1].lower()}{message[1:]}; expected TOML")
            return {}

    def table(
        self,
        given: object,
        checks: Mapping[str, Check],
        *,
        where: tuple[str, ...] = (),
        required: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Give the values of a table that pass their checks; report the rest, and keys that are unknown."""
        if not isinstance(given, dict):
            self.report(where, f"{where[-1]} is {_short(given)}; expected a table")
            return {}
        values = {}
        for key, value in given.items():
            if key not in checks:
                self.report((*where, key), f"unknown key {_short(key)}; {nearest(key, list(checks))}")
                continue
            try:
                values[key] = checks[key](value)
            except ValueError as error:
                self.report((*where, key), f"{key} is {_short(value)}; expected {error}")
        for key in required:
            if key not in given:
                self.report(where, f"{key!r} is missing; expected it {'here' if where else 'at the top'}")
        return values

    def report(self, where: tuple[str, ...], message: str) -> None:
        """Report a fault of a key, with the line it stands on."""
        self._report(self.line_of(where), message)

    def warn(self, where: tuple[str, ...], message: str) -> None:
        """Note what the file can be used without."""
        line = self.line_of(where)
        self.warnings.append(Problem(path=self.path, line=line, message=message, severity="warning"))

    def line_of(self, where: tuple[str, ...]) -> int:
        """Find the line of a key or table; where it has none, of what is in it, or of what it is in."""
        while where:
            inside = (line for names, line in self._lines.items() if names[: len(where)] == where)
            if line := self._lines.get(where) or next(inside, None):
                return line
            where = where[:-1]
        return self.first_line

    def _report(self, line: int, message: str) -> None:
        self.problems.append(Problem(path=self.path, line=line, message=message))

    @cached_property
    def _lines(self) -> dict[tuple[str, ...], int]:
        """Note on which line each key and each header of a table stands first."""
        lines: dict[tuple[str, ...], int] = {}
        table: tuple[str, ...] = ()
        for number, line in enumerate(self.source.split("\n"), self.first_line):
            name, equals, _ = line.partition("=")
            if header := _HEADER.fullmatch(line):
                table = _names(header[1])
                lines.setdefault(table, number)
            elif equals and not name.lstrip().startswith(("#", "[", "{")):
                lines.setdefault(table + _names(name), number)
        return lines


def text(value: object) -> str:
    """Accept one line of text that XML can carry."""
    if not isinstance(value, str) or not trim(value).strip(":：") or FORBIDDEN.search(value):
        raise ValueError("text in quotation marks, not empty, without control characters")
    return " ".join(value.split())


def texts(value: object) -> tuple[str, ...]:
    """Accept a list of texts."""
    if not isinstance(value, list):
        raise ValueError("a list of texts")  # noqa: TRY004 (one kind of error for all checks)
    return tuple(map(text, value))


def flag(value: object) -> bool:
    """Accept true or false."""
    if not isinstance(value, bool):
        raise ValueError("true or false")  # noqa: TRY004 (one kind of error for all checks)
    return value


def moment(value: object) -> date:
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
    """Accept an absolute http or https address and give it in ASCII (RFC 3987 s.3.1)."""
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


def matching(pattern: str, expected: str) -> Check:
    """Accept a text of a given form."""

    def check(value: object) -> str:
        if not isinstance(value, str) or not re.fullmatch(pattern, value):
            raise ValueError(expected)
        return value

    return check


def _line_of_long_key(source: str) -> int | None:
    """Return the line of the first key with too many dots (a key stands on one line), or None."""
    bare = _STRING_OR_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for number, line in enumerate(bare.split("\n"), 1):
        if any(key.count(".") > _MAX_KEY_DOTS for key in re.split(r"[=,{}\[\]]", line)):
            return number
    return None


def _names(dotted: str) -> tuple[str, ...]:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", dotted)
    return tuple(double or single or bare for double, single, bare in parts)


def _short(value: object) -> str:
    try:
        return _SHOWN.repr(value)
    except ValueError:  # Python shows no integer of more than 4300 digits
        return "a number without end"
