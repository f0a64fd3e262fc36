"""What counts as a change: the words of editors, and nothing that is made of them."""

import hashlib
import json
import unicodedata
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.text.typography import INVISIBLE
from tests.support.archives import NEWSLETTER
from tests.support.editor import KEY, Editor, issue

FIRST, SECOND = f"en/quotes/{KEY}", f"en/quotes/{KEY}.2"
# As the first recipe gave them, for the archive of the fixture `old`.
RECIPE_1 = {
    f"en/issues/{KEY}": "1:9769a4634eb4bcdb9d24efa490cc7055c71be38c93377268ae40eb80e4f5ebab",
    f"en/numbers/{KEY}": "1:9bb4fed579866c7f48adac1724b357822f7046f7629834f2e5cd7ce91e045a8f",
    FIRST: "1:7df9688eaeb5c732d761d5da602bb778cc5efbd00343d01b13920604e3e09f61",
    SECOND: "1:0268fa83102f593e90fabb88453aada523b8a571619f72337bb723c2f04c5ed5",
    f"zh-Hans/issues/{KEY}": "1:9b7f74581b6f198cdef5d3adf447760861dbb160e8d26001193cc8df64ced43a",
    f"zh-Hans/questions/{KEY}": "1:62eee3189d95d430f58debbc99c65ee1bcbd2e146d23e57bc8357cbdc0b3f48d",
    f"zh-Hans/quotes/{KEY}": "1:4c6931935aa7d90b9abe76b8e9754ec0630f1bf2fda9be6b35aa353b31aaa328",
}


def write_english(editor: Editor, *quotes: str) -> None:
    editor.write(quotes=quotes, number="Countries.", front='title = "A Title"')


@pytest.fixture
def upgraded(empty: Editor) -> bytes:
    """Return the ledger that the archive of `old` gets today."""
    write_english(empty, "Alpha.", "Beta.")
    empty.write(edition="zh-Hans", letter="熊猫回来了。", quotes=("桥有两端。",), question="明天呢？")
    empty.publish()
    return empty.ledger.read_bytes()


@pytest.fixture
def old(empty: Editor, upgraded: bytes) -> Editor:
    """Return a editor whose ledger was written by the first recipe, a day ago."""
    ledger = upgraded.decode()
    for name, record in empty.records().items():
        ledger = ledger.replace(record.fingerprint, RECIPE_1[name])
    empty.ledger.write_text(ledger, "utf-8")
    empty.wait()
    return empty


def kinds(editor: Editor) -> dict[str, str]:
    return {str(change.record.ref): str(change.kind) for change in editor.publish().changes}


def test_a_ledger_of_the_first_recipe_is_rewritten_and_nothing_is_announced(
    old: Editor, upgraded: bytes
) -> None:
    first_line = old.run("check").output.splitlines()[0]
    changes = kinds(old)

    assert (first_line, changes) == ("nothing to publish", {})
    assert old.ledger.read_bytes() == upgraded


def test_parts_are_matched_by_fingerprints_of_the_first_recipe(old: Editor) -> None:
    write_english(old, "Beta.", "Alpha, corrected.")

    assert kinds(old) == {f"en/issues/{KEY}": "changed", FIRST: "changed"}


def test_an_entry_of_the_first_recipe_that_was_withdrawn_keeps_its_fingerprint(old: Editor) -> None:
    write_english(old, "Alpha.")
    old.publish(SECOND)

    assert {name: record.fingerprint[:2] for name, record in old.records().items()} == {
        name: "1:" if name == SECOND else "2:" for name in RECIPE_1
    }


def test_a_broken_file_waits_with_its_first_recipe_until_it_is_mended(old: Editor, upgraded: bytes) -> None:
    file = old.archive / f"en/{KEY}.txt"
    content = file.read_bytes()
    file.write_bytes(b"\xff")
    plan = old.publish(names=(f"zh-Hans/{KEY}",))
    between = {name: record.fingerprint[:2] for name, record in old.records().items()}
    file.write_bytes(content)
    old.publish()

    assert plan.changes == ()
    assert between == {name: "1:" if name.startswith("en/") else "2:" for name in RECIPE_1}
    assert old.ledger.read_bytes() == upgraded


@pytest.mark.parametrize("path", [f"/en/issues/{KEY}.json", f"/en/quotes/{KEY}.json"])
def test_anybody_can_recompute_a_fingerprint(editor: Editor, path: str) -> None:
    (item,) = editor.json(path)["items"]
    left_out = {"fingerprint", "translations", "rights", "license_url"}
    own = {key: value for key, value in item["_syndication"].items() if key not in left_out}
    content = {"language": item["language"], "_syndication": own}
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    assert item["_syndication"]["fingerprint"] == f"2:{hashlib.sha256(text.encode()).hexdigest()}"


def test_an_issue_holds_its_date_and_its_own_title_or_none(editor: Editor) -> None:
    editor.write(key="special", day=date(2024, 1, 13), front='title = "A Title"')
    editor.publish()

    own, default = (editor.json(f"/en/issues/{key}.json")["items"][0] for key in ("special", KEY))

    assert (own["_syndication"]["date"], own["_syndication"]["title"]) == ("2024-01-13", "A Title")
    assert (default["_syndication"]["date"], default["_syndication"]["title"]) == (KEY, None)


def test_other_words_in_titles_that_are_made_change_no_entry(editor: Editor) -> None:
    before = editor.feed("en/issues").entries[0].title
    renamed = NEWSLETTER.replace('title = "Focus This Week"', 'title = "Focus"', 1)
    (editor.archive / "newsletter.toml").write_text(renamed, "utf-8")

    assert editor.publish().changes == ()
    assert editor.feed("en/issues").entries[0].title != before


def test_an_issue_without_markup_may_become_markdown(editor: Editor) -> None:
    file = editor.archive / f"en/{KEY}.txt"
    file.rename(file.with_suffix(".md"))

    assert editor.publish().changes == ()


def test_emphasis_alone_is_a_change(empty: Editor) -> None:
    file = empty.archive / f"en/{KEY}.md"
    empty.write(quotes=("A bridge.",))
    (empty.archive / f"en/{KEY}.txt").rename(file)
    empty.publish()
    file.write_text(file.read_text("utf-8").replace("A bridge.", "A *bridge*."), "utf-8")
    empty.wait()

    assert kinds(empty) == {f"en/issues/{KEY}": "changed", FIRST: "changed"}


@given(st.data())
def test_a_difference_that_nobody_sees_is_no_change(data: st.DataObject) -> None:
    text = issue(letter="The cafés of Zürich are  open.\tCome.", quotes=("A résumé, naïve.",))
    unseen = st.text(INVISIBLE + " ", max_size=3)
    with TemporaryDirectory() as folder:
        editor = Editor(Path(folder) / "issues")
        editor.write(text)
        editor.publish()

        lines = [data.draw(unseen) + line + data.draw(unseen) for line in text.split("\n")]
        other = "\n".join(lines).replace(" ", data.draw(st.sampled_from([" ", "  ", " \t", "\t"])))
        editor.write(unicodedata.normalize("NFD", other) if data.draw(st.booleans()) else other)

        assert editor.publish().changes == ()
