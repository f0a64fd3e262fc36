"""Run a command of ours by a clock that a test can set while it runs, as nobody may set the machine's.

Usage: python -m tests.support.jumping FILE COMMAND…
FILE has the seconds between this clock and the real one; it is read each time somebody asks for the time.
"""

import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

from syndication.cli import main


def clock() -> datetime:
    """Return the time."""
    return datetime.now(UTC) + timedelta(seconds=float(Path(sys.argv[1]).read_text("ascii")))


if __name__ == "__main__":
    main(sys.argv[2:], obj=clock)
