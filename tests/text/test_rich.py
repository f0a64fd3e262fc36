"""Markup beside plain text: it is found again, written as Markdown, and read back as the same."""

from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from syndication.archive.parse.diagnostics import Diagnostics
from syndication.archive.parse.links import LinkResolver
from syndication.archive.parse.markdown import read_markdown
from syndication.text.markdown import escape_markdown, markdown_text
from syndication.text.rich import Span, blocks_of, spans_of
from tests.support.examples import examples

SIGNS = r"""\`*_{}[]()#+-.!<>&~=|:;"'/@1a é桥、。"""
lines = st.text(SIGNS, min_size=1, max_size=20).map(lambda text: " ".join(text.split())).filter(bool)


def read(source: str) -> list[str]:
    """Return the lines of a Markdown text, with their markup."""
    report = Diagnostics("en/2024-01-12.md")
    found, rich = read_markdown(source.split("\n"), 0, 99, LinkResolver("https://example.org/", (), report))
    assert report.errors == []
    return [rich.get(line.number, line.text) for line in found]


def shape(text: str) -> tuple[str, tuple[Span, ...], list[tuple[str, str]]]:
    """Return all that is in a text; blocks without the numbers that tell them apart."""
    return str(text), spans_of(text), [(block.element, block.detail) for block in blocks_of(text)]


@examples(500)
@given(st.lists(lines, min_size=1, max_size=3))
def test_escaped_text_is_read_as_plain_text(texts: list[str]) -> None:
    assert [shape(text) for text in read("\n".join(map(escape_markdown, texts)))] == [
        (text, (), []) for text in texts
    ]


@examples(500)
@given(lines.map(escape_markdown))
def test_escaped_text_is_the_same_for_any_reader_of_markdown(source: str) -> None:
    paragraph, *_ = MarkdownIt("commonmark").parse(source)

    assert paragraph.type == "paragraph_open"


# Emphasis as whole words: of what meets inside a word, CommonMark can read more than it can write.
pieces = st.sampled_from(
    [
        *(
            "a",
            "b.",
            " ",
            "\n",
            "\n\n",
            " *a* ",
            " **b.** ",
            " ***c*** ",
            " *a **b** c* ",
            " `d*` ",
            "桥",
            "“",
            "”",
        ),
        *(
            "[",
            "![",
            "](https://example.org/x)",
            "[*a* b](/x)",
            "[![a](/i.png)](/x)",
            "<https://example.org/>",
        ),
        *("- ", "1. ", "> ", "# ", "  ", "```", "\\", "(", ")", "_ ", "&amp;"),
    ]
)


@examples(500)
@given(st.lists(pieces, max_size=25).map("".join))
def test_what_is_written_as_markdown_is_read_as_the_same(source: str) -> None:
    texts = read(source)
    written = markdown_text(texts)
    assert list(map(shape, read(written))) == list(map(shape, texts))
