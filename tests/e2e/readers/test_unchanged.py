"""What readers cost that come again when nothing has changed: one 304 for each feed."""

import re
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import feedparser
import pytest
from reader import make_reader

from tests.support.expected import PATHS, XML
from tests.support.serving import Server, serving
from tests.support.tools import SAMPLES, needs

_LINE = re.compile(r'"GET (\S+\.(?:atom|rss|json)) HTTP/1.1" (\d+) ')
_PATIENCE = 10  # seconds
_R2E = """\
[DEFAULT]
to = subscriber@example.org
same-server-fetch-interval = 0
"""

Visit = Callable[[], None]  # a reader looks at all its feeds


def _feedparser(server: Server, _: Path, __: ExitStack) -> Visit:
    previous = {path: feedparser.FeedParserDict(etag=None, modified=None) for path in XML}

    def visit() -> None:
        for path, before in previous.items():
            seen = feedparser.parse(server.url + path, etag=before.etag, modified=before.modified)
            previous[path] = before if seen.status == 304 else seen

    return visit


def _reader(server: Server, _: Path, stack: ExitStack) -> Visit:
    reader = stack.enter_context(make_reader(":memory:"))
    for path in PATHS:
        reader.add_feed(server.url + path)
    return lambda: reader.update_feeds(scheduled=False)  # though `max-age` says that it need not come yet


def _newsboat(server: Server, home: Path, _: ExitStack) -> Visit:
    (home / "urls").write_text("".join(f"{server.url}{path}\n" for path in XML))
    (home / "config").write_text("reload-threads 4\n")
    command: list[str | Path] = [needs("newsboat"), "-u", home / "urls", "-c", home / "cache.db"]
    command += ["-C", home / "config", "-x", "reload"]
    return lambda: _run(command, home)


def _rss2email(server: Server, home: Path, _: ExitStack) -> Visit:
    feeds = (f"[feed.{number}]\nurl = {server.url}{path}\n" for number, path in enumerate(XML))
    (home / "config").write_text(_R2E + "".join(feeds))
    command: list[str | Path] = [needs("r2e"), "-c", home / "config", "-d", home / "data", "run", "--no-send"]
    return lambda: _run(command, home)


def _run(command: list[str | Path], home: Path) -> None:
    subprocess.run(command, env={"HOME": str(home), "LC_ALL": "C.UTF-8"}, check=True, capture_output=True)


@pytest.fixture
def logging(tmp_path: Path) -> Iterator[Server]:
    """Serve the sample archive to one reader, and write down what it asks for."""
    with serving(SAMPLES, tmp_path / "log", "--access-log") as server:
        yield server


@pytest.mark.parametrize(
    ("begin", "paths"),
    [(_newsboat, XML), (_rss2email, XML), (_reader, PATHS), (_feedparser, XML)],
    ids=["newsboat", "rss2email", "reader", "feedparser"],
)
def test_a_reader_that_comes_again_is_told_that_nothing_changed(
    logging: Server, tmp_path: Path, begin: Callable[[Server, Path, ExitStack], Visit], paths: list[str]
) -> None:
    """The third visit is looked at: newsboat forgets the tags of its first (newsboat/newsboat#2734)."""
    with ExitStack() as stack:
        visit = begin(logging, tmp_path, stack)
        for _ in range(3):
            visit()

    answers = _answers(logging, 3 * len(paths))
    assert sorted(answers[-len(paths) :]) == sorted((path, "304") for path in paths)


def _answers(server: Server, count: int) -> list[tuple[str, str]]:
    """Return what was answered to each request for a feed, once there are so many."""
    deadline = time.monotonic() + _PATIENCE
    while len(found := _LINE.findall(server.log.read_text())) < count and time.monotonic() < deadline:
        time.sleep(0.02)  # a poll, not a guess
    return found
