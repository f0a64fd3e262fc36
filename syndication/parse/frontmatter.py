"""What plain text cannot carry: TOML between two `+++` lines at the top of a file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from syndication.errors import IssueError, Problem
from syndication.model import Newsletter
from syndication.tables import Reader, flag, http_url, moment, text

FENCE = "+++"
_KINDS = ("quote", "number", "discovery", "question")


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("a table [links]")  # noqa: TRY004 (one kind of error for all checks)
    return value


_KEYS = {
    "url": http_url,
    "title": text,
    "published": moment,
    "revised": moment,
    "draft": flag,
    "number": text,
    "image": http_url,
    "links": _table,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The values of a front matter; `lines` is how many lines of the file it takes."""

    lines: int = 0
    url: str | None = None
    title: str | None = None
    published: datetime | None = None
    revised: datetime | None = None
    draft: bool = False
    number: str | None = None
    image: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)


def read_front_matter(lines: list[str], path: str, newsletter: Newsletter) -> FrontMatter:
    """Read the front matter of a file, if it has one; raises IssueError with every fault in it."""
    if not lines or lines[0].rstrip() != FENCE:
        return FrontMatter()
    end = next((place for place, line in enumerate(lines[1:], 1) if line.rstrip() == FENCE), None)
    if end is None:
        fault = f"the front matter is not closed; expected a second line {FENCE}"
        raise IssueError(Problem(path=path, line=1, message=fault))
    reader = Reader(path, "\n".join(lines[1:end]), first_line=2)
    values = reader.table(reader.load(), _KEYS)
    if "links" in values:
        parts = [
            key for key in values["links"] if re.fullmatch(rf"({'|'.join(_KINDS)})\.([2-9]|[1-9]\d+)", key)
        ]
        values["links"] = reader.table(
            values["links"], dict.fromkeys([*_KINDS, *parts], http_url), where=("links",)
        )
    if reader.problems:
        raise IssueError(*reader.problems)
    for key in ("published", "revised"):
        if key in values:
            values[key] = _in_zone(values[key], newsletter)
    return FrontMatter(lines=end + 1, **values)


def _in_zone(value: date, newsletter: Newsletter) -> datetime:
    if not isinstance(value, datetime):
        return newsletter.at_hour(value)
    return value if value.tzinfo else value.replace(tzinfo=newsletter.timezone)
