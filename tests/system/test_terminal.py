"""What is printed cannot act on a terminal."""

import json
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.system.terminal import printable
from tests.support.commands import run
from tests.support.editor import Editor

JOINERS = "\u200c\u200d"  # of emoji, and of scripts that need them
UNSAFE = ("Cc", "Cf", "Cs", "Zl", "Zp")


@given(st.text() | st.text(st.sampled_from("a\x1b\x9b\x7f\n\u202e\u2066\ufeff\U000e0041\ud800")))
def test_no_character_is_left_that_acts_on_a_terminal(text: str) -> None:
    shown = printable(text)

    assert [one for one in shown if unicodedata.category(one) in UNSAFE and one not in JOINERS] == []


@given(st.text())
def test_a_json_text_stays_the_same_value(text: str) -> None:
    shown = printable(json.dumps(text, ensure_ascii=False))

    assert json.loads(shown) == text


@pytest.mark.parametrize("text", ["“本周聚焦” — 28", "naïve\u00a0é", "👩\u200d💻", "\u3000全角"])
def test_what_is_written_for_people_stays_as_it_is(text: str) -> None:
    assert printable(text) == text


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    return Editor(tmp_path / "issues")


def test_a_title_cannot_turn_the_line_it_is_printed_on(editor: Editor) -> None:
    editor.write(quotes=("left \u202ethgir\u202c again",))

    done = run("publish", "--archive", editor.archive)

    assert "left \\u202ethgir\\u202c again" in done.stdout
    assert "\u202e" not in done.stdout


def test_an_edition_cannot_turn_the_list_of_feeds(editor: Editor) -> None:
    settings = editor.archive / "newsletter.toml"
    settings.write_text(settings.read_text("utf-8").replace("Focus This Week", "Focus\u202eThis"), "utf-8")

    done = run("feeds", "--archive", editor.archive)

    assert "Focus\\u202eThis" in done.stdout
    assert "\u202e" not in done.stdout
