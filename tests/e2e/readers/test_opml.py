"""Readers that import the list of feeds, and fetch every one of them."""

import json
import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from syndication.site.build import build
from tests.support.archives import NEWSLETTER, NOW, issue_text, settings_of, write_archive
from tests.support.expected import ATOM, expected
from tests.support.pages import tree
from tests.support.serving import Server
from tests.support.tools import needs, needs_node

LISTS = {"/feeds.opml": ATOM} | {
    f"/{tag}/feeds.opml": [path for path in ATOM if path.startswith(f"/{tag}/")]
    for tag in ("en", "zh-Hans", "zh-Hant")
}
_SCRIPT = Path(__file__).parent / "outline.mjs"


@pytest.fixture
def feeds(server: Server, tmp_path: Path) -> Path:
    """Save the list of all feeds, as a subscriber does."""
    saved = tmp_path / "feeds.opml"
    saved.write_bytes(server.get("/feeds.opml").body)
    return saved


def test_newsboat_imports_every_feed_and_fetches_it(server: Server, feeds: Path, tmp_path: Path) -> None:
    newsboat: list[str | Path] = [
        needs("newsboat"),
        "-u",
        tmp_path / "urls",
        "-c",
        tmp_path / "cache.db",
        "-C",
        tmp_path / "no",
    ]

    _run([*newsboat, "-i", feeds], tmp_path)
    _run([*newsboat, "-x", "reload"], tmp_path)

    with closing(sqlite3.connect(tmp_path / "cache.db")) as cache:
        rows = cache.execute("select rssurl, guid from rss_feed join rss_item on feedurl = rssurl").fetchall()
    assert set(rows) == {(server.url + path, entry) for path in ATOM for entry in _ids(server, path)}


def test_sfeed_imports_every_feed_and_fetches_it(server: Server, feeds: Path, tmp_path: Path) -> None:
    config = tmp_path / "sfeedrc"
    config.write_bytes(_run([needs("sfeed_opml_import")], tmp_path, feeds.read_bytes()))

    _run([needs("sfeed_update"), config], tmp_path)

    found = {
        file.name: {line.split("\t")[5] for line in file.read_text("utf-8").splitlines()}
        for file in (tmp_path / ".sfeed" / "feeds").iterdir()
    }
    assert found == {expected(path, server.url).title: _ids(server, path) for path in ATOM}


def test_rss2email_imports_every_feed_and_fetches_it(server: Server, feeds: Path, tmp_path: Path) -> None:
    subscriptions = tmp_path / "rss2email.json"
    r2e: list[str | Path] = [needs("r2e"), "-c", tmp_path / "rss2email.cfg", "-d", subscriptions]

    _run([*r2e, "new", "reader@example.org"], tmp_path)
    _run([*r2e, "opmlimport", feeds], tmp_path)
    _run([*r2e, "run", "--no-send"], tmp_path)

    found = [set(feed["seen"]) for feed in json.loads(subscriptions.read_bytes())["feeds"]]
    assert found == [_ids(server, path) for path in ATOM]


def test_the_lists_group_feeds_by_edition_and_describe_each_once(server: Server) -> None:
    script: list[str | Path] = [needs_node(), _SCRIPT, *(server.url + path for path in LISTS)]
    found = json.loads(subprocess.run(script, check=True, capture_output=True).stdout)

    assert {path: _groups(found[server.url + path]) for path in LISTS} == {
        path: _expected_groups(server, listed) for path, listed in LISTS.items()
    }


@pytest.mark.parametrize("path", LISTS)
def test_a_list_says_what_it_is(server: Server, path: str) -> None:
    reply = server.get(path)

    assert reply.headers["Content-Type"] == "text/x-opml; charset=utf-8"


def test_the_list_of_an_edition_without_entries_names_no_feed(tmp_path: Path) -> None:
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": issue_text()})

    found = build(settings_of(archive), NOW).snapshot.render("/zh-Hant/feeds.opml").body

    assert b"xmlUrl" not in found


def test_editions_of_one_title_are_told_apart(tmp_path: Path) -> None:
    """A reader that keeps feeds by name would take one for the other."""
    newsletter = NEWSLETTER.replace("本周聚焦", "Focus This Week", 1)
    files: dict[str, str | bytes] = {f"{tag}/2024-01-12.txt": issue_text() for tag in ("en", "zh-Hans")}
    archive = write_archive(tmp_path, files, newsletter)

    found = tree(build(settings_of(archive), NOW).snapshot.render("/feeds.opml").body)

    names = found.xpath("//outline[@xmlUrl]/@text")
    assert sorted(set(names)) == sorted(names)


def _groups(found: Any) -> Any:
    fields = ("type", "text", "title", "language", "xmlUrl", "htmlUrl")
    return [
        (
            group["text"],
            group.get("type"),
            [tuple(one[field] for field in fields) for one in group["outlines"]],
        )
        for group in found["body"]["outlines"]
    ]


def _expected_groups(server: Server, paths: list[str]) -> Any:
    groups: dict[str | None, Any] = {}
    for path in paths:
        feed = expected(path, server.url)
        # Of the feeds of an edition the first, that of the issues, has its title.
        _, _, listed = groups.setdefault(feed.language, (feed.title, None, []))
        listed.append(("rss", feed.title, feed.title, feed.language, server.url + path, feed.link))
    return list(groups.values())


def _ids(server: Server, path: str) -> set[str | None]:
    return {entry.id for entry in expected(path, server.url).entries}


def _run(command: list[str | Path], home: Path, stdin: bytes | None = None) -> bytes:
    env = {"HOME": str(home), "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]}
    return subprocess.run(command, env=env, cwd=home, input=stdin, check=True, capture_output=True).stdout
