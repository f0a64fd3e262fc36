"""The file that remembers: its form, and how each kind of damage is told."""

import json
from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.archive import load_archive
from syndication.archive.ledger import Ledger, load_ledger, parse_ledger, write_ledger
from syndication.model import Newsletter
from syndication.model.errors import LedgerError
from tests.support.archives import NEWSLETTER, settings_of
from tests.support.editor import KEY, PREFIX, Editor

HEAD = b'{"id": "focus-this-week", "authority": "example.org", "since": "2023"}\n'
QUOTE = {
    "id": f"{PREFIX}en/quotes/{KEY}",
    "published": "2024-01-12T12:00:00+08:00",
    "updated": "2024-01-12T12:00:00+08:00",
    "fingerprint": "1:" + 64 * "0",
}


@pytest.fixture
def newsletter(empty: Editor) -> Newsletter:
    return settings_of(empty.archive).newsletter


def line(**fields: object) -> bytes:
    """Write the line of a record, with other fields where wanted."""
    return json.dumps(QUOTE | fields).encode() + b"\n"


def test_the_first_line_names_the_newsletter(editor: Editor) -> None:
    assert editor.ledger.read_bytes().startswith(HEAD)


def test_every_entry_has_one_line(editor: Editor) -> None:
    lines = editor.ledger.read_text("utf-8").splitlines()[1:]

    assert [json.loads(one)["id"].removeprefix(PREFIX) for one in lines] == [
        f"en/issues/{KEY}",
        f"en/quotes/{KEY}",
    ]


def test_a_line_holds_what_is_needed_and_no_more(editor: Editor) -> None:
    lines = editor.ledger.read_text("utf-8").splitlines()[1:]

    assert {tuple(json.loads(one)) for one in lines} == {
        ("id", "published", "updated", "recorded", "fingerprint")
    }


def test_a_withdrawn_entry_says_when(editor: Editor) -> None:
    editor.remove()
    editor.publish(f"en/{KEY}")

    assert (
        json.loads(editor.ledger.read_text("utf-8").splitlines()[1])["withdrawn"]
        == "2024-06-02T08:00:00+08:00"
    )


def test_a_new_issue_adds_lines_at_the_end(editor: Editor) -> None:
    before = editor.ledger.read_bytes()
    editor.write(key="2024-01-19", day=date(2024, 1, 19))

    editor.publish()

    assert editor.ledger.read_bytes().startswith(before)


def test_a_correction_changes_its_own_lines_only(editor: Editor) -> None:
    editor.write(key="2024-01-19", day=date(2024, 1, 19))
    editor.publish()
    before = editor.ledger.read_bytes().splitlines()
    editor.write(letter="The pandas are here.")

    editor.publish()

    after = editor.ledger.read_bytes().splitlines()
    assert [old == new for old, new in zip(before, after, strict=True)] == [True, False, True, True, True]


def test_what_is_read_is_written_byte_by_byte_alike(editor: Editor, newsletter: Newsletter) -> None:
    editor.write(key="2023-11-22", day=date(2023, 11, 22))
    editor.publish()
    before = editor.ledger.read_bytes()

    write_ledger(editor.archive, newsletter, parse_ledger(before, newsletter))

    assert editor.ledger.read_bytes() == before


def test_windows_line_ends_are_read(editor: Editor, newsletter: Newsletter) -> None:
    crlf = editor.ledger.read_bytes().replace(b"\n", b"\r\n")

    assert parse_ledger(crlf, newsletter) == load_ledger(editor.archive, newsletter)


def test_a_byte_order_mark_is_read(editor: Editor, newsletter: Newsletter) -> None:
    marked = b"\xef\xbb\xbf" + editor.ledger.read_bytes()

    assert parse_ledger(marked, newsletter) == load_ledger(editor.archive, newsletter)


def test_where_there_is_no_file_there_is_no_ledger(empty: Editor, newsletter: Newsletter) -> None:
    assert load_ledger(empty.archive, newsletter) is None


def test_a_ledger_of_its_first_line_records_nothing(newsletter: Newsletter) -> None:
    assert parse_ledger(HEAD, newsletter) == Ledger({})


BROKEN = {
    "no JSON": b"{nonsense}\n",
    "cut off": line()[:-20],
    "deep": b"[" * 100_000 + b"\n",
    "not UTF-8": b'{"id": "\xff"}\n',
    "no object": b"[]\n",
    "a number": line(updated=1),
    "unknown field": line(title="A bridge"),
    "missing field": json.dumps({key: QUOTE[key] for key in ("id", "published", "updated")}).encode(),
    "a naive time": line(published="2024-01-12T12:00:00"),
    "no time": line(published="yesterday"),
    "a time out of range": line(published="0001-01-01T00:00:00+08:00"),
    "updated before published": line(updated="2024-01-11T12:00:00+08:00"),
    "a naive withdrawal": line(withdrawn="2024-01-13"),
    "a foreign id": line(id=f"tag:example.com,2023:focus-this-week/en/quotes/{KEY}"),
    "no section": line(id=f"{PREFIX}en/Poems/{KEY}"),
    "a first ordinal": line(id=f"{PREFIX}en/quotes/{KEY}.1"),
    "a foreign ordinal": line(id=f"{PREFIX}en/quotes/{KEY}.1٣"),
    "another fingerprint": line(fingerprint="2:abc"),
    "null": line(withdrawn=None),
}


@pytest.mark.parametrize("damaged", BROKEN.values(), ids=BROKEN)
def test_damage_is_told_with_its_line_and_the_way_to_mend_it(newsletter: Newsletter, damaged: bytes) -> None:
    with pytest.raises(LedgerError) as error:
        parse_ledger(HEAD + line(id=f"{PREFIX}en/issues/{KEY}") + damaged, newsletter)

    (problem,) = error.value.problems
    assert (problem.path, problem.line) == ("ledger.jsonl", 3)
    assert "expected" in problem.message
    assert problem.message.endswith("restore the line from the repository's history")


def test_every_damage_is_told_at_once(newsletter: Newsletter) -> None:
    with pytest.raises(LedgerError) as error:
        parse_ledger(HEAD + b"".join(b"%b" % one.rstrip() + b"\n" for one in BROKEN.values()), newsletter)

    assert [problem.line for problem in error.value.problems] == list(range(2, len(BROKEN) + 2))


def test_an_entry_that_is_recorded_twice_is_told_with_both_lines(newsletter: Newsletter) -> None:
    with pytest.raises(LedgerError, match=r"ledger\.jsonl:3: .* recorded twice, first on line 2"):
        parse_ledger(HEAD + line() + line(updated="2024-01-13T12:00:00+08:00"), newsletter)


@pytest.mark.parametrize("mark", ["<<<<<<< HEAD", "||||||| base", "=======", ">>>>>>> other"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_the_marks_of_a_merge_are_told_for_what_they_are(
    newsletter: Newsletter, mark: str, place: int
) -> None:
    lines = [HEAD, line()]
    lines.insert(place - 1, mark.encode() + b"\n")

    with pytest.raises(LedgerError, match=rf"ledger\.jsonl:{place}: a merge left its mark here; .* delete"):
        parse_ledger(b"".join(lines), newsletter)


@pytest.mark.parametrize(
    "raw", [b"", b"\n", line(), b"{}\n", b"[]\n", b"null\n", b"\xff\xfe", HEAD.replace(b"since", b"until")]
)
def test_a_file_that_does_not_begin_as_a_ledger_is_none(newsletter: Newsletter, raw: bytes) -> None:
    with pytest.raises(LedgerError, match=r"ledger\.jsonl:1: not the first line of a ledger; .* restore"):
        parse_ledger(raw, newsletter)


@pytest.mark.parametrize(
    ("key", "old", "new"),
    [
        ("id", "focus-this-week", "focus"),
        ("authority", "example.org", "example.com"),
        ("since", "2023", "2024"),
    ],
)
def test_a_changed_name_is_told_once_with_the_way_back(editor: Editor, key: str, old: str, new: str) -> None:
    renamed = NEWSLETTER.replace(f'{key} = "{old}"', f'{key} = "{new}"', 1)
    (editor.archive / "newsletter.toml").write_text(renamed, "utf-8")

    (problem,) = editor.errors()

    assert problem.line == 1
    assert problem.message.startswith(f"newsletter.toml has {key} = {new!r}, the ledger {old!r}; expected")
    assert problem.message.endswith("put the old one back in newsletter.toml")


def test_a_folder_in_the_ledgers_place_is_told(empty: Editor, newsletter: Newsletter) -> None:
    empty.ledger.mkdir()

    with pytest.raises(LedgerError, match=r"ledger\.jsonl:1: cannot be read \(not a regular file\)"):
        load_ledger(empty.archive, newsletter)


def test_without_a_ledger_everything_that_is_due_is_served(empty: Editor) -> None:
    empty.write()
    empty.write(key="2024-12-20", day=date(2024, 12, 20))

    assert empty.seen() == [KEY]


def test_with_a_ledger_what_it_does_not_record_is_not_served(editor: Editor) -> None:
    editor.write(key="2024-01-19", day=date(2024, 1, 19))

    assert editor.seen() == [KEY]


def test_a_damaged_ledger_is_never_taken_for_none(editor: Editor) -> None:
    editor.ledger.write_bytes(b"")

    with pytest.raises(LedgerError):
        load_archive(settings_of(editor.archive))


@given(raw=st.one_of(st.binary(max_size=200), st.binary(max_size=200).map(lambda tail: HEAD + line() + tail)))
def test_no_bytes_whatever_raise_anything_else(raw: bytes) -> None:
    with TemporaryDirectory() as folder:
        newsletter = settings_of(Editor(Path(folder)).archive).newsletter
        with suppress(LedgerError):
            assert len(parse_ledger(raw, newsletter).records) in {0, 1}


def test_what_did_not_change_is_not_read_again(editor: Editor) -> None:
    newsletter = settings_of(editor.archive).newsletter
    before = load_ledger(editor.archive, newsletter)
    assert load_ledger(editor.archive, newsletter) is before
    editor.write(key="2024-01-19", day=date(2024, 1, 19))
    editor.publish()

    after = load_ledger(editor.archive, newsletter)

    assert before
    assert after
    assert all(after.records[name] is record for name, record in before.records.items())
    assert len(after.records) == 4
    with pytest.raises(LedgerError, match="has authority"):
        load_ledger(editor.archive, replace(newsletter, authority="example.net"))
