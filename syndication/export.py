"""Save a snapshot as files, for any server that can hand out files."""

from pathlib import Path

from syndication.snapshot import Snapshot


def export(snapshot: Snapshot, target: Path) -> int:
    """Write every document below a folder and say how many; `/x/` becomes `x/index.html`."""
    written = 0
    for path in snapshot:
        document = snapshot.get(path)
        file = target / (path + "index.html" if path.endswith("/") else path).lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        if document is not None:
            file.write_bytes(document.body)
            written += 1
    return written
