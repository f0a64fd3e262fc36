"""One whole date and nothing else that counts, in any language: read or refused, never guessed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive.parse.dateline import parse_date_line
from syndication.text.dates import format_date


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("en", "January 12, 2024"),
        ("en", "January 12, 2024 (Friday)"),
        ("en", "Friday, January 12th, 2024"),
        ("en", "the 12th of January, 2024"),
        ("en", "Jan. 12, 2024"),
        ("en", "Hong Kong, January 12, 2024"),
        ("en", "Washington, D.C., 12 January 2024"),
        ("en", "— JANUARY 12, 2024 —"),
        ("en", "20240112"),
        ("en", "01/12/2024"),
        ("en-GB", "12/01/2024"),
        ("fr", "12/01/2024"),
        ("fr", "vendredi 12 janvier 2024"),
        ("fr", "Paris, le 12 janvier 2024"),
        ("fr", "January 12, 2024"),
        ("de", "12.01.2024"),
        ("de", "Berlin, den 12. Januar 2024"),
        ("es", "viernes, 12 de enero de 2024"),
        ("pt", "12 de janeiro de 2024"),
        ("vi", "Thứ Sáu, 12 tháng 1, 2024"),
        ("ru", "12 января 2024 г."),
        ("lv", "2024. gada 12. janvāris"),
        ("ar", "12 يناير 2024"),
        ("ja", "2024年1月12日（金）"),
        ("ko", "2024년 1월 12일 금요일"),
        ("zh-Hans", "2024年1月12日（星期五）"),
        ("zh-Hans", "2024年1月12日（五）"),
        ("zh-Hans", "２０２４年１月１２日"),
        ("zh-Hans", "二〇二四年一月十二日"),
        ("zh-Hans", "二零二四年元月十二日"),
        ("zh-Hans", "2024年1月12号"),
        ("zh-Hans", "北京，2024年1月12日"),
        ("zh-Hans", "January 12, 2024"),
        ("zh-Hant", "2024年1月12日 週五"),
        ("zh-Hant", "民國113年1月12日"),
        ("zh-Hant", "中華民國一一三年一月十二日"),
    ],
)
def test_a_date_is_read_in_the_forms_of_its_language(tag: str, line: str) -> None:
    assert parse_date_line(line, tag) == date(2024, 1, 12)


@pytest.mark.parametrize(
    ("tag", "line", "day"),
    [
        ("fr", "05/01/2026", date(2026, 1, 5)),
        ("en", "05/01/2026", date(2026, 5, 1)),
        ("fr", "1er janvier 2026", date(2026, 1, 1)),
        ("en", "Sept. 5, 2026", date(2026, 9, 5)),
        ("zh-Hans", "二〇二四年二月二十三日", date(2024, 2, 23)),
        ("zh-Hans", "二〇二四年十二月廿三日", date(2024, 12, 23)),
        ("ja", "2026年11月20日（金）", date(2026, 11, 20)),
    ],
)
def test_figures_have_the_order_and_the_script_of_the_language(tag: str, line: str, day: date) -> None:
    assert parse_date_line(line, tag) == day


@given(
    day=st.dates(date(1970, 1, 1), date(2199, 12, 31)),
    tag=st.sampled_from(
        ["en", "en-GB", "fr", "de", "es", "pt", "ja", "ko", "zh-Hans", "zh-Hant", "ru", "vi", "ar"]
    ),
)
def test_whatever_day_we_write_is_read_back(day: date, tag: str) -> None:
    assert parse_date_line(format_date(day, tag), tag) == day


@pytest.mark.parametrize(
    "line",
    [
        *("", "2024", "36", "$1.3 trillion", "Hello 12", "3 in 4", "10 a.m.", "9" * 30, "x" * 50),
        *("28 countries", "2023 in 10 charts", "2024年的春天", "On January 12, 2024, they met."),
        "Photo: the presidents at Woodside, November 15, 2023",
    ],
)
def test_a_line_about_something_else_is_no_date(line: str) -> None:
    assert parse_date_line(line, "en") is None


@pytest.mark.parametrize(
    ("tag", "line", "reason"),
    [
        ("en", "January 26-30, 2024", "not one day"),
        ("en", "January 26 – February 1, 2024", "not one day"),
        ("zh-Hans", "2024年2月9日至15日", "'至' stands beside it"),
        ("zh-Hans", "第12期 2024年2月9日", "stands beside it"),
        ("en", "May 2024", "no day"),
        ("en", "12 May", "no year"),
        ("en", "24-02-09", "no year of four digits"),
        ("de", "12.01.24", "no year of four digits"),
        ("en", "January 5, 26", "no year of four digits"),
        ("en", "February 30, 2024", "day is out of range"),
        ("en", "2023-02-29", "day is out of range"),
        ("fr", "01/13/2024", "month must be"),
        ("zh-Hans", "2024年13月1日", "month must be"),
        ("en", "January 12, 1924", "year 1924 is out of range"),
        ("en", "Week of January 12, 2024", "'week' stands beside it"),
        ("en", "Issue 12 · January 5, 2026", "'issue' stands beside it"),
        ("en", "Janury 5, 2026", "did you mean 'January'"),
        ("fr", "5 janvire 2026", "did you mean 'Janvier'"),
    ],
)
def test_a_line_that_is_meant_as_a_date_and_is_not_one_is_refused(tag: str, line: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        parse_date_line(line, tag)
