"""Dates as editions print them."""

from datetime import date

import pytest

from syndication.dates import locale_of, read_date, read_iso_date, show_date


@pytest.mark.parametrize(
    ("tag", "printed"),
    [
        ("en", "January 12, 2024"),
        ("zh-Hans", "2024年1月12日"),
        ("zh-Hant", "2024年1月12日"),
        ("ja", "2024年1月12日"),
        ("ko", "2024년 1월 12일"),
        ("de", "12. Januar 2024"),
        ("fr", "12 janvier 2024"),
        ("es", "12 de enero de 2024"),
        ("en-GB", "12 January 2024"),
    ],
)
def test_a_date_is_written_as_its_language_does_and_read_back(tag: str, printed: str) -> None:
    assert show_date(date(2024, 1, 12), tag) == printed
    assert read_date(printed, tag) == date(2024, 1, 12)


def test_a_date_of_figures_is_read_in_the_order_of_its_language() -> None:
    assert read_date("12.01.2024", "de") == date(2024, 1, 12)


def test_a_chinese_edition_may_print_an_english_date() -> None:
    assert read_date("January 12, 2024", "zh-Hans") == date(2024, 1, 12)


@pytest.mark.parametrize(
    "line", ["", "2024", "May 2024", "12 May", "36", "$1.3 trillion", "Hello 12", "9" * 30, "x" * 50]
)
def test_a_line_that_lacks_a_day_a_month_or_a_year_is_no_date(line: str) -> None:
    assert read_date(line, "en") is None


@pytest.mark.parametrize(
    ("tag", "line"),
    [
        ("en", "February 30, 2024"),
        ("en", "January 12, 1924"),
        ("zh-Hans", "2024年13月1日"),
        ("en", "2023-02-29"),
    ],
)
def test_a_date_that_cannot_be_is_an_error(tag: str, line: str) -> None:
    with pytest.raises(ValueError, match=r"range|month"):
        read_date(line, tag)


@pytest.mark.parametrize(
    "text", ["20240112", "2024-W02-5", "2024-1-12", "2024-02-30", "1924-01-12", "latest"]
)
def test_only_a_whole_iso_date_is_one(text: str) -> None:
    assert read_iso_date("2024-01-12") == date(2024, 1, 12)
    assert read_iso_date(text) is None


@pytest.mark.parametrize("tag", ["xx", "qaa-Qaaa", "x"])
def test_a_language_that_nobody_knows_dates_like_english(tag: str) -> None:
    assert locale_of(tag).language == "en"
