"""Faults under a server that answers readers all the time: what they notice, and what the operator."""

import os
import signal
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.support.editor import Editor
from tests.support.following import until
from tests.support.processes import offspring_of
from tests.support.serving import Serve, Server

FEED = "/en/quotes.atom"
CLIENTS = 4
KILLS = 5
WORKERS = 2
CUT = "cut"


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    editor = Editor(tmp_path / "home" / "issues")
    editor.write()
    return editor


@contextmanager
def readers(server: Server) -> Iterator[Counter[int | str]]:
    """Poll a feed from many connections that are kept; count the statuses, and the connections cut."""
    seen: Counter[int | str] = Counter()
    ended = threading.Event()

    def poll() -> None:
        connection = HTTPConnection(server.url.removeprefix("http://"), timeout=30)
        while not ended.is_set():
            try:
                connection.request("GET", FEED)
                response = connection.getresponse()
                response.read()
                seen[response.status] += 1
            except ConnectionError:
                seen[CUT] += 1
                connection.close()
        connection.close()

    threads = [threading.Thread(target=poll) for _ in range(CLIENTS)]
    for thread in threads:
        thread.start()
    try:
        yield seen
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def goes_on(seen: Counter[int | str]) -> bool:
    """Wait until readers got more answers, and return whether they did."""
    before = seen[200]
    return until(lambda: seen[200] >= before + 50)


def says(server: Server, words: str) -> bool:
    return words in server.get(FEED).text


def healths(server: Server) -> set[str]:
    return {server.get("/healthz").json()["status"] for _ in range(20)}


def test_readers_notice_nothing_of_a_killed_worker_but_their_connection(serve: Serve, editor: Editor) -> None:
    """The oldest in turn: granian ends the server if the same worker dies twice within 5.5 seconds."""
    server = serve(editor.archive, "--workers", str(WORKERS))
    with readers(server) as seen:
        for _ in range(KILLS):
            assert goes_on(seen)
            assert until(partial(replaced, server, kill_oldest(server)))
        assert goes_on(seen)

    assert set(seen) <= {200, CUT}
    assert seen[CUT] <= KILLS * CLIENTS


def kill_oldest(server: Server) -> int:
    oldest = offspring_of(server.process.pid)[0]
    os.kill(oldest, signal.SIGKILL)
    return oldest


def replaced(server: Server, worker: int) -> bool:
    return len({*offspring_of(server.process.pid)} - {worker}) == WORKERS


def test_an_archive_that_vanishes_is_served_on_and_followed_when_it_returns(
    serve: Serve, editor: Editor
) -> None:
    """As a network mount does."""
    server = serve(editor.archive, "--workers", str(WORKERS))
    away = editor.archive.parent / "away"
    with readers(server) as seen:
        editor.archive.rename(away)
        noticed = until(lambda: healths(server) == {"degraded"})
        served = goes_on(seen)
        away.rename(editor.archive)
        mended = until(lambda: healths(server) == {"ok"})
        editor.write(quotes=("New.",))
        followed = until(lambda: says(server, "New."))

    assert (noticed, served, mended, followed) == (True, True, True, True)
    assert set(seen) == {200}


def test_a_worker_that_dies_while_the_archive_is_away_waits_for_it(serve: Serve, editor: Editor) -> None:
    server = serve(editor.archive, "--workers", str(WORKERS))
    away = editor.archive.parent / "away"
    with readers(server) as seen:
        editor.archive.rename(away)
        kill_oldest(server)
        waits = until(lambda: "a worker waits until this is mended" in server.log.read_text())
        served = goes_on(seen)
        away.rename(editor.archive)
        editor.write(quotes=("New.",))
        followed = until(lambda: all(says(server, "New.") for _ in range(20)))

    assert (waits, served, followed) == (True, True, True)
    assert set(seen) <= {200, CUT}
