"""The height that is told before anything is drawn, beside the one that Chromium draws."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page

from syndication.model import Entry
from syndication.render.embed_size import embed_height
from syndication.site.build import build
from tests.support.archives import SECTIONS, settings_of
from tests.support.serving import Server
from tests.support.tools import SAMPLES, needs_face

FEEDS = build(settings_of(SAMPLES), datetime(2026, 1, 1, tzinfo=UTC)).snapshot.catalog.feeds
WIDTHS = (280, 360, 480, 600, 750, 900)
TOO_HIGH = 1.35  # at most a third: what wider fonts, and longer words, may need
FACES = [  # wide, narrow, and those of the Chinese editions
    ("en", "DejaVu Serif"),
    ("en", "Liberation Serif"),
    ("zh-Hans", "Noto Serif CJK SC"),
    ("zh-Hant", "Noto Serif CJK TC"),
]


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    yield page
    page.close()


@pytest.mark.parametrize("section", SECTIONS)
@pytest.mark.parametrize(("language", "face"), FACES)
def test_a_frame_is_told_to_be_as_high_as_its_text_or_a_little_higher(
    server: Server, page: Page, language: str, face: str, section: str
) -> None:
    needs_face(face)
    entries = FEEDS[language, section].entries[:4]

    ratios = {
        (entry.ref.key, width): embed_height(entry, "China-US Focus", width) / height
        for entry in entries
        for width, height in _drawn(server, page, entry, face)
    }

    assert {place: ratio for place, ratio in ratios.items() if not 1 <= ratio <= TOO_HIGH} == {}


def _drawn(server: Server, page: Page, entry: Entry, face: str) -> Iterator[tuple[int, float]]:
    page.goto(f"{server.url}/{entry.ref}/embed/")
    page.evaluate("face => document.documentElement.style.setProperty('--focus-font', `'${face}'`)", face)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 600})
        yield width, page.evaluate("document.querySelector('main').getBoundingClientRect().height")
