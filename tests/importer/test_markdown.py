"""The Markdown of a block reads back as its text, its links and nothing else, in somebody else's parser."""

from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from syndication.importer.lines import Piece, make_block, plain_markdown
from syndication.text.typography import trim
from tests.support.examples import examples

PARSER = MarkdownIt("commonmark", {"html": True}).enable("strikethrough").enable("table")
MARKS = "\\`*_{}[]()<>#+-.!|~&;=:\"'/ \n"
TEXT = st.text(st.sampled_from(MARKS + "ab1字。“”　&amp;é") | st.characters(), max_size=40)
ADDRESS = st.sampled_from(
    ["https://example.org/", "https://example.org/a(b)_c_*d*?x=1&copy;=2", "mailto:a@example.org"]
)
PIECE = st.builds(Piece, TEXT, st.none() | ADDRESS, strong=st.booleans(), emphasis=st.booleans())


@examples(500)
@given(st.lists(PIECE, min_size=1, max_size=6))
@example([Piece("Wow!"), Piece("link", "https://example.org/")])
@example([Piece("1986. A great year")])
@example([Piece("中文"), Piece("“强调”", strong=True), Piece("中文")])
@example([Piece("a"), Piece("*b*", strong=True), Piece("c", emphasis=True)])
def test_a_block_reads_back_as_its_text(pieces: list[Piece]) -> None:
    block = make_block(pieces)

    if block is not None:
        assert _text(_inline(block.markdown)) == block.text


@examples(500)
@given(st.lists(PIECE, min_size=1, max_size=6))
def test_a_block_s_links_read_back_with_their_words(pieces: list[Piece]) -> None:
    block = make_block(pieces)

    links = _links(_inline(block.markdown)) if block else []
    named = [text for text, address in block.links if text != address] if block else []
    assert [trim(text) for text in links] == named


@examples(500)
@given(TEXT)
def test_plain_text_reads_back_as_it_is(text: str) -> None:
    line = trim(" ".join(text.split()))

    if line:
        tokens = _inline(plain_markdown(line))
        assert {token.type for token in tokens} <= {"text", "text_special"}
        assert _text(tokens) == line.replace("\0", "\ufffd")


def _inline(markdown: str) -> list[Token]:
    """Return what stands in the one paragraph of a text."""
    opened, inline, closed = PARSER.parse(markdown)
    assert (opened.type, closed.type) == ("paragraph_open", "paragraph_close")
    return inline.children or []


def _text(tokens: list[Token]) -> str:
    assert {token.type for token in tokens} <= {
        *("text", "text_special", "link_open", "link_close"),
        *("strong_open", "strong_close", "em_open", "em_close"),
    }
    return "".join(token.content for token in tokens)


def _links(tokens: list[Token]) -> list[str]:
    """Return the words of each link."""
    texts: list[str] = []
    is_inside = False
    for token in tokens:
        if token.type == "link_open":
            assert str(token.attrs["href"]).startswith(("https://example.org/", "mailto:"))
            texts.append("")
            is_inside = True
        elif token.type == "link_close":
            is_inside = False
        elif is_inside:
            texts[-1] += token.content
    return texts
