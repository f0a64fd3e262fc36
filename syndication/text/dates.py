"""Dates as an edition prints them, by CLDR."""

from datetime import date
from functools import cache, lru_cache

import babel.dates
import babel.lists
from babel import Locale, UnknownLocaleError
from dateutil.relativedelta import relativedelta

from syndication.model import Quarter

YEARS = range(1970, 2200)  # outside them a date is a slip of the hand, and old zones have odd offsets


@cache
def locale_of(tag: str) -> Locale:
    """Return the CLDR locale nearest to a BCP 47 tag; English if CLDR has none."""
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
def format_date(day: date, tag: str) -> str:
    """Return a date in the long style of a language: January 12, 2024; 2024年1月12日."""
    return babel.dates.format_date(day, "long", locale=locale_of(tag))


@lru_cache(maxsize=4096)
def format_day(day: date, tag: str) -> str:
    """Return a date without its year, for below a heading that has it: January 12; 1月12日."""
    return str(babel.dates.format_skeleton("MMMMd", day, locale=locale_of(tag)))


def format_list(names: list[str], tag: str) -> str:
    """Return names in one phrase of a language: English and French; 英文和法文."""
    return babel.lists.format_list(names, locale=locale_of(tag))


@lru_cache(maxsize=512)
def format_months(quarter: Quarter, tag: str, skeleton: str = "MMM") -> str:
    """Return the months of a quarter in the style of a language: Jan – Mar; 1月至3月.

    The skeleton is CLDR's: `yMMMM` adds the year and writes the names out.
    """
    first = date(quarter.year, 3 * quarter.number - 2, 1)
    last = first + relativedelta(months=2)
    text = babel.dates.format_interval(first, last, skeleton=skeleton, locale=locale_of(tag))
    return text.replace(" – ", "至") if locale_of(tag).language == "zh" else text  # CLDR has it for Hant only


def parse_iso_date(text: str) -> date | None:
    """Return the date of `2024-01-12`; None for any other text."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.isoformat() == text and day.year in YEARS else None
