"""`check`: what must not be merged, with file, line and the way to put it right."""

import json
from datetime import date

import pytest

from tests.support.archives import NEWSLETTER
from tests.support.editor import KEY, Editor

QUOTE = f"en/quotes/{KEY}"


def test_a_published_archive_passes(editor: Editor) -> None:
    result = editor.run("check")

    assert (result.exit_code, result.output) == (0, "nothing to publish\n1 issue, 0 errors, 0 warnings\n")


def test_what_is_new_passes_and_is_listed(editor: Editor) -> None:
    editor.write(key="2024-01-19", day=date(2024, 1, 19))

    result = editor.run("check")

    assert result.exit_code == 0
    assert [row.split()[:2] for row in result.output.splitlines()[:2]] == [
        ["new", "en/issues/2024-01-19"],
        ["new", "en/quotes/2024-01-19"],
    ]


def test_json_lists_what_is_to_be_published(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))

    report = json.loads(editor.run("check", "--format", "json").output)

    assert [(one["change"], one["entry"]) for one in report["publish"]] == [
        ("changed", f"en/issues/{KEY}"),
        ("changed", QUOTE),
    ]


def test_a_missing_entry_fails_at_its_line_of_the_ledger(editor: Editor) -> None:
    editor.write(quotes=())

    result = editor.run("check")

    assert result.exit_code == 1
    assert result.output.splitlines()[0] == (
        f"ledger.jsonl:3: {QUOTE} is on record and not in the archive; expected it there: "
        f"put it back in en/{KEY}.txt, "
        f"or run: syndication publish --archive {editor.archive} --withdraw {QUOTE}"
    )


def test_a_withdrawn_entry_passes(editor: Editor) -> None:
    editor.write(quotes=())
    editor.publish(QUOTE)

    assert editor.check() == []


def test_the_entries_of_a_broken_file_are_not_told_as_missing(editor: Editor) -> None:
    (editor.archive / f"en/{KEY}.txt").write_bytes(b"\xff")

    assert [problem.path for problem in editor.errors()] == [f"en/{KEY}.txt"]


def test_the_entries_of_an_unreadable_folder_are_not_told_as_missing(editor: Editor) -> None:
    (editor.archive / "en").rename(editor.archive / "_en")
    (editor.archive / "en").mkdir()
    (editor.archive / "en" / f"{KEY}.txt").symlink_to(f"{KEY}.txt")

    assert [problem.path for problem in editor.errors()] == [f"en/{KEY}.txt"]


def test_parts_that_cannot_be_matched_fail_at_their_line(editor: Editor) -> None:
    editor.write(quotes=("Another.", "And another."))

    (problem,) = editor.errors()

    assert (problem.path, problem.line) == (f"en/{KEY}.txt", 5)


def test_a_damaged_ledger_fails_beside_what_else_is_wrong(editor: Editor) -> None:
    editor.ledger.write_bytes(editor.ledger.read_bytes() + b"<<<<<<< HEAD\n")
    (editor.archive / "en" / "broken.txt").write_bytes(b"\xff")

    assert [problem.path for problem in editor.errors()] == ["ledger.jsonl", "en/broken.txt"]


def test_an_edition_that_was_taken_out_fails(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=())
    editor.publish()
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")

    assert [problem.path for problem in editor.errors()] == [f"zh-Hans/{KEY}.txt"]


def test_another_date_is_warned_of_until_it_is_published(editor: Editor) -> None:
    editor.write(day=date(2024, 1, 11))
    before = [str(problem) for problem in editor.check()]
    editor.publish()

    message = "dated 2024-01-11, published 2024-01-12; expected the same, the record counts"
    assert before == [f"en/{KEY}.txt:1: warning: {message}"]
    assert editor.check() == []


def test_another_published_is_warned_of_as_long_as_it_stands_in_the_file(editor: Editor) -> None:
    editor.write(front="published = 2024-01-11")
    editor.publish()

    (warning,) = editor.check()

    assert str(warning).startswith(f"en/{KEY}.txt:2: warning: dated 2024-01-11, published 2024-01-12;")


def test_a_published_issue_that_becomes_a_draft_is_one_error_at_its_line(editor: Editor) -> None:
    editor.write(front="draft = true")

    (error,) = editor.errors()

    assert str(error) == (
        f"en/{KEY}.txt:2: `draft = true` in an issue that is published; expected a published issue to stay: "
        f"delete that line, or run: syndication publish --archive {editor.archive} --withdraw en/{KEY}"
    )


def test_another_hour_of_the_same_day_is_no_reason_to_warn(editor: Editor) -> None:
    editor.write(front="published = 2024-01-12T23:59:00+08:00")

    assert editor.check() == []


def test_the_gate_changes_nothing(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    before = editor.ledger.read_bytes()

    editor.check()

    assert editor.ledger.read_bytes() == before


def test_without_a_ledger_everything_is_served_and_check_says_so(empty: Editor) -> None:
    empty.write()

    result = empty.run("check")

    *changes, count, ledger, issues = result.output.splitlines()
    assert [line.split()[:2] for line in changes] == [["new", f"en/issues/{KEY}"], ["new", QUOTE]]
    assert (result.exit_code, count, ledger, issues) == (
        0,
        "to publish: 2 new",
        "no ledger: everything due is served",
        "1 issue, 0 errors, 0 warnings",
    )


def test_without_a_ledger_check_lists_some_of_what_is_new(empty: Editor) -> None:
    for day in range(1, 9):
        empty.write(key=f"2024-01-{day:02}", day=date(2024, 1, day))

    lines = empty.run("check").output.splitlines()

    assert (len(lines), lines[10:12]) == (14, ["… and 6 more", "to publish: 16 new"])


def test_a_ledger_that_is_required_and_missing_is_an_error(
    empty: Editor, monkeypatch: pytest.MonkeyPatch
) -> None:
    empty.write()
    monkeypatch.setenv("SYNDICATION_REQUIRE_LEDGER", "1")

    result = empty.run("check")
    published = empty.run("publish")
    after = empty.run("check")

    assert result.exit_code == 1
    assert result.output.startswith("ledger.jsonl:1: there is no ledger, but --require-ledger; expected it")
    assert (published.exit_code, after.exit_code) == (0, 0)
