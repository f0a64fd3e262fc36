"""Processes of this machine: their children, and their memory."""

from contextlib import suppress
from pathlib import Path


def megabytes_of(pid: int) -> float:
    """Return the memory of a process; what it shares with others is divided among them (PSS)."""
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def offspring_of(pid: int) -> list[int]:
    """Return the children of a process, and theirs."""
    found: list[int] = []
    with suppress(OSError):
        for thread in Path(f"/proc/{pid}/task").iterdir():
            for child in map(int, (thread / "children").read_text("ascii").split()):
                found += [child, *offspring_of(child)]
    return found
