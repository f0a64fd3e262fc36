"""What stands in an issue's text is text, in every format and on every page."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from syndication.archive.entries import split_issue
from syndication.model import Entry, Issue
from syndication.model.urls import Urls
from syndication.render import atom, jsonfeed, rss
from syndication.render.content import content_html
from syndication.render.markup import linkify
from syndication.site.snapshot import Snapshot
from syndication.text.typeset import typeset_text
from syndication.text.typography import FORBIDDEN
from tests.support.archives import BASE_URL, NOW, SECTIONS, settings_of, write_archive
from tests.support.markup import ISSUE, NASTY
from tests.support.pages import page, tree
from tests.support.parsing import a_quotation
from tests.support.samples import body_of, snapshot_of
from tests.support.tools import SAMPLES

HOSTILE = {"script", "img"}
NAMES = {"atom": "http://www.w3.org/2005/Atom", "content": "http://purl.org/rss/1.0/modules/content/"}
NEWSLETTER = settings_of(SAMPLES).newsletter
# What the parser lets through: everything but what XML cannot carry and what ends a line
TEXTS = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\t\x85\u2028\u2029"), min_size=1
).filter(lambda text: not FORBIDDEN.search(text) and text.strip() == text)


@pytest.fixture(scope="module")
def nasty(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    """Build the site of an issue that tries to be markup wherever there is text."""
    text = ISSUE.format(nasty=NASTY)
    return snapshot_of(
        settings_of(write_archive(tmp_path_factory.mktemp("nasty"), {"en/2024-01-12.txt": text}))
    )


@pytest.fixture(scope="module")
def pages(nasty: Snapshot) -> dict[str, Any]:
    return {path: page(body_of(nasty, path)) for path in nasty if path.endswith("/")}


def test_no_text_becomes_an_element_of_a_page(pages: dict[str, Any]) -> None:
    ours = "not(@src or @type='application/ld+json')"
    hostile = [path for path, found in pages.items() if found.xpath(f"//script[{ours}] | //img[@src='x']")]

    assert hostile == []


def test_no_text_ends_the_data_of_a_page(pages: dict[str, Any]) -> None:
    data = pages["/en/quotes/2024-01-12/"].findtext(".//script[@type='application/ld+json']")

    assert NASTY in json.loads(data)["text"]


def test_no_text_becomes_an_attribute_of_a_page(pages: dict[str, Any]) -> None:
    handlers = [
        path for path, found in pages.items() if found.xpath("//@*[starts-with(name(), 'on')] | //@style")
    ]

    assert handlers == []


def test_a_page_shows_the_text_as_it_is(pages: dict[str, Any]) -> None:
    """But for its straight marks, which a page shows curled."""
    heading = pages["/en/issues/2024-01-12/"].findtext(".//h1")

    assert heading == typeset_text(NASTY, "en")


@pytest.mark.parametrize("section", SECTIONS)
def test_the_three_formats_carry_the_same_content(nasty: Snapshot, section: str) -> None:
    in_atom = tree(body_of(nasty, f"/en/{section}.atom")).findtext("atom:entry/atom:content", None, NAMES)
    in_rss = tree(body_of(nasty, f"/en/{section}.rss")).findtext("channel/item/content:encoded", None, NAMES)
    in_json = json.loads(body_of(nasty, f"/en/{section}.json"))["items"][0]["content_html"]

    assert in_atom == in_rss == in_json


@pytest.mark.parametrize("section", SECTIONS)
def test_no_text_becomes_an_element_of_the_content(nasty: Snapshot, section: str) -> None:
    content = json.loads(body_of(nasty, f"/en/{section}.json"))["items"][0]["content_html"]

    elements = {element.tag for element in html.fragment_fromstring(content).iter(etree.Element)}
    assert elements & HOSTILE == set()


@pytest.mark.parametrize("section", SECTIONS)
def test_no_text_becomes_an_element_of_an_rss_description(nasty: Snapshot, section: str) -> None:
    description = tree(body_of(nasty, f"/en/{section}.rss")).findtext("channel/item/description")

    assert len(html.fragment_fromstring(description, create_parent="div")) == 0


def test_a_title_is_the_same_text_in_all_formats(nasty: Snapshot) -> None:
    in_atom = tree(body_of(nasty, "/en/issues.atom")).findtext("atom:entry/atom:title", None, NAMES)
    in_rss = tree(body_of(nasty, "/en/issues.rss")).findtext("channel/item/title")
    in_json = json.loads(body_of(nasty, "/en/issues.json"))["items"][0]["title"]

    assert {in_atom, in_rss, in_json} == {NASTY}


@given(text=TEXTS)
def test_every_text_comes_back_from_the_content_as_it_was(text: str) -> None:
    content = html.fragment_fromstring(content_html(_entry(text)))

    assert content.findtext(".//blockquote/p") == text


@given(text=TEXTS)
def test_every_format_gives_back_the_content(text: str) -> None:
    entry = _entry(text)

    written = content_html(entry)
    assert [written] * 3 == _contents(entry)


def _entry(text: str) -> Entry:
    quote = a_quotation(text=text, speaker=text)
    issue = Issue(
        path="en/2024-01-12.txt",
        edition="en",
        key="2024-01-12",
        date=NOW.date(),
        published=NOW,
        parts=(quote,),
    )
    return split_issue(issue, NEWSLETTER)[1]


def _contents(entry: Entry) -> list[str | None]:
    """Return the content of an entry as each format's own parser reads it."""
    urls = Urls(BASE_URL)
    in_atom = _bare(atom.render_entry(entry, NEWSLETTER, urls)).findtext("entry/content")
    in_rss = _bare(rss.render_entry(entry, NEWSLETTER, urls)).findtext("item/content:encoded", None, NAMES)
    in_json = json.loads(jsonfeed.render_entry(entry, NEWSLETTER, urls))["content_html"]
    return [in_atom, in_rss, in_json]


def _bare(fragment: bytes) -> Any:
    names = " ".join(f'xmlns:{prefix}="{name}"' for prefix, name in {**NAMES, "dc": "dc"}.items())
    return etree.fromstring(f"<f {names}>".encode() + fragment + b"</f>")


@pytest.mark.parametrize(
    ("text", "href", "shown"),
    [
        ("Write to editors@example.org.", "mailto:editors@example.org", "editors@example.org"),
        ("请发送至editors@example.org，谢谢", "mailto:editors@example.org", "editors@example.org"),
        (
            "See https://example.org/a?b=1&c=2#d.",
            "https://example.org/a?b=1&c=2#d",
            "https://example.org/a?b=1&c=2#d",
        ),
        ("(see http://example.org/x_(y)).", "http://example.org/x_(y)", "http://example.org/x_(y)"),
        ("见https://example.org/a。", "https://example.org/a", "https://example.org/a"),
        ("Go to www.example.org/x, please", "https://www.example.org/x", "www.example.org/x"),
        ("HTTPS://EXAMPLE.ORG:8080/", "HTTPS://EXAMPLE.ORG:8080/", "HTTPS://EXAMPLE.ORG:8080/"),
    ],
)
def test_a_bare_address_in_a_letter_is_a_link(text: str, href: str, shown: str) -> None:
    (link,) = html.fromstring(f"<div>{linkify(text)}</div>").iter("a")

    assert (link.get("href"), link.text, html.fromstring(f"<div>{linkify(text)}</div>").text_content()) == (
        href,
        shown,
        text,
    )


@pytest.mark.parametrize(
    "text",
    [
        *(
            "javascript:alert(1)",
            "ftp://example.org/",
            "example.org",
            "Node.js",
            "U.S.-China",
            "a@b",
            "@example",
        ),
        *("https://user:pw@example.org/", "http://example.org@evil.example/", "https://", "http://a", "www."),
        'https://exa"mple',
    ],
)
def test_anything_else_is_no_link(text: str) -> None:
    assert 'href="http' not in linkify(text)


@given(
    st.text()
    | st.lists(
        st.sampled_from(["https://", "www.", "example.org", "a@", "/", ")", "(", '"', "<b>", "&", "桥", " "])
    ).map("".join)
)
def test_links_leave_the_text_as_it_is(text: str) -> None:
    shown = "".join(character for character in text if not FORBIDDEN.match(character)).replace("\r", "")

    assert html.fromstring(f"<div>{linkify(shown)}</div>").text_content() == shown


def test_pages_and_feeds_carry_the_links_of_a_letter(tmp_path: Path) -> None:
    text = "January 12, 2024\nHello.\nWrite to editors@example.org or <b>see</b> https://example.org/a."
    snapshot = snapshot_of(settings_of(write_archive(tmp_path, {"en/2024-01-12.txt": text})))

    for path in ("/en/issues/2024-01-12/", "/en/issues/2024-01-12.json"):
        body = body_of(snapshot, path).decode()
        shown = json.loads(body)["items"][0]["content_html"] if path.endswith(".json") else body
        hrefs = {link.get("href") for link in html.fromstring(shown).iter("a")}
        assert {"mailto:editors@example.org", "https://example.org/a"} <= hrefs
