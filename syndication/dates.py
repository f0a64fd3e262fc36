"""Dates as an edition prints them: read and written by CLDR, the rest read by dateutil."""

from datetime import UTC, date, datetime
from functools import cache, lru_cache

import regex
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval
from dateutil import parser

from syndication.model import Quarter

YEARS = range(1970, 2200)  # outside them a date is a slip of the hand, and old zones have odd offsets
_LONGEST = 40
_DEFAULTS = datetime(2000, 1, 1, tzinfo=UTC), datetime(2001, 2, 2, tzinfo=UTC)
_TOKEN = regex.compile(r"'([^']*)'|(([A-Za-z])\3*)|(.)")
_ALSO = "d MMMM y", "d MMM y", "y-MM-dd"  # common everywhere
_ANY = r"\S*"
_FIELDS = {"y": r"(?P<year>\d{4})", "M": r"(?P<month>\d{1,2})", "d": r"(?P<day>\d{1,2})", "E": r"\p{L}+"}


@cache
def locale_of(tag: str) -> Locale:
    """Find the CLDR locale nearest to a BCP 47 tag; English where CLDR knows none."""
    subtags = tag.split("-")
    while subtags:
        try:
            return Locale.parse("-".join(subtags), sep="-")
        except (UnknownLocaleError, ValueError):
            subtags.pop()
    return Locale("en")


def is_known(tag: str) -> bool:
    """Return whether CLDR knows the language of a tag."""
    return locale_of(tag).language == tag.split("-", maxsplit=1)[0].lower()


@lru_cache(maxsize=4096)
def show_date(day: date, tag: str) -> str:
    """Write a date in the long style of a language: January 12, 2024; 2024年1月12日."""
    return format_date(day, "long", locale=locale_of(tag))


@lru_cache(maxsize=512)
def show_months(quarter: Quarter, tag: str, skeleton: str = "MMM") -> str:
    """Write the months of a quarter in the style of a language: Jan – Mar; 1月至3月.

    The skeleton is CLDR's: with `yMMMM` the year is there too, and the names are whole.
    """
    months = date(quarter.year, 3 * quarter.number - 2, 1), date(quarter.year, 3 * quarter.number, 1)
    return format_interval(*months, skeleton=skeleton, locale=locale_of(tag))


def read_date(line: str, tag: str) -> date | None:
    """Read a line that is a complete date and nothing else; None for every other line.

    The usual ones are matched against CLDR's own patterns, which cost a hundredth of what dateutil
    does; dateutil reads the others, unless they leave out the day, the month or the year.
    Raises ValueError where a line has the form of a date and there is no such day.
    """
    line = " ".join(line.split())
    if len(line) > _LONGEST or not any(map(str.isdecimal, line)):
        return None
    for pattern, months in _patterns(tag):
        if found := pattern.fullmatch(line):
            month = months.get(found["month"].casefold()) or int(found["month"])
            day = date(int(found["year"]), month, int(found["day"]))
            if day.year not in YEARS:
                raise ValueError(f"year {day.year} is out of range")
            return day
    try:
        # What a line does not say is taken from the default: two defaults that share nothing find it out.
        one, other = (parser.parse(line, default=default, ignoretz=True) for default in _DEFAULTS)
    except (ValueError, OverflowError, TypeError, AttributeError):  # what dateutil raises on odd text
        return None
    return one.date() if one.date() == other.date() and one.year in YEARS else None


def read_iso_date(text: str) -> date | None:
    """Read `2024-01-12` and nothing else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text and found.year in YEARS else None


@cache
def _patterns(tag: str) -> tuple[tuple[regex.Pattern[str], dict[str, int]], ...]:
    """Turn CLDR's full, long and medium date patterns of a language into expressions, and some more."""
    locale = locale_of(tag)
    styles = [locale.date_formats[style].pattern for style in ("full", "long", "medium")]
    found = []
    for style in [*styles, *_ALSO]:
        expression = ""
        months: dict[str, int] = {}
        for quoted, letters, _, literal in _TOKEN.findall(style):
            if letters.startswith("MMM"):
                width = "abbreviated" if len(letters) == len("MMM") else "wide"
                months = {name.casefold(): number for number, name in locale.months["format"][width].items()}
                expression += rf"\s*(?P<month>{'|'.join(map(regex.escape, months))})\s*"
            elif letters:
                expression += rf"\s*{_FIELDS.get(letters[0], _ANY)}\s*"
            elif literal == ",":
                expression += ",?"
            else:
                expression += regex.escape((quoted or literal).strip())
        found.append((regex.compile(expression, regex.IGNORECASE), months))
    return tuple(found)
