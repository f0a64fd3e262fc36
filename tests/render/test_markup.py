"""What becomes of Markdown in feeds, pages and embeds; nothing in it is ever active."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import etree, html

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue
from syndication.model.errors import IssueError
from syndication.render.content import content_html
from syndication.render.markup import paragraphs
from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL, NEWSLETTER, settings_of, write_archive
from tests.support.examples import examples
from tests.support.parsing import newsletter
from tests.support.samples import body_of, snapshot_of

PATH = "en/2024-01-12.md"
FRONT = '+++\nurl = "https://www.example.org/letters/1.html"\n+++\nJanuary 12, 2024\n\n'
ISSUE = f"""{FRONT}Dear *Reader*,

The **pandas** are [back](/pandas), says https://example.org/x.

- One
- Two
  - Three

3. Four

> Quoted.

```
a < b
```

![A bridge](bridge.png)

[![A pier](https://img.example.net/pier.png)](https://example.org/pier)

## Quote of the Week
> A *bridge* has two ends.
> — [Ada Example](https://example.org/ada), Fellow
"""
ELEMENTS = {
    *("div", "p", "h2", "h3", "em", "strong", "code", "pre", "a", "img", "ul", "ol", "li", "blockquote"),
    *("figure", "figcaption"),
}
ATTRIBUTES = {"lang", "dir", "href", "src", "alt", "loading", "start", "cite"}
SCHEMES = {"http", "https", "mailto"}


def site(folder: Path, text: str = ISSUE, more: str = "") -> Snapshot:
    settings = NEWSLETTER.replace("[publisher]", f"{more}\n[publisher]", 1)
    return snapshot_of(settings_of(write_archive(folder / "issues", {PATH: text}, settings), BASE_URL))


def letter_on_page(snapshot: Snapshot) -> str:
    page = html.fromstring(body_of(snapshot, "/en/issues/2024-01-12/"))
    return "".join(html.tostring(one, encoding="unicode") for one in page.find_class("letter"))


def item(snapshot: Snapshot, section: str) -> dict[str, str]:
    (found,) = json.loads(body_of(snapshot, f"/en/{section}/2024-01-12.json"))["items"]
    assert isinstance(found, dict)
    return found


def test_markup_stands_in_the_content_of_a_letter(tmp_path: Path) -> None:
    content = item(site(tmp_path), "issues")["content_html"]

    assert content.partition("<h2>")[0] == (
        '<div lang="en"><p>Dear <em>Reader</em>,</p>'
        '<p>The <strong>pandas</strong> are <a href="https://www.example.org/pandas">back</a>, says '
        '<a href="https://example.org/x">https://example.org/x</a>.</p>'
        "<ul><li>One</li><li>Two<ul><li>Three</li></ul></li></ul>"
        '<ol start="3"><li>Four</li></ol>'
        "<blockquote><p>Quoted.</p></blockquote>"
        "<pre><code>a &lt; b</code></pre>"
        '<p><img src="https://www.example.org/letters/bridge.png" alt="A bridge" loading="lazy"></p>'
        '<p><a href="https://example.org/pier">'
        '<img src="https://img.example.net/pier.png" alt="A pier" loading="lazy"></a></p>'
    )


def test_markup_stands_in_a_quotation_and_beside_its_speaker(tmp_path: Path) -> None:
    assert item(site(tmp_path), "quotes")["content_html"] == (
        '<div lang="en"><figure><blockquote><p>A <em>bridge</em> has two ends.</p></blockquote>'
        '<figcaption>— <a href="https://example.org/ada">Ada Example</a>, Fellow</figcaption></figure></div>'
    )


def test_plain_text_stands_beside_it(tmp_path: Path) -> None:
    snapshot = site(tmp_path)

    assert item(snapshot, "quotes")["content_text"] == "A bridge has two ends.\n\nAda Example\n\nFellow"
    assert item(snapshot, "quotes")["title"] == "Ada Example: A bridge has two ends."
    assert item(snapshot, "issues")["content_text"].startswith("Dear Reader,\n\nThe pandas are back, says")


def test_an_entry_without_markup_has_no_other_text(tmp_path: Path) -> None:
    assert "content_text" not in item(
        site(tmp_path, f"{FRONT}Dear Reader.\n# Quote of the Week\n“A.”"), "issues"
    )


def test_a_page_links_to_an_image_that_it_may_not_load(tmp_path: Path) -> None:
    letter = letter_on_page(site(tmp_path))

    assert "<img" not in letter
    assert '<a href="https://www.example.org/letters/bridge.png">A bridge</a>' in letter
    assert '<a href="https://example.org/pier">A pier</a>' in letter


def test_a_page_loads_images_of_the_hosts_that_the_publisher_allows(tmp_path: Path) -> None:
    snapshot = site(tmp_path, more='image_hosts = ["*.example.net"]')
    document = snapshot.get("/en/issues/2024-01-12/")

    assert document is not None
    assert 'src="https://img.example.net/pier.png"' in letter_on_page(snapshot)
    assert "letters/bridge.png" not in "".join(html.fromstring(document.body).xpath("//img/@src"))
    assert "img-src 'self' *.example.net;" in dict(document.headers)["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/en/quotes/2024-01-12/embed/", "/en/quotes/2024-01-12/embed/dark/"])
def test_an_embed_shows_plain_text(tmp_path: Path, path: str) -> None:
    page = html.fromstring(body_of(site(tmp_path), path))

    assert [html.tostring(one, encoding="unicode").strip() for one in page.find_class("text")] == [
        '<blockquote class="text"><q>A bridge has two ends.</q></blockquote>'
    ]
    assert page.find_class("speaker")[0].text == "Ada Example"


marks = st.sampled_from(
    [
        *(
            "a",
            "b ",
            "\n",
            "\n\n",
            "*",
            "**",
            "_",
            "`",
            "```\n",
            "[",
            "]",
            "(",
            ")",
            "![",
            "<",
            ">",
            '"',
            "'",
        ),
        *(
            "](https://example.org/)",
            "](/x)",
            "](#y)",
            "- ",
            "1. ",
            "> ",
            "# ",
            "===\n",
            "    ",
            "\\",
            "&",
            ";",
        ),
        *("](javascript:alert(1))", "](data:text/html,x)", '](x "onload=alert(1)")', "<javascript:alert(1)>"),
        *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<!--", "-->", "]]>", "<![CDATA["),
        *(
            "&#106;avascript:",
            "&lt;script&gt;",
            "&#0;",
            "&#12;",
            "&colon;",
            "\x0b",
            "\u2028",
            "\u202e",
            "\ufffe",
        ),
        *(
            '"><svg onload=alert(1)>',
            "https://example.org/<b>",
            "[r]: javascript:alert(1)\n",
            "[r]",
            "桥",
            "“",
        ),
        *(
            "Quote of the Week\n",
            "Notable Number\n28\n",
            "Discover More\n",
            "Question of the Week\n",
            "— Ada, X\n",
        ),
        *("Read More\n", "We want to hear from you ", "What? ", 'Read more in "[A](/a)," by [B](/b)\n'),
    ]
)
sources = (st.lists(marks, max_size=30).map("".join) | st.text(max_size=30)).map(FRONT.__add__)


def check(fragment: str) -> None:
    """Check that a fragment has nothing but our elements, and addresses of the web."""
    root = html.fragment_fromstring(fragment, create_parent="div")
    for one in root.iter():
        assert one.tag in ELEMENTS
        assert set(one.keys()) <= ATTRIBUTES
        assert {
            urlsplit(one.get(name)).scheme for name in ("href", "src", "cite") if one.get(name)
        } <= SCHEMES
    assert root.xpath("//a//a") == []


@examples(1000)
@given(sources)
def test_nothing_active_comes_of_any_markdown(source: str) -> None:
    try:
        issue, _ = parse_issue(
            source.encode("utf-8", "surrogatepass"),
            path=PATH,
            edition=newsletter().editions["en"],
            newsletter=newsletter(),
        )
    except IssueError:
        return
    for entry in split_issue(issue, newsletter()):
        assert entry.title.strip()
        check(content_html(entry))
    check("".join(paragraphs(issue.letter, "en")))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@examples(50, suppress_health_check=[HealthCheck.too_slow])
@given(sources)
def test_every_document_of_any_markdown_is_well_formed(folder: Path, source: str) -> None:
    archive = write_archive(folder, {PATH: source.encode("utf-8", "surrogatepass")})
    snapshot = build(settings_of(archive), datetime(2201, 1, 1, tzinfo=UTC)).snapshot

    for path in snapshot:
        body = body_of(snapshot, path)
        if path.endswith((".atom", ".rss")):
            etree.fromstring(body)
        elif path.endswith(".json"):
            json.loads(body)
        elif path.endswith("/"):
            page = html.fromstring(body)
            assert (
                page.xpath("//@*[starts-with(name(), 'on')] | //svg | //script[not(@src) and not(@type)]")
                == []
            )
            assert page.xpath("//img[not(starts-with(@src, '../') or starts-with(@src, './'))]") == []
            assert not any(urlsplit(url).scheme == "javascript" for url in page.xpath("//@href | //@src"))
