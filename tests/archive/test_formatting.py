"""The canonical layout: the same issue, written one way."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive.formatting import canonical_text
from syndication.model.errors import IssueError
from tests.support.archives import issue_text, write_archive
from tests.support.commands import run
from tests.support.examples import examples
from tests.support.parsing import HEADINGS, newsletter, read
from tests.support.samples import ENGLISH
from tests.support.tools import SAMPLES

PIECES = [
    *HEADINGS.values(),
    *(
        "Focus Insights",
        "Back to Top",
        "Language :",
        "Focus This Week",
        "Where two countries meet every week.",
    ),
    *("Dear Focus Reader,", "A sentence of the letter.", "Read More", "Watch VideoIn this episode", "28"),
    *("“A bridge has two ends.”", "Ada Example", "We want to hear from you: Will it last? Who pays?"),
    *("=======", "---", "", "", " : ", "## Quote of the Week", "Quote of the Week: Notable Number", "draft"),
]
MARKUP = [
    *("- One", "  - Two", "1. One", "> One", ">", "> > Two", "```", "    code", "***", "# Notable Number"),
    *(
        "The [ice](https://www.example.org/ice) has *gone*.",
        "[ice]: https://www.example.org",
        "![a](b)",
        "**x",
    ),
]
bodies = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=25).map("\n".join)


def laid_out(text: str, path: str = "en/2024-01-12.txt") -> str:
    edition = newsletter().editions[path.partition("/")[0]]
    return canonical_text(text.encode(), path=path, edition=edition, newsletter=newsletter())


def test_paragraphs_stand_between_blank_lines() -> None:
    text = "January 12, 2024\nFocus This Week\nDear Focus Reader,\nThe pandas are back.\n\n\n\nSo are we."

    assert laid_out(text) == (
        "January 12, 2024\nFocus This Week\n\nDear Focus Reader,\n\nThe pandas are back.\n\nSo are we.\n"
    )


@pytest.mark.parametrize(
    "heading",
    ["QUOTE OF THE WEEK:", "## Quote of the Week", "【Quote of the Week】", "Quote of the week\n====="],
)
def test_a_heading_is_spelled_as_declared(heading: str) -> None:
    text = f"January 12, 2024\n\nHello.\n\n{heading}\n\n“A bridge has two ends.”\n"

    assert laid_out(text).splitlines()[4] == "Quote of the Week"


def test_text_behind_a_heading_gets_a_line_of_its_own() -> None:
    text = "January 12, 2024\n\nHello.\n\nQuote of the Week: “A bridge has two ends.”\n"

    assert laid_out(text).splitlines()[4:] == ["Quote of the Week", "", "“A bridge has two ends.”"]


def test_front_matter_stays_as_it_is() -> None:
    assert laid_out(ENGLISH).startswith(ENGLISH.partition("Language")[0])


def test_text_below_the_end_stays() -> None:
    assert "We write this every week." in laid_out(issue_text())


@examples(300)
@given(body=bodies, between=st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_the_same_issue_is_read_and_a_second_time_changes_nothing(body: str, between: str) -> None:
    text = f"January 12, 2024\n{body}".replace("\n", between)
    try:
        once = laid_out(text)
    except (IssueError, UnicodeEncodeError):
        return

    assert read(once) == read(text)
    assert laid_out(once) == once


class TestMarkdown:
    TOP = "January 12, 2024\nFocus This Week\n\nHello.\n\n"
    PATH = "en/2024-01-12.md"

    @pytest.mark.parametrize(
        "heading", ["## QUOTE OF THE WEEK:", "##   Quote of the Week ##", "Quote of the Week\n---"]
    )
    def test_a_heading_is_spelled_as_declared(self, heading: str) -> None:
        text = f"{self.TOP}{heading}\n> A bridge has two ends.\n"

        assert laid_out(text, self.PATH) == f"{self.TOP}## Quote of the Week\n\n> A bridge has two ends.\n"

    @pytest.mark.parametrize(
        "block",
        [
            "- One\n- Two\n\n  More of two",
            "1. One\n2. Two",
            "> One\n>\n> Two",
            "```\n  code\n\n\n  more\n```",
            "### Another heading",
            "The [ice][1] has gone.\n\n[1]: https://www.example.org/ice",
        ],
    )
    def test_every_other_block_stays_as_it_is_written(self, block: str) -> None:
        assert laid_out(f"{self.TOP}\n\n\n{block}\n\n\n", self.PATH) == f"{self.TOP}{block}\n"

    @examples(300)
    @given(
        body=st.lists(st.sampled_from([*PIECES, *MARKUP]) | st.text(max_size=8), max_size=25).map("\n".join)
    )
    def test_the_same_issue_is_read_and_a_second_time_changes_nothing(self, body: str) -> None:
        try:
            once = laid_out(f"January 12, 2024\n{body}", self.PATH)
        except (IssueError, UnicodeEncodeError):
            return

        assert laid_out(once, self.PATH) == once


class TestCommand:
    def test_an_archive_is_written_in_one_layout(self, tmp_path: Path) -> None:
        archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})

        done = run("format", "--archive", archive)

        assert (done.returncode, done.stdout) == (0, "en/2024-01-12.txt\n1 file formatted, 0 errors\n")
        assert (archive / "en/2024-01-12.txt").read_text("utf-8") == laid_out(issue_text())

    def test_markdown_is_written_too(self, tmp_path: Path) -> None:
        text = "January 12, 2024\n\nHello.\n\n\n## quote of the week\n> A bridge.\n"
        archive = write_archive(tmp_path, {"en/2024-01-12.md": text})

        run("format", "--archive", archive)

        lines = (archive / "en/2024-01-12.md").read_text("utf-8").splitlines()
        assert lines[3:] == ["", "## Quote of the Week", "", "> A bridge."]

    def test_check_writes_nothing_and_fails_if_a_file_has_another_layout(self, tmp_path: Path) -> None:
        archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})

        done = run("format", "--check", "--archive", archive)

        assert (done.returncode, (archive / "en/2024-01-12.txt").read_text("utf-8")) == (1, issue_text())

    def test_check_is_content_with_what_format_wrote(self, tmp_path: Path) -> None:
        archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})
        run("format", "--archive", archive)

        assert run("format", "--check", "--archive", archive).returncode == 0

    def test_no_fingerprint_of_the_sample_changes(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            file.relative_to(SAMPLES).as_posix(): file.read_bytes() for file in SAMPLES.glob("*/*.txt")
        }
        archive = write_archive(tmp_path, files, (SAMPLES / "newsletter.toml").read_text("utf-8"))
        run("publish", "--archive", archive)

        run("format", "--archive", archive)

        assert run("publish", "--archive", archive).stdout == "nothing to publish\n"

    def test_only_the_named_files_are_written(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            f"en/2024-01-{day}.txt": issue_text(f"January {day}, 2024") for day in (12, 19)
        }
        archive = write_archive(tmp_path, files)

        run("format", "--archive", archive, archive / "en/2024-01-19.txt")

        assert (archive / "en/2024-01-12.txt").read_text("utf-8") == files["en/2024-01-12.txt"]

    def test_a_file_outside_the_archive_is_refused(self, tmp_path: Path) -> None:
        archive = write_archive(tmp_path / "issues", {})
        (tmp_path / "notes.txt").write_text("January 12, 2024\nHello.", "utf-8")

        done = run("format", "--archive", archive, tmp_path / "notes.txt")

        assert (done.returncode, (tmp_path / "notes.txt").read_text("utf-8")) == (
            1,
            "January 12, 2024\nHello.",
        )

    def test_a_broken_file_is_reported_and_the_others_are_written(self, tmp_path: Path) -> None:
        files: dict[str, str | bytes] = {
            "en/2024-01-12.txt": issue_text(),
            "en/2024-01-26.txt": b"January 26, 2024\n\n\xff",
        }

        done = run("format", "--archive", write_archive(tmp_path, files))

        assert (done.returncode, done.stdout.splitlines()[-1]) == (1, "1 file formatted, 1 error")
