"""The frame on partners' pages, in a real Chromium."""

from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser

from tests.support.partner import TALL, Site, Visit, visit
from tests.support.serving import Server
from tests.support.tools import NODE_MODULES, needs_node

LANGUAGES = ["en", "zh-Hans", "zh-Hant"]
SECTIONS = ["issues", "quotes", "numbers", "questions", "discoveries"]
WIDTHS = [280, 600, 900]
KINDS = {
    "plain": "",
    "strict": "",
    "dark": '<meta name="color-scheme" content="dark"><style>body { background: #000 }</style>',
    "rtl": '<html lang="ar" dir="rtl">',
    "reverting": "<style>* { all: revert; font-size: 40px }</style>",
}
SCROLLS = """() => {
  const { scrollHeight, scrollWidth } = document.documentElement;
  return scrollHeight > innerHeight || scrollWidth > innerWidth;
}"""
HEIGHT = "() => document.querySelector('main').getBoundingClientRect().height"


def put(partner: Site, server: Server, kind: str, html: str) -> str:
    """Put what a partner pasted into a page of a kind."""
    strict = {"Content-Security-Policy": f"default-src 'none'; frame-src {server.url}"}
    page = f"<!doctype html>{KINDS[kind]}<title>A page</title>{html}"
    return partner.put(page, f"/{kind}", strict if kind == "strict" else {})


def pasted(server: Server, path: str, width: int) -> str:
    """Return what oEmbed answers for a page of ours in a column of this width."""
    reply = server.get(f"/oembed?url={quote(server.url + path)}&maxwidth={width}")
    html: str = reply.json()["html"]
    return html


@pytest.fixture
def fit(server: Server, browser: Browser) -> str:
    """Return the script that the page for partners offers, as it stands there."""
    with visit(browser, f"{server.url}/en/embed/") as seen:
        return str(seen.page.text_content("#fit"))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "reverting"])
def test_the_whole_quote_is_seen_without_a_scrollbar(
    server: Server, partner: Site, browser: Browser, kind: str, language: str
) -> None:
    html = "<br>".join(pasted(server, f"/{language}/quotes/2024-01-12/", width) for width in WIDTHS)

    with visit(browser, put(partner, server, kind, html)) as seen:
        widths = [box["width"] for box in seen.boxes()]
        scrolling = [frame.evaluate(SCROLLS) for frame in seen.frames]
        assert (widths, scrolling) == (WIDTHS, [False] * 3)
        assert_quiet(seen, server, partner)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_that_resets_everything_fits_the_frame_with_the_script(
    server: Server, partner: Site, browser: Browser, fit: str, language: str
) -> None:
    """`all: revert` takes width and height from an iframe, which is then 300 pixels wide."""
    html = fit + pasted(server, f"/{language}/quotes/2024-01-12/", 600)

    with visit(browser, put(partner, server, "reverting", html)) as seen:
        [frame] = seen.frames
        seen.until("document.querySelector('iframe').style.height")
        assert frame.evaluate(SCROLLS) is False
        assert abs(seen.boxes()[0]["height"] - frame.evaluate(HEIGHT)) < 8  # its own border
        assert_quiet(seen, server, partner)


def assert_quiet(seen: Visit, server: Server, partner: Site) -> None:
    """Nothing is said on the console, no cookie is set, and no other host is asked."""
    hosts = {urlsplit(url).netloc for url in (server.url, partner.url)}
    assert (seen.said, seen.page.context.cookies(), seen.hosts) == ([], [], hosts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["plain", "dark", "rtl", "reverting"])
def test_a_frame_grows_and_shrinks_with_its_column(
    server: Server, partner: Site, browser: Browser, fit: str, kind: str, language: str
) -> None:
    wide = "<style>iframe { width: 100%; border: 0 }</style>"
    html = fit + wide + pasted(server, f"/{language}/quotes/2024-03-01/", 600)

    with visit(browser, put(partner, server, kind, html), width=900) as seen:
        heights = _heights_at(seen, [900, 320, 900])

    assert heights[1] > heights[0] == heights[2]


@pytest.mark.parametrize("width", WIDTHS)
def test_a_page_without_scripts_fits_the_frame_with_a_line_of_css(
    server: Server, partner: Site, browser: Browser, width: int
) -> None:
    """Chromium 154 and later; it measures once, in the width that the frame has when it is loaded."""
    css = "<style>iframe { frame-sizing: content-height; width: 100%; height: auto; border: 0 }</style>"
    policy = f"default-src 'none'; style-src 'unsafe-inline'; frame-src {server.url}"
    html = css + pasted(server, "/en/quotes/2024-03-01/", 600)
    address = partner.put(html, "/sized", {"Content-Security-Policy": policy})

    with visit(browser, address, width=width) as seen:
        if not seen.page.evaluate("CSS.supports('frame-sizing', 'content-height')"):
            pytest.skip("this Chromium does not know frame-sizing")
        _settle(seen)
        assert_quiet(seen, server, partner)


def _heights_at(seen: Visit, widths: list[int]) -> list[float]:
    """Return the height that the frame settles at in windows of some widths."""
    heights = []
    for width in widths:
        seen.page.set_viewport_size({"width": width, "height": TALL})
        _settle(seen)
        heights.append(seen.boxes()[0]["height"])
    return heights


def _settle(seen: Visit) -> None:
    """Wait until the frame is as high as its text, and see that it has no scrollbar."""
    [frame] = seen.frames
    frame.wait_for_function(f"() => Math.abs(innerHeight - ({HEIGHT})()) <= 1", timeout=10_000)
    assert frame.evaluate(SCROLLS) is False


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("kind", ["plain", "dark"])
def test_a_frame_has_no_white_corners(
    server: Server, partner: Site, browser: Browser, kind: str, scheme: str
) -> None:
    """Where schemes differ, a browser lays white under a frame (bluesky-social/social-app#7159)."""
    address = f"{server.url}/en/quotes/2024-01-12/embed"
    frame = '<iframe src="{}" width="300" height="600" frameborder="0"></iframe>'
    html = " ".join(frame.format(f"{address}/{theme}") for theme in ("", "light/", "dark/"))

    with visit(browser, put(partner, server, kind, html), scheme=scheme, height=700) as seen:
        papers = [
            one.evaluate("getComputedStyle(document.documentElement).backgroundColor") for one in seen.frames
        ]
        for paper, box in zip(papers, seen.boxes(), strict=True):
            across, down = (box["left"] + 1, box["right"] - 2), (box["top"] + 5, box["bottom"] - 2)
            corners = [(x, y) for x in across for y in down]
            assert seen.colours(corners) == [paper] * 4

    light, dark = papers[1:]
    assert (light != dark, papers[0]) == (True, dark if scheme == "dark" else light)


@pytest.mark.parametrize(
    ("language", "marks"), [("en", "“”"), ("zh-Hans", "“”"), ("zh-Hant", "「」")], ids=LANGUAGES
)
def test_a_quote_stands_in_the_marks_of_its_language(
    server: Server, browser: Browser, language: str, marks: str
) -> None:
    with visit(browser, f"{server.url}/{language}/quotes/2024-01-12/embed/") as seen:
        nodes = seen.page.context.new_cdp_session(seen.page).send("Accessibility.getFullAXTree")["nodes"]

    texts = [node["name"]["value"] for node in nodes if node.get("role", {}).get("value") == "StaticText"]
    assert [text for text in texts if text in marks] == list(marks)


@pytest.mark.parametrize("section", SECTIONS)
def test_a_frame_is_complete_without_a_script(server: Server, browser: Browser, section: str) -> None:
    path = f"{server.url}/zh-Hant/{section}/2024-01-12/embed/"
    silent = browser.new_context(java_script_enabled=False)
    try:
        page = silent.new_page()
        page.goto(path)
        text = page.inner_text("main")
    finally:
        silent.close()
    with visit(browser, path) as seen:
        assert seen.page.inner_text("main") == text


def test_a_link_in_a_frame_opens_a_window_of_its_own(server: Server, partner: Site, browser: Browser) -> None:
    html = pasted(server, "/en/quotes/2024-01-12/", 600)

    with visit(browser, put(partner, server, "plain", html)) as seen:
        with seen.page.context.expect_page() as opened:
            seen.frames[0].click("a")
        opened.value.wait_for_load_state()
        assert opened.value.url == f"{server.url}/en/quotes/2024-01-12/"
        assert opened.value.evaluate("[opener, document.referrer]") == [None, ""]


@pytest.mark.parametrize(("language", "theme"), [("en", "light/"), ("zh-Hant", "dark/")])
def test_axe_finds_nothing_in_a_frame(server: Server, browser: Browser, theme: str, language: str) -> None:
    needs_node()
    axe = (NODE_MODULES / "axe-core" / "axe.min.js").read_text("utf-8")

    for section in SECTIONS:
        with visit(browser, f"{server.url}/{language}/{section}/2024-01-12/embed/{theme}", width=360) as seen:
            seen.page.evaluate(axe)
            found = seen.page.evaluate("axe.run()")
            assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
