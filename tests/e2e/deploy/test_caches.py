"""nginx and Varnish in front of the server: they say what it says, and seldom ask it."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import pytest

from tests.support.addresses import PATHS
from tests.support.archives import BASE_URL
from tests.support.programs import nginx_before, varnish_before
from tests.support.serving import Reply, Server, serving
from tests.support.tools import SAMPLES

FEED, PAGE = "/zh-Hans/quotes.rss", "/zh-Hans/quotes/2024-01-12/"
SAID = (
    "ETag",
    "Last-Modified",
    "Cache-Control",
    "Vary",
    "Content-Encoding",
    "Content-Type",
    "Link",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
    "Content-Security-Policy",
    "Cross-Origin-Resource-Policy",
    "X-Content-Type-Options",
)
CODINGS = [
    ("", None),
    ("identity", None),
    ("gzip", "gzip"),
    ("br", "br"),
    ("gzip, deflate, br, zstd", "br"),
    ("GZIP;q=0.8,deflate", "gzip"),
    ("br;q=0, gzip", "gzip"),
    ("gzip;q=0, br;q=0.0", None),
    ("brotli, x-gzipped", None),
]
_PATIENCE = 20  # seconds

Before = Callable[[str, Path, str], AbstractContextManager[Server]]

_unasked = iter([path for path in PATHS if path.endswith(".json") and path.count("/") > 2])


@pytest.fixture
def path(cache: Server) -> str:
    """Return the path of a document that no cache was asked for."""
    return next(_unasked)


def test_who_asks_second_is_answered_by_the_cache(cache: Server, path: str) -> None:
    states = [cache.get(path).headers["X-Cache"] for _ in range(3)]

    assert states == ["MISS", "HIT", "HIT"]


@pytest.mark.parametrize(("accepted", "coding"), CODINGS)
@pytest.mark.parametrize("address", [FEED, PAGE])
def test_every_client_gets_an_encoding_that_it_reads(
    cache: Server, origin: Server, address: str, accepted: str, coding: str | None
) -> None:
    expected = _facts(origin.get(address, accept_encoding=accepted))

    first, second = (_facts(cache.get(address, accept_encoding=accepted)) for _ in range(2))

    assert (first, second, first[1]["Content-Encoding"]) == (expected, expected, [coding] if coding else None)


def test_two_spellings_of_the_same_wish_share_an_answer(cache: Server, path: str) -> None:
    spellings = ["gzip, br", "br;q=1.0, gzip;q=0.9, *;q=0.1", "deflate,BR"]

    states = [cache.get(path, accept_encoding=spelling).headers["X-Cache"] for spelling in spellings]

    assert states == ["MISS", "HIT", "HIT"]


def test_each_encoding_is_asked_for_once(cache: Server, path: str) -> None:
    states = [
        cache.get(path, accept_encoding=coding).headers["X-Cache"]
        for coding in ("identity", "gzip", "br", "identity", "gzip", "br")
    ]

    assert states == ["MISS"] * 3 + ["HIT"] * 3


def test_a_query_makes_no_other_document(cache: Server, path: str) -> None:
    states = [cache.get(path + query).headers["X-Cache"] for query in ("", "?utm_source=x", "?")]

    assert states == ["MISS", "HIT", "HIT"]


@pytest.mark.parametrize(
    "computed",
    [
        "/feed.atom?q=",
        "/feed.rss?q=",
        "/feed.json?q=",
        "/en/search/?q=",
        f"/oembed?url={BASE_URL}/en/quotes/latest/&maxwidth=",
    ],
)
def test_a_query_counts_where_something_is_computed_from_it(cache: Server, computed: str) -> None:
    states = [cache.get(f"{computed}{value}").headers["X-Cache"] for value in (500, 600, 500)]

    assert states == ["MISS", "MISS", "HIT"]


@pytest.mark.parametrize("odd", ["//feed.rss", "//oembed", "//en/search/", "/%66eed.rss", "/en//search/"])
def test_a_query_counts_wherever_a_path_is_not_that_of_a_document(cache: Server, odd: str) -> None:
    states = [cache.get(f"{odd}?q={word}").headers["X-Cache"] for word in ("one", "two", "one")]

    assert states == ["MISS", "MISS", "HIT"]


@pytest.mark.parametrize("misspelt", ["/en/search", "/EN/Search/", "/Feed.atom", "/feed.atom/"])
def test_who_is_redirected_keeps_his_own_query(cache: Server, misspelt: str) -> None:
    ways = [cache.get(f"{misspelt}?q={word}").headers["Location"] for word in ("one", "two", "one")]

    assert [way.partition("?")[2] for way in ways] == ["q=one", "q=two", "q=one"]


@pytest.mark.parametrize(
    "odd", ["/en/..%2f", "/en/%2e%2e/", "//en/", "/en//quotes.atom", "/en/quotes.atom%3Fx"]
)
def test_an_odd_spelling_cannot_put_another_answer_in_a_document_s_place(
    cache: Server, origin: Server, odd: str
) -> None:
    cache.get(odd)

    paths = ("/", "/en/", "/en/quotes.atom")
    assert [_facts(origin.get(path)) for path in paths] == [_facts(cache.get(path)) for path in paths]


@pytest.mark.parametrize("accepted", ["identity", "gzip", "br"])
@pytest.mark.parametrize(
    "form", ["{tag}", "W/{tag}", '"other", {tag}', "*"], ids=["strong", "weak", "list", "any"]
)
def test_who_has_a_document_is_not_sent_it(cache: Server, origin: Server, accepted: str, form: str) -> None:
    tag = origin.get(FEED, accept_encoding=accepted).headers["ETag"]

    reply = cache.get(FEED, accept_encoding=accepted, if_none_match=form.format(tag=tag))

    assert (reply.status, reply.headers["ETag"], reply.body) == (304, tag, b"")


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(seconds=-1), 200), (timedelta(), 304), (timedelta(days=400), 200)],
    ids=["earlier", "equal", "later"],
)
def test_a_date_is_compared_with_the_document_s(
    cache: Server, origin: Server, later: timedelta, status: int
) -> None:
    modified = parsedate_to_datetime(origin.get(FEED).headers["Last-Modified"])

    reply = cache.get(FEED, if_modified_since=format_datetime(modified + later, usegmt=True))

    assert reply.status == status


def test_an_answer_without_body_repeats_what_caches_need(cache: Server) -> None:
    names = ("ETag", "Cache-Control", "Vary", "Last-Modified", "Link", "Access-Control-Allow-Origin")
    first = cache.get(FEED)

    again = cache.get(FEED, if_none_match=first.headers["ETag"])

    assert [first.headers.get_all(name) for name in names] == [again.headers.get_all(name) for name in names]


@pytest.mark.parametrize("path", ["/en", "/EN/quotes", "/nothing", "/en/quotes/1999-01-01/"])
def test_what_is_no_document_is_passed_on(cache: Server, origin: Server, path: str) -> None:
    ours, theirs = (
        (reply.status, reply.headers["Location"], reply.body) for reply in (origin.get(path), cache.get(path))
    )

    assert ours == theirs


def test_head_is_answered_from_what_get_left(cache: Server, path: str) -> None:
    get, head = cache.get(path), cache.ask("HEAD", path)

    assert (head.headers["X-Cache"], head.headers["ETag"], head.body) == ("HIT", get.headers["ETag"], b"")


def test_a_script_may_ask_what_it_may_send(cache: Server, origin: Server) -> None:
    ours, theirs = (server.ask("OPTIONS", FEED) for server in (origin, cache))

    name = "Access-Control-Allow-Headers"
    assert (ours.status, ours.headers[name]) == (theirs.status, theirs.headers[name])


def test_health_is_of_this_moment(cache: Server) -> None:
    states = {cache.get("/healthz").headers["X-Cache"] for _ in range(3)}

    assert "HIT" not in states


@pytest.mark.parametrize("before", [nginx_before, varnish_before], ids=["nginx", "varnish"])
def test_what_is_no_longer_fresh_costs_the_server_no_body(before: Before, tmp_path: Path) -> None:
    with (
        serving(SAMPLES, tmp_path / "log", "--base-url", BASE_URL, "--access-log") as server,
        before(server.url.removeprefix("http://"), tmp_path / "cache", "1s") as cache,
    ):
        first, *_, last = _ask_until(cache, lambda _: f'"GET {FEED} HTTP/1.1" 304' in server.log.read_text())
        bodies = server.log.read_text().count(f'"GET {FEED} HTTP/1.1" 200')

    assert (bodies, last.body) == (1, first.body)


@pytest.mark.parametrize("before", [nginx_before, varnish_before], ids=["nginx", "varnish"])
def test_while_the_server_is_away_what_was_asked_for_is_still_there(before: Before, tmp_path: Path) -> None:
    with (
        serving(SAMPLES, tmp_path / "log", "--base-url", BASE_URL) as server,
        before(server.url.removeprefix("http://"), tmp_path / "cache", "1s") as cache,
    ):
        cache.get(FEED)
        server.process.terminate()
        server.process.wait()

        replies = _ask_until(cache, _is_stale)

    assert {reply.status for reply in replies} == {200}


def _facts(reply: Reply) -> tuple[int, dict[str, list[str] | None], bytes]:
    return reply.status, {name: reply.headers.get_all(name) for name in SAID}, reply.body


def _ask_until(cache: Server, done: Callable[[Reply], bool]) -> list[Reply]:
    """Ask for the feed until an answer will do, and give all answers."""
    replies = []
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        replies.append(cache.get(FEED))
        if done(replies[-1]):
            return replies
        time.sleep(0.02)  # a poll, not a guess
    raise AssertionError(f"not within {_PATIENCE} seconds; the last answer was {replies[-1]}")


def _is_stale(reply: Reply) -> bool:
    """Return whether an answer is older than its second: nginx says so, Varnish gives its age."""
    return reply.headers["X-Cache"] in {"STALE", "UPDATING"} or int(reply.headers.get("Age", 0)) > 2


@pytest.mark.parametrize("path", ["/metrics", "/%6Detrics", "/metrics?x=1", "/readyz"])
def test_figures_and_readiness_are_of_this_moment(cache: Server, path: str) -> None:
    states = {cache.get(path).headers["X-Cache"] for _ in range(3)}

    assert "HIT" not in states
