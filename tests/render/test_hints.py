"""What aggregators read beside the text: pictures, icons, authors, the rhythm, the licence."""

import json
import struct
import zlib
from datetime import date
from pathlib import Path

import feedparser
import imagesize
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.model.paths import FAVICON
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL, NEWSLETTER, issue_text, settings_of, write_archive
from tests.support.editor import Editor
from tests.support.pages import page, tree
from tests.support.samples import body_of, snapshot_of

XML = ["/en/quotes.atom", "/en/quotes.rss"]
ICON = f"{BASE_URL}/icon.png"


@pytest.mark.parametrize("path", XML)
def test_an_entry_shows_its_issues_picture(snapshot: Snapshot, path: str) -> None:
    [newest, *_, oldest] = feedparser.parse(body_of(snapshot, path)).entries

    picture = "https://www.example.org/pandas.jpg"
    assert (newest.media_content, newest.media_thumbnail) == (
        [{"url": picture, "medium": "image"}],
        [{"url": picture}],
    )
    assert "media_content" not in oldest


@pytest.mark.parametrize("path", XML)
def test_a_picture_is_no_enclosure(snapshot: Snapshot, path: str) -> None:
    """RSS requires the length of one in bytes, and podcast players download it."""
    entries = feedparser.parse(body_of(snapshot, path)).entries

    assert [entry.enclosures for entry in entries] == [[]] * len(entries)


@pytest.mark.parametrize("path", XML)
def test_every_entry_names_its_author(snapshot: Snapshot, path: str) -> None:
    entries = feedparser.parse(body_of(snapshot, path)).entries

    assert {entry.author for entry in entries} == {"China-US Focus"}


def test_every_json_item_names_its_author(snapshot: Snapshot) -> None:
    items = json.loads(body_of(snapshot, "/en/quotes.json"))["items"]

    author = {"name": "China-US Focus", "url": "https://www.example.org"}
    assert [item["authors"] for item in items] == [[author]] * len(items)


def test_the_drawn_icon_is_large_and_its_favicon_small(snapshot: Snapshot, tmp_path: Path) -> None:
    """JSON Feed 1.1 asks for 512 pixels or so, and for a favicon of 64 or so."""
    sizes = []
    for path in ("/icon.png", FAVICON):
        (tmp_path / "picture").write_bytes(body_of(snapshot, path))
        sizes.append(imagesize.get(tmp_path / "picture"))

    assert sizes == [(512, 512), (128, 128)]
    assert snapshot.settings.newsletter.publisher.icon_size == sizes[0]


def test_every_format_names_its_icons(snapshot: Snapshot) -> None:
    head = json.loads(body_of(snapshot, "/en/quotes.json"))
    atom = tree(body_of(snapshot, "/en/quotes.atom"))

    assert (head["icon"], head["favicon"]) == (ICON, f"{BASE_URL}/favicon.ico")
    assert [atom.findtext(f"{{*}}{name}") for name in ("icon", "logo")] == [ICON, ICON]


@pytest.mark.parametrize(
    ("size", "shown"),
    [
        ((64, 32), (64, 32)),
        ((144, 400), (144, 400)),
        ((512, 512), (144, 144)),
        ((300, 1200), (100, 400)),
        ((9000, 1), (144, 1)),
    ],
)
def test_rss_shows_an_icon_in_its_own_proportions_and_no_larger_than_rss_allows(
    archive: Path, size: tuple[int, int], shown: tuple[int, int]
) -> None:
    snapshot = _snapshot(archive, 'icon = "own.png"', {"own.png": _png(*size)})

    image = feedparser.parse(body_of(snapshot, "/en/quotes.rss")).feed.image
    assert (image.href, image.width, image.height) == (ICON, *shown)


@given(before=st.binary(max_size=40), flips=st.lists(st.integers(0, 60), max_size=4))
def test_no_broken_icon_stops_the_settings(
    tmp_path_factory: pytest.TempPathFactory, before: bytes, flips: list[int]
) -> None:
    picture = bytearray(before or _png(8, 8)[:61])
    for place in flips:
        picture[place % len(picture)] ^= 0xFF
    newsletter = NEWSLETTER.replace("[publisher]", '[publisher]\nicon = "own.png"', 1)
    folder = write_archive(tmp_path_factory.mktemp("icon"), {"own.png": bytes(picture)}, newsletter)

    size = settings_of(folder).newsletter.publisher.icon_size

    assert size is None or min(size) > 0


def test_an_icon_of_which_nothing_is_known_has_no_size(archive: Path) -> None:
    snapshot = _snapshot(archive, 'icon = "own.png"', {"own.png": b"no picture"})

    image = tree(body_of(snapshot, "/en/quotes.rss")).find("channel/image")
    assert [one.tag for one in image] == ["url", "title", "link"]


@pytest.mark.parametrize("name", ["own.svg", "own.ico"])
def test_an_icon_that_rss_does_not_allow_is_no_image(archive: Path, name: str) -> None:
    snapshot = _snapshot(archive, f'icon = "{name}"', {name: b"<svg/>"})

    assert tree(body_of(snapshot, "/en/quotes.rss")).find("channel/image") is None


@pytest.mark.parametrize(
    ("days", "rhythm"),
    [
        (1, ("daily", "1")),
        (2, ("weekly", "4")),
        (7, ("weekly", "1")),
        (14, ("monthly", "2")),
        (30, ("monthly", "1")),
        (31, ("monthly", "1")),
        (91, ("yearly", "4")),
        (366, ("yearly", "1")),
    ],
)
def test_rss_says_how_often_an_issue_comes(archive: Path, days: int, rhythm: tuple[str, str]) -> None:
    newsletter = NEWSLETTER.replace("frequency_days = 7", f"frequency_days = {days}")
    written = write_archive(archive, {"en/2024-01-12.txt": issue_text()}, newsletter)
    snapshot = snapshot_of(settings_of(written))

    feed = feedparser.parse(body_of(snapshot, "/en/quotes.rss")).feed
    assert (feed.sy_updateperiod, feed.sy_updatefrequency) == rhythm


def test_an_archive_document_has_no_rhythm(snapshot: Snapshot) -> None:
    assert b"updatePeriod" not in body_of(snapshot, "/en/quotes/2023-q4.rss")


@pytest.mark.parametrize("path", XML)
def test_a_feed_names_its_licence(snapshot: Snapshot, path: str) -> None:
    links = feedparser.parse(body_of(snapshot, path)).feed.links

    assert [one.href for one in links if one.rel == "license"] == ["https://www.example.org/license"]


def test_pages_name_the_publishers_account_in_the_fediverse(archive: Path) -> None:
    snapshot = _snapshot(archive, 'fediverse_creator = "@focus@social.example.org"', {})

    named = {
        path: page(body_of(snapshot, path)).xpath("//meta[@name='fediverse:creator']/@content")
        for path in ("/en/", "/en/quotes/2024-01-12/")
    }
    assert set(map(tuple, named.values())) == {("@focus@social.example.org",)}


def test_only_a_document_with_a_tombstone_declares_the_prefix_of_tombstones(tmp_path: Path) -> None:
    editor = Editor(tmp_path / "issues")
    editor.write()
    editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("Another one.",))
    editor.publish()
    before = editor.body("/en/quotes.atom")
    editor.wait()
    editor.remove("2024-01-19")
    editor.publish("en/2024-01-19")

    after = editor.body("/en/quotes.atom")
    assert [b"purl.org/atompub/tombstones" in body for body in (before, after)] == [False, True]


def test_the_body_of_an_outline_is_never_empty(archive: Path) -> None:
    """OPML 2.0: a body has one or more outlines."""
    snapshot = snapshot_of(settings_of(write_archive(archive, {})))

    bodies = {path: tree(body_of(snapshot, path)).find("body") for path in ("/feeds.opml", "/en/feeds.opml")}
    assert {path: [one.get("text") for one in body] for path, body in bodies.items()} == {
        "/feeds.opml": ["Focus This Week", "本周聚焦", "本週聚焦"],
        "/en/feeds.opml": ["Focus This Week"],
    }


def _snapshot(archive: Path, setting: str, files: dict[str, bytes]) -> Snapshot:
    newsletter = NEWSLETTER.replace("[publisher]", f"[publisher]\n{setting}", 1)
    written: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text(), **files}
    return snapshot_of(settings_of(write_archive(archive, written, newsletter)))


def _png(width: int, height: int) -> bytes:
    """Draw a picture of one colour (PNG 3rd edition s.5)."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" + bytes(width)) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
