"""A custom feed, read by feedsmith and newsboat."""

import json
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import feedparser

from tests.support.newsboat import reload
from tests.support.serving import Server
from tests.support.tools import needs_node

READ = Path(__file__).parent / "read.mjs"
FEED, *_ = FEEDS = [
    f"/feed.{form}?edition=en&edition=zh-Hans&q=united&section=quotes" for form in ("atom", "rss", "json")
]


def test_other_people_s_readers_see_its_entries(server: Server, tmp_path: Path) -> None:
    ids = [entry.id for entry in feedparser.parse(server.get(FEED).body).entries]

    output = subprocess.run(
        [needs_node(), READ, *(server.url + path for path in FEEDS)], check=True, capture_output=True
    ).stdout
    read = [found["feedsmith"]["entries"] for found in json.loads(output).values()]
    feedsmith = [[entry["id"] for entry in entries] for entries in read]
    with closing(sqlite3.connect(reload([server.url + FEED], tmp_path))) as cache:
        newsboat = {guid for (guid,) in cache.execute("select guid from rss_item")}

    assert len(ids) > 3
    assert (feedsmith, newsboat) == ([ids] * 3, set(ids))
