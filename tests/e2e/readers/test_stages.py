"""A reader that polls sees every new issue, whatever was published before, and nothing twice."""

import json
import re
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import feedparser
import pytest
from reader import make_reader

from tests.support.editor import Editor
from tests.support.following import until
from tests.support.serving import Server, serving
from tests.support.tools import needs

FEED = "/en/quotes"
_LINE = re.compile(rf'"GET {FEED}\.\S+ HTTP/1.1" (\d+) ')
_R2E = "[DEFAULT]\nto = subscriber@example.org\nsame-server-fetch-interval = 0\n[feed.one]\nurl = {url}\n"

Visit = Callable[[], list[str]]  # a reader looks at the feed; the ids it then has
Begin = Callable[[str, Path, ExitStack], Visit]


def _feedparser(url: str, _: Path, __: ExitStack) -> Visit:
    """Go by both validators, and keep what was there before."""
    previous = feedparser.FeedParserDict(etag=None, modified=None)
    seen: list[str] = []

    def visit() -> list[str]:
        nonlocal previous
        found = feedparser.parse(url, etag=previous.etag, modified=previous.modified)
        previous = found if found.status != 304 else previous
        seen.extend(entry.id for entry in found.entries if entry.id not in seen)
        return seen

    return visit


def _reader(url: str, _: Path, stack: ExitStack) -> Visit:
    reader = stack.enter_context(make_reader(":memory:"))
    reader.add_feed(url)

    def visit() -> list[str]:
        reader.update_feeds(scheduled=False)  # though `max-age` says that it need not come yet
        return [entry.id for entry in reader.get_entries()]

    return visit


def _newsboat(url: str, home: Path, _: ExitStack) -> Visit:
    """Go by libcurl, which throws an answer away that is not newer than the last."""
    (home / "urls").write_text(f"{url}\n")
    command: list[str | Path] = [needs("newsboat"), "-u", home / "urls", "-c", home / "cache.db"]
    command += ["-C", "/dev/null", "-x", "reload"]

    def visit() -> list[str]:
        _run(command, home)
        with closing(sqlite3.connect(home / "cache.db")) as cache:
            return [guid for (guid,) in cache.execute("select guid from rss_item")]

    return visit


def _curl(url: str, home: Path, _: ExitStack) -> Visit:
    """Go by the date alone: the file has that of the last answer."""
    file = home / "feed"
    command = [needs("curl"), "-sf", "-R", "-o", str(file), "-z", str(file), url]
    seen: list[str] = []

    def visit() -> list[str]:
        _run(command, home)
        seen.extend(one.id for one in feedparser.parse(file.read_bytes()).entries if one.id not in seen)
        return seen

    return visit


def _rss2email(url: str, home: Path, _: ExitStack) -> Visit:
    (home / "config").write_text(_R2E.format(url=url))
    command: list[str | Path] = [needs("r2e"), "-c", home / "config", "-d", home / "data", "run", "--no-send"]

    def visit() -> list[str]:
        _run(command, home)
        [feed] = json.loads((home / "data").read_text())["feeds"]
        return list(feed["seen"])

    return visit


def _run(command: list[str | Path] | list[str], home: Path) -> None:
    subprocess.run(command, env={"HOME": str(home), "LC_ALL": "C.UTF-8"}, check=True, capture_output=True)


READERS: dict[str, Begin] = {
    "newsboat": _newsboat,
    "curl": _curl,
    "rss2email": _rss2email,
    "reader": _reader,
    "feedparser": _feedparser,
}


def _add(editor: Editor, key: str, *, days_ago: float = 0) -> None:
    editor.write(key=key, day=(editor.now - timedelta(days=days_ago + 1)).date(), quotes=(f"I am {key}.",))
    editor.publish()


def _correct(editor: Editor, key: str, *minor: str) -> None:
    file = editor.archive / "en" / f"{key}.txt"
    file.write_text(file.read_text("utf-8").replace("I am", "I really am"), "utf-8")
    editor.publish(minor=minor)


def _withdraw(editor: Editor, key: str) -> None:
    editor.remove(key)
    editor.publish(f"en/{key}")


STAGES: list[Callable[[Editor], None]] = [
    lambda editor: _correct(editor, "second"),  # last week's
    lambda editor: _add(editor, "third", days_ago=2),  # has a date before that of the correction
    lambda editor: _add(editor, "old", days_ago=300),  # before the last visit by far
    lambda editor: _withdraw(editor, "first"),
    lambda editor: _add(editor, "fourth", days_ago=1),
    lambda editor: _correct(editor, "third", "en/third"),
    lambda editor: _add(editor, "fifth"),  # two on one day
    lambda editor: _add(editor, "sixth"),
]
WITHDRAWAL = 3


@pytest.mark.parametrize("form", ["atom", "rss"])
@pytest.mark.parametrize("name", READERS)
def test_a_reader_has_every_new_entry_after_each_stage_and_304_when_it_comes_again(
    tmp_path: Path, name: str, form: str
) -> None:
    """Everything happened in the last month, so that no stage has to wait for the next second."""
    editor = Editor(tmp_path / "issues", now=datetime.now(UTC).replace(microsecond=0) - timedelta(days=30))
    _add(editor, "first", days_ago=14)
    _add(editor, "second", days_ago=7)
    with (
        TemporaryDirectory() as home,
        ExitStack() as stack,
        serving(editor.archive, tmp_path / "log", "--access-log") as server,
    ):
        visit = READERS[name](f"{server.url}{FEED}.{form}", Path(home), stack)
        for _ in range(2):  # newsboat forgets the tag of its first answer (newsboat/newsboat#2734)
            visit()
        for number, stage in enumerate(STAGES):
            before = server.get("/archive.json").headers["ETag"]
            editor.wait(hours=1)
            stage(editor)
            assert until(lambda before=before: server.get("/archive.json").headers["ETag"] != before)  # type: ignore[misc]

            seen = visit()
            again = visit()

            wanted = {record.id for key, record in editor.records().items() if key.startswith("en/quotes/")}
            assert (number, set(seen)) == (number, wanted)
            assert len(seen) == len(set(seen))
            assert again == seen
            # Where no entry is new or changed, reader keeps the tag of the answer before.
            if (name, number) != ("reader", WITHDRAWAL):
                assert _last_status(server, 2 * number + 4) == "304"


def _last_status(server: Server, count: int) -> str:
    """Return what was answered to the last of so many visits."""
    assert until(lambda: len(_LINE.findall(server.log.read_text())) >= count)
    return str(_LINE.findall(server.log.read_text())[-1])
