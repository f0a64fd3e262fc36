"""What the editors ask, and what they say around it."""

import pytest

from syndication.archive.parse.questions import split_questions
from syndication.model import Question
from tests.support.parsing import a_question, read, read_part, warnings_of

LEAD_IN = "We want to hear from you:"


@pytest.mark.parametrize(
    "lead_in",
    [
        "We want to hear from you:",
        "We want to hear from you",
        "We want to hear from you：",
        "WE WANT\xa0TO HEAR FROM YOU!",
    ],
)
def test_context_stands_before_the_lead_in_and_questions_after_it(lead_in: str) -> None:
    question = read_part(Question, "The pact is old.", "", lead_in, "", "Will it last?")

    assert question == a_question(context="The pact is old.", questions=("Will it last?",))


@pytest.mark.parametrize("between", [": ", " ", "：", " — ", "! ", ":"])
def test_the_question_may_stand_on_the_line_of_the_lead_in(between: str) -> None:
    question = read_part(Question, f"We want to hear from you{between}Will it last?", "Who pays?")

    assert question.questions == ("Will it last?", "Who pays?")


def test_there_may_be_no_context() -> None:
    assert read_part(Question, LEAD_IN, "Will it last?").context is None


def test_several_paragraphs_of_context_are_joined() -> None:
    assert read_part(Question, "One.", "Two.", LEAD_IN, "Why?").context == "One. Two."


def test_a_question_before_the_lead_in_is_context() -> None:
    question = read_part(Question, "Who wrote it?", "We do not know.", LEAD_IN, "Do you?")

    assert question == a_question(context="Who wrote it? We do not know.", questions=("Do you?",))


def test_words_that_go_on_where_a_phrase_ends_are_no_lead_in() -> None:
    question = read_part(
        Question, "We want to hear from young voters.", "We want to hear from yours too.", "Why?"
    )

    assert question == a_question(
        context="We want to hear from young voters. We want to hear from yours too.", questions=("Why?",)
    )


def test_without_a_lead_in_the_lines_before_the_first_question_are_the_context() -> None:
    question = read_part(Question, "The pact is old.", "It expires soon.", "Will it last?", "Who pays?")

    assert question == a_question(
        context="The pact is old. It expires soon.", questions=("Will it last?", "Who pays?")
    )


@pytest.mark.parametrize(
    ("paragraph", "questions"),
    [
        ("Will it last? Who pays?", ["Will it last?", "Who pays?"]),
        ("Will it last?\xa0Who pays?", ["Will it last?", "Who pays?"]),
        ("The pact is six years old. Will it last?", ["The pact is six years old. Will it last?"]),
        ("Will it last? Tell us.", ["Will it last?", "Tell us."]),
        ("Tell us what you think.", ["Tell us what you think."]),
        ("Really?! Are you sure??", ["Really?!", "Are you sure??"]),
        ("Will it (they ask?) Who pays?", ["Will it (they ask?)", "Who pays?"]),
        ("Should they (and will they?) agree? Why?", ["Should they (and will they?) agree?", "Why?"]),
        ("Is https://example.org/?a=1 right?", ["Is https://example.org/?a=1 right?"]),
        ("What?who?", ["What?who?"]),
    ],
)
def test_a_paragraph_is_cut_after_a_question_mark_before_white_space(
    paragraph: str, questions: list[str]
) -> None:
    assert split_questions([paragraph]) == questions


@pytest.mark.parametrize(
    ("paragraph", "questions"),
    [
        ("会持续吗？谁来付？", ["会持续吗？", "谁来付？"]),
        ("会持续吗？ 谁来付？", ["会持续吗？", "谁来付？"]),
        ("会持续吗?谁来付?", ["会持续吗?", "谁来付?"]),
        ("会持续吗？GPT呢？", ["会持续吗？", "GPT呢？"]),
        ("会持续吗?GPT呢?", ["会持续吗?", "GPT呢?"]),
        ("协定已有六年。会持续吗？", ["协定已有六年。会持续吗？"]),
        ("“会持续吗？”“谁来付？”", ["“会持续吗？”", "“谁来付？”"]),
        (
            "您如何看待“谁失去了中国？”这一说法？为什么？",
            ["您如何看待“谁失去了中国？”这一说法？", "为什么？"],
        ),
        ("《美国怎么了？》一文怎么看？", ["《美国怎么了？》一文怎么看？"]),
        ("「會嗎？能嗎？」他問。您說呢？", ["「會嗎？能嗎？」他問。您說呢？"]),
    ],
)
def test_chinese_is_cut_after_a_question_mark_before_anything(paragraph: str, questions: list[str]) -> None:
    assert split_questions([paragraph]) == questions


@pytest.mark.parametrize(
    ("paragraph", "questions"),
    [
        ("“Will it? Can it?” we asked. What do you say?", ["“Will it? Can it?” we asked. What do you say?"]),
        ('Do you ask "Will it? Can it?" too? Why?', ['Do you ask "Will it? Can it?" too?', "Why?"]),
        ("Do you ask ‘Will it? Don’t they?’ too? Why?", ["Do you ask ‘Will it? Don’t they?’ too?", "Why?"]),
        ('She asks "Will it last?" What do you say?', ['She asks "Will it last?"', "What do you say?"]),
        ("“Will it last?”", ["“Will it last?”"]),
        ("Is “this open? Who?", ["Is “this open?", "Who?"]),
        ('Is 6" enough? Who says?', ['Is 6" enough?', "Who says?"]),
    ],
)
def test_nothing_is_cut_inside_quotation_marks(paragraph: str, questions: list[str]) -> None:
    assert split_questions([paragraph]) == questions


def test_a_question_may_run_over_two_lines() -> None:
    assert read_part(Question, LEAD_IN, "The pact is old.", "Will it last?").questions == (
        "The pact is old. Will it last?",
    )


def test_a_chinese_question_over_two_lines_is_joined_by_nothing() -> None:
    question = read_part(Question, "我们想听听您的看法：", "协定已旧。", "会持续吗？", edition="zh-Hans")

    assert question.questions == ("协定已旧。会持续吗？",)


@pytest.mark.parametrize(
    "call",
    [
        "Submit your thoughts to for a chance to be featured.",
        "SUBMIT YOUR THOUGHTS:",
        "Interested in submitting an op-ed to us? Contact for more info.",
        "Interested in submitting an op-ed to …?",
    ],
)
def test_a_call_is_no_part_of_the_questions(call: str) -> None:
    assert read_part(Question, LEAD_IN, "Will it last?", call).questions == ("Will it last?",)


def test_a_call_may_stand_behind_the_question_in_its_paragraph() -> None:
    question = read_part(
        Question, LEAD_IN, "Will it last? Submit your thoughts to us. Interested in submitting more?"
    )

    assert question.questions == ("Will it last?",)


def test_a_call_may_stand_before_the_question() -> None:
    question = read_part(Question, "Old.", "Submit your thoughts to us.", LEAD_IN, "Why?")

    assert question == a_question(context="Old.", questions=("Why?",))


def test_text_after_a_call_is_passed_over_with_a_warning() -> None:
    text = f"Hello.\nQuestion of the Week\n{LEAD_IN}\nWhy?\nSubmit your thoughts\nThank you."

    assert read(text).parts == (a_question(questions=("Why?",)),)
    expected = "text below the call to answer is skipped; expected it above, or below a heading"
    assert warnings_of(text) == [(6, expected)]


@pytest.mark.parametrize(
    ("edition", "lines"),
    [
        ("zh-Hans", ["协定已旧。", "我们想听听您的看法：会持续吗？谁来付？", "欢迎将您的想法发送至编辑部。"]),
        ("zh-Hans", ["协定已旧。", "我们想听听您的看法", "会持续吗？", "谁来付？", "欢迎将您的想法……"]),
        ("zh-Hant", ["协定已旧。", "我們想聽聽您的看法：", "会持续吗？谁来付？", "歡迎將您的想法告诉我们？"]),
    ],
)
def test_chinese_lead_ins_and_calls_do_the_same(edition: str, lines: list[str]) -> None:
    assert read_part(Question, *lines, edition=edition) == a_question(
        context="协定已旧。", questions=("会持续吗？", "谁来付？")
    )


def test_a_section_that_asks_nothing_keeps_its_context_with_a_warning() -> None:
    text = "Hello.\nQuestion of the Week\nThe pact is old."

    assert read(text).parts == (a_question(context="The pact is old."),)
    assert warnings_of(text) == [(3, "no question found; expected one that ends with a question mark")]


@pytest.mark.parametrize("marks", [("1. ", "2. "), ("- ", "- "), ("• ", "• "), ("1) ", "2) ")])
def test_the_marks_of_a_list_are_no_part_of_its_questions(marks: tuple[str, str]) -> None:
    one, two = marks

    assert read_part(Question, LEAD_IN, f"{one}Will it last?", f"{two}Who pays?").questions == (
        "Will it last?",
        "Who pays?",
    )


def test_a_number_that_begins_a_question_is_a_part_of_it() -> None:
    assert read_part(Question, LEAD_IN, "1.5 degrees: is it lost?").questions == ("1.5 degrees: is it lost?",)
