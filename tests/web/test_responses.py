"""What the server says of a document, over HTTP: its type, its validators, who may use it."""

import socket
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import urlsplit

import pytest

from tests.support.expected import PATHS
from tests.support.serving import Reply, Server

FEED = "/zh-Hans/quotes.rss"
DOCUMENTS = [
    ("/", "text/html; charset=utf-8"),
    ("/en/", "text/html; charset=utf-8"),
    ("/en/quotes/", "text/html; charset=utf-8"),
    ("/en/quotes/2024-01-12/", "text/html; charset=utf-8"),
    ("/en/quotes/latest/", "text/html; charset=utf-8"),
    ("/en/quotes.atom", "application/atom+xml; charset=utf-8"),
    (FEED, "application/rss+xml; charset=utf-8"),
    ("/en/quotes.json", "application/feed+json; charset=utf-8"),
    ("/en/quotes/2024-q1.atom", "application/atom+xml; charset=utf-8"),
    ("/en/quotes/2024-q1.rss", "application/rss+xml; charset=utf-8"),
    ("/en/quotes/2024-q1.json", "application/feed+json; charset=utf-8"),
    ("/en/quotes/2024-01-12.json", "application/feed+json; charset=utf-8"),
    ("/en/quotes/latest.json", "application/feed+json; charset=utf-8"),
    ("/style.css", "text/css; charset=utf-8"),
    ("/healthz", "application/json; charset=utf-8"),
    ("/nothing", "text/html; charset=utf-8"),
    ("/icon.png", "image/png"),
    ("/favicon.ico", "image/png"),
]
PAGES = ["/", "/en/", "/zh-Hant/quotes/", "/zh-Hans/issues/2024-01-12/", "/en/numbers/latest/", "/nothing"]


@pytest.mark.parametrize(("path", "media_type"), DOCUMENTS)
def test_every_text_names_its_charset(server: Server, path: str, media_type: str) -> None:
    reply = server.get(path)

    assert reply.headers["Content-Type"] == media_type


@pytest.mark.parametrize("path", [path for path, _ in DOCUMENTS])
def test_head_answers_as_get_does_without_the_body(server: Server, path: str) -> None:
    get, head = server.get(path), server.ask("HEAD", path)

    assert (get.status, _facts(get), b"") == (head.status, _facts(head), head.body)


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_is_not_sent_to_who_has_it(server: Server, path: str) -> None:
    first = server.get(path)

    again = server.get(path, if_none_match=first.headers["ETag"])

    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "form",
    ["{tag}", "W/{tag}", '"other", {tag}', 'W/"other",W/{tag} , "third"', "*", " * "],
    ids=["strong", "weak", "in a list", "weak in a list", "any", "any with blanks"],
)
def test_every_way_to_name_a_tag_is_understood(server: Server, form: str) -> None:
    tag = server.get(FEED).headers["ETag"]

    again = server.get(FEED, if_none_match=form.format(tag=tag))

    assert again.status == 304


@pytest.mark.parametrize("ending", ["-gzip", ";gzip", "-br", "-zstd"])
def test_the_ending_that_proxies_put_on_a_tag_is_understood(server: Server, ending: str) -> None:
    tag = server.get(FEED).headers["ETag"].strip('"')

    again = server.get(FEED, if_none_match=f'W/"{tag}{ending}"')

    assert again.status == 304


@pytest.mark.parametrize("other", ['"other"', 'W/"other", "third"', "", "nonsense", '"', '"*"'])
def test_another_tag_gets_the_document(server: Server, other: str) -> None:
    reply = server.get(FEED, if_none_match=other)

    assert reply.status == 200


@pytest.mark.parametrize(
    ("later", "status"),
    [(timedelta(seconds=-1), 200), (timedelta(), 304), (timedelta(seconds=1), 200)],
    ids=["earlier", "equal", "later"],
)
def test_only_the_date_that_was_given_out_says_that_the_client_has_the_document(
    server: Server, later: timedelta, status: int
) -> None:
    modified = parsedate_to_datetime(server.get(FEED).headers["Last-Modified"])

    reply = server.get(FEED, if_modified_since=format_datetime(modified + later, usegmt=True))

    assert reply.status == status


@pytest.mark.parametrize(
    "nonsense", ["yesterday", "", "0", "Fri, 99 Foo 9999 99:99:99 GMT", "Mon, 01 Jan 0000 00:00:00 GMT"]
)
def test_a_date_that_is_none_gets_the_document(server: Server, nonsense: str) -> None:
    reply = server.get(FEED, if_modified_since=nonsense)

    assert reply.status == 200


def test_a_tag_wins_over_a_date(server: Server) -> None:
    reply = server.get(FEED, if_none_match='"old"', if_modified_since="Fri, 01 Jan 2100 00:00:00 GMT")

    assert reply.status == 200


@pytest.mark.parametrize("path", ["/en/", FEED, "/style.css"])
def test_an_answer_without_body_repeats_the_validators(server: Server, path: str) -> None:
    names = ("ETag", "Cache-Control", "Last-Modified", "Vary", "Access-Control-Allow-Origin")
    first = server.get(path)

    again = server.get(path, if_none_match=first.headers["ETag"])

    assert [first.headers.get_all(name) for name in names] == [again.headers.get_all(name) for name in names]


def test_the_query_string_plays_no_part(server: Server) -> None:
    plain, asked = server.get(FEED), server.get(f"{FEED}?utm_source=letter&edition=en")

    assert plain.body == asked.body


def test_the_last_change_of_a_feed_is_its_newest_entry_s(server: Server) -> None:
    reply = server.get("/en/issues.atom")

    assert reply.headers["Last-Modified"] == "Fri, 20 Dec 2024 04:00:00 GMT"


@pytest.mark.parametrize("path", PATHS)
def test_a_feed_names_itself_and_its_page_in_its_headers(server: Server, path: str) -> None:
    reply = server.get(path)

    links = reply.headers.get_all("Link", [])
    assert [link for link in links if "archive" not in link] == [
        f'<{server.url}{path}>; rel="self"',
        f'<{server.url}{path.rpartition(".")[0]}/>; rel="alternate"; type="text/html"',
    ]


@pytest.mark.parametrize("path", PATHS)
def test_scripts_of_other_sites_may_read_a_feed(server: Server, path: str) -> None:
    reply = server.get(path)

    assert reply.headers["Access-Control-Allow-Origin"] == "*"


def test_scripts_of_other_sites_may_read_the_validators(server: Server) -> None:
    reply = server.get(FEED)

    assert reply.headers["Access-Control-Expose-Headers"] == "ETag, Link, Last-Modified"


def test_scripts_of_other_sites_may_send_validators(server: Server) -> None:
    reply = server.ask("OPTIONS", FEED, origin="https://partner.example", access_control_request_method="GET")

    allowed = ("Origin", "Methods", "Headers")
    assert [reply.headers[f"Access-Control-Allow-{name}"] for name in allowed] == [
        "*",
        "GET, HEAD",
        "If-None-Match, If-Modified-Since",
    ]


@pytest.mark.parametrize("path", [FEED, "/feed.atom", "/en/search/", "/oembed"])
def test_options_names_the_methods_that_are_allowed(server: Server, path: str) -> None:
    reply = server.ask("OPTIONS", path)

    assert reply.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", [FEED, "/feed.atom", "/nothing", "/healthz"])
@pytest.mark.parametrize("hosts", [(), ("",), ("one.example.org", "two.example.org")])
def test_a_request_without_one_host_is_refused(server: Server, path: str, hosts: tuple[str, ...]) -> None:
    """RFC 9112 s.3.2."""
    assert _ask_raw(server, f"GET {path} HTTP/1.1", hosts) == 400


def test_http_1_0_needs_no_host(server: Server) -> None:
    assert _ask_raw(server, f"GET {FEED} HTTP/1.0") == 200


def test_an_answer_is_kept_for_at_most_six_hours(server: Server) -> None:
    reply = server.get(FEED)

    seconds = int(reply.headers["Cache-Control"].partition("max-age=")[2].partition(",")[0])
    assert 15 * 60 <= seconds <= 6 * 60 * 60


@pytest.mark.parametrize("path", PAGES)
def test_a_page_runs_no_script_and_loads_nothing_from_elsewhere(server: Server, path: str) -> None:
    reply = server.get(path)

    policy = reply.headers["Content-Security-Policy"].split("; ")
    assert {"default-src 'none'", "style-src 'self'", "img-src 'self'"} <= set(policy)


@pytest.mark.parametrize("path", [path for path, _ in DOCUMENTS])
def test_nobody_is_given_a_cookie(server: Server, path: str) -> None:
    reply = server.get(path)

    assert "Set-Cookie" not in reply.headers


@pytest.mark.parametrize("path", ["/en/", FEED, "/EN", "/en/none/"])
def test_nothing_but_reading_is_allowed(server: Server, path: str) -> None:
    reply = server.ask("POST", path)

    assert reply.status == 405


def _ask_raw(server: Server, request: str, hosts: tuple[str, ...] = ()) -> int:
    """Send a request that no client would send, and return the status of the answer."""
    address = urlsplit(server.url)
    lines = [request, *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    with socket.create_connection((address.hostname, address.port), timeout=30) as connection:
        connection.sendall("\r\n".join(lines).encode())
        with connection.makefile("rb") as answer:
            return int(answer.readline().split()[1])


def _facts(reply: Reply) -> dict[str, str]:
    """Return the headers but for the time of the answer, which is the server's own."""
    return {name: value for name, value in reply.headers.items() if name.lower() != "date"}
