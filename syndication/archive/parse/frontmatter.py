"""Front matter: TOML between two `+++` lines at the top of a file."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from syndication.archive.parse.diagnostics import Diagnostics
from syndication.model import Newsletter
from syndication.settings.toml import TomlChecker
from syndication.settings.validators import boolean, http_url, text, timestamp, whole_day

FENCE = "+++"
_MAX_FRONT_MATTER_CHARS = 16 * 1024  # characters: tomllib takes minutes over a megabyte of dots or brackets
_MAX_FENCE_CHARS = 40
_FENCE_BELOW = re.compile(r"\+{2,}\s*\w*")
_FENCE_ABOVE = re.compile(r"([-—–]{2,}|—|;{3,}|~{3,}|`{3,})\s*\w*")  # as other programs have it
_DRAFT = re.compile(r"[\"\']?draft[\"\']?\s*[=:]\s*true\s*,?", re.IGNORECASE)
_ORDINAL = re.compile(r"\.([2-9]|[1-9][0-9]+)\Z")


def _table(value: object) -> dict[str, object]:
    if not isinstance(value, dict):
        raise ValueError("a table [links]")  # noqa: TRY004 (one kind of error for all checks)
    return value


_KEYS = {
    "url": http_url,
    "date": whole_day,
    "title": text,
    "published": timestamp,
    "revised": timestamp,
    "draft": boolean,
    "number": text,
    "image": http_url,
    "links": _table,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FrontMatter:
    """The values of a front matter, how many lines of the file it takes, and the line of each key."""

    lines: int = 0
    line_of: Callable[[tuple[str, ...]], int] = lambda _: 1
    url: str | None = None
    date: "date | None" = None
    title: str | None = None
    published: datetime | None = None
    revised: datetime | None = None
    draft: bool = False
    number: str | None = None
    image: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)


def read_front_matter(texts: list[str], newsletter: Newsletter, report: Diagnostics) -> FrontMatter:
    """Return the front matter of a file, empty if it has none; errors in its keys go into the report.

    Raises IssueError if it is not clear which lines are front matter and which are text.
    """
    begin = next((number for number, text in enumerate(texts) if text), 0)
    if texts[begin] != FENCE:
        _refuse_others(texts, begin, report)
        return FrontMatter()
    end = next((number for number in range(begin + 1, len(texts)) if texts[number] == FENCE), None)
    if end is None:
        report.error(begin + 1, f"the front matter is not closed; expected a second line {FENCE}")
        raise report.exception()
    source = "\n".join(texts[begin + 1 : end])
    if len(source) > _MAX_FRONT_MATTER_CHARS:
        report.error(
            begin + 1,
            f"the front matter is longer than {_MAX_FRONT_MATTER_CHARS} characters; expected a few lines",
        )
        raise report.exception()
    _refuse_others(texts, end + 1, report)
    reader = TomlChecker(report.path, source, first_line=begin + 2)
    values = reader.table(reader.load(), _KEYS)
    if "links" in values:
        singulars = [section.singular for section in newsletter.sections.values()]
        ordinals = [key for key in values["links"] if _ORDINAL.sub("", key, 1) in singulars]
        checks = dict.fromkeys([*singulars, *ordinals], http_url)
        values["links"] = reader.table(values["links"], checks, key=("links",))
    for key in {"published", "revised"} & values.keys():
        values[key] = _in_zone(values[key], newsletter)
    report.errors.extend(reader.problems)
    return FrontMatter(lines=end + 1, line_of=reader.line_of, **values)


def link_name(singular: str, ordinal: int) -> str:
    """Return the key under `[links]` of a part of a section."""
    return singular if ordinal == 1 else f"{singular}.{ordinal}"


def _refuse_others(texts: list[str], start: int, report: Diagnostics) -> None:
    """Raise IssueError if anything else looks like front matter: nothing leaks worse than a draft."""
    for number, line in enumerate(texts[start:], start):
        if len(line) > _MAX_FENCE_CHARS:
            continue
        plain = unicodedata.normalize("NFKC", line)
        if _FENCE_BELOW.fullmatch(plain) or (number == start and _FENCE_ABOVE.fullmatch(plain)):
            expected = f"expected {FENCE} as the first line"
            report.error(number + 1, f"{line[:20]!r} opens no front matter; {expected}")
            raise report.exception()
        if _DRAFT.fullmatch(plain):
            report.error(number + 1, f"{line!r} stands in the text; expected it between two lines {FENCE}")
            raise report.exception()


def _in_zone(value: date, newsletter: Newsletter) -> datetime:
    if not isinstance(value, datetime):
        return newsletter.at_hour(value)
    return value if value.tzinfo else value.replace(tzinfo=newsletter.timezone)
