"""Feeds of one's own over HTTP: one address each, and everything that is said of other documents."""

import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import feedparser
import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder, run_wsgi_app

from syndication.web import create_app
from tests.support.archives import BASE_URL, NEWSLETTER, NOW, issue_text, settings_of, write_archive
from tests.support.pages import ATOM, tree
from tests.support.serving import Server
from tests.support.tools import SAMPLES

QUERY = "edition=en&edition=zh-Hans&q=united&section=quotes"
FEED = f"/feed.atom?{QUERY}"
FEEDS = [f"/feed.{form}?{QUERY}" for form in ("atom", "rss", "json")]
ENDS = {"atom": (b"<entry", b"</entry>"), "rss": (b"<item", b"</item>"), "json": (b"    {\n", b"\n    }")}
HOSTILE = [
    b"q=%00",
    b"q=\x80\xff",
    b"q=%zz%",
    b"%",
    b"=&=&=",
    b"q=%ED%A0%80",
    b"q=%F4%90%80%80",
    b"edition[]=en&edition[0]=en",
    b"q=%3Cscript%3E%0D%0ASet-Cookie:x=1",
    b"&".join(b"edition=en" for _ in range(150)),
    b"q=" + b"A" * 1990,
    b"q=" + b"%EF%B7%BA" * 200,
    b"since=9999-12-31",
    b"limit=99999999999999999999",
    b"speaker=" + b"%E7%A9%86" * 200,
]


@pytest.fixture(scope="module")
def client() -> FlaskClient:
    return create_app(settings_of(SAMPLES), lambda: NOW).test_client()


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("prefix", ["", "/letters"])
def test_another_spelling_is_redirected_to_the_one_address(server: Server, method: str, prefix: str) -> None:
    path = "/feed.atom?section=quotes&edition=zh-Hans&edition=EN&q=United&limit=20&speaker="

    reply = server.ask(method, path)

    assert (reply.status, urljoin(prefix + path, reply.headers["Location"])) == (308, prefix + FEED)


@pytest.mark.parametrize(
    ("path", "target"),
    [("/feed.atom?utm_source=mail", "/feed.atom"), ("/feed.json?fbclid=1&limit=5", "/feed.json?limit=5")],
)
def test_parameters_of_trackers_are_dropped_by_the_redirect(server: Server, path: str, target: str) -> None:
    reply = server.get(path)

    assert (reply.status, urljoin(path, reply.headers["Location"])) == (308, target)


def test_a_feed_of_everything_has_no_query(server: Server) -> None:
    assert server.get("/feed.rss?").status == 200
    assert server.get("/feed.rss?q=&limit=20").headers["Location"] == "feed.rss"


@pytest.mark.parametrize("path", FEEDS)
def test_it_is_served_as_every_feed_is(server: Server, path: str) -> None:
    ours, theirs = server.get(path), server.get(urlsplit(path).path.replace("/feed", "/en/quotes"))

    names = ("Content-Type", "Cache-Control", "Vary", "Access-Control-Allow-Origin", "X-Content-Type-Options")
    assert [ours.headers[name] for name in names] == [theirs.headers[name] for name in names]
    assert ours.headers.get_all("Link") == [
        f'<{server.url}{path}>; rel="self"',
        f'<{server.url}/feeds/>; rel="alternate"; type="text/html"',
    ]


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("coding", ["identity", "gzip", "br"])
def test_who_has_it_is_not_sent_it(server: Server, path: str, coding: str) -> None:
    first = server.get(path, accept_encoding=coding)

    again = server.get(path, accept_encoding=coding, if_none_match=first.headers["ETag"])
    dated = server.get(path, accept_encoding=coding, if_modified_since=first.headers["Last-Modified"])

    assert first.headers["Content-Encoding"] == (None if coding == "identity" else coding)
    assert [(reply.status, reply.headers["ETag"]) for reply in (again, dated)] == [
        (304, first.headers["ETag"])
    ] * 2


@pytest.mark.parametrize("path", FEEDS)
def test_head_answers_as_get_does_without_the_body(server: Server, path: str) -> None:
    get, head = server.get(path), server.ask("HEAD", path)

    responses = [
        {name: value for name, value in reply.headers.items() if name != "date"} for reply in (get, head)
    ]
    assert (head.status, responses[0], head.body) == (get.status, responses[1], b"")


def test_a_script_may_ask_what_it_may_send(server: Server) -> None:
    reply = server.ask("OPTIONS", FEED)

    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (204, "*")


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_each_entry_has_the_bytes_it_has_elsewhere(server: Server, form: str) -> None:
    ours = server.get(f"/feed.{form}?edition=zh-Hant&q=%E5%AD%94%E5%AD%90&section=quotes").body
    theirs = server.get(f"/zh-Hant/quotes.{form}").body
    begin, end = ENDS[form]

    entries = [begin + piece.partition(end)[0] for piece in ours.split(begin)[1:]]

    assert entries
    assert all(entry in theirs for entry in entries)


def test_its_id_follows_from_what_it_asks_for_and_from_no_format(server: Server) -> None:
    atom, json = tree(server.get(FEED).body), server.get(FEEDS[2]).json()

    expected = f"tag:example.org,2023:focus-this-week?{QUERY}"
    assert (atom.findtext("atom:id", None, ATOM), json["_syndication"]["id"]) == (expected, expected)


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("", "Focus This Week"),
        ("edition=zh-Hant", "本週聚焦"),
        ("limit=3&section=numbers", "Focus This Week — Notable Number"),
        ("edition=en&speaker=confucius", "Focus This Week — Confucius"),
        ("edition=zh-Hans&speaker=confucius", "本周聚焦——孔子"),
        (QUERY, "Focus This Week, 本周聚焦 — Quote of the Week · “united”"),
        (
            "edition=zh-Hant&q=%E4%B8%AD%E7%BE%8E&section=issues&section=quotes&since=2024-01-01",
            "本週聚焦——各期全文、本週引言 · 「中美」 · 2024年1月1日以來",
        ),
    ],
)
def test_its_title_says_in_words_what_it_is(server: Server, query: str, title: str) -> None:
    found = feedparser.parse(server.get(f"/feed.atom?{query}").body)

    assert (bool(found.bozo), found.feed.title) == (False, title)


@pytest.mark.parametrize(
    ("query", "home"),
    [
        ("edition=en&section=quotes", "/en/quotes/"),
        ("edition=en&speaker=laozi", "/en/speakers/laozi/"),
        ("edition=zh-Hans&q=%E4%B8%AD%E7%BE%8E", "/zh-Hans/search/?q=%E4%B8%AD%E7%BE%8E"),
    ],
)
def test_it_names_a_page_for_people(server: Server, query: str, home: str) -> None:
    link = feedparser.parse(server.get(f"/feed.rss?{query}").body).feed.link

    assert (link, server.get(home).status) == (server.url + home, 200)


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_it_may_be_empty_and_is_a_feed_still(server: Server, form: str) -> None:
    found = feedparser.parse(server.get(f"/feed.{form}?q=xyzzy").body)

    assert (bool(found.bozo), found.version[:3], found.entries) == (False, form[:3], [])


def test_no_hub_is_told_of_it(tmp_path: Path) -> None:
    archive = write_archive(
        tmp_path, {"en/2024-01-12.txt": issue_text()}, f'hubs = ["https://hub.example.org/"]\n{NEWSLETTER}'
    )
    client = create_app(settings_of(archive), lambda: NOW).test_client()

    replies = [client.get(f"/feed.{form}") for form in ("atom", "rss", "json")]

    assert not any(b"hub.example.org" in reply.data + str(reply.headers).encode() for reply in replies)
    assert b"hub.example.org" in client.get("/en/quotes.atom").data


def test_its_own_address_is_where_it_is_computed(tmp_path: Path) -> None:
    server = create_app(
        replace(settings_of(SAMPLES), dynamic_url="https://ask.example.org/x"), lambda: NOW
    ).test_client()

    found = feedparser.parse(server.get("/feed.atom?limit=1").data)

    links = {link.rel: link.href for link in found.feed.links}
    assert links["self"] == "https://ask.example.org/x/feed.atom?limit=1"
    assert (links["alternate"], found.feed.icon) == (f"{BASE_URL}/feeds/", f"{BASE_URL}/icon.png")


def test_what_cannot_be_is_told_in_plain_words(server: Server) -> None:
    reply = server.get("/feed.atom?edition=fr&limit=101")

    assert (reply.status, reply.headers["Content-Type"]) == (400, "text/plain; charset=utf-8")
    assert reply.text.splitlines() == [
        "edition is 'fr'; expected one of en, zh-Hans, zh-Hant",
        "limit is '101'; expected a number from 1 to 100",
    ]


def test_a_program_is_told_what_cannot_be_as_json(server: Server) -> None:
    reply = server.get("/feed.json?limt=3")

    assert (reply.status, reply.json()) == (
        400,
        {"problems": ["unknown parameter 'limt'; did you mean 'limit'?"]},
    )


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", ["/feed.atom", "/feed.json", "/en/search/"])
def test_no_query_is_an_error_of_the_server(server: Server, path: str, query: bytes) -> None:
    """Sent as it is: no client of ours would."""
    status, headers, body = _raw(server, path, query)

    assert status in {200, 308, 400}
    assert b"Set-Cookie" not in headers
    assert b"<script>" not in body.lower()


@pytest.mark.parametrize("length", [10_000, 100_000])
@pytest.mark.parametrize("path", ["/feed.atom", "/en/search/"])
def test_a_query_without_end_is_refused(server: Server, path: str, length: int) -> None:
    """By us, or by granian before it reaches us."""
    status, _, _ = _raw(server, path, b"q=" + b"a" * length)

    assert status in {400, 414, 431}


def test_a_new_snapshot_answers_anew(tmp_path: Path) -> None:
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})
    app = create_app(settings_of(archive), lambda: NOW)
    client = app.test_client()
    before = client.get("/feed.atom?q=bridge&section=quotes")
    write_archive(archive, {"en/2024-01-19.txt": issue_text("January 19, 2024", "Another bridge.")})

    app.extensions["reloader"].reload()
    validators = {"If-None-Match": before.headers["ETag"]}
    after = client.get("/feed.atom?q=bridge&section=quotes", headers=validators)

    assert [len(feedparser.parse(reply.data).entries) for reply in (before, after)] == [1, 2]


def test_a_correction_shows_in_what_is_found(tmp_path: Path) -> None:
    """What an entry says is remembered folded: not longer than it says it."""
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text(quote="A bridge.")})
    app = create_app(settings_of(archive), lambda: NOW)
    client = app.test_client()
    client.get("/feed.atom?q=bridge")
    write_archive(archive, {"en/2024-01-12.txt": issue_text(quote="A tunnel.")})

    app.extensions["reloader"].reload()

    found = [feedparser.parse(client.get(f"/feed.atom?q={word}").data) for word in ("bridge", "tunnel")]
    assert [len(feed.entries) for feed in found] == [0, 2]


def test_many_may_ask_at_once(client: FlaskClient) -> None:
    words = ("war", "the", "war%20the")
    queries = [f"limit={limit}&q={word}" for limit in range(1, 6) for word in words] * 4
    alone = {query: client.get(f"/feed.atom?{query}").data for query in queries}
    fresh = create_app(settings_of(SAMPLES), lambda: NOW)

    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(lambda query: fresh.test_client().get(f"/feed.atom?{query}").data, queries))

    assert found == [alone[query] for query in queries]


TAG = st.sampled_from(["{tag}", "W/{tag}", '"other"', "*", '"{bare}-gzip"', "nonsense", ""])
TAGS = st.lists(TAG, max_size=3)
DATES = st.datetimes(min_value=datetime(1990, 1, 1), max_value=datetime(2040, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
CODING = st.sampled_from(["gzip", "br", "identity", "*", "zstd", "x-gzip", "GZIP", ""])
CODINGS = st.lists(st.tuples(CODING, st.sampled_from(["", ";q=0", ";q=0.5", "; q=1", ";q=x"])).map("".join))
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        "If-None-Match": TAGS.map(", ".join),
        "If-Modified-Since": st.one_of(
            DATES.map(lambda date: format_datetime(date, usegmt=True)), st.sampled_from(["", "yesterday"])
        ),
        "Accept-Encoding": CODINGS.map(", ".join),
    },
)


@given(
    method=st.sampled_from(["GET", "HEAD"]),
    path=st.sampled_from(["/en/quotes.atom", "/zh-Hans/quotes/", "/icon.png", "/archive.json"]),
    headers=HEADERS,
)
def test_flask_s_views_answer_as_the_fast_path_does(
    client: FlaskClient, method: str, path: str, headers: dict[str, str]
) -> None:
    """Whatever a client has, and whatever it can read."""
    tag = client.get(path).headers["ETag"]
    headers = {name: value.format(tag=tag, bare=tag.strip('"')) for name, value in headers.items()}
    app = client.application
    environ = EnvironBuilder(path, method=method, headers=Headers(headers)).get_environ()

    fast, slow = (run_wsgi_app(way, dict(environ)) for way in (app.wsgi_app, Flask.wsgi_app.__get__(app)))

    assert (fast[1], list(fast[2]), b"".join(fast[0])) == (slow[1], list(slow[2]), b"".join(slow[0]))


def _raw(server: Server, path: str, query: bytes) -> tuple[int, bytes, bytes]:
    """Ask over a socket, with bytes that no client would send."""
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=30) as connection:
        request = b"GET %s?%s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n" % (path.encode(), query)
        connection.sendall(request)
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head, body
