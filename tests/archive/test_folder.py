"""What an editor is told of an archive: every fault at once, with its file and line."""

import os
from pathlib import Path

import pytest

from syndication.archive.folder import IssueFolder, load_folder, stamp_archive
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.archives import issue_text, write_archive

GOOD = "en/2024-01-12.txt"


def library_of(folder: Path, files: dict[str, str | bytes] | None = None) -> IssueFolder:
    """Read an archive of one good issue and the given files."""
    write_archive(folder, {GOOD: issue_text(), **(files or {})})
    return load_folder(folder, load_newsletter(folder / "newsletter.toml"))


def told_by(library: IssueFolder) -> list[str]:
    return [str(problem) for problem in library.problems]


def test_a_good_archive_has_no_problems(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"zh-Hans/2024-01-12.txt": "2024年1月12日\n您好。"})

    assert [issue.path for issue in library.issues] == [GOOD, "zh-Hans/2024-01-12.txt"]
    assert library.problems == ()


def test_an_archive_without_issues_is_no_fault(tmp_path: Path) -> None:
    write_archive(tmp_path, {})

    assert load_folder(tmp_path, load_newsletter(tmp_path / "newsletter.toml")) == IssueFolder((), ())


def test_all_faults_are_told_and_the_good_files_are_read(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {
            "en/2024-01-13.txt": b"January 13, 2024\n\ncaf\xe9",
            "en/2024-01-15.txt": "+++\ntitel = 1\ndraft = 2\n+++\nHello.",
            "en/special.txt": "Hello.",
            "fr/2024-01-12.txt": "Bonjour.",
        },
    )

    assert [issue.path for issue in library.issues] == [GOOD]
    day = "expected the day of the issue, or `date = YYYY-MM-DD` in the front matter"
    assert told_by(library) == [
        "en/2024-01-13.txt:3: byte 0xe9 is not UTF-8; expected plain text, saved in the encoding UTF-8",
        "en/2024-01-15.txt:2: unknown key 'titel'; did you mean 'title'?",
        "en/2024-01-15.txt:3: draft is 2; expected true or false",
        f"en/special.txt:1: the text begins with 'Hello.', no date; {day}",
        "fr/2024-01-12.txt:1: newsletter.toml has no edition 'fr'; expected one of en, zh-Hans, zh-Hant",
    ]


def test_a_day_that_never_was_is_a_fault(tmp_path: Path) -> None:
    (fault,) = told_by(library_of(tmp_path, {"en/2024-01-13.txt": "Language :\nFebruary 30, 2024\nHello."}))

    assert fault.startswith("en/2024-01-13.txt:2: 'February 30, 2024' is no date")


def test_a_broken_file_counts_once_and_a_warning_breaks_nothing(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {
            "en/2024-01-15.txt": "+++\ntitel = 1\ndraft = 2\n+++\nHello.",
            "en/2024-01-16.txt": "Hello.\nNotable Number",
        },
    )

    assert library.broken == ("en/2024-01-15.txt",)
    assert len(library.errors) == 2
    assert len(library.problems) == 3


def test_a_folder_that_is_nearly_an_edition_is_told_which(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"zh-hans/2024-01-12.txt": "您好。"})

    assert told_by(library) == [
        "zh-hans/2024-01-12.txt:1: newsletter.toml has no edition 'zh-hans'; did you mean 'zh-Hans'?"
    ]


@pytest.mark.parametrize("name", ["Special.txt", "2024.txt", "latest.txt", "a b.txt", "2024-q1.txt"])
def test_a_disallowed_or_reserved_name_is_a_fault(tmp_path: Path, name: str) -> None:
    library = library_of(tmp_path, {f"en/{name}": issue_text()})

    assert [(problem.path, problem.severity) for problem in library.problems] == [(f"en/{name}", "error")]


def test_a_file_over_a_megabyte_is_a_fault(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"en/2024-01-13.txt": b"x" * (1024 * 1024 + 1)})

    assert told_by(library) == [
        "en/2024-01-13.txt:1: cannot be read (larger than 1048576 bytes); expected the text of an issue"
    ]


def test_what_is_no_file_is_a_fault_and_blocks_nobody(tmp_path: Path) -> None:
    library_of(tmp_path)
    os.mkfifo(tmp_path / "en" / "a.txt")
    (tmp_path / "en" / "b.txt").symlink_to("nowhere")
    (tmp_path / "en" / "c.txt").mkdir()

    library = library_of(tmp_path)

    assert len(library.issues) == 1
    assert told_by(library) == [
        f"en/{name}.txt:1: cannot be read ({reason}); expected the text of an issue"
        for name, reason in {
            "a": "not a regular file",
            "b": "a link that leads nowhere",
            "c": "not a regular file",
        }.items()
    ]


def test_a_symlink_to_a_file_is_read(tmp_path: Path) -> None:
    library_of(tmp_path)
    (tmp_path / "en" / "again.txt").symlink_to("2024-01-12.txt")

    assert [issue.key for issue in library_of(tmp_path).issues] == ["2024-01-12", "again"]


@pytest.mark.parametrize(
    ("name", "shown"), [(b"caf\xe9.txt", "caf\ufffd.txt"), (b"a\nb.txt", "a\ufffdb.txt")]
)
def test_an_odd_name_is_a_fault_that_can_be_printed(tmp_path: Path, name: bytes, shown: str) -> None:
    library_of(tmp_path)
    with open(os.fsencode(tmp_path / "en") + b"/" + name, "wb") as file:  # noqa: PTH123 (no Path is of bytes)
        file.write(issue_text().encode())

    library = library_of(tmp_path)

    assert [problem.path for problem in library.errors] == [f"en/{shown}"]
    assert "\n" not in told_by(library)[0]


def test_other_files_are_passed_over_with_a_warning(tmp_path: Path) -> None:
    library = library_of(
        tmp_path, {"en/notes.doc": "x", "en/2024-01-19.TXT": "x", "README": "x", "en/old/a.txt": "x"}
    )

    assert told_by(library) == [
        "README:1: warning: skipped; expected issues in the folder of an edition",
        "en/2024-01-19.TXT:1: warning: skipped; expected a file that ends in .txt or .md",
        "en/notes.doc:1: warning: skipped; expected a file that ends in .txt or .md",
        "en/old:1: warning: skipped; expected a file that ends in .txt or .md",
    ]


def test_names_that_begin_with_a_dot_or_an_underscore_are_ignored(tmp_path: Path) -> None:
    library = library_of(
        tmp_path,
        {"en/.draft.txt": "x", "en/_draft.txt": "x", "_old/a.txt": "x", ".git/a.txt": "x", "_x": "x"},
    )

    assert library.problems == ()


def test_the_files_of_the_service_are_no_surprise(tmp_path: Path) -> None:
    assert library_of(tmp_path, {"ledger.jsonl": ""}).problems == ()


def test_a_readme_may_describe_the_archive(tmp_path: Path) -> None:
    library = library_of(tmp_path, {"README.md": "# The archive", "en/README.md": "# No issue"})

    assert told_by(library) == ["en/README.md:1: warning: skipped; expected a file that ends in .txt or .md"]


def test_warnings_name_their_lines(tmp_path: Path) -> None:
    library = library_of(
        tmp_path, {"en/2024-01-13.txt": b"January 13, 2024\nA\x01b.\nNotable Number\nBack to Top"}
    )

    character, section = told_by(library)

    assert character.startswith("en/2024-01-13.txt:2: warning: character U+0001 is replaced by U+FFFD")
    assert section.startswith("en/2024-01-13.txt:3: warning: this heading has no content")


def test_an_issue_has_one_file(tmp_path: Path) -> None:
    archive = write_archive(tmp_path, {GOOD: "Hi.", "en/2024-01-12.md": "Hi."})
    declared = load_newsletter(archive / "newsletter.toml")
    both = load_folder(archive, declared)
    (archive / GOOD).unlink()
    one = load_folder(archive, declared, both.files)

    message = "the issue has two files; expected en/2024-01-12.txt or en/2024-01-12.md"
    assert [str(problem) for problem in both.problems if "two files" in problem.message] == [
        f"en/2024-01-12.md:1: {message}",
        f"en/2024-01-12.txt:1: {message}",
    ]
    assert both.issues == ()
    assert [issue.path for issue in one.issues] == ["en/2024-01-12.md"]


def test_a_folder_has_one_stamp_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})
    newsletter = load_newsletter(archive / "newsletter.toml")
    monkeypatch.chdir(tmp_path)

    assert stamp_archive(Path("issues"), newsletter) == stamp_archive(archive, newsletter)
