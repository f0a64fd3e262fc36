"""Soak: two workers under load, edits, exports and kills for as long as you like; a row per interval.

    python -m tests.benchmarks.soak --minutes 60

Clients read feeds (plain, compressed, with their validators), pages, embeds, custom feeds, searches, oEmbed
answers and paths without a document. Every few seconds an issue is corrected and published, added or
withdrawn, or newsletter.toml changes; every minute the site is exported in place and the younger worker is
killed. Every few seconds /metrics is read by the parser of Prometheus' own library.

An error is a response that the request does not explain, no response, a publication or an export that fails,
or a counter that falls. A connection that ends because the worker behind it was killed counts as cut.
"""

import os
import random
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, IncompleteRead
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

from prometheus_client.parser import text_string_to_metric_families

from tests.benchmarks.measuring import arguments, table
from tests.support.processes import megabytes_of, offspring_of
from tests.support.serving import COMMAND, Server, environment, serving
from tests.support.tools import SAMPLES

_CLIENTS = 4
_PAUSE_SECONDS = 0.02  # of a client between two requests: the load is meant to last, not to saturate
_NEW_CONNECTION = 0.01  # of the requests: otherwise all stay with the worker that is never killed
_EDIT_SECONDS = 10
_EDITS = 6  # from one export and one kill to the next
_BASE = "https://www.example.org"
_SCRAPE_SECONDS = 5
_EXPECTED = {200, 304, 308, 400, 404, 410}
_FEEDS = [
    f"/{tag}/{section}.{ending}"
    for tag in ("en", "zh-Hans", "zh-Hant")
    for section in ("issues", "quotes", "numbers", "questions", "discoveries")
    for ending in ("atom", "rss", "json")
]
_OTHERS = [
    "/", "/en/", "/zh-Hant/quotes/", "/en/issues/2024-01-12/", "/en/quotes/latest/", "/en/quotes/latest.json",
    "/en/quotes/latest/embed/", "/en/questions/2024-01-12/embed/dark/", "/embed.js", "/feeds/", "/feeds.opml",
    "/archive.json", "/sitemap.xml", "/en/speakers/", "/feed.atom?edition=en&q=bridge",
    "/feed.json?section=quotes", "/feed.rss?q=%E6%A9%8B", "/feed.atom?limit=0", "/en/search/?q=science",
    "/zh-Hant/search/?q=%E6%A9%8B", "/oembed?url=x", "/nothing/here", "/EN/quotes", "/healthz",
]  # fmt: skip
_HEADINGS = [
    *(
        "minute",
        "requests",
        "304",
        "p50 ms",
        "p99 ms",
        "p99.9 ms",
        "most ms",
        "memory MB",
        "oldest worker MB",
    ),
    *("edits", "exports", "kills", "scrapes", "cut", "errors"),
]


@dataclass(slots=True)
class _Interval:
    """The responses of an interval: statuses, seconds, and everything that was no answer."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    cut: int = 0
    errors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Soak:
    """What all threads share."""

    server: Server
    archive: Path
    target: Path
    now: _Interval = field(default_factory=_Interval)
    done: Counter[str] = field(default_factory=Counter)  # edits, exports, kills, scrapes
    ended: threading.Event = field(default_factory=threading.Event)

    def fail(self, path: str, error: Exception, kills: int) -> None:
        """Count a request without a response; there were so many kills when its connection began."""
        if self.done["kills"] > kills and isinstance(error, ConnectionError | IncompleteRead):
            self.now.cut += 1
        else:
            self.now.errors.append(f"{path}: {error!r}")


def main() -> None:
    """Run the load and print the table."""
    parser = arguments(__doc__)
    parser.add_argument("--minutes", type=float, default=11)
    parser.add_argument("--every", type=float, default=60, help="seconds of an interval")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "issues"
        shutil.copytree(SAMPLES, archive)
        _call("publish", "--archive", archive)
        with serving(archive, Path(folder) / "log", "--access-log", "--metrics", "--workers", "2") as server:
            soak = _Soak(server, archive, Path(folder) / "site")
            rows = list(_run(soak, options.minutes * 60, options.every))
            print(*(line for line in server.log.read_text().splitlines() if '" ' not in line), sep="\n")
    print(table(_HEADINGS, rows))


def _run(soak: _Soak, seconds: float, every: float) -> Iterator[tuple[object, ...]]:
    threads = [threading.Thread(target=_read, args=(soak,)) for _ in range(_CLIENTS)]
    threads += [threading.Thread(target=one, args=(soak,)) for one in (_edit, _scrape)]
    yield _row(soak, _Interval(), 0)
    for thread in threads:
        thread.start()
    begun, whole = time.monotonic(), _Interval()
    try:
        while time.monotonic() - begun < seconds:
            soak.ended.wait(every)
            last, soak.now = soak.now, _Interval()
            whole.statuses += last.statuses
            whole.seconds += last.seconds
            whole.cut += last.cut
            whole.errors += last.errors
            row = _row(soak, last, time.monotonic() - begun)
            print(*(round(one, 2) for one in row), *last.errors[:3], flush=True)
            yield row
    finally:
        soak.ended.set()
        for thread in threads:
            thread.join()
    yield "all", *_row(soak, whole, 0)[1:]


def _row(soak: _Soak, interval: _Interval, seconds: float) -> tuple[float, ...]:
    times = sorted(interval.seconds) or [0.0]
    pid = soak.server.process.pid
    workers = offspring_of(pid)
    return (
        round(seconds / 60, 1),
        len(interval.seconds),
        interval.statuses[304],
        *(1000 * times[int(len(times) * share)] for share in (0.5, 0.99, 0.999)),
        1000 * times[-1],
        sum(map(megabytes_of, [pid, *workers])),
        megabytes_of(workers[0]),
        *(soak.done[name] for name in ("edits", "exports", "kills", "scrapes")),
        interval.cut,
        len(interval.errors),
    )


def _read(soak: _Soak) -> None:
    """Request one path after the other on a connection that is kept, as a proxy does."""
    chance = random.Random(threading.get_ident())
    connection = HTTPConnection(urlsplit(soak.server.url).netloc, timeout=20)
    tags: dict[str, str] = {}
    kills = 0  # at the beginning of the connection
    while not soak.ended.wait(_PAUSE_SECONDS):
        path = chance.choice(_FEEDS if chance.random() < 0.7 else _OTHERS)
        headers = {"Accept-Encoding": chance.choice(["", "gzip", "br, gzip"])}
        if path in tags and chance.random() < 0.8:
            headers["If-None-Match"] = tags[path]
        if chance.random() < _NEW_CONNECTION:
            connection.close()
        if connection.sock is None:
            kills = soak.done["kills"]
        began, now = time.perf_counter(), soak.now
        try:
            connection.request(chance.choice(["GET"] * 9 + ["HEAD"]), path, headers=headers)
            response = connection.getresponse()
            response.read()
        except (OSError, HTTPException) as error:
            soak.fail(path, error, kills)
            connection.close()
            continue
        now.seconds.append(time.perf_counter() - began)
        now.statuses[response.status] += 1
        if response.status not in _EXPECTED:
            now.errors.append(f"{path}: {response.status}")
        if tag := response.headers["ETag"]:
            tags[path] = tag


def _scrape(soak: _Soak) -> None:
    """Read the figures, and compare each counter with what it was."""
    before: dict[tuple[str, str], float] = {}
    while not soak.ended.wait(_SCRAPE_SECONDS):
        kills = soak.done["kills"]
        try:
            families = list(text_string_to_metric_families(soak.server.get("/metrics").text))
        except (OSError, HTTPException, ValueError) as error:
            soak.fail("/metrics", error, kills)
            continue
        for sample in [one for family in families if family.type != "gauge" for one in family.samples]:
            key = (sample.name, str(sorted(sample.labels.items())))
            if sample.value < before.get(key, 0):
                soak.now.errors.append(f"{key} fell from {before[key]} to {sample.value}")
            before[key] = sample.value
        soak.done["scrapes"] += 1


def _edit(soak: _Soak) -> None:
    """Correct, add and withdraw an issue in turn, and touch the settings; export, and kill a worker."""
    archive = soak.archive
    file, settings = archive / "en" / "2024-01-12.txt", archive / "newsletter.toml"
    text, table_of_settings = file.read_text("utf-8"), settings.read_text("utf-8")
    extra = archive / "en" / "2025-02-03.txt"
    for number in count(1):
        if soak.ended.wait(_EDIT_SECONDS):
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
        _try(soak, "edits", "publish", *options)
        if number % _EDITS == 0:
            _try(soak, "exports", "export", soak.target, "--base-url", _BASE)
            soak.done["kills"] += 1  # before the kill: what it cuts is explained by it
            os.kill(offspring_of(soak.server.process.pid)[-1], signal.SIGKILL)


def _try(soak: _Soak, name: str, *words: str | Path) -> None:
    try:
        _call(*words, "--archive", soak.archive)
    except subprocess.CalledProcessError as error:
        soak.now.errors.append(f"{name}: {error.stderr!r}")
    soak.done[name] += 1


def _call(*words: str | Path) -> None:
    command: list[str | Path] = [COMMAND, *words]
    subprocess.run(command, env=environment(), check=True, capture_output=True)


if __name__ == "__main__":
    main()
