"""Files that are replaced at once: whoever reads one sees the old one or the new one, never half."""

import os
from pathlib import Path


def replace_file(file: Path, text: str) -> None:
    """Put a text in the place of a file's; a link to it stays a link.

    Raises OSError when the disk is full; the old file then stays.
    """
    target = file.resolve()
    fresh = target.with_name(f".{target.name}.new")
    try:
        with fresh.open("w", encoding="utf-8", newline="\n") as opened:
            opened.write(text)
            opened.flush()
            os.fsync(opened.fileno())
        fresh.replace(target)
    except OSError:
        fresh.unlink(missing_ok=True)
        raise
