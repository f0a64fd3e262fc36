"""The date line: one whole date and nothing else that counts, in the forms that its language has for one.

CLDR names the months, the days of the week and the small words between them, and has the order in which a
language writes a date of figures. Nothing is guessed: dateutil, for one, reads figures as American in every
language, and the last number of a range as a year.
"""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from functools import cache

import regex

from syndication.text.dates import YEARS, locale_of
from syndication.text.typography import SENTENCE_END, strip_invisible

_MAX_CHARS = 60
_MAX_WORDS = 3  # beside a date; with more of them a line is a caption or a sentence that holds one
_YEAR_DIGITS = 4
_MIN_PREFIX = 3
_CLOSE = 0.75  # as difflib counts it: "janury" is close to "january", "may" to nothing
_STYLES = ("full", "long", "medium", "short")
# What CLDR's patterns lack: ordinals, articles, and the colloquial 号. None of them can change a date.
_ORDINALS = r"(?<=\d)(?:st|nd|rd|th|er|o)(?!\p{L})"
_SMALL_WORDS = ("the", "of", "on", "le", "den", "am", "el", "号", "號")
_HAN = "〇○零一二三四五六七八九十廿卅"
_HAN_NUMBER = re.compile(rf"[{_HAN}元]+(?=\s*[年月日号號])")
_MINGUO = re.compile(r"(?:中华|中華)?民[国國]\s*(\d{1,3})(?=\s*年)")
_ISO_BASIC = re.compile(r"(\d{4})(\d\d)(\d\d)")
_PLACE = regex.compile(r"(?:\p{Lu}[\p{L}\p{M}'’.-]*[\s,]+)*\p{Lu}[\p{L}\p{M}'’.-]*\s*,|\p{Lo}{2,8},")
_PATTERN_WORD = regex.compile(r"'([^']*)'|([^\P{L}A-Za-z]\p{M}*)")


@dataclass(frozen=True, slots=True)
class _Language:
    """How a language names the parts of a date and orders its figures."""

    token: regex.Pattern[str]
    months: dict[str, int]
    day_first: bool


@dataclass(slots=True)
class _Tokens:
    """The words, figures and marks of a line."""

    months: list[int] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    between: list[str] = field(default_factory=list)  # the marks or small words before each number
    words: list[str] = field(default_factory=list)  # that belong to no date


def parse_date_line(line: str, tag: str) -> date | None:
    """Return the date that a line consists of, or None if the line is about something else.

    Raises ValueError with the reason if the line is meant as a date but is not one whole date.
    """
    if len(line) > _MAX_CHARS or not any(character.isnumeric() for character in line):
        return None
    line = unicodedata.normalize("NFKC", strip_invisible(line)).strip()
    place = _PLACE.match(line)
    reason: ValueError | None = None
    # A Chinese edition may print an English date; figures keep the order of the edition.
    for name in dict.fromkeys((tag, "en")):
        language = _language(name)
        for text in (line, line[place.end() :]) if place else (line,):
            tokens = _tokens(_with_digits(text), language)
            try:
                day = _read(tokens, day_first=_language(tag).day_first)
                if day:
                    return day
                if not SENTENCE_END.search(line):
                    _refuse(tokens, language)
            except ValueError as error:
                reason = reason or error
    if reason:
        raise reason
    return None


def _with_digits(text: str) -> str:
    """Return a text with Han numerals and years of the Republic of China in digits."""
    text = _HAN_NUMBER.sub(_han_number, text.casefold())
    text = _MINGUO.sub(lambda year: str(int(year[1]) + 1911), text)
    return "-".join(day.groups()) if (day := _ISO_BASIC.fullmatch(text)) else text


def _han_number(numeral: re.Match[str]) -> str:
    digits = [1 if mark == "元" else int(unicodedata.numeric(mark, 0)) for mark in numeral[0]]
    if max(digits) < 10:  # noqa: PLR2004 (the first that is not a digit)
        return "".join(map(str, digits))
    total = unit = 0
    for digit in digits:
        if digit < 10:  # noqa: PLR2004 (as above)
            unit = digit
        else:
            total, unit = total + (unit or 1) * digit, 0
    return str(total + unit)


def _tokens(text: str, language: _Language) -> _Tokens:
    tokens = _Tokens()
    between = ""
    for token in language.token.finditer(text):
        match token.lastgroup:
            case "month":
                tokens.months.append(language.months[token[0]])
            case "number":
                tokens.figures.append(token[0])
                tokens.between.append(between.strip())
                between = ""
            case "word":
                tokens.words.append(token[0])
            case "day":
                pass
            case _:
                between += token[0]
    return tokens


def _read(tokens: _Tokens, *, day_first: bool) -> date | None:
    """Return the date, if the tokens are those of one; raises ValueError if there is no such day."""
    if tokens.words:
        return None
    match tokens.months, tokens.figures:
        case [month], [one, other] if len(one) == _YEAR_DIGITS > len(other):
            year, day = int(one), int(other)
        case [month], [one, other] if len(other) == _YEAR_DIGITS > len(one):
            year, day = int(other), int(one)
        case [], [one, two, three] if _are_figures(tokens) and len(one) == _YEAR_DIGITS:
            year, month, day = int(one), int(two), int(three)
        case [], [one, two, three] if _are_figures(tokens) and len(three) == _YEAR_DIGITS:
            month, day = (int(two), int(one)) if day_first else (int(one), int(two))
            year = int(three)
        case _:
            return None
    if year not in YEARS:
        raise ValueError(f"year {year} is out of range")
    return date(year, month, day)


def _are_figures(tokens: _Tokens) -> bool:
    """Return whether the figures stand together as those of a date do: 12.1.2024, 2024年1月12日."""
    between = tokens.between[1:]
    same = len(between) > 1 and len({*between}) == 1 and between[0] in ("-", "/", ".")
    return same or any(any(map(str.isalpha, mark)) for mark in between)


def _refuse(tokens: _Tokens, language: _Language) -> None:
    """Raise ValueError if the tokens are those of something that was meant as a date."""
    if sum(0.5 if word == word.upper() else 1 for word in tokens.words) > _MAX_WORDS:
        return
    years = [number for number in tokens.figures if len(number) == _YEAR_DIGITS and int(number) in YEARS]
    close = [near for word in tokens.words for near in get_close_matches(word, language.months, 1, _CLOSE)]
    if tokens.months:
        meant = tokens.figures and (years or not tokens.words)
    elif _are_figures(tokens):
        meant = years or not tokens.words
    else:
        meant = years and (
            (close and len(tokens.figures) > 1) or (not tokens.words and len(tokens.figures) > 1)
        )
    if not meant:
        return
    if close and not tokens.months:
        month = next(name for name, number in language.months.items() if number == language.months[close[0]])
        raise ValueError(f"did you mean {month.capitalize()!r}?")
    if tokens.words:
        raise ValueError(f"{' '.join(tokens.words)!r} stands beside it")
    if not years:
        raise ValueError("it has no year of four digits")
    raise ValueError("it has no day" if len(tokens.figures) < len(("year", "day")) else "it is not one day")


@cache
def _language(tag: str) -> _Language:
    locale = locale_of(tag)
    months: dict[str, int] = {}
    days: set[str] = set()
    letters: set[str] = set()
    small = {*_SMALL_WORDS}
    for form in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for number, name in locale.months[form][width].items():
                plain = _plain(name)
                if any(map(str.isnumeric, plain)):  # tháng 1, 1月: the figure is read as a figure
                    small.update(regex.findall(r"\p{L}+", regex.sub(rf"[{_HAN}\d]+", " ", plain)))
                else:
                    months[plain] = number
        for width in ("wide", "abbreviated", "narrow"):
            names = set(map(_plain, locale.days[form][width].values()))
            letters |= {name for name in names if len(name) == 1}
            days |= {name for name in names if len(name) > 1}
    patterns = [locale.date_formats[style].pattern for style in _STYLES]
    for word in _PATTERN_WORD.finditer(" ".join(patterns)):
        small.update(regex.findall(r"[\p{L}\p{M}]+", word[1] or word[2] or ""))
    for start in range(_MIN_PREFIX, max(map(len, months), default=0)):  # Sept., which CLDR has as Sep
        shortened = Counter(name[:start] for name in set(months) if len(name) > start)
        for name, number in list(months.items()):
            if shortened[name[:start]] == 1 and name != name.upper():
                months.setdefault(name[:start], number)
    token = regex.compile(
        rf"(?P<number>\d+)|(?P<month>{_any_of(months)})|(?P<day>{_any_of(days)}|\((?:{_any_of(letters)})\))"
        rf"|(?P<small>{_any_of(small)}|{_ORDINALS})|(?P<mark>[\s\p{{P}}\p{{Sm}}\p{{Sk}}\p{{So}}\p{{Cf}}])"
        rf"|(?P<word>\p{{Lo}}|[\p{{L}}\p{{M}}]+|.)"
    )
    return _Language(token, months, patterns[-1].find("d") < patterns[-1].find("M"))


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKC", name).casefold().rstrip(".")


def _any_of(names: set[str] | dict[str, int]) -> str:
    """Return an expression for any of some words, the longest first; those with case stand alone."""
    patterns = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        pattern = regex.escape(name)
        patterns.append(pattern if name == name.upper() else rf"(?<!\p{{L}}){pattern}(?![\p{{L}}\p{{M}}])")
    return "|".join(patterns) or r"(?!)"
