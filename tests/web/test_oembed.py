"""The oEmbed provider: what it answers, and to what it does not (oembed.com, 1.0)."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from tests.support.archives import issue_text, write_archive
from tests.support.commands import run
from tests.support.pages import page, tree
from tests.support.serving import Reply, Serve, Server

QUOTE = "/en/quotes/2024-12-20/"
DAYS = ["2024-01-12", "2024-01-19"]


def ask(server: Server, path: str = QUOTE, **more: str | int) -> Reply:
    return server.get(f"/oembed?{urlencode({'url': server.url + path} | more)}")


def test_a_quote_is_described_whole(server: Server) -> None:
    described = ask(server).json()

    html, width, height = (described.pop(name) for name in ("html", "width", "height"))
    assert (bool(html), width, 200 < height < 500) == (True, 600, True)
    assert described == {
        "version": "1.0",
        "type": "rich",
        "title": "Confucius: When I walk along with two others, they may serve me as my teachers. I will…",
        "author_name": "Confucius",
        "provider_name": "China-US Focus",
        "provider_url": "https://www.chinausfocus.com",
        "cache_age": 86400,
        "rights": "© China-US Focus. Partners may republish any part with credit and a link.",
        "license_url": "https://www.example.org/syndication-license",
        "thumbnail_url": f"{server.url}/icon.png",
        "thumbnail_width": 512,
        "thumbnail_height": 512,
    }


@pytest.mark.parametrize("limit", ["maxwidth", "maxheight"])
def test_a_thumbnail_that_is_larger_than_the_consumer_allows_is_left_out(server: Server, limit: str) -> None:
    """A thumbnail has its width and height, or is not there (oEmbed 1.0 s.2.3.4)."""
    limits = {limit: 511}

    described = ask(server, QUOTE, **limits).json()

    assert [name for name in described if name.startswith("thumbnail")] == []


def test_xml_says_what_json_says(server: Server) -> None:
    described = ask(server).json()

    reply = ask(server, format="xml")
    root = tree(reply.body)
    assert (root.tag, reply.headers["Content-Type"]) == ("oembed", "text/xml; charset=utf-8")
    assert {one.tag: one.text for one in root} == {name: str(value) for name, value in described.items()}


def test_the_html_is_a_quotation_and_one_frame(server: Server) -> None:
    described = ask(server).json()

    body = page(f"<body>{described['html']}".encode()).find("body")
    text, frame = body
    assert (text.tag, frame.tag) == ("blockquote", "iframe")
    assert dict(frame.attrib) == {
        "src": f"{server.url}{QUOTE}embed/",
        "width": str(described["width"]),
        "height": str(described["height"]),
        "title": described["title"],
        "frameborder": "0",
        "loading": "lazy",
        "referrerpolicy": "no-referrer",
    }
    assert text.find("a").get("href") == server.url + QUOTE


def test_what_is_latest_holds_no_text_that_grows_old(server: Server) -> None:
    described = ask(server, "/zh-Hant/quotes/latest/").json()

    body = page(f"<body>{described['html']}".encode()).find("body")
    text, frame = body
    assert (text.text, text.find("a").text, described["title"]) == (
        None,
        "本週聚焦——本週引言",
        "本週聚焦——本週引言",
    )
    assert frame.get("src") == f"{server.url}/zh-Hant/quotes/latest/embed/"


def test_the_frame_of_what_is_latest_is_high_enough_for_any_of_the_recent(server: Server) -> None:
    items = server.get("/en/quotes.json").json()["items"]

    heights = [ask(server, item["url"].removeprefix(server.url)).json()["height"] for item in items]
    assert ask(server, "/en/quotes/latest/").json()["height"] == max(heights)


@pytest.mark.parametrize(
    ("room", "width"),
    [({}, 600), ({"maxwidth": 280}, 280), ({"maxwidth": 200}, 200), ({"maxwidth": 5000}, 900)],
)
def test_the_width_is_that_of_the_consumer(server: Server, room: dict[str, Any], width: int) -> None:
    described = ask(server, **room).json()

    assert (described["width"], f'width="{width}"' in described["html"]) == (width, True)


@pytest.mark.parametrize("most", [1, 150, 4000])
def test_a_frame_is_never_higher_than_the_consumer_says(server: Server, most: int) -> None:
    described = ask(server, maxheight=most).json()

    assert described["height"] == min(most, ask(server).json()["height"])


@pytest.mark.parametrize("section", ["issues", "quotes", "numbers", "questions", "discoveries"])
@pytest.mark.parametrize("key", ["2024-01-12", "latest"])
def test_every_section_can_be_embedded(server: Server, section: str, key: str) -> None:
    described = ask(server, f"/zh-Hans/{section}/{key}/").json()

    assert f"/zh-Hans/{section}/{key}/embed/" in described["html"]


@pytest.mark.parametrize("key", ["2024-12-20", "latest"])
def test_a_page_leads_to_its_description(server: Server, key: str) -> None:
    found = page(server.get(f"/en/quotes/{key}/").body)

    links = {
        link.get("type"): link.get("href")
        for link in found.xpath("//link[@rel='alternate'][contains(@type, 'oembed')]")
    }
    answers = {kind: server.get(href.removeprefix(server.url)) for kind, href in links.items()}
    assert list(links) == ["application/json+oembed", "text/xml+oembed"]
    assert answers["application/json+oembed"].body == ask(server, f"/en/quotes/{key}/").body
    assert answers["text/xml+oembed"].body == ask(server, f"/en/quotes/{key}/", format="xml").body


@pytest.mark.parametrize(
    "spelling",
    [
        "{}/en/quotes/2024-12-20/",
        "{}/en/quotes/2024-12-20",
        "{}/EN/Quotes/2024-12-20",
        "{}/en/quotes/2024-12-20/?utm_source=partner",
        "{}/en/quotes/2024-12-20/#top",
        "{}/%65n/quotes/2024-12-20/",
    ],
)
def test_another_spelling_is_the_same_address(server: Server, spelling: str) -> None:
    url = quote(spelling.format(server.url), safe="")

    assert server.get(f"/oembed?url={url}").body == ask(server).body


def test_http_and_https_are_the_same_address(serve: Serve, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})
    server = serve(archive, "--base-url", "https://feeds.example.org/letters")

    urls = [f"{scheme}://feeds.example.org/letters/en/quotes/latest/" for scheme in ("http", "https")]
    one, other = (server.get(f"/oembed?url={quote(url, safe='')}") for url in urls)
    assert (one.status, one.body) == (200, other.body)


FOREIGN = [
    "https://example.org/en/quotes/2024-12-20/",
    "{}.example.org/en/quotes/2024-12-20/",
    "{}@example.org/en/quotes/2024-12-20/",
    "http://user@{host}/en/quotes/2024-12-20/",
    "{}0/en/quotes/2024-12-20/",
    "ftp://{host}/en/quotes/2024-12-20/",
    "//{host}/en/quotes/2024-12-20/",
    "/en/quotes/2024-12-20/",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://[",
    "http://[::1]:x/",
    "{}:99999999/",
    "not an address",
    "\x00",
    "\N{CRAB}" * 10,
]
NOT_EMBEDDABLE = [
    "{}",
    "{}/",
    "{}/en/",
    "{}/en/quotes/",
    "{}/en/quotes.json",
    "{}/en/quotes/2024-12-20.json",
    "{}/en/quotes/2024-12-20/embed/",
    "{}/en/quotes/1999-01-01/",
    "{}/en//quotes/2024-12-20/",
    "{}/en/quotes/../quotes/2024-12-20/",
    "{}/en/quotes/2024-12-20/%0d%0aX-Other:%20header/",
    "{}/oembed?url={}/en/quotes/2024-12-20/",
]


@pytest.mark.parametrize("url", FOREIGN + NOT_EMBEDDABLE)
def test_what_is_not_ours_or_no_entry_is_404(server: Server, url: str) -> None:
    asked = url.replace("{}", server.url).replace("{host}", server.url.removeprefix("http://"))

    reply = server.get(f"/oembed?url={quote(asked, safe='')}")

    assert (reply.status, reply.headers["Content-Type"]) == (404, "text/plain; charset=utf-8")


def test_a_huge_address_is_refused(server: Server) -> None:
    reply = server.get(f"/oembed?url={server.url}/en/quotes/{'x' * 30_000}/")

    assert reply.status in (404, 414, 431)


@pytest.mark.parametrize(
    ("query", "status", "message"),
    [
        ("", 400, "url is missing"),
        ("url=", 400, "url is missing"),
        ("format=json", 400, "url is missing"),
        ("url={}&format=yaml", 501, "format"),
        ("url={}&format=JSON", 501, "format"),
        ("url={}&format=", 501, "format"),
        ("url={}&maxwidth=wide", 400, "maxwidth"),
        ("url={}&maxwidth=0", 400, "maxwidth"),
        ("url={}&maxwidth=-600", 400, "maxwidth"),
        ("url={}&maxwidth=6e2", 400, "maxwidth"),
        ("url={}&maxheight=", 400, "maxheight"),
        ("url={}&maxheight=%D9%A3", 400, "maxheight"),
        ("url={}&maxheight=" + "9" * 5000, 400, "maxheight"),
    ],
)
def test_what_cannot_be_answered_is_said(server: Server, query: str, status: int, message: str) -> None:
    url = quote(server.url + QUOTE, safe="")

    reply = server.get(f"/oembed?{query.replace('{}', url)}")

    assert (reply.status, reply.text.startswith(message), "<" in reply.text) == (status, True, False)


def test_what_was_withdrawn_is_410(serve: Serve, tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"en/{day}.txt": issue_text(f"January {day[-2:]}, 2024") for day in DAYS}
    archive = write_archive(tmp_path / "issues", files)
    run("publish", "--archive", archive)
    (archive / "en" / f"{DAYS[0]}.txt").unlink()
    run("publish", "--archive", archive, "--withdraw", f"en/{DAYS[0]}")
    server = serve(archive)

    assert [ask(server, f"/en/quotes/{day}/").status for day in DAYS] == [410, 200]
    assert [server.get(f"/en/quotes/{DAYS[0]}{end}").status for end in ("/", "")] == [410, 410]


def test_an_answer_is_a_document_like_every_other(server: Server) -> None:
    path = f"/oembed?url={quote(server.url + QUOTE, safe='')}"
    first = server.get(path, accept_encoding="gzip")

    again = server.get(path, accept_encoding="gzip", if_none_match=first.headers["ETag"])

    assert (first.headers["Content-Encoding"], again.status) == ("gzip", 304)
    for reply in (first, again):
        assert reply.headers["Access-Control-Allow-Origin"] == "*"
        assert reply.headers["Cache-Control"] == server.get("/en/quotes.json").headers["Cache-Control"]


def test_a_browser_may_ask_before_it_sends_validators(server: Server) -> None:
    reply = server.ask("OPTIONS", "/oembed")

    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (204, "*")


def test_any_parameter_else_is_passed_over(server: Server) -> None:
    asked: dict[str, Any] = {"callback": "alert", "discover": "1", "dnt": "true"}

    assert json.loads(ask(server, **asked).body) == ask(server).json()
