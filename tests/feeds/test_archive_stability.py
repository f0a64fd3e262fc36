"""An archive document is written for good: what happens elsewhere does not touch it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from tests.support.documents import documents, publish
from tests.support.editor import Editor, at
from tests.support.examples import examples

FIRST = date(2014, 1, 3)
EVERYTHING = "[^/]+/[^/]+"
FORMATS = ("atom", "rss", "json")
# Fridays of ten years, with gaps of any length between them
DAYS = st.lists(st.integers(0, 520), min_size=2, max_size=12, unique=True).map(
    lambda weeks: [FIRST + timedelta(weeks=week) for week in sorted(weeks)]
)
EXAMPLES = examples(20)


@EXAMPLES
@given(days=DAYS, data=st.data())
def test_issues_added_at_the_end_leave_every_archive_document_as_it_was(
    days: list[date], data: st.DataObject
) -> None:
    count = data.draw(st.integers(1, len(days) - 1))
    with _editor() as editor:
        publish(editor, *days[:count])
        publish(editor, *data.draw(st.sets(st.sampled_from(days[:count]))), edition="zh-Hans")
        gone = data.draw(st.sets(st.sampled_from(days[:count])))
        for day in gone:
            editor.remove(str(day))
        editor.publish(*(f"en/{day}" for day in gone))
        before = _archived(editor)
        editor.wait()
        publish(editor, *days[count:])
        publish(editor, *days[count::2], edition="zh-Hans")

        after = _archived(editor)

    assert {path: after[path] for path in before} == before


@EXAMPLES
@given(days=DAYS)
def test_a_correction_of_the_oldest_entry_changes_the_feeds_and_its_own_archive_documents_and_no_other(
    days: list[date],
) -> None:
    with _editor() as editor:
        publish(editor, *days)
        publish(editor, *days, edition="zh-Hans")
        before = documents(editor, EVERYTHING)
        editor.wait()
        editor.write(key=str(days[0]), day=days[0], quotes=("Corrected.",))
        editor.publish()

        after = documents(editor, EVERYTHING)

    own = f"/{days[0].year}-q{(days[0].month + 2) // 3}"
    touched = {
        f"/en/{section}{which}.{form}"
        for section in ("quotes", "issues")  # the issue has the quote in it
        for which in ("", own)
        for form in FORMATS
    }
    assert {path for path in after if after[path] != before.get(path)} == touched & set(before)
    assert set(before) == set(after)


@contextmanager
def _editor() -> Iterator[Editor]:
    with TemporaryDirectory() as folder:
        yield Editor(Path(folder) / "issues", now=at(2026, 1, 1))


def _archived(editor: Editor) -> dict[str, bytes]:
    return {path: body for path, body in documents(editor, EVERYTHING).items() if "-q" in path}
