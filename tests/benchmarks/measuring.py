"""What the benchmarks share: programs that must be there, processes and their cost, tables."""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from tests.support.processes import megabytes_of, offspring_of
from tests.support.serving import environment

MEGABYTE = 2**20
_SAMPLING = 0.1  # seconds between two looks at a program's memory

Command = Sequence[str | Path]


def arguments(description: str | None) -> argparse.ArgumentParser:
    """Make the parser of a benchmark's command line, with its docstring as the help."""
    form = argparse.RawDescriptionHelpFormatter
    return argparse.ArgumentParser(description=description, formatter_class=form)


def wanted(program: str, package: str) -> str:
    """Return the path of a program, or end with what to install."""
    found = shutil.which(program, path=f"{os.environ['PATH']}:/usr/sbin:{Path(sys.executable).parent}")
    if found is None:
        raise SystemExit(f"{program} is not installed; expected it of: {package}")
    return found


def seconds_of(command: Command, **env: str) -> float:
    """Run a command to its end, and say how long it took; where it fails, so does the benchmark."""
    begun = time.perf_counter()
    done = subprocess.run(command, env=environment(**env), capture_output=True, text=True, check=False)
    spent = time.perf_counter() - begun
    if done.returncode:
        raise SystemExit(f"{command[0]} failed, and nothing is compared:\n{done.stdout}{done.stderr}")
    return spent


def memory_of(command: Command, **env: str) -> float:
    """Run a command to its end, and say how many megabytes it and all its children had at their most."""
    with subprocess.Popen(
        command, env=environment(**env), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        most = 0.0
        while process.poll() is None:
            most = max(most, sum(map(megabytes_of, [process.pid, *offspring_of(process.pid)])))
            time.sleep(_SAMPLING)
    if process.returncode:
        raise SystemExit(f"{command[0]} failed, and nothing is compared")
    return most


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table in Markdown, as the README shows it."""
    cells = [list(headings), *([_shown(cell) for cell in row] for row in rows)]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        " | ".join(
            cell.rjust(width) if number else cell.ljust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in cells
    ]
    rule = "|".join("-" * (width + 1) + (":" if number else "-") for number, width in enumerate(widths))
    first, *rest = (f"| {line} |" for line in lines)
    return "\n".join([first, f"|{rule}|", *rest, ""])


def promised(ratio: float, least: float | None = None, most: float | None = None) -> tuple[str, str]:
    """Return the promise about a ratio, and whether it holds."""
    holds = (least is None or ratio >= least) and (most is None or ratio <= most)
    bound = f"at least {least:g}" if least is not None else f"at most {most:g}"
    return bound, "yes" if holds else "NO"


def _shown(cell: object) -> str:
    if not isinstance(cell, float):
        return f"{cell:,}" if isinstance(cell, int) else str(cell)
    return f"{cell:,.0f}" if cell >= 1000 else f"{cell:.3g}" if cell < 100 else f"{cell:.0f}"  # three digits
