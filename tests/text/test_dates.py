"""Dates as editions print them."""

from datetime import date

import pytest

from syndication.model import Quarter
from syndication.text.dates import format_date, format_months, locale_of, parse_iso_date


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
def test_a_date_is_written_as_its_language_does(tag: str, printed: str) -> None:
    assert format_date(date(2024, 1, 12), tag) == printed


@pytest.mark.parametrize(
    "text", ["20240112", "2024-W02-5", "2024-1-12", "2024-02-30", "1924-01-12", "latest"]
)
def test_only_a_whole_iso_date_is_one(text: str) -> None:
    assert parse_iso_date("2024-01-12") == date(2024, 1, 12)
    assert parse_iso_date(text) is None


@pytest.mark.parametrize("tag", ["xx", "qaa-Qaaa", "x"])
def test_a_language_that_nobody_knows_dates_like_english(tag: str) -> None:
    assert locale_of(tag).language == "en"


@pytest.mark.parametrize("tag", ["zh", "zh-Hans", "zh-Hant", "zh-TW"])
def test_chinese_names_the_months_of_a_quarter_with_a_word_between(tag: str) -> None:
    assert format_months(Quarter(year=2024, number=1), tag, "yMMMM") == "2024年1月至3月"
