"""An issue that goes out as a page, a mail or a text comes back as the same issue."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.model import Issue
from tests.support.examples import examples
from tests.support.foreign import CHARSETS, LANGUAGES, Language, import_one, lines_of, mail, page, wrapped
from tests.support.parsing import read

issues = st.sampled_from(LANGUAGES).flatmap(lambda language: st.tuples(st.just(language), lines_of(language)))
in_charsets = st.sampled_from(CHARSETS).flatmap(
    lambda one: st.tuples(st.just(one[0]), st.just(one[1]), lines_of(one[0]))
)


def by_hand(lines: list[str], language: Language) -> Issue:
    """Return the issue that an editor would have typed."""
    return read("\n\n".join(lines), edition=language.edition)


def same(issue: Issue, other: Issue) -> bool:
    """Return whether both say the same, links of the front matter aside."""
    return (issue.date, issue.letter, issue.parts) == (other.date, other.letter, other.parts)


@examples(200)
@given(issue=issues)
def test_a_page_is_the_issue_typed_by_hand(issue: tuple[Language, list[str]]) -> None:
    language, lines = issue

    assert same(import_one(page(lines, language)).issue, by_hand(lines, language))


@examples(200)
@given(issue=in_charsets)
def test_a_mail_in_any_charset_is_the_issue_typed_by_hand(issue: tuple[Language, str, list[str]]) -> None:
    language, charset, lines = issue

    found = import_one(mail(page(lines, language), charset))

    assert same(found.issue, by_hand(lines, language))


@examples(200)
@given(issue=issues)
def test_a_hard_wrapped_text_is_the_issue_typed_by_hand(issue: tuple[Language, list[str]]) -> None:
    language, lines = issue

    assert same(import_one(wrapped(lines, language)).issue, by_hand(lines, language))


@examples(200)
@given(issue=issues)
def test_an_imported_text_is_imported_as_itself(issue: tuple[Language, list[str]]) -> None:
    language, lines = issue
    once = import_one(page(lines, language)).text

    assert import_one(once).text == once


@pytest.mark.parametrize("language", LANGUAGES, ids=lambda language: language.edition)
def test_an_issue_needs_no_end_heading(language: Language) -> None:
    lines = [*language.masthead, f"{language.letters}{language.marks[2]}", language.letters[:3]]

    assert same(import_one(page(lines, language)).issue, by_hand(lines, language))
