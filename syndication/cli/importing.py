"""`import`: pages, mails and Word documents become issue files."""

import signal
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import click

from syndication.archive.entries import part_data, part_title
from syndication.cli.options import count, output_format, print_json, settings_options
from syndication.importer.batch import Batch, Result
from syndication.importer.convert import ConvertedIssue
from syndication.importer.read import MAX_FILE_BYTES
from syndication.importer.save import Change, Saver
from syndication.importer.sources import Source, find_sources
from syndication.importer.watch import Watch
from syndication.model import Newsletter
from syndication.model.errors import ImportFailed, Problem, SettingsError, nearest
from syndication.model.ids import KEY
from syndication.settings import Settings
from syndication.system.terminal import echo

_STDIN = "-"


@click.command("import")
@settings_options("archive")
@output_format
@click.option("--edition", metavar="TAG", help="The edition of all files, if it cannot be recognized.")
@click.option("--key", metavar="KEY", help="The key of the issue, if it is not the date.")
@click.option("--replace", is_flag=True, help="Replace an existing issue; the difference is shown first.")
@click.option("--dry-run", is_flag=True, help="Only show what would be imported.")
@click.option(
    "--watch",
    "folder",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Import every file that comes into DIR, once, until interrupted.",
)
@click.argument("files", nargs=-1, metavar="FILE...")
@click.pass_context
def import_files(  # noqa: PLR0913 (one for each option)
    ctx: click.Context,
    settings: Settings,
    *,
    form: str,
    edition: str | None,
    key: str | None,
    replace: bool,
    dry_run: bool,
    folder: Path | None,
    files: tuple[str, ...],
) -> None:
    """Turn web pages, mails, Word documents and texts into issues, and show what was found in them.

    FILE is a .html, .eml, .docx or .txt file, a mailbox (mbox, Maildir), an export of Substack (its folder or
    its posts.csv), any folder of these, or - for the standard input.

    Exit status 1: a file could not be imported; all others are.

    \b
    Example: syndication import --dry-run letter.eml
             syndication import page.html letter.docx mails/
             syndication import --edition en --key 2024-01-12 - < mail
             syndication import --watch inbox
    """
    newsletter = settings.newsletter
    if edition and edition not in newsletter.editions:
        hint = nearest(edition, list(newsletter.editions))
        raise SettingsError(f"newsletter.toml has no edition {edition!r}; {hint}")
    if key and not KEY.fullmatch(key):
        expected = "expected small letters, digits and single hyphens"
        raise click.BadParameter(f"{key!r}; {expected}", param_hint="--key")
    if bool(files) == bool(folder):
        raise click.UsageError("expected files to import, or --watch with a folder")
    batch = Batch(newsletter=newsletter, edition=edition, key=key)

    def run(sources: list[Source], *, hidden: bool) -> list[Problem]:
        with click.progressbar(length=len(sources), label="Reading", file=sys.stderr, hidden=hidden) as bar:
            results = batch.convert(sources, bar.update)
        saver = Saver(archive=settings.archive, replace=replace, dry_run=dry_run)
        return _save(results, saver, newsletter, form)

    if folder:
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        echo(f"Watching {folder} (Ctrl+C stops it)", err=True)
        Watch(folder, lambda source: run([source], hidden=True)).run(stop)
        return
    ctx.exit(1 if run(list(_sources(files)), hidden=not sys.stderr.isatty()) else 0)


def _sources(files: tuple[str, ...]) -> Iterator[Source]:
    for file in files:
        if file == _STDIN:
            raw = sys.stdin.buffer.read(MAX_FILE_BYTES)
            yield Source(file=Path(file), root=Path(), raw=raw)
        else:
            yield from find_sources([Path(file)])


def _save(results: list[Result], saver: Saver, newsletter: Newsletter, form: str) -> list[Problem]:
    """Save issues, print what was found in each and what became of it, and return the errors."""
    errors: list[Problem] = []
    rows: list[dict[str, object]] = []
    outcomes: Counter[str] = Counter()
    with saver.lock(lambda: echo("waiting for another `import` into this archive to end", err=True)):
        for result in results:
            try:
                issue = result()
                change = saver.plan(issue)
                rows.append(_row(issue, change))
                if form == "text":
                    _print_issue(issue, change, newsletter)
                saver.save(issue, change)
                outcomes[change.outcome] += 1
            except ImportFailed as error:
                errors += error.problems
                outcomes["failed"] += 1
                if form == "text":
                    echo(error)
    if form == "json":
        problems = [problem.as_json() for problem in errors]
        print_json({"written": not saver.dry_run, "issues": rows, "problems": problems})
    else:
        counts = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.items())
        echo(f"{'to import: ' if saver.dry_run else ''}{counts or 'nothing to import'}")
    return errors


def _row(issue: ConvertedIssue, change: Change) -> dict[str, object]:
    """Return the object that `--format json` prints for an issue."""
    return {
        "source": issue.source,
        "path": issue.path,
        "outcome": change.outcome,
        "edition": issue.issue.edition,
        "date": issue.issue.date.isoformat(),
        "letter": list(issue.issue.letter),
        "parts": [
            {"section": part.section, "link": part.link, **part_data(part)} for part in issue.issue.parts
        ],
        "outside": {"above": issue.outside[0], "below": issue.outside[1]},
        "diff": change.diff,
        "problems": [problem.as_json() for problem in issue.problems],
    }


def _print_issue(issue: ConvertedIssue, change: Change, newsletter: Newsletter) -> None:
    """Print a table of what was found: the letter, each part with its link, and what was left out."""
    edition = newsletter.editions[issue.issue.edition]
    above, below = issue.outside
    table = [("letter", count(len(issue.issue.letter), "paragraph"))]
    table += [
        (part.section, "  ".join(filter(None, (part_title(part, edition), part.link))))
        for part in issue.issue.parts
    ]
    table.append(("left out", f"{count(above, 'line')} above the date, {below} below an end heading"))
    width = max(len(name) for name, _ in table)
    echo(f"{issue.source}: {issue.path} ({change.outcome})")
    for name, shown in table:
        echo(f"  {name:<{width}}  {shown}")
    for problem in issue.problems:
        echo(problem)
    if change.diff:
        echo(change.diff.rstrip("\n"))
