"""Attack a server, and see what other clients notice: `python -m tests.benchmarks.attacks --before CHECKOUT`.

Each attack is done to one worker of the checkout named, to one of this checkout and, where nginx is
installed, to one of this checkout behind the shipped nginx-proxy.conf. Meanwhile one client polls a feed,
each time on a new connection. Servers are on one core, the attackers and the client that polls on the other.
"""

import argparse
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from random import Random
from statistics import median, quantiles

from syndication.settings import NEWSLETTER
from tests.benchmarks.measuring import arguments, table
from tests.support.archives import BASE_URL
from tests.support.crowd import Attack, crowd_apart, get
from tests.support.many import write_many
from tests.support.processes import megabytes_of, offspring_of
from tests.support.programs import loopback, nginx_before
from tests.support.serving import Server, fetch, running
from tests.support.tools import SAMPLES

FEED = "/en/quotes.atom"
HERE = Path(__file__).parents[2]
_MAIN = "from syndication.cli import main; main()"
_TEXTS = [file.read_text("utf-8").lower().split() for file in sorted((SAMPLES / "en").glob("*.txt"))]
_PAUSE = 0.02  # seconds between two polls
_GIVE_UP = 5  # seconds
_BREATH = 3  # seconds in which an attack begins


@dataclass(frozen=True, slots=True)
class Seen:
    """How polling clients fare, what memory the server takes, and how long it takes to stop."""

    idle: float  # ms, p99
    p50: float
    p99: float
    failed: int
    polls: int
    memory: float  # MB, at most
    stop: float | None  # seconds


def _nine_words(number: int) -> bytes:
    """Ask for a feed of nine words that stand in one issue, in the spelling that is not redirected."""
    chance = Random(number)
    words = {word for word in chance.choice(_TEXTS) if word.isascii() and word.isalpha()}
    return get(f"/feed.atom?q={'%20'.join(sorted(chance.sample(sorted(words), 9)))}")


ATTACKS: dict[str, Attack] = {
    "1,200 do not read /sitemap.xml": Attack(clients=1200, request=lambda _: get("/sitemap.xml")),
    "1,200 do not read /archive.json": Attack(clients=1200, request=lambda _: get("/archive.json")),
    "1,100 pipeline 200 requests": Attack(clients=1100, request=lambda _: get(FEED) * 200),
    "2,000 drip headers": Attack(clients=2000, request=lambda _: get("/x" * 60), drips=True),
    "128 ask nine-word feeds": Attack(clients=128, request=_nine_words, reads=True),
    "32 ask for listing and sitemap": Attack(
        clients=32, request=lambda n: get(("/archive.json", "/sitemap.xml")[n % 2]), reads=True
    ),
    "32 ask for long unknown paths": Attack(
        clients=32, request=lambda n: get("/x" * 14_000 + f"/{n}"), reads=True
    ),
}


def main() -> None:
    """Do every attack to every server, and print what was seen."""
    parser = arguments(__doc__)
    parser.add_argument("--before", type=Path, help="another checkout, such as a git worktree")
    parser.add_argument("--seconds", type=int, default=15, help="of each attack")
    parser.add_argument("--issues", type=int, default=3000)
    parser.add_argument("--only", default="", help="attacks whose name contains this")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "issues"
        archive.mkdir()
        write_many(archive, options.issues)
        if options.before:  # an older program does not know all settings of today
            shutil.copy(options.before / SAMPLES.name / NEWSLETTER, archive)
        print(table(["requests of unknown paths and others", "ms"], _costs(options, archive, Path(folder))))
        rows = list(_rows(options, archive, Path(folder)))
    print(
        table(
            ["attack", "server", "idle p99 (ms)", "p50", "p99", "polls", "failed", "MB", "stops in (s)"],
            rows,
        )
    )


def _servers(options: argparse.Namespace) -> Iterator[tuple[str, Path, bool]]:
    if options.before:
        yield "before", options.before.absolute(), False
    yield "after", HERE, False
    if shutil.which("nginx", path=f"{os.environ['PATH']}:/usr/sbin"):
        yield "after, nginx in front", HERE, True


def _rows(options: argparse.Namespace, archive: Path, folder: Path) -> Iterator[tuple[object, ...]]:
    for name, attack in ATTACKS.items():
        if options.only not in name:
            continue
        for number, (title, checkout, proxied) in enumerate(_servers(options)):
            place = folder / f"{len(list(folder.iterdir()))}-{number}"
            place.mkdir()
            seen = _observe(checkout, archive, place, attack, options.seconds, proxied=proxied)
            stop = "-" if seen.stop is None else seen.stop
            row = name, title, seen.idle, seen.p50, seen.p99, seen.polls, seen.failed, seen.memory, stop
            print(*row, sep=" | ", file=sys.stderr)
            yield row


@contextmanager
def _serving(checkout: Path, archive: Path, log: Path) -> Iterator[Server]:
    bind = loopback()
    command: list[str | Path] = [
        "taskset",
        "-c",
        "0",
        sys.executable,
        "-P",
        "-c",
        _MAIN,
        "serve",
        "--archive",
        archive,
    ]
    command += ["--bind", bind, "--base-url", BASE_URL]
    with running(command, f"http://{bind}{FEED}", log, PYTHONPATH=str(checkout)) as process:
        yield Server(process=process, url=f"http://{bind}", log=log)


def _observe(
    checkout: Path, archive: Path, place: Path, attack: Attack, seconds: int, *, proxied: bool
) -> Seen:
    with ExitStack() as stack:
        server = stack.enter_context(_serving(checkout, archive, place / "log"))
        target = server.url
        if proxied:
            before = nginx_before(
                target.removeprefix("http://"), place / "nginx", "10s", before=("taskset", "-c", "0")
            )
            target = stack.enter_context(before).url
        os.sched_setaffinity(0, {1})
        idle, _ = _poll(target, seconds=2)
        with crowd_apart(target, attack):
            memory = [_memory(server)]
            _poll(target, seconds=_BREATH, each=lambda: memory.append(_memory(server)))
            times, failed = _poll(target, seconds=seconds, each=lambda: memory.append(_memory(server)))
            stop = None if proxied else _seconds_to_stop(server)
        p50 = median(times) if times else float("inf")
        return Seen(_p99(idle), p50, _p99(times), failed, len(times) + failed, max(memory), stop)


def _poll(url: str, seconds: float, each: Callable[[], object] | None = None) -> tuple[list[float], int]:
    """Poll, and return the milliseconds of those who were answered and the number of those who were not."""
    times, failed = [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        begun = time.perf_counter()
        try:
            good = fetch(url + FEED, headers={"Accept-Encoding": "gzip"}, timeout=_GIVE_UP).status == 200
        except (OSError, HTTPException):
            good = False
        if good:
            times.append((time.perf_counter() - begun) * 1000)
        else:
            failed += 1
        if each and len(times) % 10 == 0:
            each()
        time.sleep(_PAUSE)
    return times, failed


def _p99(times: list[float]) -> float:
    return quantiles(times, n=100)[-1] if len(times) > 1 else float("inf")


def _memory(server: Server) -> float:
    return sum(map(megabytes_of, [server.process.pid, *offspring_of(server.process.pid)]))


def _seconds_to_stop(server: Server) -> float:
    begun = time.monotonic()
    server.process.send_signal(signal.SIGTERM)
    server.process.wait()
    return time.monotonic() - begun


def _costs(options: argparse.Namespace, archive: Path, folder: Path) -> Iterator[tuple[object, ...]]:
    """Compare an unknown path with a custom feed that was computed before."""
    for title, checkout, proxied in _servers(options):
        if proxied:
            continue
        with _serving(checkout, archive, folder / f"log-{title}") as server:
            for name, path in (
                ("custom feed from the cache", "/feed.atom?limit=20"),
                ("unknown path", "/en/nothing/"),
                ("unknown path of 500 segments", "/x" * 500),
            ):
                fetch(server.url + path)
                spent = []
                for _ in range(300):
                    begun = time.perf_counter()
                    fetch(server.url + path)
                    spent.append((time.perf_counter() - begun) * 1000)
                yield f"{title}: {name}", median(spent)


if __name__ == "__main__":
    main()
