"""The form for a feed of one's own, as people use it: with a script, without one, without a mouse."""

import sqlite3
from contextlib import closing
from pathlib import Path

import feedparser
import pytest
from playwright.sync_api import Page, expect

from tests.support.newsboat import reload
from tests.support.pages import page as read
from tests.support.serving import Server

CHOSEN = "edition=en&edition=zh-Hans&q=peace&section=quotes"


def test_the_address_and_the_newest_entries_follow_what_is_chosen(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/feeds/")
    _choose(page)

    address = f"{server.url}/feed.atom?{CHOSEN}"
    expect(page.locator(".result code")).to_have_text(address)
    assert page.locator(".result li").all_inner_texts() == _titles(server, CHOSEN)[:3]


def test_newsboat_sees_what_the_preview_shows(page: Page, server: Server, tmp_path: Path) -> None:
    page.goto(f"{server.url}/feeds/")
    page.get_by_role("checkbox", name="Quote of the Week").check()
    page.get_by_role("checkbox", name="English").check()
    expect(page.locator(".result code")).to_contain_text("edition=en&section=quotes")
    address, shown = page.locator(".result code").inner_text(), page.locator(".result li").all_inner_texts()

    with closing(sqlite3.connect(reload([address], tmp_path))) as cache:
        titles = cache.execute("select title from rss_item order by pubDate desc").fetchall()
    assert [title for (title,) in titles][:3] == shown


def test_without_a_script_the_form_leads_to_a_page_with_the_same_address(plain: Page, server: Server) -> None:
    plain.goto(f"{server.url}/feeds/")
    _choose(plain)
    plain.locator("form").get_by_role("button", name="Subscribe").click()

    expect(plain.locator(".address input").first).to_have_value(f"{server.url}/feed.atom?{CHOSEN}")
    assert plain.locator(".entries .brief").count() == min(3, len(_titles(server, CHOSEN)))


def test_without_a_script_nothing_is_offered_that_needs_one(plain: Page, server: Server) -> None:
    plain.goto(f"{server.url}/en/quotes/")

    assert plain.locator("button:visible").count() == 0


def test_the_first_key_leads_to_a_way_past_the_header(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/en/")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_in_viewport()
    page.keyboard.press("Enter")

    assert page.url.endswith("#main")


@pytest.mark.parametrize("width", [360, 1280])
def test_the_menu_is_reached_by_keys(page: Page, server: Server, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{server.url}/en/")
    page.locator(".masthead").focus()
    page.keyboard.press("Tab")  # to subscribe
    page.keyboard.press("Tab")
    if width == 360:
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")

    assert page.evaluate("document.activeElement.textContent") == "All issues"


def test_an_export_says_that_it_cannot_build_custom_feeds(exported: Path) -> None:
    found = read((exported / "feeds" / "index.html").read_bytes())

    assert (len(found.xpath("//form")), "cannot build custom feeds" in found.text_content()) == (0, True)


def _choose(page: Page) -> None:
    for label in ("English", "简体中文", "Quote of the Week"):
        page.get_by_label(label, exact=True).check()
    page.get_by_label("Keywords").fill("peace")


def _titles(server: Server, query: str) -> list[str]:
    feed = feedparser.parse(server.get(f"/feed.atom?{query}").body)
    return [entry.title for entry in feed.entries]
