"""Marks and dashes as pages show them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup

from syndication.render.typeset import typeset as typeset_html
from syndication.text.typeset import typeset_text as typeset


@pytest.mark.parametrize(
    ("tag", "text", "shown"),
    [
        ("en", "\"It's the people's,\" she said.", "“It’s the people’s,” she said."),
        ("en", "(\"one\" and 'two')", "(“one” and ‘two’)"),
        ("en", "in the '90s, Deng's", "in the ’90s, Deng’s"),
        ("en", 'See "https://example.org/it\'s".', "See “https://example.org/it's”."),
        ("en", "peace — and war", "peace\u00a0— and war"),
        ("de", 'Er sagte: "Ja."', "Er sagte: „Ja.“"),
        ("fr", '"Oui", dit-il', "«\u202fOui\u202f», dit-il"),
        ("zh-Hant", 'People\'s Daily："是"', 'People’s Daily："是"'),
        ("zh-Hans", "和平——以及战争", "和平\u2060——以及战争"),
    ],
)
def test_a_text_is_set_as_its_language_does(tag: str, text: str, shown: str) -> None:
    assert typeset(text, tag) == shown


@given(st.text(st.sampled_from("ab '\"()—–中.")), st.sampled_from(["en", "de", "zh-Hant"]))
def test_setting_a_text_twice_changes_nothing_more(text: str, tag: str) -> None:
    assert typeset(typeset(text, tag), tag) == typeset(text, tag)


def test_elements_stay_as_they_are() -> None:
    """The marks around a link are curled, those in its address and in code are not."""
    text = "<p>\"See <a href=\"https://example.org/?q='x'\">it's</a>\" <code>'x'</code></p>"

    shown = "<p>“See <a href=\"https://example.org/?q='x'\">it’s</a>” <code>'x'</code></p>"
    assert typeset_html(Markup(text), "en") == Markup(shown)
