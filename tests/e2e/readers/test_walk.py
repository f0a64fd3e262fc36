"""Readers that know one address of each feed come to have the whole archive, and know that they do."""

import json
import subprocess
from calendar import timegm
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
import pytest

from syndication.client.verify import verify
from tests.support.editor import Editor, at
from tests.support.serving import Server, serving
from tests.support.tools import needs_node

FORMATS = ("atom", "rss", "json")
GAP = timedelta(days=900)  # in which nothing was published, in the middle of each archive
_SCRIPT = Path(__file__).parent / "walk.mjs"

Walk = dict[str, tuple[datetime, datetime]]  # when an entry was published and updated, by its id


@pytest.fixture(scope="module", params=[0, 1, 20, 21, 500], ids=lambda size: f"{size} issues")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve so many issues as were published over the years; some were corrected since, some withdrawn."""
    folder = tmp_path_factory.mktemp("archive")
    editor = Editor(folder / "issues", now=at(2026, 1, 1))
    days = [date(2025, 12, 26) - timedelta(days=3 * back) for back in range(request.param)]
    days = [day if place < len(days) / 2 else day - GAP for place, day in enumerate(days)]
    for place, day in enumerate(days):
        number = "Of something." if place % 3 == 0 else None
        for edition in ("en", "zh-Hans") if place % 5 == 0 else ("en",):
            editor.write(key=str(day), day=day, edition=edition, quotes=(f"{day}.",), number=number)
    editor.publish()
    editor.wait()
    for day in days[1::40]:
        editor.remove(str(day))
    for day in days[2::40]:
        editor.write(key=str(day), day=day, quotes=("Corrected.",))
    editor.publish(*(f"en/{day}" for day in days[1::40]), *(f"en/numbers/{day}" for day in days[2::40][1::3]))
    with serving(editor.archive, folder / "log") as running:
        yield running


@pytest.fixture(scope="module")
def listed(server: Server) -> dict[str, Walk]:
    """Return what /archive.json says that there is, by the id of its feed."""
    feeds: dict[str, Walk] = defaultdict(dict)
    for entry in server.get("/archive.json").json()["entries"]:
        if not entry["withdrawn"]:
            dates = datetime.fromisoformat(entry["published"]), datetime.fromisoformat(entry["updated"])
            feeds[entry["id"].rpartition("/")[0]][entry["id"]] = dates
    return feeds


@pytest.fixture(scope="module")
def feeds(server: Server) -> list[dict[str, str]]:
    """Return the id and the addresses of every feed."""
    found: list[dict[str, str]] = server.get("/archive.json").json()["feeds"]
    return found


@pytest.mark.parametrize("form", ["atom", "rss"])
def test_feedparser_comes_to_have_everything(
    server: Server, feeds: list[dict[str, str]], listed: dict[str, Walk], form: str
) -> None:
    walked = {feed["id"]: _walk(server.url + feed[form]) for feed in feeds}

    assert {feed["id"]: listed[feed["id"]] for feed in feeds} == walked


@pytest.mark.parametrize("form", FORMATS)
def test_feedsmith_comes_to_have_everything(
    server: Server, feeds: list[dict[str, str]], listed: dict[str, Walk], form: str
) -> None:
    addresses = [server.url + feed[form] for feed in feeds]
    output = subprocess.run([needs_node(), _SCRIPT, *addresses], check=True, capture_output=True).stdout

    walked = {
        feed["id"]: {name: tuple(map(datetime.fromisoformat, dates)) for name, dates in entries.items()}
        for feed, entries in zip(feeds, json.loads(output).values(), strict=True)
    }
    assert {feed["id"]: listed[feed["id"]] for feed in feeds} == walked


def test_our_own_command_agrees(server: Server) -> None:
    assert verify(server.url).faults == ()


def _walk(address: str | None) -> Walk:
    """Follow a feed back in time with feedparser."""
    found: Walk = {}
    while address:
        document = feedparser.parse(address, sanitize_html=False, resolve_relative_uris=False)
        assert not document.bozo
        for entry in document.entries:
            found[entry.id] = _instant(entry.published_parsed), _instant(entry.updated_parsed)
        earlier = [link.href for link in document.feed.links if link.rel == "prev-archive"]
        address = earlier[0] if earlier else None
    return found


def _instant(parsed: Any) -> datetime:
    return datetime.fromtimestamp(timegm(parsed), UTC)
