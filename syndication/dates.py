"""Dates as an edition prints them, by CLDR."""

from datetime import date
from functools import cache, lru_cache

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_interval

from syndication.model import Quarter

YEARS = range(1970, 2200)  # outside them a date is a slip of the hand, and old zones have odd offsets


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


def read_iso_date(text: str) -> date | None:
    """Read `2024-01-12` and nothing else."""
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    return found if found.isoformat() == text and found.year in YEARS else None
