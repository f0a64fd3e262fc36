"""What the text of an issue keeps of a foreign document, and what stands in its front matter."""

import tomllib
from typing import Any

import pytest

from syndication.importer.convert import ConvertedIssue
from syndication.model import Figure, Quotation, Text
from syndication.model.errors import ImportFailed
from tests.support.foreign import import_one
from tests.support.foreign_files import mail

TOP = "<p>January 12, 2024</p><p>Dear Focus Reader,</p><p>The pandas are back.</p>"
NUMBER = "<h2>Notable Number</h2>{}<p>Countries that signed the declaration.</p>"
QUOTE = '<h2>Quote of the Week</h2><p>“{}”</p><p>Ada Example</p><p><a href="{}">Read More →</a></p>'


def front(issue: ConvertedIssue) -> dict[str, Any]:
    return tomllib.loads(issue.text.split("+++\n")[1]) if issue.text.startswith("+++") else {}


def warnings_of(issue: ConvertedIssue) -> list[str]:
    return [problem.message for problem in issue.problems]


class TestLinks:
    def test_a_label_leads_where_its_part_leads(self) -> None:
        found = import_one(TOP + QUOTE.format("A bridge.", "https://www.example.org/a?utm_source=mail"))

        assert found.issue.parts[0].link == "https://www.example.org/a"

    def test_of_two_quotes_each_has_its_own(self) -> None:
        address = "https://www.example.org/{}"
        found = import_one(
            TOP + QUOTE.format("One.", address.format(1)) + QUOTE.format("Two.", address.format(2))
        )

        assert [part.link for part in found.issue.parts] == [address.format(1), address.format(2)]

    def test_two_quotes_under_one_heading_have_theirs(self) -> None:
        quote = QUOTE.removeprefix("<h2>Quote of the Week</h2>")
        two = quote.format("One.", "https://www.example.org/1") + quote.format(
            "Two.", "https://www.example.org/2"
        )
        found = import_one(f"{TOP}<h2>Quote of the Week</h2>{two}")

        assert [part.link for part in found.issue.parts] == [
            "https://www.example.org/1",
            "https://www.example.org/2",
        ]

    def test_a_second_quote_alone_may_have_one(self) -> None:
        first = QUOTE.format("One.", "").replace('<a href="">Read More →</a>', "Read More")
        found = import_one(TOP + first + QUOTE.format("Two.", "https://www.example.org/2"))

        assert [part.link for part in found.issue.parts] == [None, "https://www.example.org/2"]

    def test_a_source_line_leads_to_its_article(self) -> None:
        source = '<p>Read more in "<a href="https://www.example.org/ai">AI</a>," by Bo Sample.</p>'
        found = import_one(TOP + NUMBER.format("") + source)

        assert (found.issue.parts[0].link, found.path) == ("https://www.example.org/ai", "en/2024-01-12.txt")

    def test_the_page_and_its_picture_stand_in_the_front_matter(self) -> None:
        head = (
            '<link rel="canonical" href="https://www.example.org/1.html">'
            '<meta property="og:image" content="https://www.example.org/1.jpg">'
        )
        found = import_one(f"<html><head>{head}</head><body>{TOP}</body></html>")

        assert front(found) == {
            "url": "https://www.example.org/1.html",
            "image": "https://www.example.org/1.jpg",
        }


class TestNumber:
    def test_it_may_be_the_text_of_an_image(self) -> None:
        found = import_one(
            TOP + NUMBER.format('<img src="https://www.example.org/28.png" alt="28" width="300">')
        )

        (number,) = found.issue.parts
        assert isinstance(number, Figure)
        assert (number.value, front(found)) == ("28", {"number": "28"})

    def test_an_image_without_a_text_leaves_it_unknown_and_is_reported(self) -> None:
        found = import_one(
            TOP + NUMBER.format('<img src="https://www.example.org/28.png" width="300" height="200">')
        )

        (number,) = found.issue.parts
        assert isinstance(number, Figure)
        assert number.value is None
        assert any("an image without a text is left out" in warning for warning in warnings_of(found))

    def test_the_image_of_a_second_number_is_that_one_s(self) -> None:
        image = '<img src="https://www.example.org/{0}.png" alt="{0}" width="300">'
        first, second = (NUMBER.format(one) for one in ("<p>1.3 trillion</p>", image.format("28")))
        found = import_one(TOP + first + second)

        values = [part.value for part in found.issue.parts if isinstance(part, Figure)]
        assert (values, warnings_of(found)) == (["1.3 trillion", "28"], [])

    def test_an_image_that_says_something_else_is_reported(self) -> None:
        image = '<img src="https://www.example.org/28.png" width="300" alt="A map of the countries">'
        found = import_one(TOP + NUMBER.format(image))

        (number,) = found.issue.parts
        assert isinstance(number, Figure)
        assert number.value is None
        assert any("'A map of the countries'" in warning for warning in warnings_of(found))


class TestQuotation:
    def test_a_block_quotation_gets_marks(self) -> None:
        found = import_one(
            f"{TOP}<h2>Quote of the Week</h2><blockquote>A bridge has two ends.</blockquote><p>Ada</p>"
        )

        assert found.issue.parts[0] == Quotation(
            section="quotes", text="A bridge has two ends.", speaker="Ada"
        )

    def test_its_paragraphs_stay_together(self) -> None:
        quote = "<blockquote><p>A bridge has two ends.</p><p>A river, two banks.</p></blockquote>"
        found = import_one(f"{TOP}<h2>Quote of the Week</h2>{quote}<p>Ada</p><p>Fellow</p>")

        (part,) = found.issue.parts
        assert isinstance(part, Quotation)
        assert (part.text, part.speaker, part.role) == (
            "A bridge has two ends. A river, two banks.",
            "Ada",
            "Fellow",
        )

    def test_its_speaker_may_stand_inside_behind_a_dash(self) -> None:
        quote = "<blockquote><p>A bridge has two ends.</p><p>— Ada Example, Fellow</p></blockquote>"
        found = import_one(f"{TOP}<h2>Quote of the Week</h2>{quote}")

        (part,) = found.issue.parts
        assert isinstance(part, Quotation)
        assert (part.text, part.speaker, part.role) == ("A bridge has two ends.", "Ada Example", "Fellow")

    def test_no_speaker_is_made_up(self) -> None:
        found = import_one(f"{TOP}<h2>Quote of the Week</h2><blockquote>A bridge has two ends.</blockquote>")

        (part,) = found.issue.parts
        assert isinstance(part, Quotation)
        assert part.speaker is None


class TestNothingIsLost:
    def test_a_section_that_nobody_declared_stays_in_the_letter(self) -> None:
        found = import_one(f"{TOP}<h2>Our Events</h2><p>On Monday we meet.</p>")

        assert found.issue.letter[-2:] == ("Our Events", "On Monday we meet.")

    def test_a_heading_that_is_nearly_one_is_reported_with_its_line(self) -> None:
        found = import_one("January 12, 2024\n\nHello.\n\nQoute of the Week\n\n“A bridge.”\n", "letter.txt")

        assert [str(problem).partition(";")[2] for problem in found.problems] == [
            " did you mean 'Quote of the Week'?"
        ]
        assert str(found.problems[0]).startswith("letter.txt:5: warning: 'Qoute of the Week'")

    def test_an_error_of_the_parser_names_the_line_of_the_source(self) -> None:
        with pytest.raises(ImportFailed, match=r"^letter.txt:5: '<<<<<<<' is the mark of a merge"):
            import_one("January 12, 2024\n\nHello.\n\n<<<<<<< HEAD\n", "letter.txt")

    def test_a_mark_of_a_draft_in_the_text_is_an_error(self) -> None:
        with pytest.raises(ImportFailed, match="'draft = true' stands in the text"):
            import_one(f"{TOP}<p>draft = true</p>")


class TestVideo:
    STORY = (
        "<p>A concert hall on a winter evening, with eight hundred people in it who had waited for this.</p>"
    )
    LABEL = '<p><a href="https://www.example.org/video">Watch Video</a></p>'

    def test_the_heading_of_a_story_is_its_title_wherever_the_label_stands(self) -> None:
        found = import_one(f"{TOP}<h2>Discover More</h2><h3>A Violin</h3>{self.STORY}{self.LABEL}")

        (part,) = found.issue.parts
        assert isinstance(part, Text)
        assert (part.title, len(part.text), part.link) == ("A Violin", 1, "https://www.example.org/video")

    def test_a_paragraph_above_the_label_is_no_title(self) -> None:
        found = import_one(f"{TOP}<h2>Discover More</h2>{self.STORY}{self.LABEL}")

        (part,) = found.issue.parts
        assert isinstance(part, Text)
        assert (part.title, len(part.text), part.link) == (None, 1, "https://www.example.org/video")

    def test_a_short_line_above_the_label_is_the_title(self) -> None:
        found = import_one(f"{TOP}<h2>Discover More</h2><p>Who Is Ning Feng?</p>{self.LABEL}{self.STORY}")

        (part,) = found.issue.parts
        assert isinstance(part, Text)
        assert part.title == "Who Is Ning Feng?"


class TestMarkup:
    LETTER = '<p>The <a href="https://www.example.org/ice?utm_medium=mail">ice</a> has <em>gone</em>.</p>'

    def test_links_and_emphasis_make_a_markdown_file(self) -> None:
        found = import_one(TOP + self.LETTER)

        assert (found.path, found.text.splitlines()[-1]) == (
            "en/2024-01-12.md",
            "The [ice](https://www.example.org/ice) has *gone*.",
        )

    def test_the_links_of_the_letter_are_those_of_the_page(self) -> None:
        found = import_one(TOP + self.LETTER)

        assert [(link.text, link.url) for link in found.issue.links] == [
            ("ice", "https://www.example.org/ice")
        ]

    def test_a_list_and_a_quotation_in_the_letter_stay(self) -> None:
        page = "<ul><li>Ice</li><li>Boats</li></ul><blockquote><p>One.</p><p>Two.</p></blockquote>"

        text = import_one(TOP + page).text

        assert text.endswith("\n\n- Ice\n- Boats\n\n> One.\n>\n> Two.\n")

    def test_text_that_looks_like_markdown_stays_text(self) -> None:
        page = "<p># 1 of *all* [places](here), _really_: `x` &lt;b&gt; \\</p><p>1. First</p><p>+ Second</p>"
        found = import_one(TOP + self.LETTER + page)

        assert found.issue.letter[-3:] == (
            "# 1 of *all* [places](here), _really_: `x` <b> \\",
            "1. First",
            "+ Second",
        )

    def test_text_alone_makes_a_text_file(self) -> None:
        assert import_one(TOP).path == "en/2024-01-12.txt"

    def test_an_address_that_is_its_own_link_is_text(self) -> None:
        page = '<p>Write to <a href="mailto:editors@example.org">editors@example.org</a>.</p>'

        assert import_one(TOP + page).path == "en/2024-01-12.txt"

    def test_the_same_quotation_is_read_from_both_kinds_of_file(self) -> None:
        quote = "<h2>Quote of the Week</h2><blockquote>A bridge has two ends.</blockquote><p>Ada</p>"

        assert import_one(TOP + quote).issue.parts == import_one(TOP + self.LETTER + quote).issue.parts

    def test_a_broken_link_is_reported_with_the_line_of_the_source(self) -> None:
        page = '\n<p>The <a href="https://www.example.org:99999/">ice</a>.</p>'
        found = import_one(TOP + page + self.LETTER, "page.html")

        assert [link.url for link in found.issue.links] == ["https://www.example.org/ice"]
        assert any(str(problem).startswith("page.html:2: warning:") for problem in found.problems)


@pytest.mark.parametrize(
    "named", ["A@Example.org", '<a href="https://www.example.org/?e=a%40example.org">x</a>']
)
def test_a_line_that_names_the_reader_of_a_mail_gets_a_warning(named: str) -> None:
    html = f"{TOP}<p>You signed up as {named}</p>{NUMBER.format('<p>28</p>')}"

    issue = import_one(mail(("text/html", html)))

    expected = "a@example.org is named, to whom the mail was sent; expected no such address"
    assert warnings_of(issue) == [expected]
