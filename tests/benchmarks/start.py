"""Measure start, reload and memory: `python -m tests.benchmarks.start`.

For archives of 150, 2,000 and 10,000 issues in three languages: how long until a server that is started
answers its first prerendered feed, how long until a changed file is visible to a reader, and what a worker
holds once every prerendered document was requested in every encoding. `--ledger` publishes each archive
first, as editors do.
"""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from http.client import HTTPException
from itertools import pairwise
from pathlib import Path
from statistics import median

from syndication.model import Format
from syndication.model.paths import ARCHIVE_JSON, ROOT, edition_path, feed_page_path, feed_path
from syndication.settings import Settings
from tests.benchmarks.measuring import arguments, promised, seconds_of, table
from tests.support.archives import BASE_URL, SECTIONS
from tests.support.many import write_many
from tests.support.processes import megabytes_of, offspring_of
from tests.support.programs import loopback
from tests.support.serving import COMMAND, environment, fetch

FEED = "/en/issues.atom"
PROMISED: dict[int, tuple[float | None, float | None, float | None]] = {
    150: (1.0, None, None),  # seconds to start, seconds to show a change, megabytes
    2000: (3.0, 0.3, 200.0),
}
_STEP = 0.01  # seconds between two looks: more would take the server's time
_PATIENCE = 300


def main() -> None:
    """Print the tables."""
    parser = arguments(__doc__)
    parser.add_argument(
        "counts", nargs="*", type=int, default=[150, 2000, 10_000], help="issues per language"
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--ledger", action="store_true", help="publish each archive first")
    options = parser.parse_args()
    rows: list[tuple[int, float, float, float]] = []
    promises: list[tuple[object, ...]] = []
    for count in options.counts:
        with tempfile.TemporaryDirectory() as folder:
            archive = Path(folder)
            write_many(archive, 3 * count)
            if options.ledger:
                seconds_of([COMMAND, "publish", "--archive", archive])
            rounds = [_measure(archive, count) for _ in range(options.rounds)]
        start, change, memory = (median(column) for column in zip(*rounds, strict=True))
        rows.append((count, start, change, memory))
        for what, figure, most in zip(_MEASURED, rows[-1][1:], PROMISED.get(count, ()), strict=False):
            if most is not None:
                promises.append((f"{count:,} issues: {what}", figure, *promised(figure, most=most)))
    print(table(["issues in three languages", *_MEASURED], rows))
    promises += _growth(rows)
    print(table(["figure", "measured", "promised", "kept"], promises))


_MEASURED = ("seconds to the first feed", "seconds to a change", "MB of a worker")


def _measure(archive: Path, count: int) -> tuple[float, float, float]:
    """Start a server, request all prerendered documents, change a file, and stop it."""
    bind = loopback()
    command: list[str | Path] = [COMMAND, "serve", "--archive", archive, "--bind", bind]
    command += ["--base-url", BASE_URL]
    begun = time.perf_counter()
    with subprocess.Popen(command, env=environment(), stdout=subprocess.DEVNULL) as process:
        try:
            first = _wait_for_another(f"http://{bind}{FEED}", b"")
            start = time.perf_counter() - begun
            health = fetch(f"http://{bind}/healthz").json()
            if (health["issues"], health["status"]) != (3 * count, "ok"):
                raise SystemExit(f"the server does not serve {count} issues in three languages: {health}")
            for path in _prerendered(archive):
                for coding in ("identity", "gzip", "br"):
                    if fetch(f"http://{bind}{path}", headers={"Accept-Encoding": coding}).status != 200:
                        raise SystemExit(f"{path} is not there")
            memory = max(map(megabytes_of, offspring_of(process.pid)))  # the other is its resource tracker
            newest = max((archive / "en").iterdir())
            text = newest.read_text("utf-8")
            newest.write_text(text.replace("Dear Focus Reader", f"Dear {begun:.0f} Reader", 1), "utf-8")
            changed = time.perf_counter()
            _wait_for_another(f"http://{bind}{FEED}", first)
            change = time.perf_counter() - changed
            newest.write_text(text, "utf-8")
        finally:
            process.terminate()
    return start, change, memory


def _wait_for_another(url: str, previous: bytes) -> bytes:
    """Ask until the answer is another than the known one."""
    deadline = time.perf_counter() + _PATIENCE
    while time.perf_counter() < deadline:
        try:
            reply = fetch(url)
        except (OSError, HTTPException):
            pass
        else:
            if reply.status == 200 and reply.body != previous:
                return reply.body
        time.sleep(_STEP)
    raise SystemExit(f"{url} does not change")


def _prerendered(archive: Path) -> Iterator[str]:
    """Return the paths of what is asked for most."""
    yield from (ROOT, ARCHIVE_JSON)
    for tag in Settings.load(archive=str(archive)).newsletter.editions:
        yield edition_path(tag)
        for section in SECTIONS:
            yield feed_page_path(tag, section)
            yield from (feed_path(tag, section, form) for form in Format)


def _growth(rows: Sequence[tuple[int, float, float, float]]) -> Iterator[tuple[object, ...]]:
    """Return how each figure grew from each size to the next, as a share of the archive's growth."""
    for less, more in pairwise(rows):
        for what, small, large in zip(_MEASURED, less[1:], more[1:], strict=True):
            growth = large / small / (more[0] / less[0])
            label = f"{what}: growth from {less[0]:,} to {more[0]:,} issues, of linear"
            yield label, growth, *promised(growth, most=1)


if __name__ == "__main__":
    main()
