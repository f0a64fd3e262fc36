"""The sections that newsletter.toml declares, and their names in each edition."""

from pathlib import Path

import pytest

from syndication.model import DEFAULT_SECTIONS, ItemMark, Newsletter, Shape
from syndication.model.errors import SettingsError
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.workshop import WORKSHOP, write_workshop

HEAD = """\
id = "weekly"
authority = "example.org"
since = "2023"
[publisher]
name = "Weekly"
url = "https://www.example.org"
"""
EDITION = '[editions.en]\ntitle = "The Weekly"\n'
TOOLS = '[sections.tools]\nshape = "list"\n'


def load(folder: Path, source: str) -> Newsletter:
    file = folder / "newsletter.toml"
    file.write_text(source, "utf-8")
    return load_newsletter(file)


def faults_of(folder: Path, source: str) -> list[str]:
    """Return the faults below the head, each with its line there."""
    with pytest.raises(SettingsError) as error:
        load(folder, HEAD + source)
    lines = [line.rpartition("newsletter.toml:")[2] for line in str(error.value).split("\n")]
    return [
        f"{int(number) - HEAD.count(chr(10))}:{rest}" for number, _, rest in (x.partition(":") for x in lines)
    ]


def test_without_a_table_the_five_of_always_are_meant(tmp_path: Path) -> None:
    newsletter = load(tmp_path, HEAD + EDITION)

    assert newsletter.sections == DEFAULT_SECTIONS
    assert newsletter.feed_sections == ("issues", "quotes", "numbers", "questions", "discoveries")


def test_the_order_of_the_table_is_the_order_shown(tmp_path: Path) -> None:
    newsletter = load_newsletter(write_workshop(tmp_path) / "newsletter.toml")

    assert newsletter.feed_sections == ("issues", "voices", "tools", "reading", "price", "ask", "essays")


def test_a_table_may_declare_none(tmp_path: Path) -> None:
    assert load(tmp_path, f"{HEAD}[sections]\n{EDITION}").feed_sections == ("issues",)


def test_a_list_has_bullets_and_is_one_entry_unless_it_says_otherwise(tmp_path: Path) -> None:
    sections = load_newsletter(write_workshop(tmp_path) / "newsletter.toml").sections

    assert (sections["tools"].item, sections["tools"].per_item) == (ItemMark.BULLET, False)
    assert (sections["reading"].item, sections["reading"].per_item) == (ItemMark.NUMBER, True)
    assert (sections["voices"].item, sections["voices"].shape) == (None, Shape.QUOTATION)


def test_one_of_the_five_keeps_its_short_name_when_it_is_declared(tmp_path: Path) -> None:
    newsletter = load(tmp_path, f'{HEAD}[sections.quotes]\nshape = "quotation"\n{EDITION}')

    assert newsletter.sections["quotes"] == DEFAULT_SECTIONS["quotes"]


@pytest.mark.parametrize(
    ("source", "faults"),
    [
        (
            '[sections.tools]\nshape = "lists"\n',
            ["2: shape is 'lists'; expected one of quotation, figure, question, text, list"],
        ),
        ("[sections.tools]\n", ["1: 'shape' is missing; expected it here"]),
        (
            '[sections.tools]\nshpe = "list"\nshape = "list"\n',
            ["2: unknown key 'shpe'; did you mean 'shape'?"],
        ),
        (
            '[sections.tools]\nshape = "text"\nitem = "bullet"\n',
            ["3: item in a section of shape text; expected it in a list only"],
        ),
        (
            TOOLS + 'item = "dash"\n',
            ["3: item is 'dash'; expected one of heading, number, bullet, bold"],
        ),
        (TOOLS + 'entries = "each"\n', ["3: entries is 'each'; expected one of section, item"]),
        (
            '[sections.quotes]\nshape = "quotation"\n[sections.quote]\nshape = "text"\n',
            ["3: 'quote' is the short name of 'quotes' too; expected another section"],
        ),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path: Path, source: str, faults: list[str]) -> None:
    assert faults_of(tmp_path, source + EDITION) == faults


def test_the_sections_are_a_table(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r":1: sections is 3; expected a table\Z"):
        load(tmp_path, f"sections = 3\n{HEAD}{EDITION}")


@pytest.mark.parametrize(
    "name",
    [
        "issues",
        "speakers",
        "search",
        "feeds",
        "embed",
        "latest",
        "archive",
        "group",
        "end",
        "Tools",
        "2024",
        "a_b",
    ],
)
def test_a_name_that_addresses_need_or_cannot_have_is_refused(tmp_path: Path, name: str) -> None:
    [fault] = faults_of(tmp_path, f'[sections.{name}]\nshape = "text"\n{EDITION}')

    assert fault.startswith(f"1: section '{name}'; expected small letters")


def test_an_edition_names_a_section_or_its_first_heading_does(tmp_path: Path) -> None:
    editions = load_newsletter(write_workshop(tmp_path) / "newsletter.toml").editions

    assert editions["en"].sections["reading"].name == "Reading List"
    assert editions["en"].sections["tools"].name == "Tools"
    assert editions["fr"].sections["tools"].name == "Outils"


def test_a_feed_says_what_it_is_in_the_editions_words(tmp_path: Path) -> None:
    editions = load_newsletter(write_workshop(tmp_path) / "newsletter.toml").editions

    assert editions["en"].sections["essays"].about == "What we think about."
    assert editions["en"].sections["tools"].about == "“Tools” from each issue of The Workshop."


def test_an_edition_without_names_for_a_section_is_reported(tmp_path: Path) -> None:
    french = '[editions.fr]\ntitle = "F"\n[editions.fr.headings]\ntools = ["Outils"]\n'

    [warning] = load(tmp_path, HEAD + TOOLS + EDITION + french).warnings

    expected = "expected `headings` in [editions.en.sections.tools]"
    assert warning.message == f"edition 'en' has no headings for section 'tools'; {expected}"
    assert warning.line == HEAD.count("\n") + 3


def test_a_section_that_takes_any_heading_needs_a_name(tmp_path: Path) -> None:
    source = '[sections.essays]\nshape = "text"\n' + EDITION + '[editions.en.headings]\nessays = ["*"]\n'

    assert [one.message for one in load(tmp_path, HEAD + source).warnings] == [
        "edition 'en' has no name for section 'essays'; expected `name` in [editions.en.sections.essays]"
    ]


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (
            '[editions.en.headings]\ntools = ["Tools"]\n[editions.en.sections.tools]\nheadings = ["Kit"]\n',
            "8: headings here and in [editions.en.headings]; expected them once",
        ),
        ("[editions.en.sections.tool]\nname = 'T'\n", "5: unknown key 'tool'; did you mean 'tools'?"),
        ("[editions.en.sections.tools]\nnames = 'T'\n", "6: unknown key 'names'; did you mean 'name'?"),
        ("[editions.en.headings]\ntool = ['T']\n", "6: unknown key 'tool'; did you mean 'tools'?"),
        (
            "[editions.en.headings]\nend = ['Tools']\n[editions.en.sections.tools]\nheadings = ['Tools']\n",
            "6: 'Tools' is a heading of tools too; expected each heading under one kind",
        ),
    ],
)
def test_a_fault_in_an_editions_names_is_told_with_its_line(tmp_path: Path, source: str, fault: str) -> None:
    assert faults_of(tmp_path, TOOLS + EDITION + source) == [fault]


def test_any_heading_opens_only_what_has_a_title(tmp_path: Path) -> None:
    source = '[sections.voices]\nshape = "quotation"\n' + EDITION + '[editions.en.headings]\nvoices = ["*"]\n'

    assert faults_of(tmp_path, source) == [
        "6: '*' in a section of shape quotation; expected it in a text or a list"
    ]


def test_the_newsletter_of_these_tests_has_no_fault(tmp_path: Path) -> None:
    assert load(tmp_path, WORKSHOP).warnings == ()
