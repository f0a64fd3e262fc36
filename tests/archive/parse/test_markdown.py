"""Markdown: the same issue as in plain text, and what plain text cannot hold."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue
from syndication.archive.parse.lines import tidy
from syndication.model import Figure, Issue, Link, Question, Quotation, Text
from syndication.model.errors import IssueError
from syndication.text.markdown import escape_markdown
from tests.archive.parse.test_anything import asked, discoveries, numbers, quotes, sentences, unparse
from tests.support.examples import examples
from tests.support.parsing import HEADINGS, newsletter
from tests.support.tools import ROOT

SAMPLE = sorted(file.relative_to(ROOT / "issues").as_posix() for file in ROOT.glob("issues/*/*.txt"))
URL = '+++\nurl = "https://www.example.org/letters/1.html"\n+++\n'


def parse(text: str, suffix: str = ".md", name: str = "en/2024-01-12") -> tuple[Issue, list[str]]:
    """Return an issue, and the warnings about it."""
    issue, warnings = parse_issue(
        text.encode(),
        path=f"{name}{suffix}",
        edition=newsletter().editions[name.partition("/")[0]],
        newsletter=newsletter(),
    )
    return issue, list(map(str, warnings))


def read(text: str) -> Issue:
    return parse(text)[0]


def data_of(issue: Issue) -> list[dict[str, object]]:
    return [dict(entry.data) for entry in split_issue(issue, newsletter())]


def faults_of(text: str) -> list[str]:
    with pytest.raises(IssueError) as raised:
        read(text)
    return list(map(str, raised.value.problems))


def as_markdown(text: str) -> str:
    """Return the Markdown of an issue in plain text, with the same front matter."""
    front, fence, body = text.rpartition("+++\n")
    lines = [escape_markdown(" ".join(line.split())) for line in body.split("\n")]
    return front + fence + "\n".join(lines)


def fingerprints(issue: Issue) -> list[str]:
    return [entry.fingerprint for entry in split_issue(issue, newsletter())]


@given(
    letter=st.lists(sentences, min_size=2, max_size=4),
    parts=st.lists(quotes | numbers | discoveries | asked, max_size=6),
    between=st.sampled_from(["\n", "\n\n"]),
)
def test_an_issue_without_markup_is_the_same_in_both(
    letter: list[str], parts: list[object], between: str
) -> None:
    text = unparse(letter, parts, between)  # type: ignore[arg-type]

    assert fingerprints(read(text)) == fingerprints(parse(text, ".txt")[0])


@pytest.mark.parametrize("path", SAMPLE)
def test_the_sample_is_the_same_in_both(path: str) -> None:
    text = (ROOT / "issues" / path).read_text("utf-8")
    name = path.removesuffix(".txt")

    assert fingerprints(parse(as_markdown(text), ".md", name)[0]) == fingerprints(
        parse(text, ".txt", name)[0]
    )


signs = st.text(r"""\`*_{}[]()#+-.!<>&~=|:;"'/@1a é桥。""" + "\n\n\t\xa0\u200b", min_size=1, max_size=60)


@examples(500)
@given(signs)
def test_text_with_the_marks_of_markdown_is_the_same_if_they_are_escaped(text: str) -> None:
    try:
        plain, _ = parse(text, ".txt")
    except IssueError:
        return
    lines = (escape_markdown(tidy(line)) for line in text.split("\n"))

    assert read("\n".join(lines)).letter == plain.letter


def test_headings_of_any_level_open_sections() -> None:
    under = "Quote of the Week\n===\n“A bridge.”\n\n### *Notable* Number ###\n28\nCountries.\n"

    issue = read(f"January 12, 2024\n# Focus This Week\nDear **Reader**,\n\n{under}")

    assert issue.letter == ("Dear Reader,",)
    assert [type(part) for part in issue.parts] == [Quotation, Figure]


def test_each_line_of_a_paragraph_is_one_as_in_plain_text() -> None:
    assert read("Dear Reader,\nThe pandas are back.  \nSo are we.\\\nYours.").letter == (
        *("Dear Reader,", "The pandas are back.", "So are we.", "Yours."),
    )


def test_only_the_line_above_an_underline_is_a_heading() -> None:
    issue = read("Dear Reader,\nThe pandas are back.\nQuote of the Week\n-----\n> A bridge.")

    assert (issue.letter, len(issue.parts)) == (("Dear Reader,", "The pandas are back."), 1)


def test_an_indented_line_is_a_paragraph() -> None:
    assert read("Dear Reader,\n\n    The pandas are back.").letter == ("Dear Reader,", "The pandas are back.")


@pytest.mark.parametrize(
    "lines",
    [
        "> A bridge has two ends.\n> — Ada Example, Fellow",
        "> “A bridge has two ends.”\n> — Ada Example, Fellow",
        "> “A bridge has two ends.” — Ada Example, Fellow",
        "> A bridge\n> has two ends.\n>\n> — Ada Example, Fellow",
        "> A bridge has two ends.\n\n— Ada Example, Fellow",
        "> A bridge has two ends.\n\nAda Example\n\nFellow",
        "> A bridge has two ends.\n\n> — Ada Example, Fellow",
        "> “A bridge has two ends.”\n> Ada Example\n> Fellow\n\n[Read More](https://example.org/)",
        "“A bridge has two ends.”\n\n**Ada Example**\n\n*Fellow*",
    ],
)
def test_a_block_quotation_has_a_speaker_and_a_role(lines: str) -> None:
    (part,) = read(f"Dear Reader,\n\n## Quote of the Week\n{lines}").parts

    assert isinstance(part, Quotation)
    assert (part.text, part.speaker, part.role) == ("A bridge has two ends.", "Ada Example", "Fellow")


def test_a_block_quotation_may_hold_a_quotation() -> None:
    (part,) = read("Hi.\n# Quote of the Week\n> “Yes,” she said. “No.”\n> — Ada Example").parts

    assert isinstance(part, Quotation)
    assert (part.text, part.speaker) == ("“Yes,” she said. “No.”", "Ada Example")


def test_each_block_quotation_is_a_quote() -> None:
    parts = read("Hi.\n# Quote of the Week\n> One.\n> — Ada\n\n> Two.\n> — Bo\n").parts

    assert [(part.text, part.speaker) for part in parts if isinstance(part, Quotation)] == [
        *(("One.", "Ada"), ("Two.", "Bo")),
    ]


def test_text_above_a_block_quotation_is_reported() -> None:
    _, warnings = parse("Hi.\n# Quote of the Week\nHere it is:\n\n> One.\n")

    assert warnings == [
        "en/2024-01-12.md:3: warning: text above a block quotation is skipped; expected a quotation in marks"
    ]


def test_links_stand_beside_the_plain_text() -> None:
    issue = read(f"{URL}Read [the *report*](/r?a=1&b=2) and <https://example.org/x>.")

    assert issue.letter == ("Read the report and https://example.org/x.",)
    assert issue.links == (
        Link(text="the report", url="https://www.example.org/r?a=1&b=2"),
        Link(text="https://example.org/x", url="https://example.org/x"),
    )


def test_a_label_a_call_and_a_source_lead_where_their_part_leads() -> None:
    label = "> A bridge.\n\n[Read More](https://example.org/1)"
    source = 'Countries.\n\nRead more in "[A Title](https://example.org/2)," by Bo Sample'
    call = "Will it last?\n\n[Submit your thoughts](https://example.org/3)"
    video = "### A Film\n\nIt is [long](https://example.org/0).\n\n[Watch Video](https://example.org/4)"
    sections = {Quotation: label, Figure: source, Question: call, Text: video}

    issue = read(
        "Hi.\n" + "\n\n".join(f"# {HEADINGS['en', kind]}\n{text}" for kind, text in sections.items())
    )

    assert [part.link for part in issue.parts] == [f"https://example.org/{number}" for number in range(1, 5)]
    assert issue.parts[3].links == (Link(text="long", url="https://example.org/0"),)


def test_each_quote_has_the_link_of_its_own_label() -> None:
    quote = "> Number {0}.\n\n[Read More](https://example.org/{0})\n\n"

    parts = read("Hi.\n# Quote of the Week\n" + "".join(map(quote.format, (1, 2)))).parts

    assert [part.link for part in parts] == ["https://example.org/1", "https://example.org/2"]


def test_a_heading_of_markdown_is_the_title_of_a_story() -> None:
    (part,) = read("Hi.\n## Discover More\n### A *Story*\nOnce.\n").parts

    assert isinstance(part, Text)
    assert (part.title, part.text) == ("A Story", ("Once.",))


def test_markup_is_recorded_as_markdown() -> None:
    quote = "> A __bridge__ has *two* ends.\n> — [Ada Example](https://example.org/ada), Fellow"
    text = f"{URL}Hi.\n\n- One\n- ![Two](2.png)\n\n1. `a_b`\n# Quote of the Week\n{quote}"

    letter, part = data_of(read(text))

    assert letter["markdown"] == {
        "letter": "Hi.\n\n- One\n\n- ![Two](<https://www.example.org/letters/2.png>)\n\n1. `a_b`"
    }
    assert part["markdown"] == {
        "text": "A **bridge** has *two* ends.",
        "speaker": "[Ada Example](<https://example.org/ada>)",
    }
    assert part["links"] == [{"text": "Ada Example", "url": "https://example.org/ada"}]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("A bridge.", "A *bridge*."),
        ("A *bridge*.", "A **bridge**."),
        ("A [bridge](https://example.org/1).", "A [bridge](https://example.org/2)."),
        ("![A bridge](https://example.org/1.png)", "![A bridge](https://example.org/2.png)"),
        ("A bridge.", "- A bridge."),
        ("- A bridge.", "1. A bridge."),
        ("- ```\n  a  b\n  ```", "- ```\n  a b\n  ```"),
    ],
)
def test_a_change_of_markup_alone_is_a_change(before: str, after: str) -> None:
    one, two = read(before), read(after)

    assert one.letter == two.letter
    assert fingerprints(one) != fingerprints(two)


@pytest.mark.parametrize(
    ("before", "after"),
    [("A *bridge*.", "A _bridge_."), ("A bridge.", "A bridge&#46;"), ("- One", "*   One"), ("# A", "A\n===")],
)
def test_another_way_to_write_the_same_is_no_change(before: str, after: str) -> None:
    assert fingerprints(read(before)) == fingerprints(read(after))


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "&#106;avascript:alert(1)",
        "java&Tab;script:alert(1)",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "<java script:x>",
        "https://user@example.org/",
        "http://[::1",
        "ftp://example.org/",
        "",
    ],
)
@pytest.mark.parametrize("mark", ["", "!"])
def test_an_address_that_is_none_of_the_web_is_refused(address: str, mark: str) -> None:
    (fault,) = faults_of(f"{URL}Dear Reader,\nsee {mark}[x]({address}).")

    assert fault.startswith("en/2024-01-12.md:5: the ")
    assert "leads nowhere; expected an address with https:" in fault


def test_a_relative_address_needs_that_of_the_issue() -> None:
    (fault,) = faults_of("Dear Reader,\n\nsee [x](/y).")

    assert fault == "en/2024-01-12.md:3: the link '/y' is relative; expected `url` in the front matter"


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (
            "Hi ![](https://example.org/a.png)",
            "has no text for those who do not see it; expected ![text](address)",
        ),
        ("Hi.\n\n[1]: https://example.org/", "[1]: defines a link that the text does not have"),
        ("Hi <b>there</b>.", "HTML is shown as it is written; expected Markdown"),
        ("Hi <!-- more -->", "HTML is shown as it is written; expected Markdown"),
        ("word " * 14 + "on\nand " + "word " * 14, "this paragraph seems to be wrapped"),
        ("Hi.\n\n# Quote of the Weak\nA", "did you mean 'Quote of the Week'?"),
        ("Hi.\n\n# Something Else\nA", "opens no section"),
    ],
)
def test_what_may_be_a_slip_is_reported(text: str, warning: str) -> None:
    _, warnings = parse(text)

    assert [warning in message for message in warnings] == [True]


def test_the_marks_of_a_merge_are_refused() -> None:
    text = "Hi.\n<<<<<<< HEAD\nA.\n=======\nB.\n>>>>>>> other\n"

    assert faults_of(text) == [
        "en/2024-01-12.md:2: '<<<<<<<' is the mark of a merge; expected one of the two texts"
    ]


def test_blocks_are_not_nested_without_end() -> None:
    fault, *_ = faults_of("> " * 5000 + "x")

    assert fault == "en/2024-01-12.md:1: more than 20 lists and quotations inside each other; expected fewer"


@pytest.mark.e2e
@pytest.mark.parametrize(
    "piece", ["[", "![", "*", "_a", ">", "> a\n\n", "- a\n", "`", "<", "[a](", "&", "a\n", "\\"]
)
def test_a_file_of_nothing_but_marks_is_read(piece: str) -> None:
    text = (piece * 256 * 1024)[: 255 * 1024]
    with suppress(IssueError):
        read(text)


def test_a_reference_cannot_swell_an_issue() -> None:
    long = "x" * 3000

    assert "is longer than 2000 characters" in faults_of(f"[a](https://example.org/{long})")[0]
    assert faults_of("[r]: https://example.org/\n\n" + "[r] " * 5001)[0] == (
        "en/2024-01-12.md:3: more than 5000 links and images; expected those of one issue"
    )
