"""Share cards: pictures whose text is there, fits and is in its own script."""

import sys
from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops

from syndication.cli import main
from syndication.model.errors import SettingsError
from syndication.render import share_card
from syndication.render.drawing import Type, break_lines, cut, fill_lines
from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from syndication.system.fonts import find_faces
from syndication.text.dates import format_date
from tests.support.archives import NOW, settings_of, write_archive
from tests.support.tools import needs, needs_face

KEY = "2024-01-12"
NAMES = {"en": "Quote", "zh-Hant": "引言", "zh-Hans": "引言", "ja": "引用", "he": "ציטוט", "am": "ጥቅስ"}
QUOTES = {
    "en": "A bridge has two ends.",
    "zh-Hant": "學而時習之，不亦說乎？有朋自遠方來，不亦樂乎？",
    "zh-Hans": "学而时习之，不亦说乎？有朋自远方来，不亦乐乎？",
    "ja": "吾輩は猫である。名前はまだ無い。",
    "he": "אם אין אני לי, מי לי? וכשאני לעצמי, מה אני?",
}
LONG = "Nobody who crosses a river twice finds the same water, the same bank or the same ferry. "
NEWSLETTER = """\
id = "focus"
authority = "example.org"
since = "2023"

[publisher]
name = "Focus"
url = "https://www.example.org"

[sections.quotes]
shape = "quotation"
"""


@pytest.fixture(autouse=True)
def faces() -> None:
    needs("fc-match")
    needs_face("Noto Serif CJK TC")


def snapshot_of(folder: Path, quotes: dict[str, str], more: str = "", *, cards: bool = True) -> Snapshot:
    """Build a site with one quote in each edition."""
    newsletter = NEWSLETTER
    files: dict[str, str | bytes] = {}
    for tag, quote in quotes.items():
        newsletter += f'\n[editions.{tag}]\ntitle = "Focus"\n{more}headings.quote = ["{NAMES[tag]}"]\n'
        day = format_date(date.fromisoformat(KEY), tag)
        marks = "「」" if tag in ("zh-Hant", "ja") else "“”"
        files[f"{tag}/{KEY}.txt"] = f"{day}\n\n{NAMES[tag]}\n{marks[0]}{quote}{marks[1]}\nAda Example\n"
    chosen = settings_of(write_archive(folder, files, newsletter))
    return build(replace(chosen, cards=cards), NOW).snapshot


def card(snapshot: Snapshot, tag: str = "en") -> bytes:
    document = snapshot.get(f"/{tag}/quotes/{KEY}/card.png")
    assert document is not None
    return document.body


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png)).convert("RGB")


def ink(png: bytes) -> tuple[int, int, int, int]:
    """Return the box of what is drawn below the heading and above the foot."""
    texts = opened(png).crop((0, 110, 1200, 525))
    box = ImageChops.difference(texts, Image.new("RGB", texts.size, texts.getpixel((1199, 0)))).getbbox()
    assert box is not None
    return box


@pytest.mark.parametrize("tag", QUOTES)
def test_a_quote_is_drawn_in_its_own_script(tmp_path: Path, tag: str) -> None:
    png = card(snapshot_of(tmp_path / "a", {tag: QUOTES[tag]}), tag)
    other = card(snapshot_of(tmp_path / "b", {tag: QUOTES[tag][:-5]}), tag)

    assert opened(png).size == (1200, 630)
    assert ImageChops.difference(opened(png), opened(other)).getbbox() is not None


@pytest.mark.parametrize("quote", ["I.", "A bridge has two ends.", LONG, LONG * 5, LONG * 200, "M" * 3000])
def test_a_quote_of_any_length_fits(tmp_path: Path, quote: str) -> None:
    png = card(snapshot_of(tmp_path, {"en": quote}))

    left, top, right, bottom = ink(png)
    assert left > 40
    assert top > 4
    assert right < 1160
    assert bottom < 411
    assert len(png) < 100_000


def test_what_runs_from_right_to_left_stands_at_the_right(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, {"he": "שלום", "en": "Peace"})

    assert ink(card(snapshot, "he"))[2] > 1090
    assert ink(card(snapshot, "en"))[2] < 600


def test_the_same_fonts_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = (card(snapshot_of(tmp_path / name, {"ja": QUOTES["ja"]}), "ja") for name in ("a", "b"))

    assert first == second
    assert b"tIME" not in first


def test_each_chinese_script_has_its_own_forms(tmp_path: Path) -> None:
    text = "骨角直"  # one code point each, drawn in two ways
    snapshot = snapshot_of(tmp_path, {"zh-Hans": text, "zh-Hant": text})

    pictures = [opened(card(snapshot, tag)).crop((150, 110, 1100, 300)) for tag in ("zh-Hans", "zh-Hant")]
    assert ImageChops.difference(*pictures).getbbox() is not None


def test_a_script_without_a_font_has_no_card_and_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    share_card.report_gap.cache_clear()
    quote = "\U000107a1\U000107a2"  # of a script that has hardly any font
    if any(face.covers(quote[0]) for face in find_faces("serif:lang=am")):
        pytest.skip("a font has it")
    snapshot = snapshot_of(tmp_path, {"en": quote})
    capsys.readouterr()
    share_card.report_gap.cache_clear()

    paths = [path for path in snapshot if path.endswith("card.png")]
    page = snapshot.get(f"/en/quotes/{KEY}/")

    assert paths == ["/en/card.png"]
    assert snapshot.get(f"/en/quotes/{KEY}/card.png") is None
    assert page is not None
    assert b'og:image" content="https://feeds.example.org/en/card.png"' in page.body
    gap = "no share card for some of en: no font has all letters (modifier)"
    assert capsys.readouterr().err == f"{gap}; expected one that has, in card_font of [editions.en]\n"


def test_an_emoji_that_no_font_has_is_left_out(tmp_path: Path) -> None:
    with_it, without = (
        card(snapshot_of(tmp_path / name, {"en": text}))
        for name, text in (("a", "A panda\U0001fae8 sleeps."), ("b", "A panda sleeps."))
    )

    assert with_it == without


def test_the_font_that_the_settings_name_is_used(tmp_path: Path) -> None:
    needs_face("DejaVu Sans Mono")
    own = card(snapshot_of(tmp_path / "a", {"en": "A bridge."}, 'card_font = "DejaVu Sans Mono"\n'))
    usual = card(snapshot_of(tmp_path / "b", {"en": "A bridge."}))

    assert ink(own)[2] > ink(usual)[2]


def test_without_the_setting_there_is_no_card(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path, {"en": "A bridge."}, cards=False)

    page = snapshot.get(f"/en/quotes/{KEY}/")
    assert page is not None
    assert b"og:image" not in page.body
    assert [path for path in snapshot if path.endswith("card.png")] == []
    assert snapshot.get(f"/en/quotes/{KEY}/card.png") is None


def test_the_error_names_the_extra(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "PIL", None)
    for name in ("syndication.render.drawing", "syndication.render.share_layout"):
        monkeypatch.delitem(sys.modules, name)

    with pytest.raises(SettingsError) as error:
        snapshot_of(tmp_path, {"en": "A bridge."})

    assert (
        str(error.value) == "share cards need the package pillow; expected `pip install 'syndication[cards]'`"
    )


def test_an_export_has_the_cards_that_a_server_sends(tmp_path: Path) -> None:
    snapshot = snapshot_of(tmp_path / "issues", {"en": "A bridge.", "ja": QUOTES["ja"]})
    options = ["--archive", str(tmp_path / "issues"), "--base-url", "https://feeds.example.org"]

    result = CliRunner().invoke(main, ["export", str(tmp_path / "public"), *options, "--cards"])

    assert result.exit_code == 0, result.output
    for path in (f"ja/quotes/{KEY}/card.png", "ja/quotes/latest/card.png", "en/card.png"):
        document = snapshot.get(f"/{path}")
        assert document is not None
        assert (tmp_path / "public" / path).read_bytes() == document.body


def test_an_export_in_place_follows_the_setting(tmp_path: Path) -> None:
    snapshot_of(tmp_path / "issues", {"en": "A bridge."})
    options = ["--archive", str(tmp_path / "issues"), "--base-url", "https://feeds.example.org"]

    found = []
    for more in ([], ["--cards"], []):
        result = CliRunner().invoke(main, ["export", str(tmp_path / "public"), *options, *more])
        assert result.exit_code == 0, result.output
        page = tmp_path / "public/en/quotes" / KEY
        found.append(((page / "card.png").exists(), b"og:image" in (page / "index.html").read_bytes()))

    assert found == [(False, False), (True, True), (False, False)]


class TestLines:
    TEXT = "他說：「有朋自遠方來，不亦樂乎？」然後——他（慢慢地）走了、笑了。" * 3

    @pytest.mark.parametrize("width", range(90, 900, 37))
    def test_no_line_of_chinese_begins_or_ends_with_the_wrong_mark(self, width: int) -> None:
        kind = Type(find_faces("serif:lang=zh-tw")[0], 30, "zh-Hant", "ltr")

        lines = break_lines(self.TEXT, kind, width)

        assert "".join(lines) == self.TEXT
        assert [line for line in lines if line[0] in "、。，？」）"] == []
        assert [line for line in lines if line[-1] in "「（"] == []
        assert (
            max(map(kind.width, lines)) <= width + kind.size / 2
        )  # marks that meet are set closer, or wider

    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(st.text(st.sampled_from("ab 漢字。「」,é👩‍👩‍👧"), min_size=1, max_size=40), st.integers(40, 400))
    def test_no_letter_is_lost_and_balance_takes_no_more_lines(self, text: str, width: int) -> None:
        kind = Type(find_faces("serif:lang=zh-tw")[0], 30, "zh-Hant", "ltr")

        lines = break_lines(text, kind, width)

        assert "".join(lines).replace(" ", "") == text.replace(" ", "")
        assert len(lines) == len(fill_lines(text, kind, width))

    def test_a_text_is_cut_at_a_word(self) -> None:
        assert cut(LONG.strip(), "…", lambda text: len(text) < 20, 87) == "Nobody who crosses…"
