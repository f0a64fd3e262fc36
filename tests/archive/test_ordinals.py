"""A second part of a kind has an ordinal in its id, and keeps it whatever happens around it."""

from datetime import date

import pytest

from syndication.archive.plan import ChangeKind
from syndication.model.errors import RefusalError
from tests.support.editor import KEY, Editor

FIRST, SECOND = f"en/quotes/{KEY}", f"en/quotes/{KEY}.2"


def texts(editor: Editor) -> dict[str, str]:
    """Return the words that readers find under each id, opening words only."""
    return {
        entry.id.rpartition("/")[2]: entry.title.removeprefix("Ada Example: ")
        for entry in editor.feed().entries
    }


@pytest.fixture
def two(empty: Editor) -> Editor:
    """Return an editor with an issue of two quotes that was published a day ago."""
    empty.write(quotes=("Alpha.", "Beta."))
    empty.publish()
    empty.wait()
    return empty


def test_the_second_quote_of_an_issue_is_its_second_entry(two: Editor) -> None:
    assert texts(two) == {KEY: "Alpha.", f"{KEY}.2": "Beta."}


def test_quotes_in_another_order_keep_their_ids(two: Editor) -> None:
    two.write(quotes=("Beta.", "Alpha."))
    two.publish()

    assert texts(two) == {KEY: "Alpha.", f"{KEY}.2": "Beta."}


def test_quotes_in_another_order_change_the_issue_only(two: Editor) -> None:
    two.write(quotes=("Beta.", "Alpha."))

    assert [str(change.record.ref) for change in two.publish().changes] == [f"en/issues/{KEY}"]


def test_a_quote_put_in_front_of_the_first_becomes_the_second(editor: Editor) -> None:
    editor.write(quotes=("Omega.", "A bridge has two ends."))
    editor.publish()

    assert texts(editor) == {KEY: "A bridge has two ends.", f"{KEY}.2": "Omega."}


def test_a_quote_put_between_two_becomes_the_third(two: Editor) -> None:
    two.write(quotes=("Alpha.", "Omega.", "Beta."))
    two.publish()

    assert texts(two) == {KEY: "Alpha.", f"{KEY}.2": "Beta.", f"{KEY}.3": "Omega."}


def test_a_corrected_quote_is_matched_by_its_place(two: Editor) -> None:
    two.write(quotes=("Alpha corrected.", "Beta."))
    two.publish()

    assert texts(two) == {KEY: "Alpha corrected.", f"{KEY}.2": "Beta."}


def test_a_corrected_quote_in_another_place_is_matched_by_what_is_left(two: Editor) -> None:
    two.write(quotes=("Beta.", "Alpha corrected."))
    two.publish()

    assert texts(two) == {KEY: "Alpha corrected.", f"{KEY}.2": "Beta."}


def test_two_corrected_quotes_are_matched_by_their_places(two: Editor) -> None:
    two.write(quotes=("Alpha corrected.", "Beta corrected."))
    two.publish()

    assert texts(two) == {KEY: "Alpha corrected.", f"{KEY}.2": "Beta corrected."}


def test_two_corrected_quotes_are_matched_by_the_places_they_had_last(editor: Editor) -> None:
    editor.write(quotes=("Omega.", "A bridge has two ends."))
    editor.publish()
    editor.write(quotes=("Omega corrected.", "A bridge corrected."))
    editor.publish()

    assert texts(editor) == {KEY: "A bridge corrected.", f"{KEY}.2": "Omega corrected."}


def test_two_equal_quotes_have_an_id_each(empty: Editor) -> None:
    empty.write(quotes=("Alpha.", "Alpha."))
    empty.publish()

    assert texts(empty) == {KEY: "Alpha.", f"{KEY}.2": "Alpha."}


def test_the_first_of_two_that_is_gone_is_missing(two: Editor) -> None:
    two.write(quotes=("Beta.",))

    with pytest.raises(RefusalError, match=f"{FIRST} is on record .* --withdraw {FIRST}$"):
        two.publish()


def test_the_second_keeps_its_ordinal_when_the_first_is_withdrawn(two: Editor) -> None:
    two.write(quotes=("Beta.",))
    two.publish(FIRST)

    assert texts(two) == {f"{KEY}.2": "Beta."}


def test_a_withdrawn_ordinal_is_never_given_to_another_text(two: Editor) -> None:
    two.write(quotes=("Beta.",))
    two.publish(FIRST)
    two.write(quotes=("Omega.", "Beta."))
    two.publish()

    assert texts(two) == {f"{KEY}.2": "Beta.", f"{KEY}.3": "Omega."}


def test_the_only_quote_that_was_withdrawn_is_followed_by_another_id(editor: Editor) -> None:
    editor.write(quotes=("Omega.",))
    editor.publish(FIRST)

    assert texts(editor) == {f"{KEY}.2": "Omega."}


def test_a_withdrawn_quote_comes_back_under_its_id(two: Editor) -> None:
    two.write(quotes=("Beta.",))
    two.publish(FIRST)
    two.write(quotes=("Beta.", "Alpha."))
    two.publish()

    assert texts(two) == {KEY: "Alpha.", f"{KEY}.2": "Beta."}


def test_an_issue_that_comes_back_whole_brings_its_ids(two: Editor) -> None:
    two.remove()
    two.publish(f"en/{KEY}")
    two.write(quotes=("Beta.", "Alpha."))
    two.publish()

    assert texts(two) == {KEY: "Alpha.", f"{KEY}.2": "Beta."}


def test_an_issue_that_comes_back_corrected_brings_its_ids(two: Editor) -> None:
    two.remove()
    two.publish(f"en/{KEY}")
    two.write(quotes=("Alpha corrected.", "Beta corrected."))

    changes = two.publish().changes

    assert [(change.kind, str(change.record.ref)) for change in changes] == [
        (ChangeKind.BACK, f"en/issues/{KEY}"),
        (ChangeKind.BACK, FIRST),
        (ChangeKind.BACK, SECOND),
    ]


def test_a_quote_withdrawn_before_its_issue_does_not_come_back_with_it(two: Editor) -> None:
    two.write(quotes=("Beta.",))
    two.publish(FIRST)
    two.wait()
    two.remove()
    two.publish(f"en/{KEY}")
    two.write(quotes=("Beta corrected.",))
    two.publish()

    assert texts(two) == {f"{KEY}.2": "Beta corrected."}


def test_an_issue_that_was_corrected_by_a_wrong_clock_comes_back_with_its_ids(two: Editor) -> None:
    two.write(quotes=("Alpha.", "Beta corrected."))
    two.publish()
    two.wait(days=-30)
    two.remove()
    two.publish(f"en/{KEY}")
    two.write(quotes=("Alpha corrected.", "Beta corrected again."))
    two.publish()

    assert texts(two) == {KEY: "Alpha corrected.", f"{KEY}.2": "Beta corrected again."}


def test_what_cannot_be_told_apart_is_refused(editor: Editor) -> None:
    editor.write(quotes=("Omega.", "Psi."))

    with pytest.raises(RefusalError, match=rf"en/{KEY}\.txt:\d+: these quotes cannot be matched"):
        editor.publish()


def test_what_cannot_be_told_apart_can_be_withdrawn(editor: Editor) -> None:
    editor.write(quotes=("Omega.", "Psi."))

    editor.publish(FIRST)

    assert texts(editor) == {f"{KEY}.2": "Omega.", f"{KEY}.3": "Psi."}


def test_what_cannot_be_told_apart_can_be_published_in_steps(editor: Editor) -> None:
    editor.write(quotes=("Omega.",))
    editor.publish()
    editor.write(quotes=("Psi.", "Omega."))
    editor.publish()

    assert texts(editor) == {KEY: "Omega.", f"{KEY}.2": "Psi."}


def test_one_of_two_corrected_while_the_other_goes_has_a_way_out(two: Editor) -> None:
    two.write(quotes=("Beta corrected.",))

    two.publish(FIRST)

    assert texts(two) == {f"{KEY}.2": "Beta corrected."}


def test_each_kind_is_counted_by_itself(editor: Editor) -> None:
    editor.write(quotes=("A bridge has two ends.", "Beta."), number="Countries.", question="Will it last?")
    editor.publish()

    assert {name for name in editor.records() if name.endswith(".2")} == {SECOND}


def test_each_edition_is_counted_by_itself(two: Editor) -> None:
    two.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",))
    two.publish()

    assert f"zh-Hans/quotes/{KEY}" in two.records()


def test_quotes_of_an_issue_that_was_dated_anew_are_matched_by_their_place(empty: Editor) -> None:
    """What was added after the new date is older than the rest, and still stands where it stands."""
    empty.write(quotes=("Alpha.",), day=date(2024, 1, 12))
    empty.publish()
    empty.write(quotes=("Beta.", "Alpha."), day=date(2023, 1, 12))
    empty.publish()
    empty.write(quotes=("Beta.", "Alpha.", "Gamma."), day=date(2023, 1, 12))
    empty.publish()
    empty.write(quotes=("Beta.", "Alpha, mended.", "Gamma, mended."), day=date(2023, 1, 12))
    empty.publish()

    assert texts(empty) == {KEY: "Alpha, mended.", f"{KEY}.2": "Beta.", f"{KEY}.3": "Gamma, mended."}
