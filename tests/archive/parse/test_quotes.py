"""A quotation, who said it, and what they are."""

import pytest

from syndication.model import Quotation
from tests.support.parsing import a_quotation, read, read_part, warnings_of


@pytest.mark.parametrize(
    "line",
    ['"A bridge."', "“A bridge.”", '"A bridge.”', '“A bridge."', "‘A bridge.’", "'A bridge.'", "„A bridge.“"],
)
def test_the_marks_around_a_quotation_are_taken_off(line: str) -> None:
    assert read_part(Quotation, line, "Ada Example").text == "A bridge."


@pytest.mark.parametrize("edition", ["zh-Hans", "zh-Hant"])
@pytest.mark.parametrize(
    "line", ["“桥有两端。”", "「桥有两端。」", "『桥有两端。』", '"桥有两端。"', "“桥有两端”。"]
)
def test_chinese_marks_are_taken_off_too(line: str, edition: str) -> None:
    assert read_part(Quotation, line, "某某", edition=edition) == a_quotation(
        text="桥有两端。", speaker="某某"
    )


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ('"We call it a "new normal" here."', 'We call it a "new normal" here.'),
        ('"We call it a "new normal""', 'We call it a "new normal"'),
        ("“The “thaw” is over.”", "The “thaw” is over."),
        ("“The ‘thaw’ isn’t over.”", "The ‘thaw’ isn’t over."),
        ("‘The workers’ rights come first.’", "The workers’ rights come first."),
        ("「他說『好』。」", "他說『好』。"),
        ("“我们说“和平”——不是空话。”", "我们说“和平”——不是空话。"),
        ('"他说"好"了。"', '他说"好"了。'),
        ('"Yes," she said, "we can."', '"Yes," she said, "we can."'),
    ],
)
def test_the_marks_inside_a_quotation_are_kept(printed: str, text: str) -> None:
    assert read_part(Quotation, printed, "Ada Example") == a_quotation(text=text, speaker="Ada Example")


@pytest.mark.parametrize(
    ("printed", "text"),
    [
        ('"...and so on..."', "...and so on..."),
        ("“…and so on…”", "…and so on…"),
        ('..."and so on"...', "...and so on..."),
        ("「……以此類推……」", "……以此類推……"),
    ],
)
def test_an_ellipsis_at_either_end_is_kept(printed: str, text: str) -> None:
    assert read_part(Quotation, printed).text == text


def test_a_quotation_without_marks_is_the_first_line() -> None:
    quote = read_part(Quotation, "A bridge has two ends.", "Ada Example", "Fellow")

    assert quote == a_quotation(text="A bridge has two ends.", speaker="Ada Example", role="Fellow")


def test_blank_lines_may_stand_around_everything() -> None:
    quote = read_part(Quotation, "", '"A bridge."', "", "Ada Example", "", "Fellow", "", "Read More")

    assert quote == a_quotation(text="A bridge.", speaker="Ada Example", role="Fellow")


def test_several_lines_of_a_quotation_are_joined_by_a_space() -> None:
    assert read_part(Quotation, '"A bridge', 'has two ends."', "Ada").text == "A bridge has two ends."


def test_several_chinese_lines_are_joined_by_nothing() -> None:
    quote = read_part(Quotation, "“桥", "有两端。”", "某某", "研究员，", "某所", edition="zh-Hans")

    assert quote == a_quotation(text="桥有两端。", speaker="某某", role="研究员，某所")


@pytest.mark.parametrize(
    "lines", [['"One.', '"Two."'], ["“One.", "“Two.”"], ['"', "One.", 'Two."'], ['"One.', "Two.", '"']]
)
def test_a_quotation_goes_on_until_it_is_closed(lines: list[str]) -> None:
    quote = read_part(Quotation, *lines, "Ada Example", 'Fellow, in "Bridges"')

    assert quote == a_quotation(text="One. Two.", speaker="Ada Example", role='Fellow, in "Bridges"')


def test_a_line_of_a_quotation_may_begin_with_a_quotation_of_its_own() -> None:
    assert read_part(Quotation, "“They said", "“yes” at once.”", "Ada").text == "They said “yes” at once."


def test_two_speakers_on_one_line_are_one_string() -> None:
    quote = read_part(Quotation, '"Yes."', "Ada Example and Bo Sample", "Fellows")

    assert (quote.speaker, quote.role) == ("Ada Example and Bo Sample", "Fellows")


def test_a_role_may_run_over_several_lines_and_name_an_article() -> None:
    quote = read_part(
        Quotation, '"Yes."', "Ada Example", "Fellow,", 'Institute of Examples, in "Two Ends"', "Read More"
    )

    assert quote.role == 'Fellow, Institute of Examples, in "Two Ends"'


def test_a_quotation_may_have_no_role() -> None:
    assert read_part(Quotation, '"Yes."', "Ada Example", "Read More").role is None


def test_a_quotation_may_have_no_speaker() -> None:
    assert read_part(Quotation, '"Yes."', "Read More") == a_quotation(text="Yes.")


@pytest.mark.parametrize(
    "line",
    [
        '"Yes." — Ada Example',
        '"Yes."—Ada Example',
        '"Yes." Ada Example',
        "“Yes.” – Ada Example",
        "‘Yes.’ — Ada Example",
    ],
)
def test_the_speaker_may_stand_behind_the_closing_mark(line: str) -> None:
    assert read_part(Quotation, line, "Fellow") == a_quotation(
        text="Yes.", speaker="Ada Example", role="Fellow"
    )


def test_a_chinese_dash_may_stand_before_the_speaker() -> None:
    quote = read_part(Quotation, "“桥有两端。”——某某", edition="zh-Hans")

    assert quote == a_quotation(text="桥有两端。", speaker="某某")


def test_a_dash_before_the_speaker_is_no_part_of_the_name() -> None:
    assert read_part(Quotation, '"Yes."', "— Ada Example").speaker == "Ada Example"


@pytest.mark.parametrize("label", ["Read More", "READ MORE:", "Watch Video", "read\xa0more"])
def test_a_label_ends_the_role(label: str) -> None:
    text = f'Hello.\nQuote of the Week\n"Yes."\nAda Example\n{label}\nPhoto: a bridge'

    assert read(text).parts == (a_quotation(text="Yes.", speaker="Ada Example"),)
    assert warnings_of(text) == [(6, "text after a label is skipped; expected a quotation in marks")]


def test_another_quotation_may_follow_a_label() -> None:
    issue = read('Hello.\nQuote of the Week\n"Yes."\nAda\nRead More\n"No."\nBo\nRead More')

    assert issue.parts == (a_quotation(text="Yes.", speaker="Ada"), a_quotation(text="No.", speaker="Bo"))


def test_a_quotation_that_nothing_closes_is_its_first_line_with_a_warning() -> None:
    text = 'Hello.\nQuote of the Week\n"A bridge has two ends.\nAda Example\nFellow, in "Bridges"'

    assert read(text).parts == (
        a_quotation(text="A bridge has two ends.", speaker="Ada Example", role='Fellow, in "Bridges"'),
    )
    assert warnings_of(text) == [(3, 'nothing closes the quotation that " opens; expected a mark at its end')]


def test_an_apostrophe_opens_no_quotation() -> None:
    assert read_part(Quotation, "'90s hopes are gone.", "Ada Example").text == "'90s hopes are gone."


def test_marks_around_nothing_are_no_quotation() -> None:
    assert read('Hello.\nQuote of the Week\n""').parts == ()


@pytest.mark.parametrize(
    "line",
    [
        "＂A bridge.＂",
        "〝A bridge.〞",
        "〝A bridge.〟",
        "｢A bridge.｣",
        "‹A bridge.›",
        "»A bridge.«",
        "›A bridge.‹",
    ],
)
def test_the_marks_of_other_languages_and_keyboards_are_taken_off(line: str) -> None:
    assert read_part(Quotation, line, "Ada Example") == a_quotation(text="A bridge.", speaker="Ada Example")


@pytest.mark.parametrize("dash", ["⸺", "－－", "━━", "‒", "−", "-", "–", "—", "――", "──", "﹘"])
def test_any_dash_before_a_name_is_taken_off(dash: str) -> None:
    quote = a_quotation(text="Yes.", speaker="Ada Example")

    assert read_part(Quotation, "“Yes.”", f"{dash} Ada Example") == quote
    assert read_part(Quotation, f"“Yes.” {dash}Ada Example") == quote


@pytest.mark.parametrize("note", ["*", "**", " [1]", "¹", " †", "[*]"])
def test_a_note_behind_a_quotation_is_no_name(note: str) -> None:
    assert read_part(Quotation, f"“Yes.”{note}", "Ada", "Fellow") == a_quotation(
        text="Yes.", speaker="Ada", role="Fellow"
    )
    assert read_part(Quotation, f"“Yes.”{note} — Ada") == a_quotation(text="Yes.", speaker="Ada")


@pytest.mark.parametrize("unseen", ["\u200b", "\ufeff", "\u202c", " \u2060"])
def test_what_shows_nothing_behind_a_quotation_is_no_name(unseen: str) -> None:
    assert read_part(Quotation, f"“Yes.”{unseen}", "Ada") == a_quotation(text="Yes.", speaker="Ada")


@pytest.mark.parametrize(
    ("line", "speaker", "role"),
    [
        ("“Yes.” — Voltaire, Writer", "Voltaire", "Writer"),
        ("“是。”——老子，哲人", "老子", "哲人"),
        ("“Yes.” — Martin Luther King, Jr., Minister", "Martin Luther King, Jr.", "Minister"),
        ("“Yes.” — Henry Gates, III", "Henry Gates, III", None),
        ("“Yes.” — Voltaire", "Voltaire", None),
    ],
)
def test_a_name_and_a_role_may_stand_behind_a_dash(line: str, speaker: str, role: str | None) -> None:
    assert read_part(Quotation, line) == a_quotation(
        text=line[1 : line.index("”")], speaker=speaker, role=role
    )


def test_a_role_behind_a_dash_may_go_on_below() -> None:
    assert read_part(Quotation, "“Yes.” — Ada, Fellow,", "Institute").role == "Fellow, Institute"


def test_a_comma_on_the_line_of_a_speaker_is_as_printed() -> None:
    assert read_part(Quotation, "“Yes.”", "Ada, Countess of Lovelace").speaker == "Ada, Countess of Lovelace"


@pytest.mark.parametrize(
    ("line", "edition"),
    [("「可以。」と老子は言った。", "zh-Hant"), ("“可以。”老子说。", "zh-Hans"), ("“Yes,” she said.", "en")],
)
def test_a_sentence_that_goes_on_behind_the_mark_is_the_quotation(line: str, edition: str) -> None:
    assert read_part(Quotation, line, "Ada", edition=edition) == a_quotation(text=line, speaker="Ada")


@pytest.mark.parametrize("between", [["Ada", "Fellow"], ["Ada"], ["Ada", "Read More"], ["Ada", ""], []])
def test_a_second_quotation_is_a_quote_with_or_without_a_label(between: list[str]) -> None:
    issue = read("\n".join(["Hello.", "Quote of the Week", "“Yes.”", *between, "“No.”", "Bo"]))

    assert [part.text for part in issue.parts if isinstance(part, Quotation)] == ["Yes.", "No."]
    assert issue.parts[1] == a_quotation(text="No.", speaker="Bo")


@pytest.mark.parametrize("role", ["in “Two Ends”", "“Two Ends”", "“Lula” da Silva's minister"])
def test_a_title_in_marks_below_a_speaker_is_a_role(role: str) -> None:
    assert read_part(Quotation, "“Yes.”", "Ada", "Fellow,", role).role == f"Fellow, {role}"


def test_a_dash_ends_a_quotation_of_several_lines_without_marks() -> None:
    quote = read_part(Quotation, "A bridge has", "two ends.", "— Ada Example", "Fellow")

    assert quote == a_quotation(text="A bridge has two ends.", speaker="Ada Example", role="Fellow")


@pytest.mark.parametrize("mark", ["1. ", "- ", "• ", "> ", "2) "])
def test_the_mark_of_a_list_is_no_part_of_a_quotation(mark: str) -> None:
    assert read_part(Quotation, f"{mark}“Yes.”", "Ada") == a_quotation(text="Yes.", speaker="Ada")
    assert read_part(Quotation, f"{mark}Yes.", "Ada") == a_quotation(text="Yes.", speaker="Ada")
