"""Measure an export from nothing, again, and after a correction: `python -m tests.benchmarks.again`.

Beside `syndication check` of the same archive, and with `--before CHECKOUT` beside an older program. Each
figure is the median of some rounds: seconds, and seconds of processor time in all processes together.
"""

import resource
import shutil
import sys
import tempfile
from collections import defaultdict
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import arguments, seconds_of, table
from tests.support.archives import BASE_URL
from tests.support.many import write_many
from tests.support.tools import ROOT


def main() -> None:
    """Print the table."""
    parser = arguments(__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[450, 6000], help="issues in all languages")
    parser.add_argument("--before", type=Path, help="another checkout, such as a git worktree")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--folder", help="where to write, such as a file system in memory")
    given = parser.parse_args()
    programs = {"before": given.before.absolute()} if given.before else {}
    programs |= {"now": ROOT}
    rows = []
    for count in given.counts:
        with tempfile.TemporaryDirectory(dir=given.folder) as name:
            rows += _measure(Path(name), count, programs, given.rounds)
    print(table(["issues", "command", "program", "seconds", "processor seconds"], rows))


def _measure(
    folder: Path, count: int, programs: dict[str, Path], rounds: int
) -> list[tuple[int, str, str, float, float]]:
    """Run everything some times, one program after the other, and return the medians."""
    archive = folder / "archive"
    archive.mkdir()
    write_many(archive, count)
    issue = max((archive / "en").iterdir())
    spent: dict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for _ in range(rounds):
        for program, checkout in programs.items():
            site = folder / program
            shutil.rmtree(site, ignore_errors=True)
            spent["check", program].append(_run(checkout, "check", "--archive", archive))
            export = ("export", site, "--archive", archive, "--base-url", BASE_URL)
            spent["export from nothing", program].append(_run(checkout, *export))
            spent["export, nothing changed", program].append(_run(checkout, *export))
            text = issue.read_text("utf-8")
            issue.write_text(text.replace(" the ", " this "), "utf-8")
            spent["export, one issue corrected", program].append(_run(checkout, *export))
            issue.write_text(text, "utf-8")
    return [
        (count, command, program, median(one for one, _ in times), median(one for _, one in times))
        for (command, program), times in sorted(spent.items(), key=lambda item: item[0][0])
    ]


def _run(checkout: Path, *words: str | Path) -> tuple[float, float]:
    """Run a command of a checkout; return its seconds, and those of the processor."""
    before = _processor_seconds()
    command = ["env", "-C", checkout, sys.executable, "-m", "syndication", *words]
    seconds = seconds_of(command)
    return seconds, _processor_seconds() - before


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    main()
