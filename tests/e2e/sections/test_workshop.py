"""A newsletter with sections of its own, served by a real server, from its feeds to a partner's page."""

from collections.abc import Iterator
from urllib.parse import quote

import feedparser
import pytest
from playwright.sync_api import Browser

from tests.support.partner import site, visit
from tests.support.serving import Server, run_process, serving
from tests.support.workshop import KEY, write_workshop

SECTIONS = ("issues", "voices", "tools", "reading", "price", "ask", "essays")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    folder = tmp_path_factory.mktemp("workshop")
    archive = write_workshop(folder / "issues")
    published = run_process("publish", "--archive", archive)
    assert published.returncode == 0, published.stderr
    with serving(archive, folder / "log") as running:
        yield running


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("section", SECTIONS)
def test_every_section_has_a_feed_that_readers_read(server: Server, section: str, form: str) -> None:
    found = feedparser.parse(server.get(f"/en/{section}.{form}").body)

    assert (found.bozo, len(found.entries)) == (False, 2 if section == "reading" else 1)
    assert {entry.id.split("/")[2] for entry in found.entries} == {section}


@pytest.mark.parametrize("section", ["quotes", "numbers", "discoveries"])
def test_a_section_that_is_not_declared_is_not_there(server: Server, section: str) -> None:
    assert server.get(f"/en/{section}.atom").status == 404


def test_a_near_miss_is_redirected(server: Server) -> None:
    reply = server.get(f"/EN/Tools/{KEY}")

    assert (reply.status, reply.headers["Location"].endswith(f"/en/tools/{KEY}/")) == (308, True)


def test_the_pages_name_the_sections_in_their_language(server: Server) -> None:
    assert "Reading List" in server.get("/en/").text
    assert "Outils" in server.get("/fr/").text


def test_a_custom_feed_takes_the_sections_of_the_newsletter(server: Server) -> None:
    items = server.get("/feed.json?section=reading&section=tools").json()["items"]
    problems = server.get("/feed.json?section=quotes").json()["problems"]

    assert len(items) == 4  # two items in English, and one list in each language
    assert problems == [
        f"section is 'quotes'; expected one of {', '.join(SECTIONS)}",
    ]


def test_search_finds_words_and_titles_of_items(server: Server) -> None:
    assert f"reading/{KEY}.2/" in server.get("/en/search/?q=drawings").text


def test_an_entry_is_embedded_by_its_address(server: Server) -> None:
    address = f"{server.url}/en/reading/{KEY}.2/"

    answer = server.get(f"/oembed?url={quote(address, safe='')}").json()
    assert (answer["title"], "Joints" in answer["html"]) == ("Joints", True)


def test_every_document_is_there_and_says_the_same(server: Server) -> None:
    verified = run_process("verify", server.url)

    assert verified.returncode == 0, verified.stdout + verified.stderr


def test_the_web_component_shows_the_links_of_a_list(server: Server, browser: Browser) -> None:
    script = f'<script src="{server.url}/embed.js" type="module"></script>'
    element = f'<focus-entry src="{server.url}/en/tools/latest.json"></focus-entry>'
    with site() as partner, visit(browser, partner.put(f"<!doctype html>{script}{element}")) as seen:
        links = seen.page.locator("focus-entry .paragraph a")
        links.first.wait_for()
        shown = [(link.inner_text(), link.get_attribute("href")) for link in links.all()]

    assert shown == [("Square", "https://example.org/square"), ("Saw", "https://example.org/saw")]
