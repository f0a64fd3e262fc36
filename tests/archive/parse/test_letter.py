"""The letter, and the headings that end it."""

import pytest

from syndication.model import Figure, Question, Quotation, Text
from tests.support.parsing import HEADINGS, a_figure, a_quotation, a_story, read, read_part, warnings_of


@pytest.mark.parametrize(
    "salutation", ["Dear Focus Reader,", "Dear Focus Readers,", "Hi Focus Readers,", "Dear Friends,"]
)
def test_any_salutation_is_a_part_of_the_letter(salutation: str) -> None:
    assert read(f"{salutation}\n\nHello.").letter == (salutation, "Hello.")


def test_a_special_issue_may_open_with_the_caption_of_a_photo() -> None:
    assert read("January 12, 2024\nPhoto: a bridge at dawn\nHello.").letter[0] == "Photo: a bridge at dawn"


@pytest.mark.parametrize("signature", [("Ada Example", "Editor"), ("Team Focus",), ("- Team Focus",), ()])
def test_a_signature_is_a_part_of_the_letter(signature: tuple[str, ...]) -> None:
    issue = read("\n".join(["Hello.", *signature, "Quote of the Week", '"Yes."']))

    assert issue.letter == ("Hello.", *signature)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n \n\t\n\xa0\n", "\n\u3000\n", "\r\n", "\r\n\r\n", "\r"])
def test_paragraphs_are_lines_however_they_are_spaced(between: str) -> None:
    assert read(f"One.{between}Two.{between}").letter == ("One.", "Two.")


def test_the_file_may_end_without_a_newline() -> None:
    assert read("Hello.\nBack to Top").letter == ("Hello.",)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert read("\ufeffHello.").letter == ("Hello.",)


@pytest.mark.parametrize(
    "paragraph",
    [
        '"A bridge," the minister said, "has two ends."',
        "“A bridge,” the minister said.",
        "In our Focus Insights section, we shared an article.",
        "Quote of the Week is back.",
        "Submit your thoughts to for a chance to be featured.",
        "Read more in an article by our editors.",
    ],
)
def test_a_paragraph_that_only_resembles_something_stays_in_the_letter(paragraph: str) -> None:
    assert read(f"Hello.\n{paragraph}\nBye.").letter == ("Hello.", paragraph, "Bye.")


def test_runs_of_white_space_are_one_space_and_a_single_one_stays_as_it_is() -> None:
    assert read("No.\xa01  of \t two\u3000\u3000or\tthree").letter == ("No.\xa01 of two or three",)


@pytest.mark.parametrize(
    "heading",
    [
        "Quote of the Week:",
        "Quote of the Week：",
        "Quote of the Week :",
        "QUOTE OF THE WEEK",
        "  Quote\xa0of  the\tWeek ",
        "Quote of the\u200b Week",
    ],
)
def test_headings_are_compared_after_folding(heading: str) -> None:
    assert read(f'Hello.\n{heading}\n"Yes."').parts == (a_quotation(text="Yes."),)


def test_a_heading_may_be_glued_to_the_paragraph_before_it() -> None:
    issue = read('Hello.\nQuote of the Week\n"Yes."\nDiscover More\nA violin.')

    assert [type(part) for part in issue.parts] == [Quotation, Text]


@pytest.mark.parametrize(
    ("edition", "heading"),
    [
        ("en", "Discover More"),
        ("en", "Beyond Our Shores"),
        ("zh-Hans", "更多发现"),
        ("zh-Hans", "放眼海外："),
        ("zh-Hant", "更多發現"),
        ("zh-Hant", "放眼海外:"),
    ],
)
def test_every_name_of_a_section_opens_it(edition: str, heading: str) -> None:
    assert read(f"Hello.\n{heading}\n...", edition=edition).parts == (a_story(text=("...",)),)


def test_text_directly_under_a_group_heading_is_dropped() -> None:
    issue = read(
        "Hello.\nFocus Insights\nOur articles.\nNotable Number\nBridges.\nCommunity Connections\nJoin us."
    )

    assert (issue.letter, issue.parts) == (("Hello.",), (a_figure(caption="Bridges."),))


@pytest.mark.parametrize("heading", ["About Focus This Week", "Back to Top"])
def test_nothing_is_read_after_the_first_end(heading: str) -> None:
    issue = read(f'Hello.\n{heading}\nPrepared by us.\nQuote of the Week\n"Yes."')

    assert (issue.letter, issue.parts) == (("Hello.",), ())


def test_sections_keep_the_order_of_the_text() -> None:
    issue = read('Hello.\nQuestion of the Week\nWhy?\nNotable Number\nBridges.\nQuote of the Week\n"Yes."')

    assert [type(part) for part in issue.parts] == [Question, Figure, Quotation]


def test_a_section_that_stands_twice_gives_two_parts() -> None:
    issue = read('Hello.\nQuote of the Week\n"Yes."\nQuote of the Week\n"No."')

    assert issue.parts == (a_quotation(text="Yes."), a_quotation(text="No."))


@pytest.mark.parametrize("kind", [Quotation, Figure, Text, Question])
def test_a_section_with_nothing_under_it_gives_no_part_but_a_warning(
    kind: type[Quotation | Figure | Text | Question],
) -> None:
    text = f"Hello.\n\n{HEADINGS['en', kind]}\nBack to Top"

    assert read(text).parts == ()
    assert warnings_of(text) == [(3, f"this heading has no content; expected a {kind.__name__.lower()}")]


def test_a_label_alone_is_nothing_under_a_heading() -> None:
    assert warnings_of("Hello.\nQuote of the Week\nRead More")[0][0] == 2


def test_a_part_knows_the_line_of_its_heading() -> None:
    assert read_part(Quotation, '"Yes."').line == 2


def test_an_issue_may_have_parts_and_no_letter() -> None:
    assert read('January 12, 2024\nQuote of the Week\n"Yes."').letter == ()
