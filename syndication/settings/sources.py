"""The settings in force, and where each comes from."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, NamedTuple

from syndication.model import Newsletter
from syndication.settings import NEWSLETTER, Settings

DEFAULT = "default"
_NO_SETTINGS = {"speakers", "warnings"}
_CREDENTIALS = re.compile(r"(?<=://)[^/?#\s]*@")
_QUERY = re.compile(r"(?<=\?)[^#\s]+")


class Setting(NamedTuple):
    """One setting; `source` is `command line`, a variable, `newsletter.toml` or `default`."""

    name: str
    value: str | int | bool | list[str] | None
    source: str


def settings_in_force(settings: Settings, sources: Mapping[str, str]) -> Iterator[Setting]:
    """Yield every setting, then those that only newsletter.toml has.

    `sources` has the source of each setting that is neither of newsletter.toml nor a default.
    """
    written = tomllib.loads((settings.archive / NEWSLETTER).read_text("utf-8-sig"))
    own = {field.name for field in fields(Settings)}
    for name in sorted(own - {"newsletter"}):
        source = sources.get(name, DEFAULT)
        if source == DEFAULT and name in written:
            source = NEWSLETTER
        yield Setting(name, _plain(getattr(settings, name)), source)
    for field in fields(Newsletter):
        value = getattr(settings.newsletter, field.name)
        if field.name not in own | _NO_SETTINGS:
            yield Setting(field.name, _plain(value), NEWSLETTER if field.name in written else DEFAULT)


def _plain(value: Any) -> str | int | bool | list[str] | None:
    """Return a value for people and programs, without the secrets that an address may hold."""
    match value:
        case None | bool() | int():
            return value
        case tuple() | Mapping():
            return [masked(str(one)) for one in value]
        case Path():
            return str(value)
        case _:
            return masked(str(getattr(value, "name", value)))


def masked(text: str) -> str:
    """Return a text without the user, password and query of any address in it."""
    return _QUERY.sub("***", _CREDENTIALS.sub("***@", text))
