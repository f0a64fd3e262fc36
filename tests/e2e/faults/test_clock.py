"""The clock jumps under a running server."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from tests.support.editor import Editor
from tests.support.following import until
from tests.support.serving import Reply, Server, free_port, running
from tests.support.tools import ROOT

FEED = "/en/quotes.atom"
JUMP = timedelta(days=400)


class Clock:
    """The clock that a server goes by."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.set(timedelta(0))

    def set(self, offset: timedelta) -> None:
        """Set it so far from the real time, at once: a file that is half-written would be no time."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{offset.total_seconds():+.0f}")
        new.replace(self.file)


@pytest.fixture
def clock(tmp_path: Path) -> Clock:
    return Clock(tmp_path / "clock")


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path / "issues")
    editor.write()
    later = datetime.now(UTC) + JUMP / 2
    editor.write(key="later", front=f"published = {later.isoformat(timespec='seconds')}", quotes=("Later.",))
    return editor


@pytest.fixture
def server(editor: Editor, clock: Clock, tmp_path: Path) -> Iterator[Server]:
    url, log = f"http://127.0.0.1:{free_port()}", tmp_path / "log"
    command: list[str | Path] = [
        *(sys.executable, "-m", "tests.support.jumping", clock.file),
        *("serve", "--archive", editor.archive, "--bind", url.removeprefix("http://")),
    ]
    with running(command, f"{url}/healthz", log, PYTHONPATH=str(ROOT)) as process:
        yield Server(process=process, url=url, log=log)


def test_an_issue_that_was_scheduled_appears_when_the_clock_jumps(
    editor: Editor, server: Server, clock: Clock
) -> None:
    """With the next change; if there is none, within a minute."""
    before = server.get(FEED)
    clock.set(JUMP)
    editor.write(quotes=("New.",))

    appeared = until(lambda: "Later." in server.get(FEED).text)

    assert (before.status, "Later." in before.text, appeared) == (200, False, True)


def test_a_clock_that_jumps_back_and_forth_leaves_no_date_in_the_future(server: Server, clock: Clock) -> None:
    replies = []
    for offset in (JUMP, -JUMP, timedelta(0)):
        clock.set(offset)
        replies += [server.get(path) for path in (FEED, "/en/", "/feed.atom?q=bridge", "/healthz")]

    assert {reply.status for reply in replies} == {200}
    modified = [reply for reply in replies if "Last-Modified" in reply.headers]
    assert modified
    assert all(_instant(reply, "Last-Modified") <= _instant(reply, "Date") for reply in modified)
    assert "Traceback" not in server.log.read_text()


def _instant(reply: Reply, header: str) -> datetime:
    return parsedate_to_datetime(reply.headers[header])
