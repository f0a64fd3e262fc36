"""Behaviour that feedgen or a reader would have spoilt: each was somebody's bug report."""

import hashlib
import json
import locale
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.model import Format
from syndication.render import _feedgen, atom, rss
from syndication.settings import Settings
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL, NOW, SECTIONS, issue_text, settings_of, write_archive
from tests.support.calls import count_calls
from tests.support.pages import tree
from tests.support.samples import body_of, snapshot_of
from tests.support.serving import environment
from tests.support.tools import ROOT, SAMPLES

NAMES = {"atom": "http://www.w3.org/2005/Atom", "dc": "http://purl.org/dc/elements/1.1/"}
QUOTES_ATOM, QUOTES_RSS, QUOTES_JSON = (f"/en/quotes.{form}" for form in Format)
DIGEST = """
import hashlib, sys
from datetime import UTC, datetime
from pathlib import Path
from syndication.settings import Settings
from syndication.site.build import build

settings = Settings.load(archive=sys.argv[1], base_url="https://feeds.example.org")
snapshot = build(settings, datetime.fromisoformat(sys.argv[2])).snapshot
print(hashlib.sha256(b"".join(path.encode() + snapshot.get(path).body for path in snapshot)).hexdigest())
"""


def test_the_links_of_an_entry_keep_their_relation_type_and_language(snapshot: Snapshot) -> None:
    """lkiesow/python-feedgen#135."""
    links = tree(body_of(snapshot, "/en/issues.atom")).findall("atom:entry[1]/atom:link", NAMES)

    assert [dict(link.attrib) for link in links] == [
        {
            "rel": "alternate",
            "type": "text/html",
            "hreflang": "en",
            "href": f"{BASE_URL}/en/issues/2024-01-12/",
        },
        {
            "rel": "related",
            "type": "text/html",
            "hreflang": "zh-Hans",
            "href": f"{BASE_URL}/zh-Hans/issues/2024-01-12/",
        },
    ]


@pytest.mark.parametrize("path", [QUOTES_ATOM, QUOTES_RSS])
def test_the_home_of_a_feed_is_its_twin_and_not_its_hub(snapshot: Snapshot, path: str) -> None:
    """Feedgen makes the last link that it is given the channel's."""
    found = feedparser.parse(body_of(snapshot, path))

    assert found.feed.link == f"{BASE_URL}/en/quotes/"


@pytest.mark.parametrize("path", [QUOTES_ATOM, QUOTES_RSS])
def test_a_feed_names_itself_and_its_hub(snapshot: Snapshot, path: str) -> None:
    found = feedparser.parse(body_of(snapshot, path))

    named = {link.rel: link.href for link in found.feed.links if link.rel in ("self", "hub")}
    assert named == {"self": f"{BASE_URL}{path}", "hub": "https://hub.example.org/"}


def test_a_json_feed_names_itself_and_its_hub(snapshot: Snapshot) -> None:
    found = json.loads(body_of(snapshot, QUOTES_JSON))

    hubs = [{"type": "WebSub", "url": "https://hub.example.org/"}]
    assert (found["feed_url"], found["hubs"]) == (f"{BASE_URL}{QUOTES_JSON}", hubs)


@pytest.mark.parametrize("path", [QUOTES_ATOM, QUOTES_RSS])
def test_an_entry_has_one_alternate(snapshot: Snapshot, path: str) -> None:
    """Of several, some readers open the first and some the last (lwindolf/liferea#442)."""
    found = feedparser.parse(body_of(snapshot, path))

    alternates = [[link.rel for link in entry.links].count("alternate") for entry in found.entries]
    assert alternates == [1, 1, 1]


@pytest.mark.parametrize("path", [QUOTES_ATOM, QUOTES_RSS])
def test_the_newest_entry_comes_first_and_the_parts_of_an_issue_in_their_order(
    snapshot: Snapshot, path: str
) -> None:
    """Feedgen puts each entry before the one that was added before it."""
    found = feedparser.parse(body_of(snapshot, path))

    keys = [entry.id.rpartition("/")[2] for entry in found.entries]
    assert keys == ["2024-01-12", "2024-01-12.2", "2023-12-29"]


def test_an_entry_has_the_same_id_in_every_format(snapshot: Snapshot) -> None:
    atoms, rsses = ([entry.id for entry in _parsed(snapshot, path)] for path in (QUOTES_ATOM, QUOTES_RSS))
    jsons = [item["id"] for item in json.loads(body_of(snapshot, QUOTES_JSON))["items"]]

    assert atoms == rsses == jsons


def test_no_reader_takes_an_id_for_an_address(snapshot: Snapshot) -> None:
    guids = tree(body_of(snapshot, QUOTES_RSS)).findall("channel/item/guid")

    schemes = {(guid.get("isPermaLink"), guid.text.partition(":")[0]) for guid in guids}
    assert schemes == {("false", "tag")}


def test_the_content_of_an_entry_is_html_and_says_so(snapshot: Snapshot) -> None:
    """Feedgen's CDATA writes a type that Atom does not know."""
    contents = tree(body_of(snapshot, QUOTES_ATOM)).findall("atom:entry/atom:content", NAMES)

    assert {content.get("type") for content in contents} == {"html"}


def test_every_atom_entry_has_its_language(snapshot: Snapshot) -> None:
    entries = tree(body_of(snapshot, "/zh-Hans/issues.atom")).findall("atom:entry", NAMES)

    assert [entry.get(_feedgen.XML_LANG) for entry in entries] == ["zh-Hans"]


def test_every_rss_item_has_its_language(snapshot: Snapshot) -> None:
    languages = tree(body_of(snapshot, "/zh-Hans/issues.rss")).findall("channel/item/dc:language", NAMES)

    assert [language.text for language in languages] == ["zh-Hans"]


def test_every_json_item_has_content_in_html(snapshot: Snapshot) -> None:
    """FreshRSS loses all other content."""
    items = [
        item for section in SECTIONS for item in json.loads(body_of(snapshot, f"/en/{section}.json"))["items"]
    ]

    assert [item["id"] for item in items if not item["content_html"]] == []


def test_an_rss_description_is_html_in_which_text_is_escaped(archive: Path) -> None:
    """Readers show it as HTML: a text with `<` in it would lose what follows."""
    text = issue_text(quote="If a < b & b < c, then <b>?")
    snapshot = snapshot_of(settings_of(write_archive(archive, {"en/2024-01-12.txt": text})))

    [description] = tree(body_of(snapshot, QUOTES_RSS)).findall("channel/item/description")

    assert description.text == "If a &lt; b &amp; b &lt; c, then &lt;b&gt;?"


@pytest.mark.parametrize("path", [QUOTES_ATOM, QUOTES_RSS])
def test_the_generator_has_no_version(snapshot: Snapshot, path: str) -> None:
    """An upgrade must not change a byte."""
    [generator] = tree(body_of(snapshot, path)).xpath("//*[local-name() = 'generator']")

    assert (generator.text, dict(generator.attrib)) == ("syndication", {})


def test_no_date_is_midnight_in_universal_time(snapshot: Snapshot) -> None:
    """Such dates show as the day before (martinrotter/rssguard#1799)."""
    published = {entry.published for entry in _parsed(snapshot, QUOTES_ATOM)}

    assert published == {"2024-01-12T12:00:00+08:00", "2023-12-29T12:00:00+08:00"}


def test_no_character_that_xml_forbids_takes_a_feed_down(archive: Path) -> None:
    """dgtlmoon/changedetection.io#1766."""
    text = issue_text(quote="one\x01 two\x02 three\ufffe four\x80 five").encode()
    damaged = text.replace(b"three", b"three\xed\xa0\x80")
    snapshot = snapshot_of(settings_of(write_archive(archive, {"en/2024-01-12.txt": damaged})))

    found = feedparser.parse(body_of(snapshot, QUOTES_ATOM))

    assert (found.bozo, found.entries[0].summary) == (False, "one� two� three�� four� five")


def test_the_locale_of_the_process_is_never_touched(
    samples: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Feedgen sets it for each RSS date; every other thread would see it change."""

    def refuse(*_: object) -> None:
        raise AssertionError("the locale was set")

    monkeypatch.setattr(locale, "setlocale", refuse)

    snapshot = snapshot_of(samples)

    assert [path for path in snapshot if snapshot.get(path) is None] == []


def test_no_document_knows_when_it_was_built(snapshot: Snapshot) -> None:
    today = datetime.now(UTC)
    forms = [today.date().isoformat().encode(), format_datetime(today)[:16].encode()]

    dated = [path for path in snapshot for form in forms if form in body_of(snapshot, path)]
    assert dated == []


def test_two_builds_at_different_times_give_the_same_bytes() -> None:
    first, later = (_digest(now="2025-01-01T00:00:00+00:00"), _digest(now="2026-06-01T12:34:56+00:00"))

    assert first == later


def test_two_machines_give_the_same_bytes() -> None:
    one = _digest(PYTHONHASHSEED="1", TZ="America/New_York", LC_ALL="C", PYTHONUTF8="0")
    other = _digest(PYTHONHASHSEED="2", TZ="Asia/Kathmandu", LC_ALL="C.UTF-8")

    assert one == other


def test_a_document_s_tag_follows_from_its_bytes(snapshot: Snapshot) -> None:
    documents = [document for path in snapshot if (document := snapshot.get(path))]

    assert [document.etag for document in documents] == [
        hashlib.sha256(document.body).hexdigest()[:32] for document in documents
    ]


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1) | st.just("]]> & <b>")
FEEDGEN_ENTRIES = st.lists(st.tuples(TEXTS, TEXTS, st.booleans()), max_size=4)


@pytest.mark.parametrize("form", [Format.ATOM, Format.RSS])
@given(entries=FEEDGEN_ENTRIES)
def test_joined_entries_are_what_feedgen_writes_for_the_whole(
    samples: Settings, form: Format, entries: list[tuple[str, str, bool]]
) -> None:
    def fill_feed(feed: Any) -> Callable[[Any], None]:
        feed.id("tag:example.org,2023:feed")
        feed.title("A title")
        feed.description("A description")
        feed.updated(NOW)
        feed.link(href="https://example.org/", rel="alternate")
        return _feedgen.mark_archive

    fills = [_fill(number, *entry) for number, entry in enumerate(entries)]
    fragments = [_feedgen.fragment(form, samples.newsletter, fill) for fill in fills]

    joined = _feedgen.join(form, _feedgen.document(form, fill_feed), fragments)

    assert joined == _feedgen.document(form, fill_feed, fills)


def test_an_entry_is_written_once_for_all_feeds_that_carry_it(samples: Settings) -> None:
    bodies: dict[str, bytes] = {}

    def render_everything() -> None:
        snapshot = snapshot_of(samples)
        bodies.update({path: body_of(snapshot, path) for path in snapshot})

    counts = count_calls(render_everything, atom.render_entry, rss.render_entry)

    ids = [
        {str(one) for path, body in bodies.items() if path.endswith(form) for one in tree(body).xpath(xpath)}
        for form, xpath in (
            ("atom", "//*[local-name()='entry']/*[local-name()='id']/text()"),
            ("rss", "//item/guid/text()"),
        )
    ]
    assert counts == tuple(map(len, ids))


def _fill(number: int, title: str, content: str, picture: bool) -> _feedgen.Fill:
    def fill(element: Any) -> Callable[[Any], None]:
        element.id(f"tag:example.org,2023:{number}")
        element.title(title)
        element.content(content, type="html")
        element.summary("A summary")
        element.published(NOW)
        element.updated(NOW)
        return extend

    def extend(element: Any) -> None:
        element.set(_feedgen.XML_LANG, "zh-Hans")
        encoded, plain = element.find("{*}encoded"), element.find("content")
        _feedgen.use_cdata(plain if encoded is None else encoded)
        if picture:
            _feedgen.add_picture(element, "https://example.org/a.png")

    return fill


def _parsed(snapshot: Snapshot, path: str) -> Any:
    return feedparser.parse(body_of(snapshot, path)).entries


def _digest(now: str = "2026-01-01T00:00:00+00:00", **env: str) -> str:
    """Build the whole site of the sample archive in a process of its own, and hash all of it."""
    command: list[str | Path] = [sys.executable, "-c", DIGEST, SAMPLES, now]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**env), check=True, capture_output=True, text=True
    ).stdout
