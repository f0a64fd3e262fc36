"""Soak: a server under mixed load, edits and publications for as long as you like; prints a row per interval.

    python -m tests.benchmarks.soak --minutes 60

Clients read feeds (plain, compressed, with their validators), pages, custom feeds, searches, oEmbed answers
and paths without a document. Every few seconds an issue is corrected and published, added or withdrawn,
or newsletter.toml changes. An error is a response that the request does not explain, or none at all.
"""

import random
import shutil
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from tests.benchmarks.measuring import arguments, table
from tests.support.processes import megabytes_of, offspring_of
from tests.support.serving import COMMAND, Server, environment, serving
from tests.support.tools import SAMPLES

_CLIENTS = 4
_PAUSE_SECONDS = 0.02  # of a client between two requests: the load is meant to last, not to saturate
_EDIT_SECONDS = 10
_EXPECTED = {200, 304, 308, 400, 404, 410}
_FEEDS = [
    f"/{tag}/{section}.{ending}"
    for tag in ("en", "zh-Hans", "zh-Hant")
    for section in ("issues", "quotes", "numbers", "questions", "discoveries")
    for ending in ("atom", "rss", "json")
]
_OTHERS = [
    "/", "/en/", "/zh-Hant/quotes/", "/en/issues/2024-01-12/", "/en/quotes/latest/", "/en/quotes/latest.json",
    "/en/quotes/latest/embed/", "/feeds/", "/feeds.opml", "/archive.json", "/sitemap.xml", "/en/speakers/",
    "/feed.atom?edition=en&q=bridge", "/feed.json?section=quotes", "/feed.rss?q=%E6%A9%8B",
    "/feed.atom?limit=0", "/en/search/?q=science", "/oembed?url=x", "/nothing/here", "/EN/quotes", "/healthz",
]  # fmt: skip


@dataclass(slots=True)
class _Interval:
    """The responses of an interval: statuses, seconds, and everything that was no answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def main() -> None:
    """Run the load and print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=11)
    parser.add_argument("--every", type=float, default=60, help="seconds of an interval")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "issues"
        shutil.copytree(SAMPLES, archive)
        _publish(archive)
        with serving(archive, Path(folder) / "log", "--access-log") as server:
            rows = list(_run(server, archive, options.minutes * 60, options.every))
    print(table(["minute", "requests", "304", "p50 ms", "p99 ms", "memory MB", "edits", "errors"], rows))


def _run(server: Server, archive: Path, seconds: float, every: float) -> Iterator[tuple[object, ...]]:
    interval, edits, ended = [_Interval()], [0], threading.Event()
    threads = [threading.Thread(target=_read, args=(server.url, interval, ended)) for _ in range(_CLIENTS)]
    threads.append(threading.Thread(target=_edit, args=(archive, interval, edits, ended)))
    for thread in threads:
        thread.start()
    begun = time.monotonic()
    try:
        while time.monotonic() - begun < seconds:
            ended.wait(every)
            done, interval[0] = interval[0], _Interval()
            times = sorted(done.seconds) or [0.0]
            pids = [server.process.pid, *offspring_of(server.process.pid)]
            row = (
                round((time.monotonic() - begun) / 60, 1),
                len(done.seconds),
                done.statuses[304],
                1000 * times[len(times) // 2],
                1000 * times[int(len(times) * 0.99)],
                sum(map(megabytes_of, pids)),
                edits[0],
                len(done.errors),
            )
            print(*row, *done.errors[:3], flush=True)
            yield row
    finally:
        ended.set()
        for thread in threads:
            thread.join()


def _read(url: str, interval: list[_Interval], ended: threading.Event) -> None:
    """Request one path after the other on a connection that is kept, as a proxy does."""
    chance = random.Random(threading.get_ident())
    connection = HTTPConnection(urlsplit(url).netloc, timeout=20)
    tags: dict[str, str] = {}
    while not ended.wait(_PAUSE_SECONDS):
        path = chance.choice(_FEEDS if chance.random() < 0.7 else _OTHERS)
        headers = {"Accept-Encoding": chance.choice(["", "gzip", "br, gzip"])}
        if path in tags and chance.random() < 0.8:
            headers["If-None-Match"] = tags[path]
        began, now = time.perf_counter(), interval[0]
        try:
            connection.request(chance.choice(["GET"] * 9 + ["HEAD"]), path, headers=headers)
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException) as error:
            now.errors.append(f"{path}: {error!r}")
            connection.close()
            continue
        now.seconds.append(time.perf_counter() - began)
        now.statuses[response.status] += 1
        if response.status not in _EXPECTED:
            now.errors.append(f"{path}: {response.status}")
        if tag := response.headers["ETag"]:
            tags[path] = tag


def _edit(archive: Path, interval: list[_Interval], edits: list[int], ended: threading.Event) -> None:
    """Correct, add and withdraw an issue in turn, and touch the settings."""
    file, settings = archive / "en" / "2024-01-12.txt", archive / "newsletter.toml"
    text, table_of_settings = file.read_text("utf-8"), settings.read_text("utf-8")
    extra = archive / "en" / "2025-02-03.txt"
    for number in count(1):
        if ended.wait(_EDIT_SECONDS):
            return
        options: list[str] = []
        match number % 4:
            case 0:
                settings.write_text(f"{table_of_settings}\n# {number}\n", "utf-8")
            case 1:
                file.write_text(f"{text}\nCorrection {number}.\n", "utf-8")
            case 2:
                extra.write_text(f"February 3, 2025\n\nLetter {number}.\n", "utf-8")
            case _:
                extra.unlink()
                options = ["--withdraw", "en/2025-02-03"]
        try:
            _publish(archive, *options)
        except subprocess.CalledProcessError as error:
            interval[0].errors.append(f"publish: {error.stderr!r}")
        edits[0] = number


def _publish(archive: Path, *options: str) -> None:
    command: list[str | Path] = [COMMAND, "publish", "--archive", archive, *options]
    subprocess.run(command, env=environment(), check=True, capture_output=True)


if __name__ == "__main__":
    main()
