"""What `publish` records: new, changed, minor, back and withdrawn."""

import json
import os
from datetime import date, timedelta

import pytest

from syndication.archive.plan import ChangeKind
from syndication.model.errors import RefusalError, SettingsError
from tests.support.archives import NEWSLETTER, settings_of
from tests.support.editor import KEY, Editor, at

ISSUE, QUOTE = f"en/issues/{KEY}", f"en/quotes/{KEY}"
DUE = at(2024, 1, 12, 4)  # noon in Hong Kong


def test_a_new_entry_is_recorded_with_its_date_as_published_and_updated(empty: Editor) -> None:
    empty.write()

    empty.publish()

    assert {(record.published, record.updated) for record in empty.records().values()} == {(DUE, DUE)}


def test_a_new_entry_is_reported_as_new(empty: Editor) -> None:
    empty.write()

    changes = empty.publish().changes

    assert [(change.kind, str(change.record.ref)) for change in changes] == [
        (ChangeKind.NEW, ISSUE),
        (ChangeKind.NEW, QUOTE),
    ]


def test_a_scheduled_issue_is_recorded_with_its_date(empty: Editor) -> None:
    empty.write(day=date(2024, 12, 20), key="2024-12-20")

    empty.publish()

    assert empty.record("en/issues/2024-12-20").updated == at(2024, 12, 20, 4)


def test_a_draft_is_not_recorded(empty: Editor) -> None:
    empty.write(front="draft = true")

    assert empty.publish().changes == ()


def test_a_correction_moves_updated_to_the_time_of_publish(editor: Editor) -> None:
    editor.write(quotes=("A bridge has three ends.",))

    editor.publish()

    assert editor.record(QUOTE).updated == editor.now


def test_a_correction_leaves_published_where_it_is(editor: Editor) -> None:
    editor.write(quotes=("A bridge has three ends.",))

    editor.publish()

    assert editor.record(QUOTE).published == DUE


def test_a_correction_of_the_letter_moves_the_issue_only(editor: Editor) -> None:
    editor.write(letter="The pandas are here.")

    assert [str(change.record.ref) for change in editor.publish().changes] == [ISSUE]


def test_a_correction_takes_the_time_that_the_front_matter_wants(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",), front="revised = 2024-01-15T09:00:00+08:00")

    editor.publish()

    assert editor.record(QUOTE).updated == at(2024, 1, 15, 1)


def test_the_next_correction_takes_the_time_of_publish_when_revised_is_older(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",), front="revised = 2024-01-15T09:00:00+08:00")
    editor.publish()
    editor.write(quotes=("Corrected again.",), front="revised = 2024-01-15T09:00:00+08:00")

    editor.publish()

    assert editor.record(QUOTE).updated == editor.now


def test_revised_alone_changes_nothing(editor: Editor) -> None:
    editor.write(front="revised = 2024-01-15T09:00:00+08:00")

    assert editor.publish().changes == ()


@pytest.mark.parametrize("name", [KEY, f"en/{KEY}", QUOTE])
def test_a_minor_correction_leaves_updated_where_it_is(editor: Editor, name: str) -> None:
    editor.write(quotes=("A bridge has, two ends.",))

    editor.publish(minor=(name,))

    assert editor.record(QUOTE).updated == DUE


def test_a_minor_correction_is_recorded_once(editor: Editor) -> None:
    editor.write(quotes=("A bridge has, two ends.",))
    editor.publish(minor=(KEY,))

    assert editor.publish().changes == ()


def test_minor_of_one_entry_leaves_the_others_to_move(editor: Editor) -> None:
    editor.write(quotes=("A bridge has, two ends.",))

    editor.publish(minor=(QUOTE,))

    assert editor.record(ISSUE).updated == editor.now


def test_minor_of_what_did_not_change_is_refused(editor: Editor) -> None:
    with pytest.raises(SettingsError, match="nothing that changed is named '2024-01-12'"):
        editor.publish(minor=(KEY,))


def test_a_changed_date_keeps_published(editor: Editor) -> None:
    editor.write(day=date(2024, 1, 11))

    editor.publish()

    assert editor.record(ISSUE).published == DUE


def test_a_changed_date_changes_the_title_that_readers_see(editor: Editor) -> None:
    editor.write(day=date(2024, 1, 11))
    editor.publish()

    assert editor.feed("en/issues").entries[0].title == "Focus This Week — January 11, 2024"


def test_a_backfill_is_updated_when_it_is_published(editor: Editor) -> None:
    editor.write(key="2023-11-22", day=date(2023, 11, 22))

    editor.publish()

    assert editor.record("en/quotes/2023-11-22").updated == editor.now


def test_a_backfill_is_published_when_it_was_printed(editor: Editor) -> None:
    editor.write(key="2023-11-22", day=date(2023, 11, 22))

    editor.publish()

    assert editor.record("en/quotes/2023-11-22").published == at(2023, 11, 22, 4)


def test_what_other_editions_have_makes_no_backfill(editor: Editor) -> None:
    editor.write(key="2023-11-22", day=date(2023, 11, 22), edition="zh-Hans")

    editor.publish()

    assert editor.record("zh-Hans/quotes/2023-11-22").updated == at(2023, 11, 22, 4)


def test_a_whole_archive_published_at_once_has_no_backfill(empty: Editor) -> None:
    empty.write()
    empty.write(key="2023-11-22", day=date(2023, 11, 22))

    empty.publish()

    assert empty.record("en/quotes/2023-11-22").updated == at(2023, 11, 22, 4)


def gone(editor: Editor) -> None:
    editor.remove()


def drafted(editor: Editor) -> None:
    editor.write(front="draft = true")


def emptied(editor: Editor) -> None:
    editor.write("January 12, 2024\n\nThe pandas are back.\n\nQuote of the Week\n")


@pytest.mark.parametrize("leave", [gone, emptied])
def test_what_is_missing_is_refused(editor: Editor, leave: object) -> None:
    leave(editor)  # type: ignore[operator]

    with pytest.raises(
        RefusalError, match=rf"ledger\.jsonl:\d+: {QUOTE} is on record and not in the archive"
    ):
        editor.publish()


@pytest.mark.parametrize(("leave", "name"), [(gone, f"en/{KEY}"), (drafted, f"en/{KEY}"), (emptied, QUOTE)])
def test_a_refusal_says_what_to_withdraw(editor: Editor, leave: object, name: str) -> None:
    leave(editor)  # type: ignore[operator]

    with pytest.raises(RefusalError, match=f"or run: syndication publish --archive .* --withdraw {name}$"):
        editor.publish()


@pytest.mark.parametrize(("leave", "name"), [(gone, f"en/{KEY}"), (drafted, f"en/{KEY}"), (emptied, QUOTE)])
def test_what_a_refusal_says_can_be_done(editor: Editor, leave: object, name: str) -> None:
    leave(editor)  # type: ignore[operator]

    editor.publish(name)

    assert editor.errors() == []


def test_everything_that_is_missing_is_named(editor: Editor) -> None:
    editor.remove()

    with pytest.raises(RefusalError) as refusal:
        editor.publish()
    assert len(refusal.value.problems) == 2


def test_nothing_is_written_where_something_is_missing(editor: Editor) -> None:
    before = editor.ledger.read_bytes()
    editor.remove()
    editor.write(key="2024-01-19", day=date(2024, 1, 19))

    with pytest.raises(RefusalError):
        editor.publish()
    assert editor.ledger.read_bytes() == before


def test_a_file_is_withdrawn_with_all_its_entries(editor: Editor) -> None:
    editor.remove()

    editor.publish(f"en/{KEY}")

    assert {record.withdrawn for record in editor.records().values()} == {editor.now}


def test_one_entry_is_withdrawn_alone(editor: Editor) -> None:
    editor.write(quotes=())

    editor.publish(QUOTE)

    assert editor.record(ISSUE).withdrawn is None


@pytest.mark.parametrize("name", [f"en/{KEY}", QUOTE])
def test_what_still_stands_is_not_withdrawn(editor: Editor, name: str) -> None:
    with pytest.raises(RefusalError, match=f"{QUOTE} is still in the archive"):
        editor.publish(name)


@pytest.mark.parametrize(
    "name", ["en/2023-01-01", "fr/2024-01-12", KEY, "en", "", "en/quotes/", f"en/{KEY}.2"]
)
def test_what_is_not_on_record_is_not_withdrawn(editor: Editor, name: str) -> None:
    with pytest.raises(SettingsError, match="nothing on record is named"):
        editor.publish(name)


def test_nothing_is_withdrawn_twice(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")

    with pytest.raises(SettingsError, match=f"en/{KEY} is withdrawn already"):
        editor.publish(f"en/{KEY}")


def test_an_entry_that_comes_back_keeps_its_published(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")
    editor.write()

    editor.publish()

    assert editor.record(QUOTE).published == DUE


def test_an_entry_that_comes_back_is_updated(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")
    editor.write()
    editor.wait()

    editor.publish()

    assert editor.record(QUOTE).updated == editor.now


def test_an_entry_that_comes_back_is_withdrawn_no_more(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")
    editor.write()

    changes = editor.publish().changes

    assert {(change.kind, change.record.withdrawn) for change in changes} == {(ChangeKind.BACK, None)}


def test_a_translation_that_arrives_changes_nothing(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))

    changes = editor.publish().changes

    assert {change.record.ref.edition for change in changes} == {"zh-Hans"}


def test_a_moved_site_changes_nothing(editor: Editor) -> None:
    moved = NEWSLETTER.replace("[publisher]", 'base_url = "https://elsewhere.example"\n[publisher]')
    (editor.archive / "newsletter.toml").write_text(moved, "utf-8")

    assert editor.publish().changes == ()


def test_other_rights_change_nothing(editor: Editor) -> None:
    moved = NEWSLETTER.replace("© China-US Focus", "© Somebody else")
    (editor.archive / "newsletter.toml").write_text(moved, "utf-8")

    assert editor.publish().changes == ()


def test_files_touched_by_a_checkout_change_nothing(editor: Editor) -> None:
    os.utime(editor.archive / f"en/{KEY}.txt", (0, 0))

    assert editor.publish().changes == ()


@pytest.mark.parametrize(
    ("path", "content"),
    [("en/2024-01-19.txt", b"\xff"), (f"en/{KEY}.txt", b""), ("fr/2024-01-12.txt", b"Bonjour")],
)
def test_nothing_is_written_while_a_file_is_broken(editor: Editor, path: str, content: bytes) -> None:
    before = editor.ledger.read_bytes()
    editor.write(key="2024-01-26", day=date(2024, 1, 26))
    (editor.archive / path).parent.mkdir(exist_ok=True)
    (editor.archive / path).write_bytes(content)

    with pytest.raises(RefusalError, match=path):
        editor.publish()
    assert editor.ledger.read_bytes() == before


def test_a_broken_file_cannot_be_withdrawn(editor: Editor) -> None:
    (editor.archive / f"en/{KEY}.txt").write_bytes(b"\xff")

    with pytest.raises(RefusalError, match="not UTF-8"):
        editor.publish(f"en/{KEY}")


def test_nothing_is_written_where_a_folder_cannot_be_read(editor: Editor) -> None:
    (editor.archive / "en").rename(editor.archive / "_en")
    (editor.archive / "en").symlink_to("nowhere")

    with pytest.raises(RefusalError):
        editor.publish()
    assert len(editor.records()) == 2


def test_nothing_to_do_writes_nothing(editor: Editor) -> None:
    before = editor.ledger.stat()

    editor.publish()

    assert (editor.ledger.stat().st_ino, editor.ledger.stat().st_mtime_ns) == (
        before.st_ino,
        before.st_mtime_ns,
    )


def test_an_empty_archive_gets_no_ledger(empty: Editor) -> None:
    empty.publish()

    assert not empty.ledger.exists()


def test_a_dry_run_writes_nothing(empty: Editor) -> None:
    empty.write()

    empty.publish(dry_run=True)

    assert not empty.ledger.exists()


def test_two_corrections_within_a_second_are_told_apart(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.publish()
    first = editor.record(QUOTE).updated
    editor.wait(milliseconds=300)
    editor.write(quotes=("Corrected again.",))

    editor.publish()

    assert editor.record(QUOTE).updated > first


def test_updated_moves_on_when_the_clock_goes_back(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.publish()
    first = editor.record(QUOTE).updated
    editor.wait(days=-100)
    editor.write(quotes=("Corrected again.",))

    editor.publish()

    assert editor.record(QUOTE).updated == first + timedelta(seconds=1)


def test_a_withdrawal_is_later_than_what_it_withdraws_when_the_clock_goes_back(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.publish()
    editor.wait(hours=-1)
    editor.remove()

    editor.publish(f"en/{KEY}")

    record = editor.record(QUOTE)
    assert record.withdrawn is not None
    assert record.withdrawn > record.updated


def test_the_times_of_the_ledger_are_those_of_the_newsletter(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.wait(microseconds=123)

    editor.publish()

    assert '"updated": "2024-06-02T08:00:00+08:00"' in editor.ledger.read_text()


def test_a_linked_archive_is_published(editor: Editor) -> None:
    link = editor.archive.with_name("link")
    link.symlink_to(editor.archive)
    editor.write(quotes=("Corrected.",))

    Editor(link, editor.now).publish()

    assert editor.record(QUOTE).updated == editor.now


def test_a_linked_ledger_stays_a_link(editor: Editor) -> None:
    editor.ledger.rename(editor.archive / ".kept")
    editor.ledger.symlink_to(".kept")
    editor.write(quotes=("Corrected.",))

    editor.publish()

    assert editor.ledger.is_symlink()
    assert editor.record(QUOTE).updated == editor.now


def test_an_edition_that_is_no_more_can_be_withdrawn(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=())
    editor.publish()
    editor.remove(edition="zh-Hans")
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")

    editor.publish(f"zh-Hans/{KEY}")

    assert editor.errors() == []


def test_the_withdrawals_of_an_edition_that_is_no_more_are_still_told(editor: Editor) -> None:
    editor.write(edition="zh-Hans", letter="熊猫回来了。", quotes=())
    editor.publish()
    editor.remove(edition="zh-Hans")
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER.partition("[editions.zh-Hans]")[0], "utf-8")
    editor.publish(f"zh-Hans/{KEY}")

    listed = {entry["path"]: entry["withdrawn"] for entry in editor.json("/archive.json")["entries"]}

    assert listed[f"/zh-Hans/issues/{KEY}/"] == "2024-06-02T08:00:00+08:00"


def test_the_table_names_change_entry_time_and_title(empty: Editor) -> None:
    empty.write()

    output = empty.run("publish").stdout

    assert [line.split(maxsplit=3) for line in output.splitlines()] == [
        ["new", ISSUE, "2024-01-12T12:00:00+08:00", "Focus This Week — January 12, 2024"],
        ["new", QUOTE, "2024-01-12T12:00:00+08:00", "Ada Example: A bridge has two ends."],
        ["2", "new"],
    ]


def test_line_separators_in_a_text_stay_on_one_line_of_the_table(empty: Editor) -> None:
    empty.write(quotes=("One\u2028two\u2029three\x85four\x0bfive.",))

    output = empty.run("publish").stdout

    assert len(output.splitlines()) == 3


def test_a_withdrawal_is_shown_with_its_own_time(editor: Editor) -> None:
    editor.remove()

    output = editor.run("publish", "--withdraw", f"en/{KEY}").stdout

    assert {line.split()[2] for line in output.splitlines()[:2]} == {
        f"{editor.record(ISSUE).withdrawn:%FT%T}+08:00"
    }


@pytest.mark.parametrize("option", [[], ["--dry-run"]])
def test_the_first_publication_says_what_can_never_change(empty: Editor, option: list[str]) -> None:
    empty.write()

    notes = empty.run("publish", *option).stderr

    never = "once they are published, id, authority and since in newsletter.toml must never change"
    assert notes == f"all ids begin with tag:example.org,2023:focus-this-week: {never}\n"


def test_the_warnings_of_what_is_published_are_shown(editor: Editor) -> None:
    editor.write(letter="Notable Numbers")
    editor.write(letter="Notable Numbers", key=OTHER, day=date(2024, 1, 19))

    notes = editor.run("publish", f"en/{OTHER}").stderr

    assert [line.partition(":")[0] for line in notes.splitlines()] == [f"en/{OTHER}.txt"]


@pytest.mark.parametrize("name", [f"en/{KEY}.txt", f"issues/en/{KEY}.txt"])
def test_an_issue_may_be_named_by_its_file(editor: Editor, name: str) -> None:
    editor.write(quotes=("Corrected.",))

    assert editor.run("publish", "--minor", name).stdout.splitlines()[-1] == "2 minor"


def test_a_dry_run_says_what_is_to_be_published(empty: Editor) -> None:
    empty.write()

    output = empty.run("publish", "--dry-run").output

    assert output.splitlines()[-1] == "to publish: 2 new"


def test_nothing_to_do_is_said(editor: Editor) -> None:
    assert editor.run("publish").output == "nothing to publish\n"


def test_json_gives_every_change(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))

    result = json.loads(editor.run("publish", "--format", "json").output)

    assert (result["written"], [(one["change"], one["entry"]) for one in result["changes"]]) == (
        True,
        [("changed", ISSUE), ("changed", QUOTE)],
    )


def test_json_gives_what_is_refused(editor: Editor) -> None:
    editor.remove()

    result = json.loads(editor.run("publish", "--format", "json").output)

    assert (result["written"], [one["line"] for one in result["problems"]]) == (False, [2, 3])


def test_json_gives_what_is_wrong_with_the_ledger(editor: Editor) -> None:
    editor.ledger.write_bytes(b"")

    result = json.loads(editor.run("publish", "--format", "json").output)

    assert [one["path"] for one in result["problems"]] == ["ledger.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        ([], 0),
        (["--dry-run"], 0),
        (["--withdraw", f"en/{KEY}"], 1),
        (["--withdraw", "en/unknown"], 2),
        (["--minor", "unknown"], 2),
        (["--unknown"], 2),
    ],
)
def test_the_exit_status_says_whose_fault_it_is(editor: Editor, arguments: list[str], status: int) -> None:
    assert editor.run("publish", *arguments).exit_code == status


def test_a_refusal_goes_to_the_standard_error(editor: Editor) -> None:
    editor.remove()

    result = editor.run("publish")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.endswith("nothing is published\n")


def test_a_clock_in_another_zone_records_the_same(editor: Editor) -> None:
    editor.write(quotes=("Corrected.",))
    editor.now = editor.now.astimezone(settings_of(editor.archive).newsletter.timezone)

    editor.publish()

    assert '"updated": "2024-06-02T08:00:00+08:00"' in editor.ledger.read_text()


# Some issues only

OTHER = "2024-01-19"


@pytest.fixture
def broken(editor: Editor) -> Editor:
    """Return a editor with a correction, a new issue and a broken file."""
    editor.write(quotes=("A bridge has three ends.",))
    editor.write(key=OTHER, day=date(2024, 1, 19))
    (editor.archive / "en/broken.txt").write_bytes(b"\xff")
    return editor


@pytest.mark.parametrize("name", [OTHER, f"en/{OTHER}", f"en/quotes/{OTHER}"])
def test_a_named_issue_is_published_while_another_file_is_broken(broken: Editor, name: str) -> None:
    plan = broken.publish(names=(name,))

    assert {str(change.record.ref) for change in plan.changes} == {f"en/issues/{OTHER}", f"en/quotes/{OTHER}"}


def test_without_names_a_broken_file_is_refused_with_the_command_for_the_rest(broken: Editor) -> None:
    result = broken.run("publish")
    command = result.output.splitlines()[-1].removeprefix("without these: syndication ")
    done = broken.run(*command.split())

    assert (result.exit_code, command) == (1, f"publish --archive {broken.archive} en/{KEY} en/{OTHER}")
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "2 changed, 2 new")


def test_a_named_file_that_is_broken_is_refused(broken: Editor) -> None:
    with pytest.raises(RefusalError, match=r"^en/broken\.txt:1: [^\n]*\Z"):
        broken.publish(names=("en/broken", f"en/{OTHER}"))


def test_a_named_issue_is_published_while_another_is_missing(editor: Editor) -> None:
    editor.remove()
    editor.write(key=OTHER, day=date(2024, 1, 19))

    editor.publish(names=(f"en/{OTHER}",))

    assert set(editor.records()) == {ISSUE, QUOTE, f"en/issues/{OTHER}", f"en/quotes/{OTHER}"}


def test_an_issue_is_withdrawn_while_another_file_is_broken(broken: Editor) -> None:
    broken.remove()

    plan = broken.publish(f"en/{KEY}", names=(f"en/{KEY}",))

    assert [str(change.record.ref) for change in plan.changes] == [ISSUE, QUOTE]


def test_a_name_that_nothing_has_is_an_error(editor: Editor) -> None:
    with pytest.raises(SettingsError, match="no issue is named 'en/2024-02-30'; expected an issue that"):
        editor.publish(names=("en/2024-02-30",))


def test_a_named_issue_without_changes_is_no_error(editor: Editor) -> None:
    assert editor.publish(names=(KEY,)).changes == ()


def test_minor_publishes_the_named_issue_only(broken: Editor) -> None:
    plan = broken.publish(minor=(f"en/{KEY}",))

    assert {(change.kind, str(change.record.ref)) for change in plan.changes} == {
        (ChangeKind.MINOR, ISSUE),
        (ChangeKind.MINOR, QUOTE),
    }


def test_each_kind_is_counted(editor: Editor) -> None:
    editor.write(quotes=())
    editor.write(key=OTHER, day=date(2024, 1, 19))

    output = editor.run("publish", "--withdraw", QUOTE).output

    assert output.splitlines()[-1] == "1 withdrawn, 1 changed"
