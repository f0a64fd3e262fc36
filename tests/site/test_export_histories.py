"""Whatever changed since the last export: in place it ends with the bytes of a fresh one."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import Phase, given
from hypothesis import strategies as st

from syndication.model.errors import RefusalError
from syndication.settings import Settings
from syndication.site.build import build, load_site
from syndication.site.export import MARKER, ExportResult, Folder, export
from syndication.site.export.listing import file_of
from tests.support.archives import BASE_URL, NEWSLETTER
from tests.support.editor import Editor
from tests.support.examples import examples

KEYS = ("2023-11-03", "2024-01-05", "2024-01-12", "2024-04-05")
EDITIONS = ("en", "zh-Hans")
SPEAKERS = ("Ada Example", "Bo Sample")
FOREIGN = "CNAME", ".git/HEAD", ".well-known/security.txt", "en/notes/mine.txt"
TITLE = 'title = "A title"'

keys, editions = st.sampled_from(KEYS), st.sampled_from(EDITIONS)
words = st.sampled_from(["One.", "Two.", "Three.", "Four."])


@st.composite
def writings(draw: st.DrawFn) -> Callable[[Editor], object]:
    """Write or correct an issue."""
    key, edition = draw(keys), draw(editions)
    quotes = tuple(draw(st.lists(words, min_size=1, max_size=3)))
    content: dict[str, Any] = {"quotes": quotes, "day": date.fromisoformat(key), "letter": draw(words)}
    content |= {"number": draw(st.none() | words), "question": draw(st.none() | st.just("Who pays?"))}
    front = draw(st.sampled_from(["", TITLE, 'image = "https://example.org/a.png"', "draft = true"]))
    speaker = draw(st.sampled_from(SPEAKERS))

    def write(editor: Editor) -> None:
        editor.write(key=key, edition=edition, front=front, **content)
        file = editor.archive / edition / f"{key}.txt"
        file.write_text(file.read_text("utf-8").replace("Ada Example", speaker), "utf-8")

    return write


@st.composite
def retitlings(draw: st.DrawFn) -> Callable[[Editor], object]:
    """Change the title of an issue: its parts stay as they are, and their pages name it."""
    key, edition = draw(keys), draw(editions)

    def retitle(editor: Editor) -> None:
        file = editor.archive / edition / f"{key}.txt"
        if file.exists():
            text = file.read_text("utf-8")
            titles = ("A title", "Retitled") if TITLE in text else ("Retitled", "A title")
            file.write_text(text.replace(*titles), "utf-8")

    return retitle


@st.composite
def withdrawals(draw: st.DrawFn) -> Callable[[Editor], object]:
    """Withdraw an issue that is there."""
    key, edition = draw(keys), draw(editions)

    def withdraw(editor: Editor) -> None:
        if (editor.archive / edition / f"{key}.txt").exists():
            editor.remove(key, edition)
            if f"{edition}/issues/{key}" in editor.records():
                editor.publish(f"{edition}/{key}")

    return withdraw


def publish(editor: Editor) -> None:
    """Record everything, unless something is in the way."""
    editor.wait()
    try:
        editor.publish()
    except RefusalError:
        return


@st.composite
def settings_changes(draw: st.DrawFn) -> Callable[[Editor], object]:
    """Change newsletter.toml."""
    before, after = draw(
        st.sampled_from(
            [
                ("© China-US Focus", "© Somebody"),
                ('title = "本周聚焦"', 'title = "聚焦"'),
                ('since = "2023"', 'since = "2023"\nhubs = ["https://hub.example.org/"]'),
                ("[publisher]", '[speakers]\n"Ada" = ["Ada Example", "Bo Sample"]\n[publisher]'),
                ("", ""),
            ]
        )
    )
    return lambda editor: (editor.archive / "newsletter.toml").write_text(
        NEWSLETTER.replace(before, after), "utf-8"
    )


@st.composite
def damages(draw: st.DrawFn) -> Callable[[Path], object]:
    """Do something to a file of the export, which nobody should."""
    number, kind = draw(st.integers(0, 10_000)), draw(st.sampled_from(["remove", "cut", "touch", "folder"]))

    def damage(site: Path) -> None:
        files = sorted(file for file in site.rglob("*") if file.is_file() and _is_ours(file, site))
        file = files[number % len(files)]
        match kind:
            case "remove":
                file.unlink()
            case "cut":
                file.write_bytes(file.read_bytes()[:-1])
            case "touch":
                file.touch()
            case "folder" if file.parent != site:
                shutil.rmtree(file.parent)

    return damage


@pytest.mark.e2e
@examples(40, phases=[Phase.reuse, Phase.generate])  # to shrink a history would take too long
@given(
    published=st.booleans(),
    steps=st.lists(
        st.lists(
            writings() | retitlings() | withdrawals() | st.just(publish) | settings_changes(), max_size=3
        ),
        min_size=2,
        max_size=5,
    ),
    damage=st.lists(st.none() | damages(), min_size=5, max_size=5),
    options=st.lists(
        st.tuples(st.booleans(), st.sampled_from([None, BASE_URL, "https://search.example.org"])),
        min_size=5,
        max_size=5,
    ),
)
def test_an_export_in_place_ends_with_the_bytes_of_a_fresh_one(
    *,
    published: bool,
    steps: list[list[Callable[[Editor], object]]],
    damage: list[Callable[[Path], object] | None],
    options: list[tuple[bool, str | None]],
) -> None:
    with TemporaryDirectory() as name:
        folder = Path(name)
        editor, site = Editor(folder / "issues"), folder / "site"
        for key in KEYS:  # so that whatever changes has neighbours
            editor.write(key=key, day=date.fromisoformat(key), front=TITLE, question="Who pays?")
        if published:
            editor.publish()
        for changes, spoil, (brotli, dynamic_url) in zip(steps, damage, options, strict=False):
            for change in changes:
                change(editor)
            editor.wait(days=30)
            _export(editor, site, brotli=brotli, dynamic_url=dynamic_url)
            _write_foreign(site)

            assert _files(site) == _expected(editor, brotli=brotli, dynamic_url=dynamic_url)
            assert all((site / file).read_text() == file for file in FOREIGN)
            assert _export(editor, site, brotli=brotli, dynamic_url=dynamic_url).is_current
            if spoil:
                spoil(site)


@pytest.mark.parametrize(
    "change",
    [
        lambda editor: editor.write(key="2024-01-12", front='title = "Retitled"'),
        lambda editor: editor.write(key="2024-01-12", front=TITLE, quotes=("Another.",)),
        lambda editor: _withdraw(editor, "2023-11-03"),
        lambda editor: editor.write(key="2024-01-12", edition="zh-Hans", front=TITLE),
    ],
    ids=["the issue of a part", "a neighbour", "the quarter before", "a translation"],
)
@pytest.mark.parametrize("published", [True, False])
def test_a_page_follows_what_it_only_names(
    tmp_path: Path, change: Callable[[Editor], object], *, published: bool
) -> None:
    editor, site, fresh = Editor(tmp_path / "issues"), tmp_path / "site", tmp_path / "fresh"
    for key in KEYS:
        editor.write(key=key, day=date.fromisoformat(key), front=TITLE)
    editor.wait(days=30)
    editor.publish()
    if not published:
        editor.ledger.unlink()
    _export(editor, site, brotli=False, dynamic_url=None)

    change(editor)
    editor.wait()
    _export(editor, site, brotli=False, dynamic_url=None)

    _export(editor, fresh, brotli=False, dynamic_url=None)
    assert _files(site) == _files(fresh)


def _withdraw(editor: Editor, key: str) -> None:
    editor.remove(key)
    if editor.ledger.exists():
        editor.publish(f"en/{key}")


def _export(editor: Editor, target: Path, *, brotli: bool, dynamic_url: str | None) -> ExportResult:
    *_, site = load_site(_settings(editor, dynamic_url), editor.now)
    return export(site, Folder(target, compressed=("br", "gzip") if brotli else ("gzip",)))


def _expected(editor: Editor, *, brotli: bool, dynamic_url: str | None) -> dict[str, bytes]:
    """Return the files of a fresh export: what a server would serve, in each encoding."""
    snapshot = build(_settings(editor, dynamic_url), editor.now).snapshot
    endings = {"identity": "", "gzip": ".gz"} | ({"br": ".br"} if brotli else {})
    return {
        f"{file_of(path)[1:]}{endings[encoding]}": document.encoded(encoding)
        for path in snapshot
        if (document := snapshot.get(path))
        for encoding in endings.keys() & document.encodings
    }


def _settings(editor: Editor, dynamic_url: str | None) -> Settings:
    return Settings.load(archive=str(editor.archive), base_url=BASE_URL, dynamic_url=dynamic_url)


def _write_foreign(site: Path) -> None:
    for name in FOREIGN:
        file = site / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(name)


def _files(site: Path) -> dict[str, bytes]:
    """Return every file of an export but the listing, which has times."""
    return {
        str(file.relative_to(site)): file.read_bytes() for file in site.rglob("*") if _is_ours(file, site)
    }


def _is_ours(file: Path, site: Path) -> bool:
    name = str(file.relative_to(site))
    return file.is_file() and name != MARKER and not name.startswith(FOREIGN)
