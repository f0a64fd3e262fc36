"""Measure by hand what a large archive costs: `python -m tests.benchmarks.scale 1000 3000 10000`.

Writes so many issues in three languages into a temporary folder, reads and builds each archive in a process
of its own, and prints a table; `--profile` shows where the time of the last one went.
"""

import argparse
import cProfile
import json
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from syndication.archive.entries import split_issue
from syndication.archive.folder import load_folder
from syndication.archive.reconcile import Reconciled
from syndication.settings import Settings
from syndication.site.build import build_snapshot
from tests.support.many import NOW, write_many
from tests.support.tools import ROOT

_BASE = "https://feeds.example.org"


def measure(folder: Path, *, profile: bool) -> dict[str, float]:
    """Read and build an archive, and give the seconds of each step and the memory of all."""
    settings = Settings.load(archive=str(folder), base_url=_BASE)
    newsletter = settings.newsletter
    steps: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Any]) -> Any:
        begun = time.perf_counter()
        result = step()
        steps[name] = time.perf_counter() - begun
        return result

    def everything() -> None:
        library = timed("read", lambda: load_folder(folder, newsletter))
        entries = timed(
            "cut", lambda: [cut for one in library.issues for cut in split_issue(one, newsletter)]
        )
        snapshot = timed("build", lambda: build_snapshot(Reconciled(tuple(entries)), settings, NOW))
        steps["issues"] = len(library.issues)
        steps["ready"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        steps["bytes"] = timed(
            "rest", lambda: sum(len(found.body) for path in snapshot if (found := snapshot.get(path)))
        )
        steps["all"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    if profile:
        profiler = cProfile.Profile()
        profiler.runcall(everything)
        pstats.Stats(profiler, stream=sys.stderr).sort_stats("tottime").print_stats(25)
    else:
        everything()
    return steps


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1000, 3000, 10000])
    parser.add_argument("--profile", action="store_true")
    parser.add_argument("--folder", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.folder:
        print(json.dumps(measure(Path(options.folder), profile=options.profile)))
        return
    print("issues      read     cut   build    rest   s/1000  MB ready  MB with all")
    for count in options.counts:
        with tempfile.TemporaryDirectory() as folder:
            write_many(Path(folder), count)
            command = [sys.executable, "-m", "tests.benchmarks.scale", "--folder", folder]
            command += ["--profile"] if options.profile and count == options.counts[-1] else []
            output = subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE).stdout
        found = json.loads(output)
        spent = [found[step] for step in ("read", "cut", "build", "rest")]
        per_thousand = sum(spent[:3]) / found["issues"] * 1000
        row = "".join(f"{seconds:8.2f}" for seconds in spent)
        print(f"{found['issues']:6}{row}{per_thousand:9.2f}{found['ready']:10.0f}{found['all']:13.0f}")


if __name__ == "__main__":
    main()
