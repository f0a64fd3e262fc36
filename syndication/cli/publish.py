"""`check` and `publish`: what is wrong with the archive, and what becomes public."""

from collections import Counter
from pathlib import Path

import click

from syndication import archive
from syndication.archive.ledger import LEDGER, NO_LEDGER
from syndication.archive.plan import Plan
from syndication.cli.options import (
    count,
    expect_base_url,
    output_format,
    print_json,
    settings_options,
    wait,
)
from syndication.cli.remote import announce_changes
from syndication.model import Newsletter
from syndication.model.errors import ArchiveError, RefusalError
from syndication.model.ids import SUFFIXES, issue_of_file, tag_prefix
from syndication.settings import Settings, command_line
from syndication.system.clock import Clock
from syndication.system.terminal import echo

_NEVER = "once they are published, id, authority and since in newsletter.toml must never change"
_MAX_CHANGES = 10  # that `check` lists without a ledger, when everything is new


@click.command()
@settings_options("archive", "require_ledger")
@output_format
@click.pass_context
def check(ctx: click.Context, settings: Settings, form: str) -> None:
    """Check the archive and the ledger, and show what `publish` would do.

    \b
    Example: syndication check --archive issues
    """
    content, problems, plan = archive.check_archive(settings, ctx.obj())
    errors = [problem for problem in problems if problem.severity == "error"]
    if form == "json":
        print_json(
            {
                "issues": len(content.folder.issues),
                "broken": len(content.folder.broken),
                "problems": [problem.as_json() for problem in problems],
                "publish": [change.as_json() for change in plan.changes] if plan else None,
            }
        )
    else:
        for problem in problems:
            echo(problem)
        if plan:
            _print_changes(plan, written=False, limit=None if content.ledger else _MAX_CHANGES)
        if plan and not content.ledger:
            echo(NO_LEDGER, err=True)
        counts = f"{count(len(errors), 'error')}, {count(len(problems) - len(errors), 'warning')}"
        echo(f"{count(len(content.folder.issues), 'issue')}, {counts}")
    ctx.exit(1 if errors else 0)


def _names(ctx: click.Context, param: click.Parameter, values: tuple[str, ...]) -> tuple[str, ...]:  # noqa: ARG001 (click's)
    """Return the names of issues and entries; a shell completes one to the path of its file."""
    return tuple(
        "/".join(Path(issue_of_file(value)).parts[-2:]) if value.endswith(SUFFIXES) else value
        for value in values
    )


@click.command()
@settings_options("archive", "base_url", "ping_state")
@output_format
@click.option(
    "--minor",
    multiple=True,
    metavar="NAME",
    callback=_names,
    help="A change that leaves `updated` where it is.",
)
@click.option(
    "--withdraw",
    multiple=True,
    metavar="NAME",
    callback=_names,
    help="en/2024-01-12 or en/questions/2024-01-12.",
)
@click.option("--dry-run", is_flag=True, help="Only show what would be published.")
@click.option("--ping", is_flag=True, help="Then announce the changes, as `syndication ping` does.")
@wait
@click.argument("names", nargs=-1, metavar="[EN/KEY]...", callback=_names)
@click.pass_obj
def publish(  # noqa: PLR0913 (one for each option)
    clock: Clock,
    settings: Settings,
    *,
    form: str,
    names: tuple[str, ...],
    minor: tuple[str, ...],
    withdraw: tuple[str, ...],
    dry_run: bool,
    ping: bool,
    wait: int,
) -> None:
    """Record in the ledger what is new, changed, back or withdrawn.

    With names, in arguments or of --minor and --withdraw, only these issues: other files can wait.

    \b
    Example: syndication publish --dry-run
             syndication publish en/2024-01-12 zh-Hans/2024-01-12
             syndication publish --minor en/2024-01-12
             syndication publish --withdraw en/questions/2024-01-12
             syndication publish --ping --base-url https://feeds.example.org
    """
    if ping:
        expect_base_url(settings)
    is_first = not (settings.archive / LEDGER).exists()
    try:
        plan = archive.publish(
            settings,
            clock(),
            names=names,
            minor=minor,
            withdrawn=withdraw,
            dry_run=dry_run,
            on_wait=lambda: echo("waiting for another `publish` of this archive to end", err=True),
        )
    except ArchiveError as error:
        if form == "json":
            print_json({"written": False, "problems": [problem.as_json() for problem in error.problems]})
        else:
            echo(f"{error}\nnothing is published", err=True)
            if isinstance(error, RefusalError) and error.ready:
                command = command_line(settings.archive, f"publish {' '.join(error.ready)}")
                echo(f"without these: {command}", err=True)
        raise click.exceptions.Exit(1) from error
    except OSError as error:
        echo(f"{LEDGER}: cannot be written ({error.strerror}); nothing is published", err=True)
        raise click.exceptions.Exit(1) from error
    changes = [change.as_json() for change in plan.changes]
    result = {
        "written": bool(changes) and not dry_run,
        "changes": changes,
        "problems": [problem.as_json() for problem in plan.warnings],
    }
    if form == "text":
        _print_notes(plan, settings.newsletter if is_first else None)
        _print_changes(plan, written=not dry_run)
    if ping and not dry_run:
        announce_changes(settings, clock, wait, form, published=result)
    elif form == "json":
        print_json(result)


def _print_notes(plan: Plan, first_of: Newsletter | None) -> None:
    """Print the warnings of a plan, and what its first publication fixes for a newsletter."""
    for problem in plan.warnings:
        echo(problem, err=True)
    if first_of and plan.changes:
        echo(f"all ids begin with {tag_prefix(first_of)}: {_NEVER}", err=True)


def _print_changes(plan: Plan, *, written: bool, limit: int | None = None) -> None:
    """Print a line for each change, up to a limit: its kind, the entry, its new time and its title."""
    for change in plan.changes[:limit]:
        time = (change.record.withdrawn or change.record.updated).isoformat()
        echo(f"{change.kind:<9}  {change.record.ref!s:<36}  {time}  {change.title or ''}".rstrip())
    if more := len(plan.changes[limit or len(plan.changes) :]):
        echo(f"… and {more} more")
    kinds = Counter(change.kind for change in plan.changes)
    counts = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    echo((counts if written else f"to publish: {counts}") if counts else "nothing to publish")
