"""The page that searches an edition."""

from pathlib import Path
from urllib.parse import quote, urljoin

import pytest

from syndication.site.build import build
from syndication.web import create_app
from tests.support.archives import NOW, issue_text, settings_of, write_archive
from tests.support.pages import page
from tests.support.serving import Server
from tests.support.tools import SAMPLES


def test_without_words_there_is_a_form_and_nothing_else(server: Server) -> None:
    found = page(server.get("/en/search/").body)

    [form] = found.xpath("//main//form")
    assert (form.get("method", "get"), urljoin("/en/search/", form.get("action"))) == ("get", "/en/search/")
    assert found.xpath("//main//input/@name") == ["q"]
    assert found.xpath("//main//ul | //main//*[@role='status']") == []


@pytest.mark.parametrize(
    ("edition", "query", "marks"),
    [
        ("en", "SHANGHAI communique", {"Shanghai", "Communiqué"}),
        ("zh-Hans", "中美建交", {"中美建交"}),
        ("zh-Hant", "孔子", {"孔子"}),
    ],
)
def test_what_was_found_is_marked(server: Server, edition: str, query: str, marks: set[str]) -> None:
    found = page(server.get(f"/{edition}/search/?q={quote(query)}").body)

    marked = {mark.casefold() for mark in found.xpath("//main//li//mark/text()")}
    assert marked == {mark.casefold() for mark in marks}
    assert found.xpath("//main//form//input/@value") == [query]


def test_every_hit_leads_to_its_page(server: Server) -> None:
    found = page(server.get("/en/search/?q=confucius").body)

    ways = [urljoin("/en/search/", way) for way in found.xpath("//main//ol//*[@class='name']/a/@href")]
    assert ways == ["/en/quotes/2024-12-20/", "/en/quotes/2024-04-12/"]
    assert {server.get(way).status for way in ways} == {200}


def test_the_matching_feed_is_offered_and_holds_every_hit(server: Server) -> None:
    found = page(server.get("/en/search/?q=Confucius").body)
    [address] = found.xpath("//head/link[@type='application/feed+json'][contains(@href, '/feed.')]/@href")

    items = server.get(address.removeprefix(server.url)).json()["items"]

    assert address == f"{server.url}/feed.json?edition=en&q=confucius"
    ways = found.xpath("//main//ol//*[@class='name']/a/@href")
    assert {urljoin(f"{server.url}/en/search/", way) for way in ways} <= {item["url"] for item in items}


@pytest.mark.parametrize("query", ["<script>alert(1)</script>", '"><img src=x>', "'&amp;"])
def test_nothing_that_is_searched_for_becomes_markup(server: Server, query: str) -> None:
    found = page(server.get(f"/en/search/?q={quote(query)}").body)

    assert found.xpath("//script[not(@src)] | //main//script | //main//img") == []
    assert found.xpath("//main//form//input/@value") == [query]


def test_of_many_hits_the_newest_are_shown_and_all_are_counted(tmp_path: Path) -> None:
    """Thirty issues, and a quote in each."""
    days = [f"January {day}, 2024" for day in range(1, 31)]
    archive = write_archive(
        tmp_path, {f"en/2024-01-{day:02}.txt": issue_text(date) for day, date in enumerate(days, 1)}
    )
    client = create_app(settings_of(archive), lambda: NOW).test_client()

    found = page(client.get("/en/search/?q=bridge").data)

    status = "".join(found.xpath("//main//*[@role='status']//text()"))
    note = found.xpath("//main//ol/following-sibling::p/text()")[0]
    assert (len(found.xpath("//main//ol/li")), status, note) == (20, "Results: 30.", "Showing the newest 20.")


@pytest.mark.parametrize(
    ("query", "form"), [("panda", "pandas"), ("pandas", "panda"), ("agreements", "agreement")]
)
def test_every_form_of_a_word_is_found(server: Server, query: str, form: str) -> None:
    found = page(server.get(f"/en/search/?q={query}").body)

    assert form in {mark.casefold() for mark in found.xpath("//main//mark/text()")}


def test_an_issue_is_no_hit_if_only_its_parts_are(server: Server) -> None:
    found = page(server.get("/en/search/?q=confucius").body)

    headings = found.xpath("//main//section[.//ol]//h2/text()")
    assert headings == ["Quote of the Week"]


@pytest.mark.parametrize(
    ("edition", "query", "others"), [("en", "孔子", ["zh-Hans", "zh-Hant"]), ("zh-Hans", "協定", ["zh-Hant"])]
)
def test_words_in_the_script_of_another_edition_lead_there(
    server: Server, edition: str, query: str, others: list[str]
) -> None:
    found = page(server.get(f"/{edition}/search/?q={quote(query)}").body)

    ways = found.xpath("//main//*[@class='ways']//a/@href")
    assert [urljoin(f"/{edition}/search/", way) for way in ways] == [
        f"/{tag}/search/?q={quote(query)}" for tag in others
    ]
    results = page(server.get(urljoin(f"/{edition}/search/", ways[0])).body)
    assert results.xpath("//main//mark")


@pytest.mark.parametrize("query", ["panda", "agreement", "China"])
def test_an_excerpt_begins_with_a_word(server: Server, query: str) -> None:
    found = page(server.get(f"/en/search/?q={query}").body)

    excerpts = ["".join(one.itertext()) for one in found.xpath("//main//ol//p[not(@class)]")]
    assert [text for text in excerpts if not text.lstrip("…“")[0].isalnum()] == []


def test_what_is_not_found_is_said_in_the_language_of_the_edition(server: Server) -> None:
    found = page(server.get("/zh-Hant/search/?q=xyzzy").body)

    assert found.xpath("//main//*[@role='status']/text()") == ["找不到相關內容。"]


def test_search_engines_stay_away(server: Server) -> None:
    reply = server.get("/en/search/?q=bridge")

    assert page(reply.body).xpath("//meta[@name='robots']/@content") == ["noindex"]
    assert reply.headers["Content-Security-Policy"] == server.get("/en/").headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/en/search", "/EN/search/", "/en/SEARCH"])
def test_another_spelling_leads_there_with_the_query(server: Server, path: str) -> None:
    reply = server.get(f"{path}?q=%E6%A1%A5+x")

    way = urljoin(f"/letters{path}", reply.headers["Location"])
    assert (reply.status, way) == (308, "/letters/en/search/?q=%E6%A1%A5+x")


def test_an_edition_that_is_none_has_no_search(server: Server) -> None:
    assert [server.get(path).status for path in ("/fr/search/?q=x", "/fr/search", "/search/")] == [404] * 3


def test_an_export_has_no_search() -> None:
    samples = build(settings_of(SAMPLES), NOW).snapshot

    assert not [path for path in samples if "search" in path or path.startswith("/feed.")]


def test_a_custom_feed_that_cannot_be_is_explained(server: Server) -> None:
    reply = server.get("/en/search/?section=nothing")

    assert (reply.status, reply.body[:39]) == (400, b"section is 'nothing'; expected one of i")


def test_what_was_searched_for_is_quoted_once(server: Server) -> None:
    [lead] = page(server.get("/zh-Hant/search/?q=xyzzy").body).xpath("//*[@id='subscribe']//*[@class='lead']")

    assert lead.text.startswith("以閱讀器接收「xyzzy」的新內容。")
