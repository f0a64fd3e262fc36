"""Whatever a page holds: it becomes an issue that is read back, or an error with the file's name."""

import re

from hypothesis import given
from hypothesis import strategies as st
from lxml import html as lxml_html

from syndication.archive.entries import split_issue
from syndication.archive.formatting import canonical_text
from syndication.importer.convert import convert
from syndication.importer.read import read_documents
from syndication.model.errors import ImportFailed
from syndication.render.content import content_html
from tests.support.examples import examples
from tests.support.parsing import HEADINGS, newsletter

PIECES = [
    *HEADINGS.values(),
    *("January 12, 2024", "2024年1月12日", "February 30, 2024", "Focus This Week", "本周聚焦", "本週聚焦"),
    *(
        "Dear Focus Reader,",
        "亲爱的读者：",
        "Read More",
        "Watch Video",
        "About Focus This Week",
        "Back to Top",
    ),
    *(
        "<h2>",
        "</h2>",
        "<p>",
        "</p>",
        "<blockquote>",
        "</blockquote>",
        "<ul><li>",
        "</li></ul>",
        "<br>",
        "<b>",
    ),
    *("</b>", "<em>", "</em>", "<table><tr><td>", "</td></tr></table>", "<div hidden>", "</div>", "<pre>"),
    *('<a href="https://www.example.org/a">', '<a href="javascript:alert(1)">', "</a>", "<svg onload=x>"),
    *('<a href="data:text/html,x">', '<a href="mailto:a@example.org">', '<a href="//example.org/b">'),
    *('<img src="https://www.example.org/1.png" alt="28" width="200">', '<img src="x" onerror="alert(1)">'),
    *(
        "&lt;script&gt;alert(1)&lt;/script&gt;",
        "[a](javascript:alert(1))",
        "![",
        "](",
        "](https://example.org)",
    ),
    *(
        "+++",
        "draft = true",
        "```",
        "~~~",
        "# ",
        "> ",
        "- ",
        "1. ",
        "---",
        "***",
        "<<<<<<<",
        "[x]: javascript:y",
    ),
    *(
        "“",
        "”",
        "「",
        "」",
        "— Ada",
        "?",
        "？",
        ".",
        "。",
        "\u202e",
        "\u200b",
        "\x00",
        "\ufffe",
        "&#x80;",
        "\\",
    ),
]
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=60).map("".join)
ACTIVE = re.compile(r"^\s*(?!https?:|mailto:|[/.#?]|$)", re.IGNORECASE)


@examples(500)
@given(body=texts, dated=st.booleans())
def test_anything_is_an_issue_or_an_error(body: str, *, dated: bool) -> None:
    raw = f"<!doctype html><meta charset=utf-8>{'<p>2024-01-12</p>' if dated else ''}{body}"
    paths, contents = ["page.html"], list[str]()
    try:
        for document in read_documents(raw.encode("utf-8", "surrogatepass"), "page.html"):
            issue = convert(document, newsletter())
            paths += [problem.path for problem in issue.problems]
            edition = newsletter().editions[issue.issue.edition]
            laid_out = canonical_text(
                issue.text.encode(), path=issue.path, edition=edition, newsletter=newsletter()
            )
            assert laid_out == issue.text
            contents += map(content_html, split_issue(issue.issue, newsletter()))
    except ImportFailed as error:
        paths += [problem.path for problem in error.problems]

    assert {*paths} == {"page.html"}
    assert [found for content in contents for found in active_in(content)] == []


def active_in(content: str) -> list[str]:
    """Return what could run in a piece of HTML."""
    tree = lxml_html.fromstring(f"<div>{content}</div>")
    names = [element.tag for element in tree.iter("script", "style", "iframe", "svg", "object", "form")]
    handlers = [name for element in tree.iter("*") for name in element.attrib if name.startswith("on")]
    addresses = [
        one for element in tree.iter("*") for one in (element.get("href"), element.get("src")) if one
    ]
    return [*names, *handlers, *filter(ACTIVE.match, addresses)]
