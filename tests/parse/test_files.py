"""The bytes of a file, and its name."""

import pytest

from syndication.parse import LARGEST
from tests.parse.reading import faults_of, read, warnings_of


@pytest.mark.parametrize(
    "key", ["2024-01-12", "in-tribute", "special2", "7", "2024-01-12-b", "20240112", "1024"]
)
def test_a_key_is_small_letters_digits_and_single_hyphens(key: str) -> None:
    assert read("January 12, 2024\nHello.", key=key).key == key


@pytest.mark.parametrize(
    "key",
    ["", "2024_01_12", "Special", "a--b", "-a", "a-", "a b", "a.b", "café", "２０２４", "2024-01-12\n", "期"],
)
def test_another_name_is_a_fault(key: str) -> None:
    expected = "expected small letters, digits and single hyphens, and no reserved word"

    assert faults_of("January 12, 2024\nHello.", key=key) == [
        (1, f"the file's name gives the key {key!r}; {expected}")
    ]


@pytest.mark.parametrize(
    "key", ["2024", "1999", "2024-q1", "latest", "embed", "search", "speakers", "feeds", "archive", "index"]
)
def test_a_reserved_word_is_no_key(key: str) -> None:
    assert len(faults_of("January 12, 2024\nHello.", key=key)) == 1


@pytest.mark.parametrize(
    ("raw", "line", "byte"),
    [
        (b"Hello.\r\n\r\ncaf\xe9", 3, "0xe9"),
        (b"Hello.\rcaf\xe9", 2, "0xe9"),
        (b"\xff\xfeH\x00", 1, "0xff"),
        (b"One.\n\xe4\xb8", 2, "0xe4"),
        (b"One.\n\nTwo.\xc0\x80", 3, "0xc0"),
    ],
)
def test_bytes_that_are_not_utf_8_are_a_fault_with_their_line(raw: bytes, line: int, byte: str) -> None:
    assert faults_of(raw) == [(line, f"byte {byte} is not UTF-8; expected a text in UTF-8")]


def test_a_megabyte_is_read_and_a_byte_more_is_not() -> None:
    assert faults_of(b"x" * LARGEST) == []
    assert faults_of(b"x" * (LARGEST + 1)) == [
        (1, f"larger than {LARGEST} bytes; expected the text of one issue")
    ]


def test_the_name_and_the_bytes_are_faulted_together() -> None:
    assert [line for line, _ in faults_of(b"Hello.\n\xff", key="A B")] == [1, 2]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\x00", "U+0000"),
        (b"\x0c", "U+000C"),
        (b"\x1b", "U+001B"),
        (b"\xc2\x85", "U+0085"),
        (b"\xef\xbf\xbf", "U+FFFF"),
        (b"\xed\xa0\x80", "U+D800"),
        (b"\xf0\x9f\xbf\xbe", "U+1FFFE"),
    ],
)
def test_a_character_that_no_feed_can_carry_is_replaced_with_a_warning(raw: bytes, shown: str) -> None:
    text = b"Hello.\n\na" + raw + b"b"

    assert read(text).letter == ("Hello.", "a\ufffdb")
    assert warnings_of(text) == [(3, f"character {shown} is replaced by U+FFFD; expected text without it")]


def test_a_tab_is_a_space_like_others() -> None:
    assert warnings_of("a\tb") == []


def test_a_line_with_nothing_to_see_is_blank() -> None:
    assert read("Hello.\n\u200b\u2060 \xad\nBye.").letter == ("Hello.", "Bye.")
