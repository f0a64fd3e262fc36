"""Which documents a feed is split into: the open quarter and what changed last, and the closed quarters."""

from datetime import date

import pytest

from tests.support.documents import documents, graves, keys, publish, quarters
from tests.support.editor import Editor, at

LAST_OF_2023, FIRST_OF_2024, IN_APRIL = date(2023, 12, 29), date(2024, 1, 5), date(2024, 4, 5)


def test_a_quarter_is_open_while_it_has_the_newest_entry(editor: Editor) -> None:
    """Years may pass: what is open depends on what was published, not on any clock."""
    publish(editor, LAST_OF_2023)
    editor.wait(days=1000)

    assert quarters(documents(editor)) == []


def test_a_quarter_is_closed_by_an_entry_of_a_later_one(editor: Editor) -> None:
    publish(editor, LAST_OF_2023, FIRST_OF_2024)

    assert quarters(documents(editor)) == ["2023-q4"]


def test_a_quarter_stays_closed_when_what_closed_it_is_withdrawn(editor: Editor) -> None:
    publish(editor, LAST_OF_2023, FIRST_OF_2024)
    editor.wait()
    editor.remove(str(FIRST_OF_2024))
    editor.publish(f"en/{FIRST_OF_2024}")

    assert quarters(documents(editor)) == ["2023-q4"]


def test_a_quarter_stays_closed_when_what_closed_it_cannot_be_read(editor: Editor) -> None:
    publish(editor, LAST_OF_2023, FIRST_OF_2024)
    (editor.archive / f"en/{FIRST_OF_2024}.txt").write_bytes(b"\xff")

    assert quarters(documents(editor)) == ["2023-q4"]


def test_an_issue_that_is_not_due_closes_nothing(editor: Editor) -> None:
    editor.now = at(2024, 1, 1)
    publish(editor, LAST_OF_2023, FIRST_OF_2024)

    before = quarters(documents(editor))
    editor.now = at(2024, 1, 6)
    assert (before, quarters(documents(editor))) == ([], ["2023-q4"])


def test_another_edition_and_another_section_close_nothing(editor: Editor) -> None:
    publish(editor, LAST_OF_2023)
    publish(editor, FIRST_OF_2024, edition="zh-Hans")
    editor.write(key=str(FIRST_OF_2024), day=FIRST_OF_2024, quotes=(), number="Countries that signed.")
    editor.publish()

    assert (quarters(documents(editor)), quarters(documents(editor, "en/issues"))) == ([], ["2023-q4"])


def test_a_quarter_without_entries_has_no_document(editor: Editor) -> None:
    publish(editor, date(2019, 2, 1), LAST_OF_2023, IN_APRIL)

    assert quarters(documents(editor)) == ["2019-q1", "2023-q4"]


def test_a_quarter_of_which_everything_was_withdrawn_has_a_document(editor: Editor) -> None:
    publish(editor, LAST_OF_2023, FIRST_OF_2024)
    editor.wait()
    editor.remove(str(LAST_OF_2023))
    editor.publish(f"en/{LAST_OF_2023}")

    body = documents(editor)["/en/quotes/2023-q4.atom"]
    assert (keys(body), graves(body)) == ([], [str(LAST_OF_2023)])


@pytest.mark.parametrize(
    ("published", "quarter"),
    [("2023-12-31T23:59:59+08:00", "2023-q4"), ("2023-12-31T16:00:00Z", "2024-q1")],
    ids=["before midnight", "at midnight"],
)
def test_quarters_are_those_of_the_newsletters_zone(editor: Editor, published: str, quarter: str) -> None:
    editor.write(key="2023-12-31", day=date(2023, 12, 31), front=f"published = {published}")
    publish(editor, IN_APRIL)

    assert quarters(documents(editor)) == [quarter]


def test_the_subscription_document_has_the_whole_open_quarter(editor: Editor) -> None:
    days = [date(2024, 4, day) for day in range(1, 26)]
    publish(editor, LAST_OF_2023, *days)

    assert keys(documents(editor)["/en/quotes.atom"]) == [str(day) for day in reversed(days)]


def test_the_subscription_document_has_all_withdrawals_of_the_open_quarter(editor: Editor) -> None:
    days = [date(2024, 4, day) for day in range(1, 26)]
    publish(editor, LAST_OF_2023, *days)
    for day in (LAST_OF_2023, *days):
        editor.wait()
        editor.remove(str(day))
        editor.publish(f"en/{day}")

    assert graves(documents(editor)["/en/quotes.atom"]) == [str(day) for day in reversed(days)]


def test_an_open_quarter_of_which_everything_was_withdrawn_is_still_open(editor: Editor) -> None:
    days = [date(2023, 10, day) for day in range(1, 26)]
    publish(editor, *days, FIRST_OF_2024)
    editor.wait()
    editor.remove(str(FIRST_OF_2024))
    editor.publish(f"en/{FIRST_OF_2024}")

    found = documents(editor)
    shown = [str(day) for day in reversed(days)]
    assert (keys(found["/en/quotes.atom"]), keys(found["/en/quotes/2023-q4.atom"])) == (shown[:20], shown)


def test_a_correction_of_long_ago_reaches_who_reads_the_subscription_document_only(editor: Editor) -> None:
    publish(editor, date(2019, 2, 1), *(date(2023, 10, day) for day in range(1, 26)), FIRST_OF_2024)
    editor.wait()
    editor.write(key="2019-02-01", day=date(2019, 2, 1), quotes=("Corrected.",))
    editor.publish()

    found = keys(documents(editor)["/en/quotes.json"])
    assert (len(found), found[-1]) == (20, "2019-02-01")
