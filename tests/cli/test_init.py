"""`init`: from nothing to a newsletter that is served, in any language."""

import json
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from syndication.cli import main
from syndication.settings import Settings
from tests.support.tools import ROOT, SAMPLES

LANGUAGES = sorted(file.stem for file in (ROOT / "syndication" / "text" / "messages").iterdir())
NOW = datetime(2026, 11, 26, 14, tzinfo=UTC)


def init(*words: str | Path, answers: str = "", now: datetime = NOW) -> Result:
    """Run `init` in Paris with the answers of somebody at a terminal."""
    arguments = ["init", "--timezone", "Europe/Paris", *map(str, words)]
    return CliRunner().invoke(main, arguments, input=answers, obj=lambda: now)


def problems_of(archive: Path) -> list[dict[str, str]]:
    """Return what `check` finds in an archive."""
    arguments = ["check", "--archive", str(archive), "--format", "json"]
    result = CliRunner().invoke(main, arguments, obj=lambda: NOW)
    problems: list[dict[str, str]] = json.loads(result.stdout)["problems"]
    return problems


@pytest.mark.parametrize("tag", LANGUAGES)
def test_a_new_newsletter_has_no_problems_in_a_language_that_we_speak(tmp_path: Path, tag: str) -> None:
    init(tmp_path / "new", "--language", tag, "--yes")

    assert problems_of(tmp_path / "new") == []


@pytest.mark.parametrize("tag", LANGUAGES)
def test_every_section_of_a_new_issue_is_found(tmp_path: Path, tag: str) -> None:
    init(tmp_path / "new", "--language", tag, "--yes")

    result = CliRunner().invoke(main, ["feeds", "--archive", str(tmp_path / "new"), "--format", "json"])
    assert {row["entries"] for row in json.loads(result.stdout)} == {1}


@pytest.mark.parametrize("tag", LANGUAGES)
def test_the_phrases_of_a_language_are_those_of_its_issue(tag: str) -> None:
    file = ROOT / "syndication" / "text" / "starters" / f"{tag}.toml"
    starter = tomllib.loads(file.read_text("utf-8"))

    assert starter["phrases"]["lead_in"][0] in starter["question"]["text"]


@pytest.mark.parametrize("tag", ["it", "th", "xx"])
def test_another_language_gets_the_words_to_translate(tmp_path: Path, tag: str) -> None:
    init(tmp_path / "new", "--language", tag, "--yes")
    [problem] = problems_of(tmp_path / "new")
    file = tmp_path / "new" / "newsletter.toml"
    settings, table, words = file.read_text("utf-8").partition(f"[editions.{tag}.words]")

    file.write_text(settings + table + words.replace("\n# ", "\n"), "utf-8")

    assert "words in English" in problem["message"]
    assert problems_of(tmp_path / "new") == []


def test_it_asks_for_what_no_option_has(tmp_path: Path) -> None:
    result = init(tmp_path / "hafen", answers="Hafenpost\nde, en\nquotation question\n")

    newsletter = Settings.load(archive=str(tmp_path / "hafen")).newsletter
    titles = {tag: edition.title for tag, edition in newsletter.editions.items()}
    assert (result.exit_code, titles) == (0, {"de": "Hafenpost", "en": "Hafenpost"})
    assert sorted(path.name for path in (tmp_path / "hafen").iterdir()) == ["de", "en", "newsletter.toml"]


def test_it_asks_again_if_an_answer_is_none(tmp_path: Path) -> None:
    result = init(tmp_path / "new", "--name", "X", answers="German\nde\nquotes\nquotation\n")

    assert (result.exit_code, (tmp_path / "new" / "de").is_dir()) == (0, True)


def test_it_says_what_to_do_next(tmp_path: Path) -> None:
    result = init(tmp_path / "my harbour", "--yes")

    archive = f"--archive '{tmp_path / 'my harbour'}'"
    assert result.output.splitlines()[-3:] == [
        "Next:",
        f"  syndication check {archive}",
        f"  syndication serve {archive}",
    ]


def test_the_name_is_that_of_the_folder_unless_it_is_given(tmp_path: Path) -> None:
    init(tmp_path / "harbour-notes", "--yes")

    newsletter = Settings.load(archive=str(tmp_path / "harbour-notes")).newsletter
    assert (newsletter.id, newsletter.publisher.name) == ("harbour-notes", "Harbour Notes")


@pytest.mark.parametrize(("folder", "own"), [("new", "new"), ("港", "newsletter")])
def test_a_name_without_latin_letters_has_the_id_of_its_folder(tmp_path: Path, folder: str, own: str) -> None:
    init(tmp_path / folder, "--name", "港だより", "--language", "ja", "--yes")

    assert Settings.load(archive=str(tmp_path / folder)).newsletter.id == own


def test_a_language_without_words_of_its_own_is_said(tmp_path: Path) -> None:
    output = init(tmp_path / "new", "--language", "it", "--language", "de", "--yes").stdout

    notes = [line for line in output.splitlines() if line.startswith("no words")]
    assert notes == ["no words for 'it' come with the program: headings, phrases and pages are in English"]


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 26, 4, 59, tzinfo=UTC), "2026-11-25"),
        (datetime(2026, 11, 26, 5, 0, tzinfo=UTC), "2026-11-26"),
        (datetime(2026, 11, 26, 23, 30, tzinfo=UTC), "2026-11-26"),
    ],
)
def test_the_issue_is_due_at_once(tmp_path: Path, now: datetime, day: str) -> None:
    init(tmp_path / "new", "--yes", now=now)

    [issue] = (tmp_path / "new" / "en").iterdir()
    assert issue.stem == day


class TestSample:
    def test_the_sample_is_laid_out_as_it_is(self, tmp_path: Path) -> None:
        init(tmp_path / "sample", "--sample")

        def files(folder: Path) -> dict[str, bytes]:
            found = (file for file in folder.rglob("*") if file.is_file())
            return {file.relative_to(folder).as_posix(): file.read_bytes() for file in found}

        assert files(tmp_path / "sample") == files(SAMPLES)


class TestRefusal:
    @pytest.mark.parametrize("option", ["--yes", "--sample"])
    def test_a_folder_that_has_a_newsletter_is_refused(self, tmp_path: Path, option: str) -> None:
        (tmp_path / "newsletter.toml").write_text("mine")

        result = init(tmp_path, option)

        assert (result.exit_code, [file.name for file in tmp_path.iterdir()]) == (2, ["newsletter.toml"])
        assert result.output == (
            f"{tmp_path}/newsletter.toml: is there already; expected a folder without it\n"
        )

    def test_an_issue_that_is_there_stays(self, tmp_path: Path) -> None:
        issue = tmp_path / "en" / "2026-11-26.txt"
        issue.parent.mkdir()
        issue.write_text("mine")

        result = init(tmp_path, "--yes")

        assert (result.exit_code, issue.read_text()) == (2, "mine")
        assert not (tmp_path / "newsletter.toml").exists()

    def test_a_link_that_leads_nowhere_is_not_followed(self, tmp_path: Path) -> None:
        (tmp_path / "newsletter.toml").symlink_to(tmp_path / "elsewhere")

        assert (init(tmp_path, "--yes").exit_code, (tmp_path / "elsewhere").exists()) == (2, False)

    @pytest.mark.parametrize(
        "words",
        [
            *(("--language", "german"), ("--section", "poem"), ("--timezone", "Mars"), ("--name", " ")),
            *(("--language", "en", "--language", "e"), ("--name", "a\x07b")),
        ],
    )
    def test_an_option_that_is_wrong_is_explained(self, tmp_path: Path, words: tuple[str, ...]) -> None:
        result = init(tmp_path / "new", *words, "--yes")

        assert (result.exit_code, "expected" in result.output) == (2, True)
        assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("command", ["check", "serve", "publish", "feeds"])
def test_a_command_without_a_newsletter_says_how_to_begin_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    monkeypatch.chdir(tmp_path)

    result = CliRunner().invoke(main, [command], env={"SYNDICATION_ARCHIVE": None})

    begun = "one begun with `syndication init issues` or named by --archive"
    assert (result.exit_code, result.output) == (
        2,
        f"issues: not found; expected a newsletter there, {begun}\n",
    )
