"""What is found: words in any spelling, Chinese characters in their order, and nothing by halves."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from syndication.text.normalize import canonical_term, normalize, normalize_with_offsets, terms

# Letters with accents, ligatures, full-width and half-width forms, kana, Hangul, Thai, jamo, and any other.
TEXTS = st.text(
    st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("中美关系 ーがゞﾞé’-ﬁＡ１한กา́ "))
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("A Bridge, has TWO ends.", "a bridge has two ends"),
        ("José’s “Café”", "jose s cafe"),
        ("Łódź, Ørsted, Straße, ﬁne", "lodz orsted strasse fine"),
        ("ＡＢＣ１２３", "abc123"),
        ("«Будённый»", "буденныи"),
        ("穆罕默德·尤努斯", "穆罕默德尤努斯"),
        ("“中美 关系”，2024年", "中美关系 2024 年"),
        ("スーパー・マリオ", "スーパーマリオ"),
        ("soft\u00adhyphen", "softhyphen"),
        ("…!?", ""),
    ],
)
def test_a_text_is_reduced_to_its_words(text: str, folded: str) -> None:
    assert normalize(text) == folded


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("Two  BRIDGES two", ("two", "bridges")),
        ("O’Brien", ("o-brien",)),
        ("中美US关系", ("中美us关系",)),
        ("中美 关系", ("中美", "关系")),
        ("穆罕默德·尤努斯", ("穆罕默德尤努斯",)),
        ("!!", ()),
        ("\x00", ()),
    ],
)
def test_a_query_has_one_spelling(query: str, found: tuple[str, ...]) -> None:
    assert terms(query) == found


@given(text=TEXTS)
def test_folding_again_changes_nothing(text: str) -> None:
    assert (
        normalize(normalize(text)),
        canonical_term(canonical_term(text)),
        terms(" ".join(terms(text))),
    ) == (
        normalize(text),
        canonical_term(text),
        terms(text),
    )


@given(text=TEXTS)
@example("e\u200b\u0301 か\u200bﾞ ㄱㅏ ﾡￂ 가ㄳ")
def test_each_letter_of_a_folded_text_comes_from_where_it_is_said_to(text: str) -> None:
    folded, spans = normalize_with_offsets(text)

    assert folded.strip() == normalize(text)
    assert all(
        letter == " " or letter in normalize(text[slice(*span)])
        for letter, span in zip(folded, spans, strict=True)
    )


@pytest.mark.parametrize("name", ["邉\U000e0100某", "邉\ufe00某", "\u202d邉某\u202c", "邉\u2060某"])
def test_what_shows_nothing_in_a_name_makes_no_other_person(name: str) -> None:
    assert canonical_term(name) == canonical_term("邉某")
