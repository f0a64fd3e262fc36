"""Plain text as typesetters see it."""

import unicodedata

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from syndication.text.typography import FORBIDDEN, comparison_key, join_lines, truncate


@pytest.mark.parametrize(
    "line",
    ["Read “More”", 'READ "more":', "read\xa0 „More‟ ：", ' Read\t"More" :', "Read\u200b “Mo\xadre”"],
)
def test_lines_that_look_alike_are_folded_into_one(line: str) -> None:
    assert comparison_key(line) == 'read "more"'


@pytest.mark.parametrize("line", ["Read More!", "Read: More", "Read More?", "“Read” More", "ReadMore"])
def test_lines_that_differ_in_more_stay_apart(line: str) -> None:
    assert comparison_key(line) != comparison_key("Read More")


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["One", "two."], "One two."),
        (["桥有", "两端。"], "桥有两端。"),
        (["桥有，", "“两端”", "。"], "桥有，“两端”。"),
        (["桥有", "two", "端"], "桥有 two 端"),
        (["2024年", "1月"], "2024年 1月"),
        (["다리는", "둘"], "다리는 둘"),
        (["", "One", ""], "One"),
        ([], ""),
    ],
)
def test_lines_are_joined_by_a_space_but_chinese_by_nothing(lines: list[str], joined: str) -> None:
    assert join_lines(lines) == joined


@pytest.mark.parametrize(
    ("text", "clipped"),
    [
        ("short", "short"),
        ("two  words", "two words"),
        ("one two three four", "one two…"),
        ("one two, three four", "one two…"),
        ("onetwothreefour", "onetwothre…"),
        ("Oui\u202f?  Si\u202f!", "Oui\u202f? Si\u202f!"),
        ("Vraiment\u202f? Oui", "Vraiment\u202f?…"),
        ("桥有两端路有尽头", "桥有两端路…"),
        ("👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧", "👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧👩‍👩‍👧‍👧…"),
    ],
)
def test_a_title_is_cut_at_a_word_and_inside_no_character(text: str, clipped: str) -> None:
    assert truncate(text, columns=10, ellipsis="…") == clipped


@given(st.text("aZ ,-—“”…桥路。、！é\u0301\u200d👩ｱ⺀", max_size=30))
def test_a_title_takes_as_many_whole_characters_as_there_is_room_for(text: str) -> None:
    columns = 10
    text = " ".join(text.split())

    clipped = truncate(text, columns=columns, ellipsis="")

    widths = [1 + (unicodedata.east_asian_width(found[0]) in "WF") for found in regex.findall(r"\X", text)]
    fitting = [count for count in range(len(widths) + 1) if sum(widths[:count]) <= columns][-1]
    most = "".join(regex.findall(r"\X", text)[:fitting])
    assert most.startswith(clipped)
    assert clipped == text or len(most) < len(text)


@pytest.mark.parametrize(
    "character", ["\x00", "\x1f", "\x7f", "\x85", "\ud800", "\ufdd0", "\ufffe", "\U0010ffff"]
)
def test_what_xml_or_html_cannot_carry_is_forbidden(character: str) -> None:
    assert FORBIDDEN.search(f"a{character}b")


@pytest.mark.parametrize("character", ["\t", "\n", "\r", " ", "\xa0", "\u2028", "\ufffd", "桥", "😀"])
def test_what_they_can_carry_is_not(character: str) -> None:
    assert not FORBIDDEN.search(character)
