"""The bytes of a file, and its name."""

from typing import Literal
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive.parse import MAX_FILE_BYTES
from syndication.text.typography import INVISIBLE
from tests.support.archives import issue_text
from tests.support.parsing import a_quotation, faults_of, read, read_with_warnings, warnings_of

SAVE = "expected plain text, saved in the encoding UTF-8"


@pytest.mark.parametrize("key", ["2024-01-12", "in-tribute", "special2", "7", "2024-01-12-b", "1024"])
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
        (b"One.\n\xe4\xb8", 2, "0xe4"),
        (b"One.\n\nTwo.\xc0\x80", 3, "0xc0"),
    ],
)
def test_bytes_that_are_not_utf_8_are_a_fault_with_their_line(raw: bytes, line: int, byte: str) -> None:
    assert faults_of(raw) == [(line, f"byte {byte} is not UTF-8; {SAVE}")]


def test_a_megabyte_is_read_and_a_byte_more_is_not() -> None:
    assert faults_of(b"x" * MAX_FILE_BYTES) == []
    assert faults_of(b"x" * (MAX_FILE_BYTES + 1)) == [
        (1, f"larger than {MAX_FILE_BYTES} bytes; expected the text of one issue")
    ]


def test_the_name_and_the_bytes_are_faulted_together() -> None:
    assert [line for line, _ in faults_of(b"Hello.\n\xff", key="A B")] == [1, 2]


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        (b"\x1b", "U+001B"),
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


@pytest.mark.parametrize(
    ("raw", "what"),
    [
        ("Hello.".encode("utf-16"), "UTF-16"),
        ("Hello.".encode("utf-16-be"), "UTF-16"),
        (b"{\\rtf1\\ansi Hello.}", "RTF"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html><p>Hello.", "HTML"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\x03\x04\x14", "a file of a word processor"),
    ],
)
def test_a_file_of_another_format_is_refused_by_its_name(raw: bytes, what: str) -> None:
    assert faults_of(raw) == [(1, f"the file is {what}; {SAVE}")]


@pytest.mark.parametrize(("raw", "line"), [(b"\x00" * 900, 1), (b"January 12, 2024\nHel\x00lo.", 2)])
def test_a_file_with_a_nul_is_refused(raw: bytes, line: int) -> None:
    assert faults_of(raw) == [(line, f"NUL characters, as in a damaged file; {SAVE}")]


@pytest.mark.parametrize("text", ["“Yes.”", "it’s", "本周引言", "café"])
def test_utf_8_that_was_read_as_another_encoding_is_reported(text: str) -> None:
    broken = text.encode().decode("cp1252", "ignore")

    ((line, message),) = warnings_of(f"Hello.\n{broken}")

    assert (line, "looks like UTF-8 that was read as Windows-1252" in message) == (2, True)


@pytest.mark.parametrize("text", ["CAFÉ”", "“resté…”", "NÃO", "âge", "«père…»", "São Paulo — 5 €"])
def test_letters_with_accents_look_like_no_other_encoding(text: str) -> None:
    assert warnings_of(f"Hello.\n{text}") == []


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029"])
def test_every_line_end_of_unicode_ends_a_line(end: str) -> None:
    assert read(f"Hello.{end}Quote of the Week{end}“Yes.”{end}Ada").parts == (
        a_quotation(text="Yes.", speaker="Ada"),
    )


@pytest.mark.parametrize("text", ["a\u202eb", "a\u202db\u2066c\u202c", "\u202c", "a\u2067b"])
def test_a_direction_that_nothing_closes_turns_nothing_around(text: str) -> None:
    assert not set("\u202e\u202d\u202c\u2066\u2067") & set("".join(read(f"Hello.\n{text}\nBye.").letter))


def test_a_direction_that_is_closed_on_its_line_is_kept() -> None:
    assert read("He said \u2067שלום\u2069 to us.").letter == ("He said \u2067שלום\u2069 to us.",)


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "=======", ">>>>>>> main", "||||||| base"])
def test_the_mark_of_a_merge_is_a_fault(mark: str) -> None:
    assert faults_of(f"January 12, 2024\nHello.\n{mark}\nBye.") == [
        (3, f"{mark[:7]!r} is the mark of a merge; expected one of the two texts")
    ]


EVERYTHING = [*issue_text().splitlines(), "e\u0301t\u00e9", "桥\u3000有 两端。"]


@given(data=st.data())
def test_invisible_characters_at_the_ends_of_lines_make_no_difference(data: st.DataObject) -> None:
    unseen = st.text(INVISIBLE + " \t\xa0", max_size=3)

    text = "\n".join(f"{data.draw(unseen)}{line}{data.draw(unseen)}" for line in EVERYTHING)

    assert read_with_warnings(text) == read_with_warnings("\n".join(EVERYTHING))


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_composed_and_decomposed_letters_read_the_same(form: Literal["NFC", "NFD"]) -> None:
    text = issue_text(quote="Où est l’été à Zürich ? 다리는 둘.")

    assert read_with_warnings(normalize(form, text)) == read_with_warnings(text)


def test_a_line_with_nothing_to_see_is_blank() -> None:
    assert read("Hello.\n\u200b\u2060 \xad\n\ufffc\nBye.").letter == ("Hello.", "Bye.")
