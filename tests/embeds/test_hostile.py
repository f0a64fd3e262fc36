"""An issue whose text is full of markup is shown as text, in each of the four ways."""

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser

from tests.archives import NEWSLETTER, write_archive
from tests.embeds.partner import Site, visit
from tests.pages import tree
from tests.render.test_content import ISSUE, NASTY
from tests.serving import Server, serving

SECTIONS = ["issues", "quotes", "numbers", "questions", "discoveries"]
HOSTILE = "script:not([src]), img[src=x], [onerror]"


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve such an issue, of a newsletter and a publisher with such names."""
    folder = tmp_path_factory.mktemp("nasty")
    newsletter = NEWSLETTER
    for name in ('"China-US Focus"', '"Focus This Week"'):
        newsletter = newsletter.replace(name, f"'''{NASTY}'''", 1)
    archive = write_archive(folder / "issues", {"en/2024-01-12.txt": ISSUE.format(nasty=NASTY)}, newsletter)
    with serving(archive, folder / "log") as server:
        yield server


@pytest.mark.parametrize("section", SECTIONS)
def test_a_frame_shows_it_as_text(nasty: Server, browser: Browser, section: str) -> None:
    with visit(browser, f"{nasty.url}/en/{section}/latest/embed/") as seen:
        assert NASTY in (seen.page.text_content("main") or "")
        assert (seen.page.locator(HOSTILE).count(), seen.said) == (0, [])


@pytest.mark.parametrize("section", SECTIONS)
def test_what_oembed_says_shows_it_as_text(
    nasty: Server, partner: Site, browser: Browser, section: str
) -> None:
    asked = f"/oembed?url={quote(f'{nasty.url}/en/{section}/2024-01-12/')}"
    in_json = nasty.get(asked).json()
    in_xml = {one.tag: one.text for one in tree(nasty.get(f"{asked}&format=xml").body)}

    assert (in_xml["html"], in_xml["title"]) == (in_json["html"], in_json["title"])
    with visit(browser, partner.put(f"<!doctype html><title></title>{in_json['html']}")) as seen:
        assert NASTY in (seen.page.text_content("blockquote") or "")
        assert seen.page.get_attribute("iframe", "title") == in_json["title"]
        assert (seen.page.locator(HOSTILE).count(), seen.said) == (0, [])


@pytest.mark.parametrize("section", SECTIONS)
def test_the_element_shows_it_as_text(nasty: Server, partner: Site, browser: Browser, section: str) -> None:
    script = f'<script src="{nasty.url}/embed.js" type="module"></script>'
    tag = f'<focus-entry src="{nasty.url}/en/{section}.json" count="2"></focus-entry>'

    with visit(browser, partner.put(f"<!doctype html><title></title>{script}{tag}")) as seen:
        card = seen.page.locator("focus-entry .card")  # Playwright looks into shadows, too
        card.first.wait_for()
        assert NASTY in (card.first.text_content() or "")
        assert (seen.page.locator(HOSTILE).count(), seen.said) == (0, [])


def test_a_link_that_is_a_script_is_no_link(nasty: Server, partner: Site, browser: Browser) -> None:
    """Whoever gives an element another site's data does not hand his page over."""
    feed = nasty.get("/en/quotes/latest.json").json()
    feed["items"][0]["url"] = "javascript:alert(1)"
    partner.put(json.dumps(feed), "/data")
    script = f'<script src="{nasty.url}/embed.js" type="module"></script>'

    page = f'<!doctype html><title></title>{script}<focus-entry src="/data"></focus-entry>'
    with visit(browser, partner.put(page)) as seen:
        link = seen.page.locator("focus-entry a")
        link.wait_for()
        assert link.get_attribute("href") is None


@pytest.mark.parametrize("section", SECTIONS)
def test_the_data_carries_it_as_it_is(nasty: Server, section: str) -> None:
    [item] = nasty.get(f"/en/{section}/latest.json").json()["items"]

    assert json.dumps(NASTY)[1:-1] in json.dumps(item)


def test_the_page_for_partners_shows_it_as_text(nasty: Server, browser: Browser, tmp_path: Path) -> None:
    with visit(browser, f"{nasty.url}/en/embed/") as seen:
        assert (seen.page.locator(HOSTILE).count(), seen.said) == (0, [])
        assert "&lt;script&gt;" in seen.page.input_value("textarea")
