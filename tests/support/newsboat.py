"""newsboat, run on feeds."""

import subprocess
from pathlib import Path

from tests.support.tools import needs

_CONFIG = "reload-threads 4\ndownload-timeout 10\n"


def reload(addresses: list[str], home: Path) -> Path:
    """Fetch feeds until newsboat knows what there is to know, and give the file of its cache."""
    (home / "urls").write_text("\n".join(addresses))
    (home / "config").write_text(_CONFIG)
    cache = home / "cache.db"
    command: list[str | Path] = [
        needs("newsboat"),
        "-u",
        home / "urls",
        "-c",
        cache,
        "-C",
        home / "config",
        "-x",
        "reload",
    ]
    for _ in range(3):
        env = {"HOME": str(home), "LC_ALL": "C.UTF-8"}
        subprocess.run(command, env=env, check=True, capture_output=True)
    return cache
