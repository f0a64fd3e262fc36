"""<focus-entry> on partners' pages, in a real Chromium."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.archives import write_archive
from tests.support.partner import Site, Visit, visit
from tests.support.serving import Server, serving

SECTIONS = ["issues", "quotes", "numbers", "questions", "discoveries"]
FALLBACK = '<a href="https://example.org/">The quote of the week</a>'
PAGES = {
    "plain": "",
    "dark": '<meta name="color-scheme" content="dark"><style>body { background: #000 }</style>',
    "rtl": '<html lang="ar" dir="rtl">',
    "reverting": "<style>* { all: revert; font-size: 40px }</style>",
}
OURS = "<focus-entry>: "  # how our one line begins
PIECES = """root => [...root.querySelectorAll(".card, .card *")]
  .filter((one) => one.matches(".card") || !one.firstElementChild)
  .map((one) => one.matches(".card") ? one.className : one.textContent)"""
IN_SHADOW = "document.querySelector('focus-entry').shadowRoot"


def put(partner: Site, server: Server, src: str, *, head: str = "", policy: str = "", more: str = "") -> str:
    """Put the tags that the page for partners offers into a page."""
    script = f'<script src="{server.url}/embed.js" type="module" referrerpolicy="no-referrer"></script>'
    tag = f'<focus-entry src="{server.url}{src}" {more}>{FALLBACK}</focus-entry>'
    headers = {"Content-Security-Policy": policy} if policy else {}
    return partner.put(f"<!doctype html>{head}<title>A page</title>{script}{tag}", "/component", headers)


def shown(seen: Visit) -> Any:
    """Wait for the element, and give what it shows."""
    seen.until(f"{IN_SHADOW}?.querySelector('.card')")
    return seen.page.evaluate(f"({PIECES})({IN_SHADOW})")


@pytest.mark.parametrize("language", ["en", "zh-Hans", "zh-Hant"])
@pytest.mark.parametrize("section", SECTIONS)
def test_the_element_looks_like_the_frame(
    server: Server, partner: Site, browser: Browser, section: str, language: str
) -> None:
    path = f"/{language}/{section}/2024-01-12"
    with visit(browser, f"{server.url}{path}/embed/") as seen:
        framed = seen.page.evaluate(f"({PIECES})(document)")

    with visit(browser, put(partner, server, f"{path}.json")) as seen:
        assert (shown(seen), seen.said) == (framed, [])


@pytest.mark.parametrize("page", PAGES)
def test_no_page_changes_how_the_element_is_set(
    server: Server, partner: Site, browser: Browser, page: str
) -> None:
    measure = f"""() => {{
      const one = (name) => getComputedStyle({IN_SHADOW}.querySelector(name));
      const height = {IN_SHADOW}.querySelector(".card").getBoundingClientRect().height;
      return [height, one(".text").fontSize, one(".speaker").fontWeight, one(".card").direction];
    }}"""
    sizes = []
    for head in ("", PAGES[page]):
        address = put(partner, server, "/en/quotes/latest.json", head=head)
        with visit(browser, address) as seen:
            shown(seen)
            sizes.append(seen.page.evaluate(measure))
            assert (seen.said, seen.page.context.cookies()) == ([], [])

    assert sizes[0] == sizes[1]


def test_a_strict_policy_needs_two_lines(server: Server, partner: Site, browser: Browser) -> None:
    policy = f"default-src 'none'; script-src {server.url}; connect-src {server.url}"

    with visit(browser, put(partner, server, "/zh-Hant/quotes/latest.json", policy=policy)) as seen:
        assert shown(seen)
        assert seen.said == []


def test_where_scripts_are_forbidden_the_fallback_stays(
    server: Server, partner: Site, browser: Browser
) -> None:
    address = put(partner, server, "/en/quotes/latest.json", policy="default-src 'none'")

    with visit(browser, address) as seen:
        assert seen.page.inner_text("focus-entry") == "The quote of the week"


@pytest.mark.parametrize(
    ("src", "policy"),
    [
        ("/en/quotes/2000-01-01.json", ""),
        ("/en/quotes/", ""),
        ("/en/quotes/latest.json", "default-src 'none'; script-src {}"),
    ],
    ids=["not there", "no JSON", "forbidden"],
)
def test_an_element_that_fails_leaves_the_fallback_and_says_one_line(
    server: Server, partner: Site, browser: Browser, src: str, policy: str
) -> None:
    address = put(partner, server, src, policy=policy.format(server.url))

    with visit(browser, address) as seen:
        assert len(seen.lines(OURS)) == 1
        assert seen.page.inner_text("focus-entry") == "The quote of the week"


def test_an_element_without_a_network_leaves_the_fallback(
    server: Server, partner: Site, browser: Browser
) -> None:
    address = put(partner, server, "/en/quotes/latest.json")

    with visit(browser, address) as seen:
        shown(seen)
        seen.page.route("**/latest.json", lambda route: route.abort())
        seen.page.reload()
        assert len(seen.lines(OURS)) == 1
        assert seen.page.inner_text("focus-entry") == "The quote of the week"


def test_a_feed_with_a_count_is_a_list(server: Server, partner: Site, browser: Browser) -> None:
    items = server.get("/en/quotes.json").json()["items"]

    with visit(browser, put(partner, server, "/en/quotes.json", more='count="3"')) as seen:
        shown(seen)
        texts = seen.page.evaluate(
            f"[...{IN_SHADOW}.querySelectorAll('.quotation')].map((one) => one.textContent)"
        )

    assert texts == [item["_syndication"]["text"] for item in items[:3]]


def test_another_address_shows_another_entry(server: Server, partner: Site, browser: Browser) -> None:
    with visit(browser, put(partner, server, "/en/quotes/latest.json")) as seen:
        shown(seen)
        seen.page.eval_on_selector(
            "focus-entry", "(one, src) => { one.setAttribute('src', src) }", _chinese(server)
        )
        seen.until(f"{IN_SHADOW}.querySelector('.focus').lang === 'zh-Hans'")


def _chinese(server: Server) -> str:
    return f"{server.url}/zh-Hans/quotes/latest.json"


def test_a_page_styles_the_element_by_properties_and_parts(
    server: Server, partner: Site, browser: Browser
) -> None:
    head = """<style>
      focus-entry { --focus-accent: rgb(1, 2, 3); --focus-paper: rgb(4, 5, 6); --focus-font: monospace }
      focus-entry::part(speaker) { text-transform: uppercase }
    </style>"""

    with visit(browser, put(partner, server, "/en/quotes/latest.json", head=head)) as seen:
        shown(seen)
        styles = seen.page.evaluate(
            f"""["heading.color", "focus.backgroundColor", "text.fontFamily", "speaker.textTransform"]
            .map((one) => one.split("."))
            .map(([part, name]) => getComputedStyle({IN_SHADOW}.querySelector("." + part))[name])"""
        )

    assert styles == ["rgb(1, 2, 3)", "rgb(4, 5, 6)", "monospace", "uppercase"]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_theme_wins_over_the_reader_s(server: Server, partner: Site, browser: Browser, theme: str) -> None:
    with visit(browser, f"{server.url}/en/quotes/latest/embed/{theme}/") as seen:
        paper = seen.page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    other = "dark" if theme == "light" else "light"

    address = put(partner, server, "/en/quotes/latest.json", more=f'theme="{theme}"')
    with visit(browser, address, scheme=other) as seen:
        shown(seen)
        assert (
            seen.page.evaluate(f"getComputedStyle({IN_SHADOW}.querySelector('.focus')).backgroundColor")
            == paper
        )


def test_a_quotation_with_markup_is_shown_as_plain_text(
    partner: Site, browser: Browser, tmp_path: Path
) -> None:
    quote = "January 12, 2024\n\n# Quote of the Week\n> A *bridge* has **two** ends.\n> — [Ada](https://example.org/)"
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.md": quote})
    with serving(archive, tmp_path / "log") as server:
        with visit(browser, f"{server.url}/en/quotes/2024-01-12/embed/") as seen:
            framed = seen.page.evaluate(f"({PIECES})(document)")
        with visit(browser, put(partner, server, "/en/quotes/2024-01-12.json")) as seen:
            assert (shown(seen), seen.said) == (framed, [])

    assert framed[1:4] == ["Quote of the Week", "A bridge has two ends.", "Ada"]


def test_the_script_is_small(server: Server) -> None:
    reply = server.get("/embed.js", accept_encoding="gzip")

    assert (reply.headers["Content-Encoding"], len(reply.body) < 4096) == ("gzip", True)


@pytest.mark.parametrize("path", ["/embed.js", "/embed.css", "/frame.js", "/en/quotes/latest.json"])
def test_scripts_of_other_sites_may_have_what_the_element_needs(server: Server, path: str) -> None:
    reply = server.get(path, origin="https://www.example.org")

    assert (reply.status, reply.headers["Access-Control-Allow-Origin"]) == (200, "*")


@pytest.mark.parametrize("path", ["/en/quotes/latest.json", "/zh-Hant/numbers/2024-01-12.json"])
def test_the_data_says_on_what_terms_it_may_be_shown(server: Server, path: str) -> None:
    [item] = server.get(path).json()["items"]

    publisher = server.get("/archive.json").json()
    terms = [item["_syndication"][name] for name in ("rights", "license_url")]
    assert (all(terms), terms) == (True, [publisher["rights"], publisher["license_url"]])
