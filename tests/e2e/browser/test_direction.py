"""Texts that run against the language around them: an Arabic line in an English issue."""

import pytest
from playwright.sync_api import Browser

from syndication.text.direction import differs, direction_of
from tests.support.pages import page
from tests.support.serving import Server

ARABIC, ENGLISH = "اللغة الإنجليزية (English)!", "It is (اللغة) said."
QUOTE = "/en/quotes/2024-04-05"


@pytest.mark.parametrize(
    ("tag", "direction"), [("en", "ltr"), ("zh-Hant", "ltr"), ("ar", "rtl"), ("he-IL", "rtl"), ("xx", "ltr")]
)
def test_a_language_has_its_direction(tag: str, direction: str) -> None:
    assert direction_of(tag) == direction


@pytest.mark.parametrize(
    ("text", "tag", "expected"),
    [
        (ARABIC, "en", True),
        (ARABIC, "ar", False),
        (ENGLISH, "en", False),
        (ENGLISH, "ar", True),
        ("“…28%” 本周", "ar", True),
        ("“…28%” שלום", "en", True),
        ("28 — 1,000 (!)", "ar", False),
        ("", "ar", False),
    ],
)
def test_the_first_strong_character_decides(text: str, tag: str, expected: bool) -> None:
    assert differs(text, tag) is expected


def test_a_feed_says_which_texts_run_the_other_way(odd: Server) -> None:
    [item] = odd.get(f"{QUOTE}.json").json()["items"]

    marked = page(item["content_html"].encode()).xpath("//*[@dir]")
    assert [(one.tag, one.get("dir")) for one in marked] == [("p", "auto"), ("figcaption", "auto")]


def test_the_content_of_an_edition_from_right_to_left_says_so(odd: Server) -> None:
    contents = [item["content_html"] for item in odd.get("/ar/issues.json").json()["items"]]

    assert {page(content.encode()).xpath("string(//div/@dir)") for content in contents} == {"rtl"}


@pytest.mark.parametrize(
    ("path", "where"),
    [(f"{QUOTE}/", "blockquote p"), (f"{QUOTE}/embed/", "blockquote"), ("/en/quotes/", ".brief blockquote")],
)
def test_a_browser_sets_such_a_text_in_its_own_direction(
    odd: Server, browser: Browser, path: str, where: str
) -> None:
    shown = browser.new_page()
    shown.goto(odd.url + path)

    directions = [
        shown.locator(selector).first.evaluate("one => getComputedStyle(one).direction")
        for selector in ("html", where)
    ]
    shown.close()
    assert directions == ["ltr", "rtl"]


def test_the_element_sets_such_a_text_in_its_own_direction(odd: Server, browser: Browser) -> None:
    shown = browser.new_page()
    shown.set_content(
        f'<script src="{odd.url}/embed.js" type="module"></script><focus-entry src="{odd.url}{QUOTE}.json">'
    )

    text = shown.locator("focus-entry .text")
    directions = text.evaluate(
        "one => [one.closest('.card'), one].map(one => getComputedStyle(one).direction)"
    )
    shown.close()
    assert directions == ["ltr", "rtl"]
