"""What plain text cannot carry."""

import pytest

from tests.support.parsing import a_question, a_quotation, faults_of, read, warnings_of


def fronted(*lines: str, text: str = "Hello.") -> str:
    return "\n".join(["+++", *lines, "+++", text])


def test_every_key_reaches_the_issue() -> None:
    issue = read(
        fronted(
            'url = "https://www.example.org/s/1.html"',
            'title = "In Tribute"',
            "published = 2024-01-12T09:00:00+08:00",
            "revised = 2024-01-15T09:00:00+08:00",
            "draft = true",
            'image = "https://www.example.org/i.jpg"',
        )
    )

    assert (issue.link, issue.title) == ("https://www.example.org/s/1.html", "In Tribute")
    assert issue.published.isoformat() == "2024-01-12T09:00:00+08:00"
    assert issue.revised is not None
    assert issue.revised.isoformat() == "2024-01-15T09:00:00+08:00"
    assert (issue.draft, issue.image) == (True, "https://www.example.org/i.jpg")


def test_without_front_matter_everything_has_its_default() -> None:
    issue = read("Hello.")

    assert (issue.link, issue.title, issue.revised, issue.draft, issue.image) == (
        None,
        None,
        None,
        False,
        None,
    )


def test_the_text_below_the_front_matter_is_read_as_ever() -> None:
    assert read(fronted(text="January 12, 2024\nHello.")).letter == ("Hello.",)


@pytest.mark.parametrize(
    "text", ["+++\n+++\nHello.", "\ufeff+++\r\n+++\r\nHello.", "\n\n+++ \n\n+++\t\nHello."]
)
def test_the_fences_are_lines_of_three_plus_signs(text: str) -> None:
    assert read(text).letter == ("Hello.",)


def test_a_time_without_an_offset_is_in_the_newsletters_zone() -> None:
    assert (
        read(fronted("published = 2024-01-12T09:00:00")).published.isoformat() == "2024-01-12T09:00:00+08:00"
    )


def test_a_bare_date_takes_the_newsletters_hour() -> None:
    assert read(fronted("published = 2024-01-13")).published.isoformat() == "2024-01-13T12:00:00+08:00"


def test_links_reach_their_parts() -> None:
    text = 'Hello.\nQuote of the Week\n"A."\nQuestion of the Week\nWhy?\nQuote of the Week\n"B."'
    links = ("[links]", 'quote = "https://example.org/a"', '"quote.2" = "https://example.org/b"')

    assert read(fronted(*links, text=text)).parts == (
        a_quotation(text="A.", link="https://example.org/a"),
        a_question(questions=("Why?",)),
        a_quotation(text="B.", link="https://example.org/b"),
    )


def test_an_address_is_given_in_ascii() -> None:
    issue = read(fronted('url = "https://例え.jp/期?q=号#頁"'))

    assert issue.link == "https://xn--r8jz45g.jp/%E6%9C%9F?q=%E5%8F%B7#%E9%A0%81"


def test_a_link_to_a_part_that_is_not_there_is_a_warning_on_its_line() -> None:
    text = fronted("[links]", 'quote = "https://example.org/a"')

    assert warnings_of(text) == [
        (3, "the front matter links 'quote'; expected a part of that name in the text")
    ]


def test_a_number_without_its_section_is_a_warning_on_its_line() -> None:
    assert warnings_of(fronted("draft = true", 'number = "28"')) == [
        (3, "the front matter has a number; expected a section for it in the text")
    ]


def test_an_unknown_key_is_a_fault_that_names_the_nearest_known_one() -> None:
    assert faults_of(fronted("draft = true", 'titel = "x"')) == [
        (3, "unknown key 'titel'; did you mean 'title'?")
    ]


def test_an_unknown_key_that_is_near_to_none_names_them_all() -> None:
    names = "url, date, title, published, revised, draft, number, image, links"

    assert faults_of(fronted("xyzzy = 1")) == [(2, f"unknown key 'xyzzy'; expected one of {names}")]


@pytest.mark.parametrize("name", ["qoute", "quote.1", "quote.0", "quote.x", "quote.02"])
def test_a_link_to_no_kind_of_part_is_a_fault(name: str) -> None:
    assert faults_of(fronted("[links]", f'"{name}" = "https://example.org/"')) == [
        (3, f"unknown key '{name}'; did you mean 'quote'?")
    ]


@pytest.mark.parametrize("fence", ["", "++", "++++"])
def test_front_matter_that_is_not_closed_is_a_fault(fence: str) -> None:
    assert faults_of(f"\n+++\ndraft = true\n{fence}\nHello.") == [
        (2, "the front matter is not closed; expected a second line +++")
    ]


def test_a_slip_in_toml_is_a_fault_with_its_line() -> None:
    assert faults_of(fronted("draft = true", "title = In Tribute")) == [(3, "invalid value; expected TOML")]


def test_a_slip_at_the_end_of_toml_is_a_fault_on_the_last_line() -> None:
    assert faults_of(fronted("draft = true", 'title = """In Tribute')) == [
        (3, "unterminated string; expected TOML")
    ]


def test_a_key_that_stands_twice_is_a_fault() -> None:
    assert faults_of(fronted("draft = true", "draft = true")) == [
        (3, "cannot overwrite a value; expected TOML")
    ]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("number = 28", "number is 28; expected text in quotation marks"),
        ('title = ""', "title is ''; expected text in quotation marks"),
        ('title = " : "', "title is ' : '; expected text in quotation marks"),
        ('draft = "yes"', "draft is 'yes'; expected true or false"),
        ("draft = 1", "draft is 1; expected true or false"),
        (
            'published = "2024-01-12"',
            "published is '2024-01-12'; expected a time such as 2024-01-12T09:00:00+08:00",
        ),
        ("revised = 09:00:00", "revised is datetime.time(9, 0); expected a time such as"),
        ("published = 0204-01-12", "published is datetime.date(204, 1, 12); expected a time such as"),
        (
            'url = "www.example.org"',
            "url is 'www.example.org'; expected an address that begins with https://",
        ),
        ('url = "javascript:alert(1)"', "url is 'javascript:alert(1)'; expected an address that begins with"),
        (
            'image = "https://user:pw@example.org/"',
            "image is 'https://user:pw@example.org/'; expected an address",
        ),
        ('image = "https://exa mple.org/"', "image is 'https://exa mple.org/'; expected an address"),
        ('links = "x"', "links is 'x'; expected a table [links]"),
    ],
)
def test_a_value_of_the_wrong_type_is_a_fault_that_says_what_was_expected(line: str, expected: str) -> None:
    ((number, message),) = faults_of(fronted("", line))

    assert (number, message[: len(expected)]) == (3, expected)


@pytest.mark.parametrize("escape", [r"\u0007", r"\u001c", r"\u0085", r"\uffff", r"\u000b", r"\U0001fffe"])
def test_a_control_character_behind_an_escape_is_refused(escape: str) -> None:
    ((line, message),) = faults_of(fronted(f'title = "In{escape}Tribute"'))

    assert (line, message.partition("expected ")[2]) == (
        2,
        "text in quotation marks, not empty, without control characters",
    )


def test_every_fault_is_told_at_once() -> None:
    text = fronted("titel = 1", "draft = 2", "[links]", 'quote = "x"', text="February 30, 2024\nHello.")

    assert [line for line, _ in faults_of(text)] == [2, 3, 5, 7]


@pytest.mark.parametrize(
    "line",
    [
        "title = " + "[" * 5000 + "]" * 5000,
        "title = " + "1" * 5000,
        "title = 0x" + "f" * 5000,
        "a." * 2000 + "a = 1",
        'title = """\n' + "[" * 5000 + '\n"""\nnone = 1',
        "x" * 20000,
    ],
)
def test_endless_front_matter_is_a_fault_and_nothing_worse(line: str) -> None:
    assert len(faults_of(fronted(line))) == 1


@pytest.mark.parametrize(
    "fence", ["---", "—", "--- yaml", "++", "++++", "＋＋＋", "+++ toml", "+++toml", ";;;", "~~~", "```toml"]
)
def test_front_matter_between_other_lines_is_a_fault(fence: str) -> None:
    """A draft between them was published: nothing leaks worse."""
    assert faults_of(f"\n{fence}\ndraft = true\n{fence}\nHello.") == [
        (2, f"{fence!r} opens no front matter; expected +++ as the first line")
    ]


@pytest.mark.parametrize("unseen", ["\ufeff\ufeff", "\u200b", "\u202a"])
def test_what_shows_nothing_before_a_fence_makes_no_difference(unseen: str) -> None:
    assert read(f"{unseen}+++{unseen}\ndraft = true\n+++\nHello.").draft


@pytest.mark.parametrize(
    "text", ["January 12, 2024\n+++\ndraft = true\n+++\nHello.", "Hello.\n+++ toml\nBye."]
)
def test_front_matter_below_text_is_a_fault(text: str) -> None:
    (fault,) = faults_of(text)

    assert fault[1].endswith("opens no front matter; expected +++ as the first line")


@pytest.mark.parametrize("line", ["draft = true", "draft: true", '"draft": true,', "Draft = True"])
def test_a_draft_that_says_so_in_its_text_is_a_fault(line: str) -> None:
    assert faults_of(f"Hello.\n{line}") == [
        (2, f"{line!r} stands in the text; expected it between two lines +++")
    ]


def test_a_separator_in_the_letter_is_a_part_of_it() -> None:
    assert read("Hello.\n---\nBye.").letter == ("Hello.", "---", "Bye.")


def test_curly_quotation_marks_around_a_value_are_named() -> None:
    assert faults_of(fronted("draft = false", "title = “In Tribute”")) == [
        (3, "“ is no quotation mark of TOML, which has straight ones; expected TOML")
    ]
