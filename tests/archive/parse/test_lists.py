"""Sections that are lists, and headings that are titles."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive.parse import parse_issue
from syndication.archive.parse.lines import Line
from syndication.archive.parse.lists import split_items
from syndication.model import Issue, Item, ItemMark, List, Text
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.workshop import ENGLISH, KEY, WORKSHOP, write_workshop

URL = "https://example.org/a"
LINES = st.lists(st.sampled_from([*"ab桥#-*_:：—.()1、 ", f" {URL} ", "**", "## "]), min_size=1).map("".join)


def items(mark: ItemMark, *texts: str) -> list[Item]:
    return split_items(mark, [Line(number, text, text) for number, text in enumerate(texts, 1)])[1]


def read(folder: Path, text: str, newsletter: str = WORKSHOP) -> tuple[Issue, list[str]]:
    """Return an issue of the workshop and the warnings about it."""
    declared = load_newsletter(write_workshop(folder, newsletter=newsletter) / "newsletter.toml")
    issue, problems = parse_issue(
        text.encode(), path=f"en/{KEY}.txt", edition=declared.editions["en"], newsletter=declared
    )
    return issue, [problem.message for problem in problems]


@pytest.mark.parametrize("mark", ["-", "*", "+", "•", "–"])
def test_a_bullet_begins_an_item(mark: str) -> None:
    assert items(ItemMark.BULLET, f"{mark} Saw", f"{mark} Plane") == [Item(title="Saw"), Item(title="Plane")]


@pytest.mark.parametrize("mark", ["1. ", "1) ", "1、", "（1）", "(12) ", "①"])
def test_a_number_begins_an_item(mark: str) -> None:
    assert items(ItemMark.NUMBER, f"{mark}锯") == [Item(title="锯")]


def test_a_decimal_fraction_begins_no_item() -> None:
    assert items(ItemMark.NUMBER, "1. Saws", "3.5 million of them") == [
        Item(title="Saws", text=("3.5 million of them",))
    ]


def test_a_heading_is_the_title_of_an_item() -> None:
    assert items(ItemMark.HEADING, "### Saw ###", "It cuts.", "Well.") == [
        Item(title="Saw", text=("It cuts.", "Well."))
    ]


@pytest.mark.parametrize(
    "line", ["**Saw** It cuts.", "**Saw:** It cuts.", "**Saw**: It cuts.", "__Saw__ — It cuts."]
)
def test_bold_words_are_the_title_of_an_item(line: str) -> None:
    assert items(ItemMark.BOLD, line) == [Item(title="Saw", text=("It cuts.",))]


@pytest.mark.parametrize("between", [": ", "\xa0: ", " - ", " — ", " – ", "：", "——"])
def test_a_title_ends_at_a_colon_or_a_dash(between: str) -> None:
    assert items(ItemMark.BULLET, f"- Saw{between}it cuts") == [Item(title="Saw", text=("it cuts",))]


def test_a_sentence_is_no_title() -> None:
    assert items(ItemMark.BULLET, "- It cuts.") == [Item(text=("It cuts.",))]


@pytest.mark.parametrize("end", [f" {URL}", f": {URL}", f" ({URL})", f" — {URL}.", f" <{URL}>"])
def test_an_address_at_the_end_is_where_the_item_leads(end: str) -> None:
    assert items(ItemMark.BULLET, f"- Saw{end}") == [Item(title="Saw", url=URL)]


def test_an_address_on_a_line_of_its_own_is_where_the_item_leads() -> None:
    assert items(ItemMark.BULLET, "- Saw", "It cuts.", URL) == [
        Item(title="Saw", text=("It cuts.",), url=URL)
    ]


def test_an_address_inside_a_sentence_stays_there() -> None:
    sentence = f"See {URL} for more."

    assert items(ItemMark.BULLET, f"- {sentence}") == [Item(text=(sentence,), url=URL)]


def test_nothing_is_lost_of_an_item_that_is_an_address() -> None:
    assert items(ItemMark.BULLET, f"- {URL}") == [Item(text=(URL,), url=URL)]


def test_an_e_mail_address_is_text() -> None:
    assert items(ItemMark.BULLET, "- Write to a@example.org") == [Item(title="Write to a@example.org")]


def test_what_stands_before_the_first_item_is_kept(tmp_path: Path) -> None:
    [tools] = [part for part in read(tmp_path, ENGLISH)[0].parts if part.section == "tools"]

    assert tools == List(
        section="tools",
        text=("Two to try.",),
        items=(
            Item(title="Square", text=("small and true",), url="https://example.org/square"),
            Item(title="Saw", url="https://example.org/saw"),
        ),
    )


def test_each_item_may_be_a_part_of_its_own(tmp_path: Path) -> None:
    parts = [part for part in read(tmp_path, ENGLISH)[0].parts if isinstance(part, List) and part.single]

    assert [part.items[0].title for part in parts] == ["A Book of Planes", "Joints"]


def test_a_list_without_items_is_kept_and_reported(tmp_path: Path) -> None:
    issue, warnings = read(tmp_path, "Hello.\nTools\nNone today, sadly.")

    assert issue.parts == (List(section="tools", text=("None today, sadly.",)),)
    assert warnings == ["no item found; expected lines that begin with a bullet"]


@given(st.sampled_from(ItemMark), st.lists(LINES, max_size=6))
def test_no_letter_is_lost(mark: ItemMark, texts: list[str]) -> None:
    before, found = split_items(mark, [Line(number, text, text) for number, text in enumerate(texts, 1)])

    letters = "".join(line.text for line in before)
    letters += "".join("".join((item.title or "", *item.text, item.url or "")) for item in found)
    lost = Counter(filter(str.isalpha, "".join(texts))) - Counter(filter(str.isalpha, letters))
    assert lost == Counter()


def test_any_other_heading_is_the_title_of_a_text(tmp_path: Path) -> None:
    issue, _ = read(tmp_path, "Hello.\n## On Glue ##\nIt sticks.\n# On Nails\nThey rust.")

    assert issue.parts == (
        Text(section="essays", title="On Glue", text=("It sticks.",)),
        Text(section="essays", title="On Nails", text=("They rust.",)),
    )


def test_a_line_without_the_mark_of_a_heading_is_text(tmp_path: Path) -> None:
    issue, _ = read(tmp_path, "Hello.\n## On Glue\nOn Nails\nThey rust.")

    assert issue.parts == (Text(section="essays", title="On Glue", text=("On Nails", "They rust.")),)


def test_below_a_lists_heading_a_deeper_one_is_an_item(tmp_path: Path) -> None:
    newsletter = WORKSHOP.replace(
        '[sections.tools]\nshape = "list"\n', '[sections.tools]\nshape = "list"\nitem = "heading"\n'
    )
    text = "Hello.\n## Tools\n### Saw\nIt cuts.\n### Plane\n## On Glue\nIt sticks."

    assert read(tmp_path, text, newsletter)[0].parts == (
        List(section="tools", items=(Item(title="Saw", text=("It cuts.",)), Item(title="Plane"))),
        Text(section="essays", title="On Glue", text=("It sticks.",)),
    )


def test_the_front_matter_links_parts_by_the_names_of_their_sections(tmp_path: Path) -> None:
    front = f'+++\n[links]\ntools = "{URL}"\n"reading.2" = "{URL}/2"\n+++\n'

    parts = read(tmp_path, front + ENGLISH)[0].parts
    assert [(part.section, part.link) for part in parts if part.link] == [
        ("tools", URL),
        ("reading", f"{URL}/2"),
    ]


def test_the_lost_figure_belongs_to_the_first_section_of_figures(tmp_path: Path) -> None:
    issue, warnings = read(tmp_path, '+++\nnumber = "28"\n+++\nHello.\nThe Price\nEuros for a plane.')

    assert [getattr(part, "value", None) for part in issue.parts] == ["28"]
    assert warnings == []
