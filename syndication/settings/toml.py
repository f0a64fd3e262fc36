"""Check TOML tables key by key, so that every error is reported at once and with its line."""

import re
import reprlib
import tomllib
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from syndication.model.errors import Problem, nearest
from syndication.settings.validators import Validator

Key = tuple[str, ...]  # a dotted key: ("editions", "en", "title")

_HEADER = re.compile(r"\s*\[{1,2}([^\[\]]+)\]{1,2}\s*(?:#.*)?")
_STRING_OR_COMMENT = re.compile(
    r'"""(?:[^\\]|\\.)*?(?:"""|\Z)|"(?:[^"\\\n]|\\.)*+"?'
    r"|'''.*?(?:'''|\Z)|'[^'\n]*'?|#[^\n]*",
    re.DOTALL,
)
_MAX_KEY_DOTS = 16  # tomllib needs memory by the square of a key's parts: gigabytes for a hundred thousand
_REPR = reprlib.Repr()
_REPR.maxstring = _REPR.maxother = _REPR.maxlong = 60


class TomlChecker:
    """A checker of one TOML text, which collects its errors in `problems`, each with its line."""

    def __init__(self, path: str, source: str, *, first_line: int = 1) -> None:
        self.path = path
        self.source = source
        self.first_line = first_line
        self.problems: list[Problem] = []
        self.warnings: list[Problem] = []

    def load(self) -> dict[str, Any]:
        """Parse the text; if it is not TOML, report that and return an empty table."""
        if line := _line_of_long_key(self.source):
            message = f"a key of more than {_MAX_KEY_DOTS} dots; expected names such as editions.en.title"
            self._error(line + self.first_line - 1, message)
            return {}
        try:
            return tomllib.loads(self.source)
        except (ValueError, RecursionError) as error:  # for endless digits or brackets no TOMLDecodeError
            place = re.search(r"\(at line (\d+)", str(error))
            message = re.sub(r" \(at .*\)$", "", str(error))
            line = int(place[1]) if place else self.source.rstrip().count("\n") + 1
            if curly := re.search("[“”„‘’＂]", self.source.split("\n")[line - 1]):
                message = f"{curly[0]} is no quotation mark of TOML, which has straight ones"
            self._error(line + self.first_line - 1, f"{message[:1].lower()}{message[1:]}; expected TOML")
            return {}

    def table(
        self,
        table: object,
        validators: Mapping[str, Validator],
        *,
        key: Key = (),
        required: tuple[str, ...] = (),
    ) -> dict[str, Any]:
        """Return the valid values of the table at a key; report the other ones, and unknown keys."""
        if not isinstance(table, dict):
            self.error(key, f"{key[-1]} is {_short(table)}; expected a table")
            return {}
        values = {}
        for name, value in table.items():
            if name not in validators:
                self.error((*key, name), f"unknown key {_short(name)}; {nearest(name, list(validators))}")
                continue
            try:
                values[name] = validators[name](value)
            except ValueError as error:
                self.error((*key, name), f"{name} is {_short(value)}; expected {error}")
        for name in required:
            if name not in table:
                self.error(key, f"{name!r} is missing; expected it {'here' if key else 'at the top'}")
        return values

    def error(self, key: Key, message: str) -> None:
        """Report an error at a key."""
        self._error(self.line_of(key), message)

    def warn(self, key: Key, message: str) -> None:
        """Report something at a key that the file can be used with."""
        line = self.line_of(key)
        self.warnings.append(Problem(path=self.path, line=line, message=message, severity="warning"))

    def line_of(self, key: Key) -> int:
        """Return the line of a key or table; if it has none, that of one in it, else of the one around it."""
        while key:
            inside = (line for other, line in self._lines.items() if other[: len(key)] == key)
            if line := self._lines.get(key) or next(inside, None):
                return line
            key = key[:-1]
        return self.first_line

    def _error(self, line: int, message: str) -> None:
        self.problems.append(Problem(path=self.path, line=line, message=message))

    @cached_property
    def _lines(self) -> dict[Key, int]:
        """The first line of each key and of each table's header."""
        lines: dict[Key, int] = {}
        table: Key = ()
        for number, line in enumerate(self.source.split("\n"), self.first_line):
            name, equals, _ = line.partition("=")
            if header := _HEADER.fullmatch(line):
                table = _split_key(header[1])
                lines.setdefault(table, number)
            elif equals and not name.lstrip().startswith(("#", "[", "{")):
                lines.setdefault(table + _split_key(name), number)
        return lines


def _line_of_long_key(source: str) -> int | None:
    """Return the line of the first key with too many dots (a key stands on one line), or None."""
    bare = _STRING_OR_COMMENT.sub(lambda match: "\n" * match[0].count("\n"), source)
    for number, line in enumerate(bare.split("\n"), 1):
        if any(key.count(".") > _MAX_KEY_DOTS for key in re.split(r"[=,{}\[\]]", line)):
            return number
    return None


def _split_key(dotted: str) -> Key:
    parts = re.findall(r"\"([^\"]*)\"|'([^']*)'|([\w-]+)", dotted)
    return tuple(double or single or bare for double, single, bare in parts)


def _short(value: object) -> str:
    try:
        return _REPR.repr(value)
    except ValueError:  # Python converts no integer of more than 4300 digits
        return "a number without end"
