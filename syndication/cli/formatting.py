"""`format`: the archive in its canonical layout."""

from pathlib import Path

import click

from syndication.archive.folder import issues_lock, load_folder
from syndication.archive.formatting import canonical_text
from syndication.archive.parse import MAX_FILE_BYTES
from syndication.cli.options import count, settings_options
from syndication.model.errors import IssueError, Problem
from syndication.settings import Settings
from syndication.system.files import read_file, replace_file
from syndication.system.terminal import echo


@click.command("format")
@settings_options("archive")
@click.option("--check", is_flag=True, help="Only list the files that have another layout; for CI.")
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.pass_context
def format_files(ctx: click.Context, settings: Settings, files: tuple[Path, ...], *, check: bool) -> None:
    """Write all issues, or those in FILE, in one layout; what is read from them stays the same.

    \b
    Example: syndication format --check
             syndication format issues/en/2024-01-12.txt
    Exit status: 1 a file cannot be read, or with --check has another layout.
    """
    folder = load_folder(settings.archive, settings.newsletter)
    paths = {settings.archive / path: path for path in folder.files}
    chosen = {file.resolve() for file in files}
    strays = chosen - {file.resolve() for file in paths}
    changed = 0
    errors = [
        Problem(path=str(stray), line=1, message="not in the archive; expected the file of an issue")
        for stray in sorted(strays)
    ]
    with issues_lock(settings.archive, lambda: echo("waiting for another run to end", err=True)):
        for file, path in paths.items():
            if files and file.resolve() not in chosen:
                continue
            try:
                changed += _format(file, path, settings, write=not check)
            except IssueError as error:
                errors += error.problems
            except OSError as error:
                message = f"cannot be written ({error.strerror}); expected a file of yours"
                errors.append(Problem(path=path, line=1, message=message))
    for problem in errors:
        echo(problem)
    echo(f"{count(changed, 'file')} {'to format' if check else 'formatted'}, {count(len(errors), 'error')}")
    ctx.exit(1 if errors or (check and changed) else 0)


def _format(file: Path, path: str, settings: Settings, *, write: bool) -> bool:
    """Return whether a file has another layout; `write` the canonical one then."""
    raw = read_file(file, MAX_FILE_BYTES, settings.archive, file.parent)
    edition = settings.newsletter.editions[path.partition("/")[0]]
    text = canonical_text(raw, path=path, edition=edition, newsletter=settings.newsletter)
    if raw == text.encode():
        return False
    echo(path)
    if write:
        replace_file(file, text)
    return True
