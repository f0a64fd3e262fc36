"""Custom feeds: parse a query string, and write it back in its canonical form."""

import re
import string
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import TypeVar
from urllib.parse import parse_qsl, quote, urlencode

from syndication.feeds.speakers import Speakers
from syndication.model import Newsletter, Section
from syndication.model.errors import QueryError
from syndication.text.dates import YEARS
from syndication.text.normalize import terms

DEFAULT_LIMIT, MOST = 20, 100  # entries
MAX_QUERY_LENGTH = 2000  # characters in a query string
_PARAMETERS = 50
_TERMS = 10  # search terms in all queries, each of which scans the whole archive
_HITS, _SEARCHED = 50, 200  # entries on a search page, characters of its query that count
_NAMES = ("edition", "limit", "q", "section", "since", "speaker")
_LISTED = 50  # speakers listed in an error
_SHOWN = 60  # characters of a value shown in an error
_SLIP = 0.72  # of 1: a name as near as this to one of ours is misspelt, any other belongs to somebody else
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """A parsed query: values of a field widen it, further fields narrow it, an empty field matches all."""

    editions: tuple[str, ...] = ()  # in the order of newsletter.toml
    sections: tuple[Section, ...] = ()  # in the order of Section
    speakers: tuple[str, ...] = ()  # slugs, sorted
    queries: tuple[str, ...] = ()  # each with its terms joined by spaces, sorted
    since: date | None = None  # in the newsletter's zone
    limit: int = DEFAULT_LIMIT

    @property
    def query(self) -> str:
        """The canonical query string: names and values sorted, defaults left out."""
        pairs = [
            *(("edition", tag) for tag in sorted(self.editions)),
            *([("limit", str(self.limit))] if self.limit != DEFAULT_LIMIT else []),
            *(("q", query) for query in self.queries),
            *(("section", section) for section in sorted(self.sections)),
            *([("since", self.since.isoformat())] if self.since else []),
            *(("speaker", slug) for slug in self.speakers),
        ]
        return urlencode(pairs, quote_via=quote, safe="")


def search_query(edition: str, words: str) -> FeedQuery:
    """Return the query of a search page; terms beyond the limit are ignored, and no input is an error."""
    found = " ".join(terms(words[:_SEARCHED])[:_TERMS])
    return FeedQuery(editions=(edition,), queries=(found,) if found else (), limit=_HITS)


def parse_query(query: bytes, newsletter: Newsletter, speakers: Speakers) -> FeedQuery:
    """Parse a query string in any spelling.

    Parameters that are not ours, such as those of a tracker, are ignored. Raises QueryError, which lists
    every problem and the valid values.
    """
    reading = _QueryReader(query)
    editions = reading.values("edition", _one_of({tag.lower(): tag for tag in newsletter.editions}))
    sections = reading.values("section", _one_of({str(one): one for one in Section}))
    found = FeedQuery(
        editions=tuple(tag for tag in newsletter.editions if tag in editions),
        sections=tuple(section for section in Section if section in sections),
        speakers=tuple(sorted(reading.values("speaker", _speaker(speakers)))),
        queries=tuple(sorted(reading.values("q", _query))),
        since=reading.value("since", _since),
        limit=reading.value("limit", _limit) or DEFAULT_LIMIT,
    )
    count = sum(len(query.split()) for query in found.queries)
    if count > _TERMS:
        reading.problems.append(f"q has {count} words; expected at most {_TERMS}")
    if reading.problems:
        raise QueryError(*reading.problems)
    if len(found.query) > MAX_QUERY_LENGTH:
        raise too_long(len(found.query))
    return found


class _QueryReader:
    """A query string split into names and values, without foreign ones; `problems` has every error."""

    def __init__(self, query: bytes) -> None:
        """Split a query string; raises QueryError if that is impossible."""
        if len(query) > MAX_QUERY_LENGTH:
            raise too_long(len(query))
        try:
            text = quote(query, safe=string.punctuation)  # some clients send non-ASCII bytes unescaped
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_PARAMETERS)
        except UnicodeDecodeError as error:
            raise QueryError("the query is not UTF-8; expected UTF-8 with percent-encoding") from error
        except ValueError as error:
            raise QueryError(f"the query has too many values; expected at most {_PARAMETERS}") from error
        self._given = pairs
        unknown = dict.fromkeys(name for name, _ in pairs if name not in _NAMES)
        self.problems = [
            f"unknown parameter {_short(name)}; did you mean {close[0]!r}?"
            for name in unknown
            if (close := get_close_matches(name.lower(), _NAMES, n=1, cutoff=_SLIP))
        ]

    def values(self, name: str, check: Callable[[str], T]) -> list[T]:
        """Return the distinct values of a name, without the empty ones of unused form fields."""
        found = []
        for value in (value for given, value in self._given if given == name and value.strip()):
            try:
                found.append(check(value.strip()))
            except ValueError as error:
                self.problems.append(f"{name} is {_short(value)}; expected {error}")
        return list(dict.fromkeys(found))

    def value(self, name: str, check: Callable[[str], T]) -> T | None:
        """Return the value of a name that allows only one."""
        found = self.values(name, check)
        if len(found) > 1:
            self.problems.append(f"{name} has {len(found)} values; expected one")
        return found[0] if found else None


def _one_of(known: Mapping[str, T]) -> Callable[[str], T]:
    def check(value: str) -> T:
        if value.lower() not in known:
            raise ValueError(_any_of(map(str, known.values())))
        return known[value.lower()]

    return check


def _speaker(speakers: Speakers) -> Callable[[str], str]:
    def check(value: str) -> str:
        slug = speakers.slug(value)
        if not speakers.exists(slug):
            known = speakers.slugs()
            more = f" and {len(known) - _LISTED} more" if len(known) > _LISTED else ""
            raise ValueError((_any_of(known[:_LISTED]) if known else "no speaker: nobody is quoted") + more)
        return slug

    return check


def _query(value: str) -> str:
    found = " ".join(terms(value))
    if not found:
        raise ValueError("words")
    return found


def _since(value: str) -> date:
    try:
        found = date.fromisoformat(value) if _DAY.fullmatch(value) else None
    except ValueError:
        found = None
    if found is None or found.year not in YEARS:
        raise ValueError("a date such as 2024-01-12")
    return found


def _limit(value: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", value) or not 1 <= int(value) <= MOST:
        raise ValueError(f"a number from 1 to {MOST}")
    return int(value)


def too_long(length: int) -> QueryError:
    """Return the error for a query string above the length limit."""
    return QueryError(f"the query has {length} characters; expected at most {MAX_QUERY_LENGTH}")


def _any_of(known: Iterable[str]) -> str:
    return f"one of {', '.join(known)}"


def _short(value: str) -> str:
    return repr(value if len(value) <= _SHOWN else f"{value[:_SHOWN]}…")
