"""Compare builders of a site: `python -m tests.benchmarks.build`.

1,000 and 10,000 issues are exported by us and built by Hugo, Pelican and Eleventy, which get the same issues
as Markdown files and write a page for each, an index and a feed of the newest 20. The measure is documents
per second: we write several for an issue (a page and a JSON Feed for it and for each part). Then the text of
the newest issue changes, and the same command runs again into the same folder. Peak memory is that of all
processes together, in a run of its own. No ratio is printed unless every issue has its page, and the one that
changed another than before. It needs:

    apt-get install hugo
    pip install pelican markdown
    npm install --no-package-lock --prefix tests/benchmarks
"""

import re
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from tests.benchmarks.measuring import Command, arguments, memory_of, promised, seconds_of, table, wanted
from tests.support.archives import BASE_URL
from tests.support.many import write_many
from tests.support.serving import COMMAND

HERE = Path(__file__).parent
SITES, MODULES = HERE / "sites", HERE / "node_modules"
OURS, HUGO, PELICAN, ELEVENTY = "syndication", "Hugo", "Pelican", "Eleventy"
_KEY = re.compile(r"\d{4}-\d\d-\d\d")  # of an issue: our quarters and the latest have pages too
_MARKDOWN = "hugo/content/issues", "pelican/issues", "eleventy/issues"
_DOCUMENTS = {".html", ".xml", ".json", ".atom", ".rss"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """The cost of one builder for so many issues."""

    documents: int
    seconds: float  # from nothing
    again: float  # seconds after one change
    megabytes: float

    @property
    def rate(self) -> float:
        """Documents per second."""
        return self.documents / self.seconds


def main() -> None:
    """Build everything and print the tables."""
    parser = arguments(__doc__)
    parser.add_argument("counts", nargs="*", type=int, default=[1000, 10_000])
    parser.add_argument("--rounds", type=int, default=5)
    given = parser.parse_args()
    builders = _builders()
    found: dict[tuple[str, int], Built] = {}
    for count in given.counts:
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder) / "source"
            _write_source(source, count)
            for name, command_for in builders.items():
                found[name, count] = _measure(name, command_for, source, count, given.rounds)
    rows = [
        (name, count, built.documents, built.seconds, built.again, built.rate, built.megabytes)
        for (name, count), built in found.items()
    ]
    headings = [
        "builder",
        "issues",
        "documents",
        "seconds",
        "after one change",
        "documents per second",
        "peak MB",
    ]
    print(table(headings, rows))
    print(table(["ratio", "measured", "promised", "kept"], _ratios(found, given.counts)))


def _builders() -> dict[str, Callable[[Path, Path], Command]]:
    """Return how to make the command of each builder; end with what to install if one is missing."""
    hugo, pelican = wanted("hugo", "apt-get install hugo"), wanted("pelican", "pip install pelican markdown")
    node = wanted("node", "apt-get install nodejs")
    if not MODULES.is_dir():
        install = "npm install --no-package-lock --prefix tests/benchmarks"
        raise SystemExit(f"Eleventy is not installed; expected it of: {install}")
    settings = HERE / "pelican_settings.py"
    return {
        OURS: lambda source, target: [
            *(COMMAND, "export", target, "--no-brotli"),
            *("--archive", source / "archive", "--base-url", BASE_URL),
        ],
        HUGO: lambda source, target: [hugo, "--source", source / "hugo", "--destination", target],
        PELICAN: lambda source, target: [
            *(pelican, source / "pelican", "--output", target, "--settings", settings),
            *("--theme-path", SITES / "pelican"),
        ],
        ELEVENTY: lambda source, target: [
            *("env", "-C", source / "eleventy", node, "node_modules/@11ty/eleventy/cmd.cjs"),
            *("--quiet", f"--output={target}"),
        ],
    }


def _write_source(folder: Path, count: int) -> None:
    """Write the issues as each builder wants them: the same Markdown files for all but us."""
    archive = folder / "archive"
    archive.mkdir(parents=True)
    write_many(archive, count, "en")
    shutil.copytree(SITES / "hugo", folder / "hugo")
    shutil.copytree(SITES / "eleventy", folder / "eleventy")
    (folder / "eleventy/node_modules").symlink_to(MODULES)
    places = [folder / place for place in _MARKDOWN]
    for place in places:
        place.mkdir(parents=True)
    (folder / "eleventy/issues/issues.json").write_text('{"layout": "issue.njk"}')
    for file in (archive / "en").iterdir():
        text = _markdown(file)
        for place in places:
            (place / f"{file.stem}.md").write_text(text, "utf-8")


def _markdown(file: Path) -> str:
    """Write an issue as Markdown with front matter that all three read."""
    _, _, text = file.read_text("utf-8").rpartition("+++\n")
    paragraphs = "\n\n".join(line for line in text.splitlines() if line)
    head = f"title: Focus This Week of {file.stem}\ndate: {file.stem}\nslug: {file.stem}"
    return f"---\n{head}\n---\n\n{paragraphs}\n"


def _measure(
    name: str, command_for: Callable[[Path, Path], Command], source: Path, count: int, rounds: int
) -> Built:
    """Build into an empty folder and again, some times for the time and once for the memory."""
    target = source.parent / "target"
    spent, again = [], []
    for _ in range(rounds):
        shutil.rmtree(target, ignore_errors=True)
        spent.append(seconds_of(command_for(source, target)))
        with _one_change(source) as key:
            [page] = target.rglob(f"issues/{key}/index.html")
            before = page.read_bytes()
            again.append(seconds_of(command_for(source, target)))
            if page.read_bytes() == before:
                raise SystemExit(f"{name} wrote no page anew, and nothing is compared")
    documents = [file for file in target.rglob("*") if file.suffix in _DOCUMENTS]
    pages = sum(
        1 for file in documents if file.match("issues/*/index.html") and _KEY.fullmatch(file.parent.name)
    )
    if pages != count:
        raise SystemExit(f"{name} wrote {pages} pages for {count} issues, and nothing is compared")
    shutil.rmtree(target)
    return Built(
        documents=len(documents),
        seconds=median(spent),
        again=median(again),
        megabytes=memory_of(command_for(source, target)),
    )


@contextmanager
def _one_change(source: Path) -> Iterator[str]:
    """Change the text of the newest issue for every builder, and yield its key."""
    key = max(file.stem for file in (source / "archive/en").iterdir())
    files = [source / f"archive/en/{key}.txt", *(source / place / f"{key}.md" for place in _MARKDOWN)]
    before = [file.read_text("utf-8") for file in files]
    for file, text in zip(files, before, strict=True):
        file.write_text(text.replace(" the ", " this "), "utf-8")
    try:
        yield key
    finally:
        for file, text in zip(files, before, strict=True):
            file.write_text(text, "utf-8")


def _ratios(found: dict[tuple[str, int], Built], counts: list[int]) -> Iterator[tuple[object, ...]]:
    for count in counts:
        ours = found[OURS, count]
        for name in (HUGO, PELICAN, ELEVENTY):
            ratio, least = ours.rate / found[name, count].rate, 1 if name == HUGO else None
            kept = promised(ratio, least) if least else ("", "")
            yield f"{count:,} issues: documents per second, of {name}", ratio, *kept
            yield (
                f"{count:,} issues: seconds after one change, of {name}",
                ours.again / found[name, count].again,
                "",
                "",
            )
        ratio = ours.megabytes / found[HUGO, count].megabytes
        kept = promised(ratio, most=0.5) if count == max(counts) else ("", "")
        yield f"{count:,} issues: peak memory, of Hugo", ratio, *kept
    if len(counts) > 1:
        less, more = sorted(counts)[-2:]
        growth = found[OURS, more].seconds / found[OURS, less].seconds / (more / less)
        yield f"seconds from {less:,} to {more:,} issues, of linear", growth, *promised(growth, most=1)


if __name__ == "__main__":
    main()
