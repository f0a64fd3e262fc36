"""The page that tells partners how to embed."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from syndication.site.build import build
from tests.support.archives import NOW, issue_text, settings_of, write_archive
from tests.support.pages import page
from tests.support.partner import Site, Visit, visit
from tests.support.serving import Server
from tests.support.tools import NODE_MODULES, needs_node

SECTIONS = ["issues", "quotes", "numbers", "questions", "discoveries"]
WAYS = ["link", "frame", "component", "json"]


def test_without_scripts_there_is_a_snippet_of_each_section_and_way(server: Server) -> None:
    found = page(server.get("/zh-Hant/embed/").body)

    ready = {(one.get("data-way"), one.get("data-section")): one.text_content() for one in found.iter("pre")}
    expected = {(way, section) for way in WAYS for section in SECTIONS}
    assert expected <= set(ready)
    for way, section in expected:
        assert f"{server.url}/zh-Hant/{section}/latest" in ready[way, section]


def test_an_export_offers_no_link_where_nobody_answers_oembed(tmp_path: Path) -> None:
    settings = settings_of(write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()}))
    document = build(settings, NOW).snapshot.get("/en/embed/")

    assert document
    ways = page(document.body).xpath("//select[@name='way']/option/@value")
    assert ways == ["frame", "component", "json"]


def test_an_edition_without_issues_has_a_page_too(tmp_path: Path) -> None:
    settings = settings_of(write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()}))

    assert build(settings, NOW).snapshot.get("/zh-Hans/embed/")


def test_what_is_chosen_is_what_the_snippet_shows_elsewhere(
    server: Server, partner: Site, browser: Browser
) -> None:
    with visit(browser, f"{server.url}/en/embed/", width=700) as seen:
        _choose(seen, what="quotes/2024-01-12", way="frame", theme="dark")
        frame = seen.page.input_value("textarea")
        _choose(seen, way="component")
        component = seen.page.input_value("textarea")
        assert seen.said == []

    with visit(browser, partner.put(f"<!doctype html><title></title>{frame}<div>{component}</div>")) as seen:
        texts = [seen.frames[0].text_content("q"), seen.page.text_content("focus-entry q")]
        assert texts[0] == texts[1] != ""
        assert seen.frames[0].url == f"{server.url}/en/quotes/2024-01-12/embed/dark/"
        assert seen.said == []


@pytest.mark.parametrize("way", ["link", "frame", "component"])
def test_the_preview_shows_what_is_chosen(server: Server, browser: Browser, way: str) -> None:
    with visit(browser, f"{server.url}/zh-Hans/embed/", width=700) as seen:
        _choose(seen, what="numbers/2024-01-12", way=way)
        if way == "component":
            shown = seen.page.locator("focus-entry .value")
        else:
            shown = seen.page.frame_locator(".chooser iframe").locator(".value")
        assert shown.text_content() == "28"


def test_the_page_of_an_entry_leads_to_its_snippet(server: Server, browser: Browser) -> None:
    with visit(browser, f"{server.url}/zh-Hant/questions/2023-11-17/") as seen:
        seen.page.click("main a[href*='/embed/?']")
        seen.until("document.querySelector('textarea')?.value")
        assert f"{server.url}/zh-Hant/questions/2023-11-17/embed/" in seen.page.input_value("textarea")


def test_the_preview_is_as_high_as_its_text(server: Server, browser: Browser) -> None:
    with visit(browser, f"{server.url}/en/embed/", width=700) as seen:
        _choose(seen, what="quotes/2024-12-20")
        seen.until("document.querySelector('.chooser iframe').height")
        [frame] = seen.frames
        height = "() => Math.abs(innerHeight - document.querySelector('main').clientHeight) <= 1"
        frame.wait_for_function(height, timeout=10_000)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_page(server: Server, browser: Browser, scheme: str) -> None:
    needs_node()

    with visit(browser, f"{server.url}/en/embed/", scheme=scheme, width=700) as seen:
        seen.page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
        found = seen.page.evaluate("axe.run('main', { iframes: false })")

    assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


def _choose(seen: Visit, **choices: str) -> None:
    for name, value in choices.items():
        seen.page.select_option(f".chooser [name={name}]", value)
