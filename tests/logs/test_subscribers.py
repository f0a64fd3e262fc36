"""Subscribers of each feed: what aggregators state, and how many single readers there are."""

import random
import tracemalloc
from collections.abc import Iterable
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.logs.agents import parse_agent
from syndication.logs.distinct import DistinctCount
from syndication.logs.report import FeedSubscribers, Report
from syndication.logs.subscribers import Tally
from tests.support.logs import FEEDLY, INOREADER, line

TODAY = date(2024, 6, 1)
AGENTS = {
    FEEDLY.format(1234): ("Feedly", "", 1234),
    INOREADER.format(234): ("Inoreader", "", 234),
    "Inoreader/1.0 (+http://www.inoreader.com/feed-fetcher; 195 subscribers; )": ("Inoreader", "", 195),
    "Feedbin feed-id:1344882 - 122 subscribers": ("Feedbin", "1344882", 122),
    "NewsBlur Feed Fetcher - 27 subscribers - https://www.newsblur.com/site/7704055/x": ("NewsBlur", "", 27),
    "Mozilla/5.0 (compatible; theoldreader.com; 1 subscribers; feed-id=cead6c3a)": (
        *("The Old Reader", "cead6c3a"),
        1,
    ),
    "Mozilla/5.0 (compatible; BazQux/2.4; +https://bazqux.com/fetcher; 1 subscribers)": ("BazQux", "", 1),
    "Bloglovin/1.0 (http://www.bloglovin.com; 3 subscribers)": ("Bloglovin", "", 3),
    "Feedspot/1.0 (+https://www.feedspot.com/fs/fetcher; like FeedFetcher-Google; 3 readers)": (
        *("Feedspot", ""),
        3,
    ),
    "Dreamwidth Studios (webmaster@dreamwidth.org; for https://www.dreamwidth.org/users/a/; 2 readers)": (
        *("Dreamwidth Studios", ""),
        2,
    ),
    "YahooFeedSeeker/2.0 (compatible; Mozilla 4.0; MSIE 5.5; http://x.example/; users 3; views 45)": (
        *("YahooFeedSeeker", ""),
        3,
    ),
    "Netvibes (http://www.netvibes.com/; 5 subscribers; feedId: 12)": ("Netvibes", "12", 5),
    "Rojo 1.0; Aggregating on behalf of 3 subscriber(s) online": ("Rojo 1.0", "", 3),
    "Aggrego/1 (1,234 subscribers)": ("Aggrego", "", 1234),
}
SINGLE = [
    "Mozilla/5.0 (compatible; Miniflux/2.2.3; +https://miniflux.app)",
    "FreshRSS/1.24.0 (Linux; https://freshrss.org)",
    "NetNewsWire (RSS Reader; https://netnewswire.com/)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
    "-",
    "",
]


def report(*lines: bytes | Iterable[bytes]) -> Report:
    tally = Tally(TODAY)
    for one in lines:
        for text in [one] if isinstance(one, bytes) else one:
            tally.add(text)
    return tally.report()


def only_feed(*lines: bytes | Iterable[bytes]) -> FeedSubscribers:
    [feed] = report(*lines).feeds
    return feed


class TestAgents:
    @pytest.mark.parametrize("agent", AGENTS)
    def test_an_aggregator_states_its_subscribers(self, agent: str) -> None:
        parsed = parse_agent(agent.encode())

        assert parsed
        assert (parsed[0].name, parsed[0].feed_id, parsed[1]) == AGENTS[agent]

    @pytest.mark.parametrize("agent", SINGLE)
    def test_a_reader_of_one_person_states_nothing(self, agent: str) -> None:
        assert parse_agent(agent.encode()) is None

    @given(st.binary())
    def test_any_agent_can_be_read(self, agent: bytes) -> None:
        parse_agent(agent)
        parse_agent(b"5 subscribers; " + agent)


class TestAggregators:
    def test_the_latest_number_counts_in_whatever_order_logs_are_read(self) -> None:
        old, new = (
            line(day=f"{day}/Jan/2024", agent=FEEDLY.format(count)) for day, count in ((11, 50), (12, 40))
        )

        assert only_feed(old, new).aggregated == only_feed(new, old).aggregated == 40

    def test_the_feeds_of_one_aggregator_are_added(self) -> None:
        one, other = (line(agent=f"Feedbin feed-id:{number} - 7 subscribers") for number in (1, 2))

        assert only_feed(one, other).aggregated == 14

    def test_the_formats_of_a_feed_are_added(self) -> None:
        lines = [line(path=f"/en/quotes.{form}", agent=FEEDLY.format(5)) for form in ("atom", "rss", "json")]

        assert only_feed(lines).aggregated == 15

    def test_a_number_of_last_year_is_out_of_date(self) -> None:
        old, new = line(day="12/Jan/2023", agent=FEEDLY.format(50)), line()

        assert only_feed(old, new).total == 1

    def test_a_number_that_nobody_can_have_is_ignored_and_noted(self) -> None:
        result = report(line(agent=FEEDLY.format(999_999_999)), line(agent=FEEDLY.format("9" * 25)))

        assert (result.feeds[0].total, result.notes) == (0, ("counts above 10,000,000, not believed: 2",))

    def test_a_thousand_made_up_aggregators_are_bounded(self) -> None:
        result = report(line(agent=f"Fake{number}/1.0 (1 subscribers)") for number in range(1000))

        assert (result.feeds[0].aggregated, len(result.notes)) == (300, 1)


class TestSingleReaders:
    def test_a_reader_that_polls_all_day_is_one(self) -> None:
        assert only_feed(line(clock=f"{hour:02}:00:00") for hour in range(24)).single == 1

    def test_readers_differ_by_address_and_by_agent(self) -> None:
        assert only_feed(line(), line(address="192.0.2.2"), line(agent="other")).single == 3

    def test_the_median_day_of_the_last_week_counts(self) -> None:
        days = {10: 90, 12: 2, 13: 3, 14: 50, 15: 3, 16: 3, 17: 4, 18: 1}  # the first is too long ago

        lines = [
            line(day=f"{day}/Jan/2024", address=f"192.0.2.{number}")
            for day, readers in days.items()
            for number in range(readers)
        ]

        assert only_feed(lines).single == only_feed(reversed(lines)).single == 3

    @pytest.mark.parametrize(
        "other",
        [
            line(agent="Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"),
            line(referrer="https://www.example.org/"),
            line(path="/en/quotes/"),
            line(path="/en/quotes/2024-01-12.json"),
            line(path="/en/quotes/latest.json"),
            line(path="/en/quotes/2023-q4.atom"),
            line(path="/archive.json"),
            line(status=404),
            line(status=308),
        ],
    )
    def test_another_request_is_none_of_a_reader(self, other: bytes) -> None:
        feed = only_feed(line(address="192.0.2.9"), other)

        assert (feed.feed, feed.single) == ("/en/quotes", 1)

    @pytest.mark.parametrize(
        ("path", "feed"),
        [
            ("/zh-Hans/quotes.rss?utm_source=mail", "/zh-Hans/quotes"),
            ("/letters/en/quotes.json", "/letters/en/quotes"),
            ("/feed.atom?edition=en&q=a", "/feed"),
        ],
    )
    def test_a_feed_is_known_by_its_address(self, path: str, feed: str) -> None:
        assert only_feed(line(path=path)).feed == feed

    def test_a_log_from_behind_a_proxy_is_noted(self) -> None:
        result = report(line(agent="a"), line(agent="b"))

        assert [note.partition(";")[0] for note in result.notes] == ["all readers have one address"]


class TestDistinct:
    @given(st.sets(st.integers(0, 2**64 - 1), max_size=256))
    def test_few_values_are_counted_exactly(self, values: set[int]) -> None:
        count = DistinctCount()
        for value in [*values, *values]:
            count.add(value)

        assert len(count) == len(values)

    @pytest.mark.parametrize("values", [300, 3_000, 11_000, 30_000])
    def test_many_values_are_estimated_closely(self, values: int) -> None:
        count, numbers = DistinctCount(), random.Random(values)
        for _ in range(values):
            count.add(numbers.getrandbits(64))

        assert len(count) == pytest.approx(values, rel=0.06)  # almost four standard errors


class TestBounds:
    def test_lines_that_are_none_are_counted_and_pass(self) -> None:
        result = report(b"\xff\xfe", b"", b"\n", b"[error] no line of an access log", line())

        assert (result.requests, result.notes) == (1, ("lines in no format of an access log: 3",))

    def test_a_line_of_the_future_does_not_push_out_the_present(self) -> None:
        assert only_feed(line(), line(day="12/Jan/9999")).single == 1

    def test_memory_does_not_grow_with_the_log(self) -> None:
        tally = Tally(TODAY)

        def read(lines: int) -> int:
            for number in range(lines):
                address = f"{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}.1"
                day, path = f"{number % 28 + 1:02}/Jan/2024", f"/en/section-{number}.atom"
                tally.add(line(address=address, day=day, path=path))
                tally.add(
                    line(address=address, day=day, agent=f"Fake{number}/1 (3 readers; feed-id={number})")
                )
            return tracemalloc.get_traced_memory()[0]

        tracemalloc.start()
        try:
            before, after = read(8000), read(8000)
        finally:
            tracemalloc.stop()
        assert after - before < 1_000_000

    def test_no_address_is_in_the_report(self) -> None:
        result = report(line(address="198.51.100.7"), line(agent=FEEDLY.format(3)))

        assert "198.51.100" not in str(result.as_json())
