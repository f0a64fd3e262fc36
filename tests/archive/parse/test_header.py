"""What stands above the letter: the date, and furniture that nobody reads."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.text.typography import comparison_key
from tests.support.parsing import faults_of, read, warnings_of


def or_date(day: str = "2024-01-12") -> str:
    return f", or `date = {day}` in the front matter"


@pytest.mark.parametrize(
    ("edition", "printed"),
    [
        ("en", "June 8, 2023"),
        ("en", "June 08, 2023"),
        ("en", "June\xa08, 2023"),
        ("en", "JUNE 8, 2023"),
        ("en", "Jun 8 2023"),
        ("en", "Thursday, June 8, 2023"),
        ("en", "8 June 2023"),
        ("en", "2023-06-08"),
        ("zh-Hans", "2023年6月8日"),
        ("zh-Hans", "2023年06月08日"),
        ("zh-Hans", "2023年6月8日星期四"),
        ("zh-Hant", "2023 年 6 月 8 日"),
    ],
)
def test_the_first_line_may_be_the_date_in_any_usual_spelling(edition: str, printed: str) -> None:
    issue = read(f"{printed}\nHello.", key="special", edition=edition)

    assert (issue.date, issue.letter) == (date(2023, 6, 8), ("Hello.",))


@pytest.mark.parametrize(
    "switcher", ["Language : English 简体 繁體", "Language: English", "LANGUAGE\xa0： 简体"]
)
def test_switcher_lines_may_stand_above_the_date(switcher: str) -> None:
    issue = read(f"{switcher}\n{switcher}\n\nJanuary 12, 2024\nHello.", key="special")

    assert (issue.date, issue.letter) == (date(2024, 1, 12), ("Hello.",))


def test_without_a_header_the_date_comes_from_the_key() -> None:
    issue = read("Dear Focus Reader,\nHello.", key="2024-01-12")

    assert (issue.date, issue.letter) == (date(2024, 1, 12), ("Dear Focus Reader,", "Hello."))


def test_a_date_below_the_first_words_is_a_part_of_the_letter() -> None:
    issue = read("Dear Focus Reader,\nJanuary 19, 2024", key="2024-01-12")

    assert (issue.date, issue.letter[1]) == (date(2024, 1, 12), "January 19, 2024")


@pytest.mark.parametrize("line", ["2024", "36", "On January 12, 2024, they met.", "10 a.m."])
def test_a_line_that_is_not_a_whole_date_and_nothing_else_is_no_date(line: str) -> None:
    assert read(f"{line}\nHello.").letter == (line, "Hello.")


@pytest.mark.parametrize("line", ["2024", "On January 12, 2024, they met.", "A bridge at dawn, 2023"])
def test_a_first_line_that_holds_a_year_and_is_no_date_is_reported(line: str) -> None:
    (warning,) = warnings_of(f"{line}\nHello.")

    assert warning == (1, "the text begins with a year that is no whole date; expected a date, or a sentence")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("May 2024", "it has no day"),
        ("January 26-30, 2024", "it is not one day"),
        ("24-02-09", "it has no year of four digits"),
        ("Week of January 12, 2024", "'week' stands beside it"),
        ("Issue 12 · January 5, 2026", "'issue' stands beside it"),
        ("Janury 5, 2026", "did you mean 'January'?"),
    ],
)
def test_a_line_that_is_meant_as_a_date_and_is_not_one_is_a_fault(line: str, reason: str) -> None:
    assert faults_of(f"{line}\nHello.") == [
        (1, f"{line!r} is no date ({reason}); expected one whole date{or_date()}")
    ]


@pytest.mark.parametrize("line", ["May 2024", "Week of January 12, 2024", "January 19, 2024", "Hello."])
def test_the_date_of_the_front_matter_counts(line: str) -> None:
    issue = read(f"+++\ndate = 2024-01-20\n+++\n{line}\nHello.")

    assert (issue.date, issue.letter[-1]) == (date(2024, 1, 20), "Hello.")


def test_a_line_that_is_no_date_beside_the_date_of_the_front_matter_is_the_letter() -> None:
    assert read("+++\ndate = 2024-01-20\n+++\nDear Friends,").letter == ("Dear Friends,",)


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("Focus This Week", "title"),
        ("Where two countries meet every week.", "tagline"),
        ("January 12, 2024", "date"),
    ],
)
def test_a_date_a_title_or_a_tagline_in_the_letter_is_reported(line: str, what: str) -> None:
    assert warnings_of(f"Hello.\n{line}") == [
        (2, f"{line!r} stands in the letter; expected the {what} at the top of the file")
    ]


def test_a_date_that_is_not_the_files_is_a_fault() -> None:
    text = "Language :\nJanuary 19, 2024\nHello."

    fault = "the printed date is 2024-01-19, the file's name says 2024-01-12; expected the same"
    assert faults_of(text, key="2024-01-12") == [(2, fault + or_date("2024-01-19"))]


@pytest.mark.parametrize("key", ["date = 2024-01-19", "published = 2024-01-12"])
def test_the_front_matter_settles_which_date_counts(key: str) -> None:
    assert read(f"+++\n{key}\n+++\nJanuary 19, 2024\nHello.").date == date(2024, 1, 19)


def test_an_issue_is_published_at_the_newsletters_hour_and_zone() -> None:
    assert read("January 12, 2024\nHello.").published.isoformat() == "2024-01-12T12:00:00+08:00"


@pytest.mark.parametrize("line", ["February 30, 2024", "30 February 2024", "2024-02-30"])
def test_a_day_that_never_was_is_a_fault(line: str) -> None:
    assert faults_of(f"\n{line}\nHello.") == [
        (
            2,
            f"{line!r} is no date (day is out of range for month); expected one whole date{or_date()}",
        )
    ]


def test_a_year_that_is_a_slip_of_the_hand_is_a_fault() -> None:
    assert faults_of("January 12, 0204\nHello.")[0][0] == 1


def test_an_issue_without_any_date_is_a_fault() -> None:
    fault = "the text begins with 'Dear Focus Reader,', no date; expected the day of the issue"
    assert faults_of("\nDear Focus Reader,", key="special") == [(2, fault + or_date("YYYY-MM-DD"))]


def test_title_and_tagline_below_the_date_are_furniture() -> None:
    issue = read("January 12, 2024\nFocus This Week\nWhere two countries meet every week.\nHello.")

    assert issue.letter == ("Hello.",)


def test_blank_lines_inside_the_header_mean_nothing() -> None:
    issue = read("\n\nJanuary 12, 2024\n\nFocus This Week\n\nWhere two countries meet every week.\n\nHello.")

    assert issue.letter == ("Hello.",)


@pytest.mark.parametrize(
    "title", ["Focus\xa0This Week", "FOCUS THIS WEEK", " Focus  This Week : ", "Focus This Week："]
)
def test_the_title_is_compared_after_folding(title: str) -> None:
    assert read(f"January 12, 2024\n{title}\nHello.").letter == ("Hello.",)


@pytest.mark.parametrize(
    ("edition", "title", "tagline"),
    [
        ("zh-Hans", "本周聚焦", "讨论中美关系及更多议题的社区空间"),
        ("zh-Hant", "本週聚焦", "討論中美關係及更多議題的社區空間"),
    ],
)
def test_chinese_furniture_is_dropped_too(edition: str, title: str, tagline: str) -> None:
    assert read(f"2024年1月12日\n{title}\n{tagline}\n您好！", edition=edition).letter == ("您好！",)


def test_a_tagline_of_other_years_is_the_one_line_between_the_title_and_a_blank() -> None:
    assert read("January 12, 2024\nFocus This Week\nA place to talk.\n\nHello.").letter == ("Hello.",)


def test_two_lines_between_the_title_and_a_blank_are_the_letter() -> None:
    issue = read("January 12, 2024\nFocus This Week\nA place to talk.\nHello.\n\nBye.")

    assert issue.letter == ("A place to talk.", "Hello.", "Bye.")


@pytest.mark.parametrize(
    "salutation", ["Dear Focus Reader,", "Hi Focus Readers!", "亲爱的读者：", "各位讀者，"]
)
def test_a_salutation_right_below_the_title_is_no_tagline(salutation: str) -> None:
    assert read(f"January 12, 2024\nFocus This Week\n{salutation}\n\nHello.").letter == (salutation, "Hello.")


def test_a_line_between_a_date_and_a_blank_is_no_tagline() -> None:
    assert read("January 12, 2024\nIn Tribute\n\nHello.").letter == ("In Tribute", "Hello.")


@pytest.mark.parametrize(
    "line", ["Focus This Week", "Where two countries meet every week.", "Language : a bridge"]
)
def test_what_looks_like_furniture_inside_the_letter_stays(line: str) -> None:
    assert read(f"January 12, 2024\nHello.\n{line}").letter == ("Hello.", line)


def test_nothing_below_the_header_is_a_fault() -> None:
    assert faults_of("January 12, 2024\nFocus This Week\n") == [
        (1, "nothing to read below the header; expected a letter or a section")
    ]


@pytest.mark.parametrize("text", ["", "\n \n\u200b\n", "\ufeff"])
def test_an_empty_file_is_a_fault(text: str) -> None:
    assert faults_of(text) == [(1, "nothing to read below the header; expected a letter or a section")]


MASTHEAD = [
    *("January 12, 2024", "Week of January 12, 2024", "Janury 12, 2024", "12 January", "Language : English"),
    *("Focus This Week", "FOCUS\u00a0THIS WEEK:", "**Focus This Week**", "Focus Ths Week", "", "Issue 12"),
    *("Where two countries meet every week.", "Where two countries meet every week", "2024-01-12", "2024"),
]


@given(
    st.permutations([*MASTHEAD, "Dear Focus Reader,"]).flatmap(
        lambda lines: st.integers(1, 5).map(lambda end: lines[:end])
    )
)
def test_what_is_accepted_without_a_word_has_no_header_in_its_letter(lines: list[str]) -> None:
    text = "\n".join([*lines, "Hello."])
    if faults_of(text) or warnings_of(text):
        return

    letter = read(text).letter

    assert {comparison_key(line) for line in letter}.isdisjoint(
        map(comparison_key, MASTHEAD[:4] + MASTHEAD[5:9] + MASTHEAD[11:14])
    )
