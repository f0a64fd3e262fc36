"""Pages as Chromium shows them: in three languages, on a phone and a desk, by day and by night."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.serving import Server
from tests.support.tools import NODE_MODULES, needs_node

TAGS = ("en", "zh-Hans", "zh-Hant")
SECTIONS = ("issues", "quotes", "numbers", "questions", "discoveries")
KINDS = ["", "issues/", "quotes/", "quotes/2024-q1/", "nothing/", *(f"{one}/2024-01-12/" for one in SECTIONS)]
FOUND = [
    "/en/embed/",
    "/en/search/?q=agreement",
    "/zh-Hant/search/?q=協定",
    "/zh-Hans/speakers/",
    "/en/speakers/confucius/",
]
PATHS = ["/", "/feeds/", *FOUND, *(f"/{tag}/{kind}" for tag in TAGS for kind in KINDS)]
ODD = [
    "/",
    "/feeds/",
    *(f"/{tag}/" for tag in ("en", "ar", "fr", "zh-Hant")),
    *(f"/en/{section}/2024-03-01/" for section in SECTIONS),
    *("/en/quotes/2024-03-01.2/", "/en/numbers/2024-03-01.2/", "/en/quotes/", "/fr/quotes/"),
    *("/en/issues/", "/en/issues/2024-q2/", "/en/issues/2024-04-05/", "/en/quotes/2024-04-05/"),
    *("/ar/quotes/", "/ar/issues/2024-03-01/", "/ar/numbers/2024-03-01/"),
]
WIDTHS = (360, 1280)
SHOWN = ["", "quotes/", "issues/2024-01-12/", "numbers/2024-12-20/"]
FACES = {"zh-Hans": "SC", "zh-Hant": "TC"}  # as the names of Noto's faces end
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FAULTS = (Path(__file__).parent / "faults.js").read_text("utf-8")
MARK_HAN = """() => {
  for (const one of document.querySelectorAll('body *'))
    if ([...one.childNodes].some(node => node.nodeType === 3 && /\\p{Script=Han}/u.test(node.data)))
      one.dataset.han = one.closest('[lang]').lang;
}"""


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was opened, and what the browser said and asked for meanwhile."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)


@pytest.fixture(scope="module", params=WIDTHS)
def visit(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Visit]:
    """Open a window of one width; the tests of a module share it."""
    context = browser.new_context(viewport={"width": request.param, "height": 800})
    visit = Visit(context.new_page())
    visit.page.on("console", lambda message: visit.said.append(message.text))
    visit.page.on("pageerror", lambda error: visit.said.append(str(error)))
    visit.page.on("request", lambda asked: visit.asked.append(asked.url))
    yield visit
    context.close()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_as_it_should_be(visit: Visit, server: Server, path: str, tmp_path: Path) -> None:
    assert _faults(visit, server, path, tmp_path) == []


@pytest.mark.parametrize("path", ODD)
def test_a_page_holds_whatever_stands_in_it(visit: Visit, odd: Server, path: str, tmp_path: Path) -> None:
    assert _faults(visit, odd, path, tmp_path) == []


@pytest.mark.parametrize("path", ["/", "/feeds/", *(f"/{tag}/{kind}" for tag in TAGS for kind in SHOWN)])
def test_chinese_is_set_in_the_faces_of_its_script(visit: Visit, server: Server, path: str) -> None:
    visit.page.goto(server.url + path)

    faces = _chinese_faces(visit.page)
    assert [(tag, used) for tag, used in faces if used != {FACES[tag]}] == []


def _faults(visit: Visit, server: Server, path: str, shots: Path) -> list[str]:
    """Open a page, by day and by night, take its picture, and give everything that is wrong with it."""
    needs_node()
    visit.said.clear()
    visit.asked.clear()
    page = visit.page
    page.emulate_media(color_scheme="light")
    page.goto(server.url + path)
    page.evaluate((NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8"))
    faults: list[str] = page.evaluate(FAULTS, RULES)
    page.screenshot(path=shots / "light.png", full_page=True)
    page.emulate_media(color_scheme="dark")
    faults += page.evaluate(FAULTS, ["color-contrast"])
    page.screenshot(path=shots / "dark.png", full_page=True)
    missing = "404 (Not Found)" if "nothing" in path else "no such thing"
    faults += [f"said: {text}" for text in visit.said if missing not in text]
    return faults + [f"asked for {url}" for url in visit.asked if not url.startswith(f"{server.url}/")]


def _chinese_faces(page: Page) -> list[tuple[str, set[str]]]:
    """Return the language of each element with Chinese in it, and the Chinese faces that it is set in."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    page.evaluate(MARK_HAN)
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    found = []
    for tag in FACES:
        wanted = {"nodeId": root, "selector": f"[data-han='{tag}']"}
        for node in session.send("DOM.querySelectorAll", wanted)["nodeIds"]:
            fonts = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
            faces = {font["familyName"][-2:] for font in fonts if "CJK" in font["familyName"]}
            found += [(tag, faces)] if fonts else []  # what is folded away is set in none
    session.detach()
    return found
