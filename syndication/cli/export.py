"""`feeds` and `export`: list what the archive makes, and write it as files."""

import sys
from pathlib import Path

import click

from syndication.archive import load_archive
from syndication.archive.ledger import LEDGER, NO_LEDGER
from syndication.archive.reconcile import reconcile
from syndication.cli.options import count, output_format, print_json, settings_options
from syndication.feeds.catalog import build_catalog
from syndication.model import Format
from syndication.model.errors import SettingsError
from syndication.model.paths import feed_path
from syndication.model.urls import Urls
from syndication.settings import Settings, command_line
from syndication.site.build import build
from syndication.site.export import export as export_snapshot
from syndication.system.clock import Clock
from syndication.system.terminal import echo


@click.command()
@settings_options("archive", "base_url")
@output_format
@click.pass_obj
def feeds(clock: Clock, settings: Settings, form: str) -> None:
    """List every feed with its address and how many entries it has.

    \b
    Example: syndication feeds --base-url https://feeds.example.org
    """
    archive = load_archive(settings)
    catalog = build_catalog(reconcile(archive.entries, archive.ledger, {}), settings.newsletter, clock())
    urls = Urls(settings.base_url or "")
    rows = [
        {
            "edition": feed.edition.tag,
            "section": feed.section,
            "title": feed.title,
            "entries": len(feed.entries),
            "format": file_format,
            "address": urls(feed_path(feed.edition.tag, feed.section, file_format)),
        }
        for feed in catalog.feeds.values()
        for file_format in Format
    ]
    if form == "json":
        print_json(rows)
        return
    width = max(len(str(row["address"])) for row in rows)
    for row in rows:
        echo(f"{row['address']:<{width}}  {row['entries']:>6}  {row['title']}")


@click.command()
@settings_options("archive", "base_url", "dynamic_url", "require_ledger", needs_base_url=True)
@click.option("--no-brotli", is_flag=True, help="Leave out the .br files, which take the most time.")
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def export(ctx: click.Context, settings: Settings, target: Path, *, no_brotli: bool) -> None:
    """Write the whole site as files into DIR.

    \b
    Example: syndication export public --base-url https://feeds.example.org
    """
    latest = build(settings, ctx.obj())
    for problem in latest.archive.folder.errors:
        echo(problem, err=True)
    if latest.reconciled.missing:
        for record in latest.reconciled.missing:
            echo(f"{LEDGER}:{record.line}: {record.ref} is on record and cannot be shown", err=True)
        echo(f"{target} stays as it was", err=True)
        ctx.exit(1)
    total = sum(1 for _ in latest.snapshot)
    try:
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=total, label="Writing", file=sys.stderr, hidden=hidden) as bar:
            result = export_snapshot(latest.snapshot, target, brotli=not no_brotli, progress=bar.update)
    except OSError as error:
        raise SettingsError(f"{target}: cannot be written ({error.strerror}); it stays as it was") from error
    counts = f"{result.new} new, {result.changed} changed, {result.removed} removed"
    echo(f"{count(result.documents, 'document')} in {target}: {counts}")
    if latest.archive.ledger is None:
        echo(NO_LEDGER, err=True)
    if latest.reconciled.unpublished:
        edits = count(len(latest.reconciled.unpublished), "text")
        command = command_line(settings.archive, "check")
        echo(f"{edits} written as edited, and not as published; `{command}` lists them", err=True)
