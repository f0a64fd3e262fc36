"""Headings, labels and phrases, however they are dressed; and lines that nearly are one."""

import pytest

from syndication.archive.entries import split_issue
from syndication.model import Figure, Question, Quotation, Text
from tests.support.parsing import (
    a_figure,
    a_question,
    a_quotation,
    a_story,
    newsletter,
    read,
    read_part,
    warnings_of,
)


@pytest.mark.parametrize(
    "heading",
    [
        *("## Quote of the Week", "**Quote of the Week**", "__Quote of the Week__", "💬 Quote of the Week"),
        *("Quote of the Week.", "Quote of the Week —", "【Quote of the Week】", "❝Quote of the Week❞"),
        *("• Quote of the Week", "→ Quote of the Week", "▶️ Quote of the Week", "# Quote of the Week #"),
        *("\u202dQuote of the Week\u202c", "Quote\u00a0of the\ufe0f Week", "Ｑｕｏｔｅ of the Week"),
    ],
)
def test_decoration_around_a_heading_makes_no_difference(heading: str) -> None:
    text = f"Hello.\n{heading}\n“Yes.”\nAda"

    assert (read(text).parts, warnings_of(text)) == ((a_quotation(text="Yes.", speaker="Ada"),), [])


@pytest.mark.parametrize("heading", ["【本周引言】", "本周引⾔", "■ 本周引言 ■", "本周引言。", "本周引言——"])
def test_chinese_headings_are_compared_without_decoration_too(heading: str) -> None:
    assert read(f"您好。\n{heading}\n“桥。”", edition="zh-Hans").parts == (a_quotation(text="桥。"),)


@pytest.mark.parametrize("line", ["=====", "-----", "~~~~~", "======="])
def test_the_underline_of_a_heading_is_no_text(line: str) -> None:
    assert read(f"Hello.\nQuote of the Week\n{line}\n“Yes.”\nAda").parts[0] == a_quotation(
        text="Yes.", speaker="Ada"
    )


@pytest.mark.parametrize(
    "line",
    [
        "Quote of the Week: “Yes.”",
        "Quote of the Week：“Yes.”",
        "Quote of the Week — “Yes.”",
        "Quote of the Week - “Yes.”",
        "**Quote of the Week:** “Yes.”",
        "## Quote of the Week – “Yes.”",
    ],
)
def test_a_heading_may_have_its_text_behind_it(line: str) -> None:
    assert read(f"Hello.\n{line}\nAda").parts == (a_quotation(text="Yes.", speaker="Ada"),)


@pytest.mark.parametrize(
    "line", ["Quote of the Week-long talks.", "A Quote of the Week: yes.", "More: Discover More"]
)
def test_a_sentence_that_holds_a_heading_opens_nothing(line: str) -> None:
    assert read(f"Hello.\n{line}").letter == ("Hello.", line)


@pytest.mark.parametrize(
    "label", ["Read More →", "READ MORE >>", "Read More »", "» Read More…", "[Read More]"]
)
def test_decoration_around_a_label_makes_no_difference(label: str) -> None:
    assert read_part(Quotation, "“Yes.”", "Ada", label) == a_quotation(text="Yes.", speaker="Ada")


@pytest.mark.parametrize("label", ["▶ Watch Video", "Watch Video ▶️", "🎬 **Watch Video**"])
def test_a_label_of_a_video_may_have_an_arrow(label: str) -> None:
    assert read_part(Text, "A Violin", label, "In the hall.") == a_story(
        title="A Violin", text=("In the hall.",)
    )


def test_a_label_is_cut_from_the_text_that_it_ran_into() -> None:
    assert read_part(Text, "A Violin", "Watch VideoIn this episode, a hall.") == a_story(
        title="A Violin", text=("In this episode, a hall.",)
    )


@pytest.mark.parametrize(
    "lead_in",
    ["**We want to hear from you:**", "💬 We want to hear from you!", "➜ Ｗe want to hear from you："],
)
def test_decoration_around_a_lead_in_makes_no_difference(lead_in: str) -> None:
    assert read_part(Question, "Old.", f"{lead_in} Will it last?") == a_question(
        context="Old.", questions=("Will it last?",)
    )


@pytest.mark.parametrize(
    "line",
    [
        'Learn more in "A Title," by Bo Sample.',
        "Learn more in “A Title,” by Bo Sample",
        "Learn more in A Title, by Bo Sample.",
        "→ **Learn more in “A Title,” by Bo Sample.**",
    ],
)
def test_the_wording_of_later_years_gives_title_and_author(line: str) -> None:
    assert read_part(Figure, "Bridges.", line) == a_figure(
        caption="Bridges.", source_title="A Title", source_author="Bo Sample"
    )


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("Qoute of the Week", "Quote of the Week"),
        ("Quotes of the Week", "Quote of the Week"),
        ("Notable Numbers", "Notable Number"),
        ("Read Mroe", "Read More"),
        ("About Focus Ths Week", "About Focus This Week"),
        ("Focus Ths Week", "Focus This Week"),
    ],
)
def test_a_line_that_is_nearly_a_heading_is_reported(line: str, meant: str) -> None:
    assert warnings_of(f"Hello.\n{line}\nBye.") == [
        (2, f"{line!r} is not read as a heading or label; did you mean {meant!r}?")
    ]


@pytest.mark.parametrize(
    "line",
    [
        'Read more in "A Title," by Bo Sample.',
        "We want to hear from you:",
        "Submit your thoughts to us.",
        "Watch Video",
        "Watch VideoIn this episode, a hall.",
    ],
)
def test_what_belongs_to_a_section_is_reported_in_the_letter(line: str) -> None:
    """An issue that lost all its headings is all letter."""
    assert warnings_of(f"Hello.\n{line}\n{line}") == [
        (2, f"{line!r} stands in the letter; expected the heading of its section above")
    ]


@pytest.mark.parametrize(
    "section",
    [
        "Quote of the Week\n“Yes.”\nAda\nFellow",
        "Notable Number\n28\nCountries that signed.",
        "Discover More\nA look into cultural stories.\nA Violin\nWatch Video",
        "Focus Insights\nOur articles.",
    ],
)
def test_a_heading_that_nobody_declared_is_reported(section: str) -> None:
    text = f"Hello.\n{section}\n\nEditor's Pick\n\nAn article that we liked."

    ((_, message),) = warnings_of(text)

    assert message.startswith('"Editor\'s Pick" stands alone as a heading does')


def test_a_heading_with_a_mistake_is_reported_once() -> None:
    ((line, message),) = warnings_of("Hello.\nFocus Insights\nOurs.\n\nNotable Numbers\n\nAn article.")

    assert (line, message.rpartition("; ")[2]) == (5, "did you mean 'Notable Number'?")


def test_an_introduction_is_text_and_no_title() -> None:
    introduction = "A look into cultural stories from our editor."
    lines = ["Hello.", "Discover More", introduction, "Watch Video", "A hall in winter.", "It snowed."]

    issue = read("\n".join(lines))

    assert issue.parts == (a_story(text=(introduction, "A hall in winter.", "It snowed.")),)
    assert split_issue(issue, newsletter())[1].title == "A hall in winter."
