"""Plain text as mail programs leave it: wrapped lines, marked headings, links beside their words."""

import quopri

import pytest

from syndication.importer.blocks import Block, BlockKind
from tests.support.foreign_files import text_part
from tests.support.foreign_text import ENGLISH, SIMPLIFIED, SITE, TRADITIONAL, Newsletter
from tests.support.imported import lines_of, links_of, read_one

every_script = pytest.mark.parametrize(
    "news", [ENGLISH, SIMPLIFIED, TRADITIONAL], ids=lambda news: str(news.tag)
)


@every_script
def test_a_wrapped_text_holds_the_lines_of_the_newsletter(news: Newsletter) -> None:
    document = read_one(text_part(news).encode())

    assert lines_of(document, news) == news.lines


@every_script
@pytest.mark.parametrize("codec", ["gb18030", "big5hkscs", "cp1252"])
def test_a_text_that_names_no_encoding_is_read_in_the_one_that_fits(news: Newsletter, codec: str) -> None:
    try:
        raw = text_part(news).encode(codec)
    except UnicodeEncodeError:
        return  # nobody could have written it so

    assert lines_of(read_one(raw), news) == news.lines


def test_the_links_of_a_text_lead_to_their_pages() -> None:
    document = read_one(text_part(ENGLISH).encode())

    addresses = [address for _, address in links_of(document)]
    assert addresses == [f"{SITE}/{name}" for name in ("letter?id=3", "quote", "number", "video")]


def test_a_text_that_was_never_decoded_is_read() -> None:
    raw = quopri.encodestring(text_part(TRADITIONAL).encode())

    assert lines_of(read_one(raw), TRADITIONAL) == TRADITIONAL.lines


def test_a_text_of_long_lines_keeps_each_line() -> None:
    lines = [
        "A sentence that is quite long, " * 5 + "and ends.",
        "Ada Example",
        "Fellow, Institute of Examples",
    ]

    assert _texts("\n".join(lines)) == lines


def test_short_lines_are_not_joined() -> None:
    lines = [
        "The river rose by a hand on Monday, and the bridge held.",
        "It fell on Tuesday.",
        "Nobody noticed.",
    ]

    assert _texts("\n".join(lines)) == lines


@pytest.mark.parametrize(
    "heading",
    [
        "** The Bridge",
        "## The Bridge ##",
        "The Bridge\n----------",
        "=== The Bridge ===",
        "The Bridge\n==========",
    ],
)
def test_a_heading_is_known_by_its_marks(heading: str) -> None:
    first, second = _blocks(f"{heading}\n\nText.")

    assert (first.kind, first.text, second.text) == (BlockKind.HEADING, "The Bridge", "Text.")


@pytest.mark.parametrize(
    "line",
    [
        "Read the story (https://example.org/a?utm_source=x)",
        "Read the story: <https://example.org/a>",
        "[Read the story](https://example.org/a)",
        "Read the story [1]\n\n[1] https://example.org/a",
        "Read the story [2]\n\n[2]: <https://example.org/a>",
        "Read the story\nhttps://example.org/a",
        "Read the story [https://example.org/a]",
    ],
)
def test_a_link_is_found_beside_its_words(line: str) -> None:
    (block,) = _blocks(line)

    assert block.text.rstrip(":") == "Read the story"
    assert [address for _, address in block.links] == ["https://example.org/a"]


def test_a_bare_address_is_a_link_without_the_mark_behind_it() -> None:
    (block,) = _blocks("See https://example.org/a_(b)?utm_source=x.")

    assert block.text == "See https://example.org/a_(b)."
    assert block.links == (("https://example.org/a_(b)", "https://example.org/a_(b)"),)


@pytest.mark.parametrize("line", ["- Ada Example", "1973. A good year"])
def test_a_dash_or_number_alone_begins_no_list(line: str) -> None:
    (block,) = _blocks(line)

    assert (block.kind, block.text) == (BlockKind.PARAGRAPH, line)


@pytest.mark.parametrize("text", ["- one\n- two", "1. one\n2. two", "* one\n\n* two", "• one\n  - two"])
def test_items_beside_each_other_are_a_list(text: str) -> None:
    assert [(block.kind, block.text) for block in _blocks(text)] == [
        (BlockKind.ITEM, "one"),
        (BlockKind.ITEM, "two"),
    ]


def test_a_text_without_links_headings_and_emphasis_is_plain() -> None:
    assert read_one(b"Dear readers,\n\n2 * 3 is [six].\n").is_plain
    assert not read_one(b"Dear readers,\n\nhttps://example.org\n").is_plain


def _blocks(text: str) -> tuple[Block, ...]:
    return read_one(text.encode(), "issue.txt").blocks


def _texts(text: str) -> list[str]:
    return [block.text for block in _blocks(text)]
