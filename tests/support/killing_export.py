"""Kill `export` at random moments: a process of its own, so that it can fork with all modules at hand.

Usage: python -m tests.support.killing_export FOLDER TIMES
Prints how many kills found the export how far, and everything that was wrong after one: files that are
neither old nor new, links of the site that lead nowhere, feeds that name a page that is not there.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from time import perf_counter

from syndication.site.build import load_site
from syndication.site.context import Site
from syndication.site.export import MARKER, Folder, export
from syndication.system.files import locked
from tests.support.archives import settings_of
from tests.support.crawl import crawl
from tests.support.editor import Editor
from tests.support.file_servers import Files, answering
from tests.support.pages import feed_links_of
from tests.support.serving import fetch

WEEKS = 5
FROM_NOTHING = 5  # one of so many kills is of an export into an empty folder


def run(site: Site, target: Path, after: float | None = None) -> float:
    """Export, kill it after some seconds if given, and return how long it ran."""
    process = get_context("fork").Process(target=export, args=(site, Folder(target)))
    begun = perf_counter()
    process.start()
    process.join(after)
    process.kill()
    process.join()
    spent = perf_counter() - begun
    if target.exists():
        with locked(target / f"{MARKER}.lock"):  # its children end with it, a moment later
            return spent
    return spent


def change(editor: Editor, turn: int) -> None:
    """Correct an issue, publish a new one, and withdraw the one that was new before."""
    editor.wait()
    first = date(2024, 1, 5)
    editor.write(key=str(first), day=first, quotes=(f"Version {turn}.",))
    for number, day in enumerate(
        [first + timedelta(weeks=WEEKS + turn % 3), first + timedelta(weeks=20 + turn)]
    ):
        editor.write(key=str(day), day=day, quotes=(f"Number {number}.", "And another."))
    editor.publish()
    if turn:
        gone = first + timedelta(weeks=20 + turn - 1)
        editor.remove(str(gone))
        editor.publish(f"en/{gone}")


def problems(target: Path, versions: list[dict[str, bytes]], base: str) -> Iterator[str]:
    """Yield everything that is wrong with an export that was killed."""
    for name, body in files_of(target).items():
        if not name.rpartition("/")[2].startswith(".") and body not in [one.get(name) for one in versions]:
            yield f"{name} is neither old nor new"
    feeds = [file for file in target.rglob("*") if file.suffix in {".atom", ".rss"}]
    for file in feeds:
        for link in feed_links_of(file.read_bytes()):
            if link.startswith(base) and link.endswith("/") and fetch(link).status != 200:
                yield f"{file.relative_to(target)} names {link}, which is not there"
    if (target / "index.html").exists():
        yield from (f"{url}: {status}" for url, status in crawl([f"{base}/"], base).items() if status != 200)


def files_of(target: Path) -> dict[str, bytes]:
    """Return every file of an export, but for the listing."""
    return {
        str(file.relative_to(target)): file.read_bytes()
        for file in target.rglob("*")
        if file.is_file() and file.name != MARKER
    }


def main(folder: str, times: str) -> None:
    """Change the archive and kill its export, again and again."""
    editor, target, fresh = Editor(Path(folder) / "issues"), Path(folder) / "site", Path(folder) / "fresh"
    for week in range(WEEKS):
        day = date(2024, 1, 5) + timedelta(weeks=week)
        editor.write(key=str(day), day=day)
    editor.now += timedelta(days=4000)
    editor.publish()
    (Path(folder) / "empty").mkdir()
    found: list[str] = []
    reached: Counter[str] = Counter()
    with answering(partial(Files, directory=str(target))) as base:
        site = load_site(settings_of(editor.archive, base), editor.now)[2]
        usual = median(run(site, Path(folder) / f"usual{number}") for number in range(3))
        run(site, target)
        old = files_of(target)
        for turn in range(int(times)):
            if turn % FROM_NOTHING == 0:
                target.rename(Path(folder) / f"site{turn}")
                old = {}
            change(editor, turn)
            site = load_site(settings_of(editor.archive, base), editor.now)[2]
            export(site, Folder(fresh))
            new = files_of(fresh)
            run(site, target, random.uniform(0, (1.2 if not old else 0.5) * usual))
            now = files_of(target) if target.exists() else {}
            reached["not begun" if now == old else "complete" if now == new else "between"] += 1
            found += [f"turn {turn}: {one}" for one in problems(target, [old, new], base)]
            export(site, Folder(target))
            found += [] if files_of(target) == new else [f"turn {turn}: the next export did not mend it"]
            old = new
    json.dump({"reached": reached, "problems": found}, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
