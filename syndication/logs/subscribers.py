"""Requests -> subscribers of each feed: those that aggregators state, and an estimate of single readers."""

import os
import re
from datetime import date, timedelta
from functools import lru_cache
from hashlib import blake2b
from statistics import median_high

from syndication.logs.agents import MAX_SUBSCRIBERS, Aggregator, is_crawler, parse_agent
from syndication.logs.distinct import DistinctCount
from syndication.logs.lines import Request, parse_line
from syndication.logs.report import CURRENT, DAYS, FeedSubscribers, Report, Statement
from syndication.model import Format

_FEED = re.compile(
    rb"(?P<feed>(?:/[\w.~-]{1,40}){0,3}/[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*/(?!latest\.)(?![0-9])[a-z0-9-]{1,60}"
    rb"|(?:/[\w.~-]{1,40}){0,3}/feed)\.(?P<form>%b)(?:\?|$)" % "|".join(Format).encode()
)
_MAX_FEEDS = 1000  # of a log; this and the next are bounds because anybody can write a user agent
_MAX_AGGREGATORS = 300  # of a feed
_Statements = dict[tuple[Aggregator, str], tuple[tuple[date, bytes], int]]  # by aggregator and format


class Tally:
    """Counts requests in any order, from any number of logs, in memory that does not grow with them."""

    def __init__(self, today: date) -> None:
        self._tomorrow = today + timedelta(days=1)  # a time zone may be ahead of ours
        self._key = os.urandom(16)
        self._statements: dict[str, _Statements] = {}
        self._readers: dict[date, dict[str, DistinctCount]] = {}
        self._first: date | None = None
        self._last: date | None = None
        self._requests = 0
        self._unreadable = self._implausible = self._beyond = 0
        self._addresses: set[bytes] | None = set()  # of feed requests, until there are two

    def add(self, line: bytes) -> None:
        """Count a line; nothing in it can raise or take more memory than its share."""
        request = parse_line(line)
        if request is None or request.day > self._tomorrow:
            self._unreadable += bool(line.strip()) or not line
            return
        if request.status not in {b"200", b"304"} or request.method not in {b"GET", b"HEAD"}:
            return
        place = _feed_of(request.path)
        if place is None:
            return
        feed, form = place
        if feed not in self._statements and len(self._statements) >= _MAX_FEEDS:
            self._beyond += 1
            return
        self._requests += 1
        self._first = min(self._first or request.day, request.day)
        self._last = max(self._last or request.day, request.day)
        statement = parse_agent(request.agent)
        statements = self._statements.setdefault(feed, {})
        if statement is None:
            self._add_reader(feed, request)
        else:
            self._add_statement(statements, (statement[0], form), statement[1], request)

    def _add_statement(
        self, statements: _Statements, key: tuple[Aggregator, str], subscribers: int, request: Request
    ) -> None:
        if subscribers > MAX_SUBSCRIBERS:
            self._implausible += 1
        elif key not in statements and len(statements) >= _MAX_AGGREGATORS:
            self._beyond += 1
        else:
            latest = statements.get(key)
            new = (request.day, request.clock), subscribers
            statements[key] = max(latest, new) if latest else new

    def _add_reader(self, feed: str, request: Request) -> None:
        if request.referrer not in {b"-", b""} or is_crawler(request.agent):
            return
        if self._addresses is not None:
            self._addresses.add(request.address)
            self._addresses = self._addresses if len(self._addresses) == 1 else None
        readers = self._readers.setdefault(request.day, {})
        if len(self._readers) > DAYS:
            del self._readers[min(self._readers)]
        hashed = blake2b(request.address + b"\0" + request.agent, digest_size=8, key=self._key).digest()
        readers.setdefault(feed, DistinctCount()).add(int.from_bytes(hashed))

    def report(self) -> Report:
        """Return the result so far."""
        feeds = [
            FeedSubscribers(
                feed=feed,
                statements=tuple(
                    Statement(
                        aggregator=aggregator.name,
                        feed_id=aggregator.feed_id,
                        form=form,
                        subscribers=subscribers,
                        day=day,
                    )
                    for (aggregator, form), ((day, _), subscribers) in sorted(statements.items())
                    if self._last and day >= self._last - CURRENT
                ),
                single=median_high([len(day.get(feed, ())) for day in self._readers.values()] or [0]),
            )
            for feed, statements in self._statements.items()
        ]
        return Report(
            feeds=tuple(sorted(feeds, key=lambda feed: (-feed.total, feed.feed))),
            first=self._first,
            last=self._last,
            requests=self._requests,
            notes=tuple(self._notes()),
        )

    def _notes(self) -> list[str]:
        limits = f"{_MAX_FEEDS} feeds, or {_MAX_AGGREGATORS} aggregators of one"
        proxy = "all readers have one address; expected the log of the outermost server, not of one behind it"
        notes: dict[str, object] = {
            f"lines in no format of an access log: {self._unreadable}": self._unreadable,
            f"counts above {MAX_SUBSCRIBERS:,}, not believed: {self._implausible}": self._implausible,
            f"requests beyond the limit of {limits}: {self._beyond}": self._beyond,
            proxy: self._addresses and self._requests > 1,
        }
        return [note for note, is_true in notes.items() if is_true]


@lru_cache(maxsize=4096)
def _feed_of(path: bytes) -> tuple[str, str] | None:
    """Return the feed of an address and its format; custom feeds, of which there is no end, are one."""
    match = _FEED.match(path)
    return (match["feed"].decode("latin-1"), match["form"].decode()) if match else None
