"""The way from the front page to a subscription: with a script, without one, without a mouse."""

import pytest
from playwright.sync_api import Page, expect

from tests.support.serving import Server

ADDRESS = "main .address input >> nth=0"


def test_two_clicks_copy_the_address_in_the_reader_s_language(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/")
    page.get_by_role("link", name="更多訂閱方式").click()
    page.get_by_role("button", name="複製").first.click()

    expect(page.get_by_role("button", name="已複製")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-Hant"
    assert page.evaluate("navigator.clipboard.readText()") == f"{server.url}/zh-Hant/issues.atom"


def test_the_address_is_selected_by_keys_and_without_a_script(plain: Page, server: Server) -> None:
    plain.goto(f"{server.url}/")
    plain.get_by_role("link", name="更多訂閱方式").press("Enter")
    plain.wait_for_url("**/zh-Hant/feeds/")
    plain.locator("h1").click()
    plain.keyboard.press("Tab")  # the heading of the first feed leads to its page
    plain.keyboard.press("Tab")

    selected = plain.locator(ADDRESS).evaluate(
        """field => document.activeElement === field
             && field.value.slice(field.selectionStart, field.selectionEnd)"""
    )
    assert selected == f"{server.url}/zh-Hant/issues.atom"


@pytest.mark.parametrize("path", ["/", "/en/", "/zh-Hans/"])
def test_a_reader_need_not_scroll_to_subscribe(page: Page, server: Server, path: str) -> None:
    page.goto(server.url + path)

    expect(page.locator(ADDRESS)).to_be_in_viewport()


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_a_home_is_three_screens_long_at_most(page: Page, server: Server, tag: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{server.url}/{tag}/")

    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= 3


@pytest.mark.parametrize(
    "path", ["quotes/", "quotes/2024-01-12/", "issues/2024-01-12/", "speakers/", "nothing"]
)
def test_subscribe_leads_to_a_page_in_the_same_language(page: Page, server: Server, path: str) -> None:
    page.goto(f"{server.url}/zh-Hans/{path}")
    page.locator("header").get_by_role("link", name="订阅").click()

    assert (page.url, page.locator("html").get_attribute("lang")) == (
        f"{server.url}/zh-Hans/feeds/",
        "zh-Hans",
    )


def test_the_way_into_a_program_comes_last_and_says_what_it_does(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/en/")

    links = page.locator("#subscribe .buttons a").all()
    assert [links[-1].inner_text(), links[-1].get_attribute("href")] == [
        "Open in your feed reader",
        f"feed:{server.url.partition(':')[2]}/en/issues.atom",
    ]
    assert "feed:" not in [str(link.get_attribute("href"))[:5] for link in links[:-1]]


def test_a_quote_is_copied_with_its_speaker_and_its_address(page: Page, server: Server) -> None:
    page.goto(f"{server.url}/zh-Hant/quotes/2024-12-20/")
    page.get_by_role("button", name="複製引語").click()

    expect(page.get_by_role("button", name="已複製")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == [
        "「三人行，必有我師焉。擇其善者而從之，其不善者而改之。」",
        "——孔子，《論語·述而》",
        f"{server.url}/zh-Hant/quotes/2024-12-20/",
    ]
