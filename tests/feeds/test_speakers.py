"""The people quoted: one page each and edition, in every script, with their feed."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.feeds.speakers import slug_of
from syndication.site.build import build
from syndication.site.export import Folder, export
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL, NEWSLETTER, NOW, issue_text, settings_of, write_archive
from tests.support.editor import Editor
from tests.support.pages import page
from tests.support.serving import Serve, Server

YUNUS = "穆罕默德·尤努斯"
HANS = f"2024年1月12日\n来信。\n本周引言\n“桥有两端。”\n{YUNUS}\n"
NAMES = st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from("Ada é·穆罕默德/.%?-")))


def _archive(folder: Path, speakers: str = "") -> Path:
    files: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text(), "zh-Hans/2024-01-12.txt": HANS}
    return write_archive(folder, files, f"{NEWSLETTER}\n{speakers}")


def test_the_list_names_everybody_who_was_quoted_last_first(server: Server) -> None:
    found = page(server.get("/en/speakers/").body)

    names = found.xpath("//main//ol[@class='people']/li/a/text()")
    assert (names[:4], len(names)) == (["Confucius", "Mencius", "The Shanghai Communiqué", "Laozi"], 7)


def test_a_page_has_every_quote_of_a_person(server: Server) -> None:
    found = page(server.get("/zh-Hans/speakers/confucius/").body)

    assert found.xpath("//main//blockquote//text()") == [
        "三人行，必有我师焉。择其善者而从之，其不善者而改之。",
        "学而时习之，不亦说乎？有朋自远方来，不亦乐乎？",
    ]


def test_the_pages_of_a_person_name_each_other(server: Server) -> None:
    path = "/zh-Hant/speakers/laozi/"

    links = page(server.get(path).body).xpath("//head/link[@rel='alternate'][@hreflang][not(@type)]/@href")

    assert links == [f"{server.url}/{tag}/speakers/laozi/" for tag in ("en", "zh-Hans", "zh-Hant")]


def test_a_quote_leads_to_its_speaker_and_back(server: Server) -> None:
    path = "/en/quotes/2024-04-12/"

    ways = _ways(path, server.get(path).body)

    assert "/en/speakers/confucius/" in ways
    assert path in _ways("/en/speakers/confucius/", server.get("/en/speakers/confucius/").body)


def test_the_feed_of_a_person_is_offered_at_the_one_address_it_has(server: Server) -> None:
    found = page(server.get("/en/speakers/confucius/").body)

    feeds = found.xpath("//main//input[@readonly]/@value")
    assert feeds == found.xpath("//head/link[contains(@href, '/feed.')]/@href")
    assert feeds == [
        f"{server.url}/feed.{form}?edition=en&speaker=confucius" for form in ("atom", "rss", "json")
    ]
    assert [server.get(feed.removeprefix(server.url)).status for feed in feeds] == [200] * 3


def test_where_nothing_is_computed_no_feed_is_offered(samples: Snapshot) -> None:
    document = samples.get("/en/speakers/confucius/")

    assert document is not None
    assert b"/feed." not in document.body


def test_a_name_in_characters_stays_in_them(serve: Serve, tmp_path: Path) -> None:
    asked = f"/zh-Hans/speakers/{quote('穆罕默德尤努斯')}/"
    server = serve(_archive(tmp_path / "issues"))

    reply = server.get(asked)
    [canonical] = page(reply.body).xpath("//link[@rel='canonical']/@href")
    again = server.get(asked, if_none_match=reply.headers["ETag"])

    assert (reply.status, page(reply.body).findtext(".//h1"), again.status) == (200, YUNUS, 304)
    assert canonical == server.url + asked
    assert asked in _ways("/zh-Hans/speakers/", server.get("/zh-Hans/speakers/").body)
    assert urljoin(asked[:-1], server.get(asked[:-1]).headers["Location"]) == asked


def test_a_name_in_characters_is_a_folder_of_an_export(tmp_path: Path) -> None:
    snapshot = build(settings_of(_archive(tmp_path / "issues")), NOW).snapshot

    export(snapshot.site, Folder(tmp_path / "site"))

    assert (tmp_path / "site/zh-Hans/speakers/穆罕默德尤努斯/index.html").is_file()
    assert (tmp_path / "site/zh-Hans/speakers/index.html").is_file()


def test_the_table_of_speakers_joins_a_person_s_names(serve: Serve, tmp_path: Path) -> None:
    server = serve(_archive(tmp_path / "issues", f'[speakers]\n"Ada Example" = ["{YUNUS}"]\n'))

    found = page(server.get("/zh-Hans/speakers/ada-example/").body)
    ways = {
        server.get(f"/feed.json?speaker={quote(name)}").headers["Location"]
        for name in (YUNUS, "ADA EXAMPLE", "穆罕默德尤努斯")
    }

    assert found.findtext(".//h1") == YUNUS
    assert ways == {"feed.json?speaker=ada-example"}
    assert len(server.get("/feed.json?speaker=ada-example").json()["items"]) == 2


def test_somebody_in_the_table_who_was_never_quoted_has_an_empty_feed(serve: Serve, tmp_path: Path) -> None:
    server = serve(_archive(tmp_path / "issues", "[speakers]\n'Bo Sample' = []\n"))

    feed = server.get("/feed.json?speaker=bo-sample").json()

    assert (feed["title"], feed["items"]) == ("Focus This Week — Bo Sample", [])
    assert server.get("/en/speakers/bo-sample/").status == 404


def test_who_has_no_quotes_left_has_no_page(tmp_path: Path) -> None:
    editor = Editor(tmp_path / "issues")
    editor.write()
    editor.publish()
    path = "/en/speakers/ada-example/"
    before = build(settings_of(editor.archive), editor.now).snapshot
    editor.remove()
    editor.wait()
    editor.publish("en/2024-01-12")

    after = build(settings_of(editor.archive), editor.now).snapshot

    assert (path in before, path in after, "/en/speakers/" in after) == (True, False, True)


def test_an_edition_without_quotes_lists_nobody(tmp_path: Path) -> None:
    snapshot = build(settings_of(write_archive(tmp_path, {})), NOW).snapshot

    document = snapshot.get("/en/speakers/")

    assert document is not None
    assert page(document.body).xpath("//main//ol/li") == []


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Ada Example", "ada-example"),
        ("José O’Brien, Jr.", "jose-o-brien-jr"),
        ("Henry Kissinger and Zhou Enlai", "henry-kissinger-and-zhou-enlai"),
        (YUNUS, "穆罕默德尤努斯"),
        ("《上海公报》", "上海公报"),
        ("马克 Smith", "马克smith"),
        ("…", ""),
    ],
)
def test_a_slug_says_the_name(name: str, slug: str) -> None:
    assert slug_of(name) == slug


@given(name=NAMES)
def test_a_slug_is_safe_in_a_path_and_names_itself(name: str) -> None:
    slug = slug_of(name)

    assert not set(slug) & set("/.?#%& \\:\0")
    assert (slug_of(slug), unquote(quote(slug))) == (slug, slug)


def test_a_name_without_end_has_a_slug_with_one(tmp_path: Path) -> None:
    names = [f"{'穆罕默德' * 200}{end}" for end in "一二"]

    slugs = {slug_of(name) for name in names}

    assert len(slugs) == 2
    assert all(len(slug.encode()) <= 120 and slug_of(slug) == slug for slug in slugs)


def test_the_feed_of_a_person_is_where_it_is_computed(tmp_path: Path) -> None:
    settings = replace(settings_of(_archive(tmp_path)), dynamic_url="https://ask.example.org")
    document = build(settings, NOW).snapshot.get("/en/speakers/ada-example/")

    assert document is not None
    assert page(document.body).xpath("//main//input[@readonly]/@value")[0] == (
        "https://ask.example.org/feed.atom?edition=en&speaker=ada-example"
    )


def _ways(path: str, body: bytes) -> Iterator[str]:
    """Return the paths that a page leads to."""
    return (urlsplit(urljoin(BASE_URL + path, href)).path for href in page(body).xpath("//main//a/@href"))
