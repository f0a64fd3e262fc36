"""A figure, what it counts, and where it was read."""

import pytest

from syndication.model import Figure
from tests.support.parsing import a_figure, read, read_part, warnings_of


@pytest.mark.parametrize(
    "figure",
    [
        "36",
        "$1.3 trillion",
        "45%",
        "1,864",
        "−3.5 °C",
        "+12",
        "~50",
        "€20bn",
        "¥7.1",
        "￥7.1",
        "3 in 4",
        "№ 1",
        "２８",
        "28亿",
        *(
            "US$1.3 trillion",
            "HK$5",
            "RMB 1.2 billion",
            "人民币1.2亿元",
            "约28亿",
            "近30%",
            "½",
            "(28)",
            "（28）",
        ),
        *(
            "Nearly 50",
            "More than 50",
            "\u202d28\u202c",
            "三成",
            "逾三成",
            "三分之二",
            "两亿",
            "**28**",
            "€1.3tn",
        ),
    ],
)
def test_a_figure_on_a_line_of_its_own_is_the_value(figure: str) -> None:
    assert read_part(Figure, figure, "", "Countries that signed.") == a_figure(
        value=figure.strip("\u202d\u202c*"), caption="Countries that signed."
    )


def test_a_figure_inside_the_caption_stays_there() -> None:
    number = read_part(Figure, "28 countries signed.", "All met.")

    assert number == a_figure(caption="28 countries signed. All met.")


def test_a_number_may_be_missing() -> None:
    assert read_part(Figure, "The countries that signed.", "All of them.").value is None


def test_a_figure_without_a_caption_is_the_caption() -> None:
    assert read_part(Figure, "36") == a_figure(caption="36")


@pytest.mark.parametrize("label", ["Read More", "Watch Video"])
def test_a_label_is_no_caption(label: str) -> None:
    assert read_part(Figure, "36", label) == a_figure(caption="36")


@pytest.mark.parametrize(
    "line",
    [
        "36.",
        "36 signed!",
        "28个国家签署。",
        "three",
        "In 2023",
        "In our view 36",
        "1 " + "x" * 39,
        "36 signed.”",
    ],
)
def test_a_line_that_is_a_sentence_or_long_or_begins_with_a_word_is_no_value(line: str) -> None:
    assert read_part(Figure, line, "More.").value is None


def test_a_value_has_at_most_forty_characters() -> None:
    assert read_part(Figure, "1 " + "x" * 38, "Caption.").value == "1 " + "x" * 38


@pytest.mark.parametrize(
    "line",
    [
        'Read more in "A Title," by Bo Sample, Professor of Samples.',
        "Read more in “A Title,” by Bo Sample, Professor of Samples",
        "READ MORE IN “A Title”\xa0by Bo Sample, Professor of Samples.",
        'Read  more in "A Title,"  by Bo Sample, Professor of Samples .',
    ],
)
def test_a_source_line_gives_title_and_author(line: str) -> None:
    number = read_part(Figure, "Bridges.", line)

    assert number == a_figure(
        caption="Bridges.", source_title="A Title", source_author="Bo Sample, Professor of Samples"
    )


@pytest.mark.parametrize(
    "title",
    [
        "Will It Last?",
        'The "Thaw" That Was',
        "If They Can't Work Together, the World Will Suffer",
        "U.S. by Day",
    ],
)
def test_a_title_may_hold_marks_of_its_own(title: str) -> None:
    assert read_part(Figure, "x", f'Read more in "{title}," by Bo Sample').source_title == title


def test_a_source_may_name_its_author_alone() -> None:
    number = read_part(Figure, "Bridges.", "Read more from Bo Sample, Professor.")

    assert (number.source_title, number.source_author) == (None, "Bo Sample, Professor")


@pytest.mark.parametrize(
    "caption", ["Bridges that stand.", "Bridges that stand", "Do bridges stand?", "“Bridges.”"]
)
def test_a_source_may_end_the_line_of_the_caption(caption: str) -> None:
    number = read_part(Figure, f'{caption} Read more in "A Title," by Bo Sample')

    assert number == a_figure(caption=caption, source_title="A Title", source_author="Bo Sample")


def test_words_of_a_source_inside_a_sentence_are_caption() -> None:
    caption = "Readers who read more from screens than from paper."

    assert read_part(Figure, caption) == a_figure(caption=caption)


def test_a_source_may_follow_such_words() -> None:
    number = read_part(Figure, "They read more from screens. Read more from Bo Sample.")

    assert number == a_figure(caption="They read more from screens.", source_author="Bo Sample")


def test_a_source_may_stand_between_lines_of_a_caption() -> None:
    number = read_part(Figure, "36", "One.", "Read more from Bo Sample", "Two.")

    assert number == a_figure(value="36", caption="One. Two.", source_author="Bo Sample")


@pytest.mark.parametrize(
    ("edition", "line"),
    [
        ("zh-Hans", "延伸阅读：《标题》，某某，教授。"),
        ("zh-Hans", "延伸阅读: 《标题》,某某，教授"),
        ("zh-Hant", "延伸閱讀：《标题》，某某，教授。"),
        ("zh-Hant", "数目。延伸閱讀：《标题》，某某，教授。"),
    ],
)
def test_a_chinese_source_is_found(edition: str, line: str) -> None:
    number = read_part(Figure, line, edition=edition)

    assert (number.source_title, number.source_author) == ("标题", "某某，教授")


def test_a_chinese_caption_of_several_lines_is_joined_by_nothing() -> None:
    assert read_part(Figure, "28", "签署的", "国家。", edition="zh-Hans") == a_figure(
        value="28", caption="签署的国家。"
    )


def test_a_source_alone_is_a_number() -> None:
    assert read_part(Figure, "Read more from Bo Sample") == a_figure(source_author="Bo Sample")


def test_the_front_matter_gives_a_value_that_the_text_lost() -> None:
    issue = read('+++\nnumber = "28"\n+++\nHello.\nNotable Number\nCountries.')

    assert issue.parts == (a_figure(value="28", caption="Countries."),)


def test_the_front_matter_wins_over_the_value_of_the_text() -> None:
    issue = read('+++\nnumber = "28"\n+++\nHello.\nNotable Number\n27\nCountries.')

    assert issue.parts == (a_figure(value="28", caption="Countries."),)


def test_the_front_matter_speaks_of_the_first_number() -> None:
    issue = read('+++\nnumber = "28"\n+++\nHello.\nNotable Number\nCountries.\nNotable Number\nBridges.')

    assert issue.parts[1] == a_figure(caption="Bridges.")


@pytest.mark.parametrize("line", ["28.", "Forty-two percent", "In 2023"])
def test_a_line_that_may_be_the_value_is_caption_with_a_warning(line: str) -> None:
    text = f"Hello.\nNotable Number\n{line}\nCountries that signed."

    assert read(text).parts == (a_figure(caption=f"{line} Countries that signed."),)
    assert [number for number, message in warnings_of(text) if "may be the number" in message] == [3]


def test_a_caption_of_several_sentences_may_not_be_the_value() -> None:
    assert warnings_of("Hello.\nNotable Number\nThe countries that signed.\nAll of them.") == []
