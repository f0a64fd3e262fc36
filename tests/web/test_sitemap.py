"""What leads search engines to every page, and away from what is not for them."""

from datetime import datetime
from email.utils import parsedate_to_datetime
from http.client import HTTPMessage
from pathlib import Path
from urllib.robotparser import RobotFileParser

import pytest
from usp.objects.page import SitemapPage
from usp.tree import sitemap_tree_for_homepage

from syndication.site.build import build
from syndication.web import create_app
from tests.support.addresses import FRAME, PAGES
from tests.support.archives import BASE_URL, NOW, issue_text, settings_of, write_archive
from tests.support.many import write_many
from tests.support.pages import page, tree
from tests.support.serving import Serve, Server
from tests.support.tools import SAMPLES

TO_BE_FOUND = [path for path in PAGES if "/latest/" not in path]


@pytest.fixture(scope="module")
def sitemap(server: Server) -> dict[str, SitemapPage]:
    """Follow robots.txt to every page that the sitemap names, as a crawler does."""
    tree = sitemap_tree_for_homepage(server.url, use_known_paths=False)
    return {found.url: found for found in tree.all_pages()}


def test_a_crawler_that_knows_nothing_but_the_host_finds_every_page(
    server: Server, sitemap: dict[str, SitemapPage]
) -> None:
    assert set(sitemap) == {server.url + path for path in TO_BE_FOUND}


def test_the_sitemap_says_when_each_page_changed(server: Server, sitemap: dict[str, SitemapPage]) -> None:
    changed = {url: _instant(server.get(url.removeprefix(server.url)).headers) for url in sitemap}

    assert {url: found.last_modified for url, found in sitemap.items()} == changed


def test_the_sitemap_names_the_languages_that_each_page_names(
    server: Server, sitemap: dict[str, SitemapPage]
) -> None:
    named = {url: _languages(server.get(url.removeprefix(server.url)).body) for url in sitemap}

    assert {url: sorted(found.alternates or []) for url, found in sitemap.items()} == named


def test_every_page_that_has_languages_names_itself_among_them(sitemap: dict[str, SitemapPage]) -> None:
    named = {
        url: [same for _, same in found.alternates] for url, found in sitemap.items() if found.alternates
    }

    assert [url for url, same in named.items() if url not in same] == []


def test_several_sitemaps_are_served_and_exported_with_their_index(tmp_path: Path) -> None:
    write_many(tmp_path, 600)
    settings = settings_of(tmp_path)
    client = create_app(settings, lambda: NOW).test_client()
    snapshot = build(settings, NOW).snapshot

    named = _paths(client.get("/sitemap.xml").data)

    assert len(named) > 1
    assert named == [f"/sitemap-{number}.xml" for number, _ in enumerate(named, start=1)]
    assert {"/sitemap.xml", *named} == {path for path in snapshot if path.startswith("/sitemap")}
    pages = [path for one in named for path in _paths(client.get(one).data)]
    found = {path for path in snapshot if path.endswith("/") and not FRAME.fullmatch(path)}
    assert sorted(pages) == sorted(path for path in found if "/latest/" not in path)


def test_an_issue_that_the_publisher_shows_is_to_be_found_there_and_not_here(tmp_path: Path) -> None:
    text = f'+++\nurl = "https://www.example.org/s/1"\n+++\n{issue_text()}'
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": text})

    sitemap = build(settings_of(archive), NOW).snapshot.render("/sitemap.xml").body.decode()

    assert ("/en/issues/2024-01-12/" in sitemap, "/en/quotes/2024-01-12/" in sitemap) == (False, True)


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/zh-Hant/quotes/2024-01-12/", "/en/quotes.atom", "/feeds.opml"]
)
def test_robots_may_read_everything(server: Server, path: str) -> None:
    assert _robots(server).can_fetch("Examplebot", server.url + path)


@pytest.mark.parametrize("tag", ["en", "zh-Hans", "zh-Hant"])
def test_robots_are_asked_not_to_search(server: Server, tag: str) -> None:
    assert not _robots(server).can_fetch("Examplebot", f"{server.url}/{tag}/search/?q=bridge")


def test_robots_txt_leads_to_the_sitemap(server: Server) -> None:
    assert _robots(server).site_maps() == [f"{server.url}/sitemap.xml"]


def test_robots_txt_is_right_for_the_host_where_the_site_has_a_path() -> None:
    body = build(settings_of(SAMPLES, f"{BASE_URL}/letters"), NOW).snapshot.render("/robots.txt").body
    robots = RobotFileParser()

    robots.parse(body.decode().splitlines())

    open_to_all = [robots.can_fetch("*", f"{BASE_URL}{path}/en/search/") for path in ("", "/letters")]
    assert (open_to_all, robots.site_maps()) == ([True, False], [f"{BASE_URL}/letters/sitemap.xml"])


def test_a_preview_is_closed_to_robots(serve: Serve) -> None:
    robots = _robots(serve(SAMPLES, SYNDICATION_PREVIEW="1"))

    closed = not robots.can_fetch("Examplebot", "/en/quotes.atom")
    assert (closed, robots.site_maps()) == (True, None)


def _paths(sitemap: bytes) -> list[str]:
    """Return the paths in a sitemap or an index of sitemaps."""
    return [
        address.removeprefix(BASE_URL) for address in tree(sitemap).xpath("//*[local-name()='loc']/text()")
    ]


def _instant(headers: HTTPMessage) -> datetime:
    return parsedate_to_datetime(headers["Last-Modified"])


def _languages(body: bytes) -> list[tuple[str, str]]:
    links = page(body).xpath("//head/link[@rel='alternate'][@hreflang][not(@type)]")
    return sorted((link.get("hreflang"), link.get("href")) for link in links)


def _robots(server: Server) -> RobotFileParser:
    robots = RobotFileParser()
    robots.parse(server.get("/robots.txt").text.splitlines())
    return robots
