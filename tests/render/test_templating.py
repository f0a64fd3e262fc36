"""How the templates set a text."""

import pytest

from syndication.render.templating import clauses


@pytest.mark.parametrize(
    ("text", "css_class"),
    [
        ("三人行，必有我师焉。择其善者而从之，其不善者而改之。", " clauses"),
        ("中华人民共和国和美利坚合众国商定自一九七九年一月一日起互相承认。", ""),
        ("Well begun is half done.", ""),
        ("……", ""),
    ],
)
def test_a_line_ends_with_a_clause_where_every_clause_is_short(text: str, css_class: str) -> None:
    assert clauses(text) == css_class
