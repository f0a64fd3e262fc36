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
from syndication.model import Newsletter
from syndication.model.errors import QueryError
from syndication.text.dates import parse_iso_date
from syndication.text.normalize import terms

DEFAULT_LIMIT, MAX_LIMIT = 20, 100  # entries
MAX_QUERY_LENGTH = 2000  # characters in a query string
_MAX_PARAMETERS = 50
_MAX_TERMS = 10  # search terms in all queries, each of which scans the whole archive
_MAX_HITS, _MAX_SEARCH_LENGTH = 50, 200  # entries on a search page, characters of its query that count
_PARAMETERS = ("edition", "limit", "q", "section", "since", "speaker")
_MAX_LISTED_SPEAKERS = 50  # speakers listed in an error
_MAX_SHOWN_LENGTH = 60  # characters of a value shown in an error
_TYPO_SIMILARITY = 0.72  # of 1: a name this similar to one of ours is a typo, any other is not for us

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuery:
    """A parsed query: values of a field widen it, further fields narrow it, an empty field matches all."""

    editions: tuple[str, ...] = ()  # in the order of newsletter.toml
    sections: tuple[str, ...] = ()  # in the order of newsletter.toml
    speakers: tuple[str, ...] = ()  # slugs, sorted
    queries: tuple[str, ...] = ()  # each with its terms joined by spaces, sorted
    since: date | None = None  # in the newsletter's zone
    limit: int = DEFAULT_LIMIT

    @property
    def query_string(self) -> str:
        """The canonical query string: names and values sorted, defaults left out."""
        pairs = [
            *(("edition", tag) for tag in sorted(self.editions)),
            *([("limit", str(self.limit))] if self.limit != DEFAULT_LIMIT else []),
            *(("q", text) for text in self.queries),
            *(("section", section) for section in sorted(self.sections)),
            *([("since", self.since.isoformat())] if self.since else []),
            *(("speaker", slug) for slug in self.speakers),
        ]
        return urlencode(pairs, quote_via=quote, safe="")


def search_query(edition: str, words: str) -> FeedQuery:
    """Return the query of a search page; terms beyond the limit are ignored, and no input is an error."""
    text = " ".join(terms(words[:_MAX_SEARCH_LENGTH])[:_MAX_TERMS])
    return FeedQuery(editions=(edition,), queries=(text,) if text else (), limit=_MAX_HITS)


def parse_query(query_string: bytes, newsletter: Newsletter, speakers: Speakers) -> FeedQuery:
    """Parse a query string in any spelling.

    Parameters that are not ours, such as those of a tracker, are ignored. Raises QueryError, which lists
    every problem and the valid values.
    """
    reader = _QueryReader(query_string)
    editions = reader.values("edition", _one_of({tag.lower(): tag for tag in newsletter.editions}))
    sections = reader.values("section", _one_of({one: one for one in newsletter.feed_sections}))
    query = FeedQuery(
        editions=tuple(tag for tag in newsletter.editions if tag in editions),
        sections=tuple(section for section in newsletter.feed_sections if section in sections),
        speakers=tuple(sorted(reader.values("speaker", _speaker(speakers)))),
        queries=tuple(sorted(reader.values("q", _query))),
        since=reader.value("since", _since),
        limit=reader.value("limit", _limit) or DEFAULT_LIMIT,
    )
    count = sum(len(text.split()) for text in query.queries)
    if count > _MAX_TERMS:
        reader.problems.append(f"q has {count} words; expected at most {_MAX_TERMS}")
    if reader.problems:
        raise QueryError(*reader.problems)
    if len(query.query_string) > MAX_QUERY_LENGTH:
        raise too_long(len(query.query_string))
    return query


class _QueryReader:
    """A query string split into names and values, without those of others; `problems` has every error."""

    def __init__(self, query: bytes) -> None:
        """Split a query string; raises QueryError if that is impossible."""
        if len(query) > MAX_QUERY_LENGTH:
            raise too_long(len(query))
        try:
            text = quote(query, safe=string.punctuation)  # some clients send non-ASCII bytes unescaped
            pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_PARAMETERS)
        except UnicodeDecodeError as error:
            raise QueryError("the query is not UTF-8; expected UTF-8 with percent-encoding") from error
        except ValueError as error:
            raise QueryError(f"the query has too many values; expected at most {_MAX_PARAMETERS}") from error
        self._pairs = pairs
        unknown = dict.fromkeys(name for name, _ in pairs if name not in _PARAMETERS)
        self.problems = [
            f"unknown parameter {_short(name)}; did you mean {close[0]!r}?"
            for name in unknown
            if (close := get_close_matches(name.lower(), _PARAMETERS, n=1, cutoff=_TYPO_SIMILARITY))
        ]

    def values(self, name: str, check: Callable[[str], T]) -> list[T]:
        """Return the distinct values of a name, without the empty ones of unused form fields."""
        values = []
        for text in (text for other, text in self._pairs if other == name and text.strip()):
            try:
                values.append(check(text.strip()))
            except ValueError as error:
                self.problems.append(f"{name} is {_short(text)}; expected {error}")
        return list(dict.fromkeys(values))

    def value(self, name: str, check: Callable[[str], T]) -> T | None:
        """Return the value of a name that allows only one."""
        values = self.values(name, check)
        if len(values) > 1:
            self.problems.append(f"{name} has {len(values)} values; expected one")
        return values[0] if values else None


def _one_of(options: Mapping[str, T]) -> Callable[[str], T]:
    def check(value: str) -> T:
        if value.lower() not in options:
            raise ValueError(_any_of(map(str, options.values())))
        return options[value.lower()]

    return check


def _speaker(speakers: Speakers) -> Callable[[str], str]:
    def check(value: str) -> str:
        slug = speakers.slug(value)
        if not speakers.exists(slug):
            slugs = speakers.slugs()
            more = len(slugs) - _MAX_LISTED_SPEAKERS
            listed = _any_of(slugs[:_MAX_LISTED_SPEAKERS]) if slugs else "no speaker: nobody is quoted"
            raise ValueError(f"{listed} and {more} more" if more > 0 else listed)
        return slug

    return check


def _query(value: str) -> str:
    text = " ".join(terms(value))
    if not text:
        raise ValueError("words")
    return text


def _since(value: str) -> date:
    day = parse_iso_date(value)
    if day is None:
        raise ValueError("a date such as 2024-01-12")
    return day


def _limit(value: str) -> int:
    if not re.fullmatch("[0-9]{1,9}", value) or not 1 <= int(value) <= MAX_LIMIT:
        raise ValueError(f"a number from 1 to {MAX_LIMIT}")
    return int(value)


def too_long(length: int) -> QueryError:
    """Return the error for a query string above the length limit."""
    return QueryError(f"the query has {length} characters; expected at most {MAX_QUERY_LENGTH}")


def _any_of(options: Iterable[str]) -> str:
    return f"one of {', '.join(options)}"


def _short(value: str) -> str:
    return repr(value if len(value) <= _MAX_SHOWN_LENGTH else f"{value[:_MAX_SHOWN_LENGTH]}…")
