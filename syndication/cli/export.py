"""`feeds` and `export`: list what the archive makes, and write it as files."""

import signal
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
from syndication.site.build import load_site
from syndication.site.export import ExportResult, Folder, Objects, Target
from syndication.site.export import export as export_site
from syndication.site.export.folder import COMPRESSED
from syndication.site.export.hosts import HOSTS, host_files
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
@settings_options("archive", "base_url", "dynamic_url", "cards", "require_ledger", needs_base_url=True)
@click.option("--no-brotli", is_flag=True, help="Leave out the .br files.")
@click.option(
    "--check", is_flag=True, help="Write nothing; list what would change, and exit with 1 if anything."
)
@click.option(
    "--for", "host", type=click.Choice(HOSTS), help="Add the files that a host reads, such as _headers."
)
@click.argument("target", metavar="TARGET")
@click.pass_context
def export(
    ctx: click.Context, settings: Settings, target: str, *, no_brotli: bool, check: bool, host: str | None
) -> None:
    """Write the whole site as files to TARGET: a folder, or s3://, gs://, az:// or sftp://.

    Only what changed is written, and what no export wrote is not touched.

    \b
    Example: syndication export public --base-url https://feeds.example.org
             syndication export s3://feeds/public --base-url https://feeds.example.org
    """
    place = _place(target, ctx.obj, settings.archive, brotli=not no_brotli, host=host)
    if isinstance(place, Objects):  # whose lock stays if this process just ends
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    archive, reconciled, site = load_site(settings, ctx.obj())
    for problem in archive.folder.errors:
        echo(problem, err=True)
    if reconciled.missing:
        for record in reconciled.missing:
            echo(f"{LEDGER}:{record.line}: {record.ref} is on record and cannot be shown", err=True)
        echo(f"{target} stays as it was", err=True)
        ctx.exit(1)
    try:
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=1, label="Writing", file=sys.stderr, hidden=hidden) as bar:

            def progress(done: int, total: int) -> None:
                bar.length = total
                bar.update(done)

            result = export_site(
                site,
                place,
                more=host_files(host, site) if host else {},
                dry_run=check,
                progress=progress,
                waiting=lambda more: echo(f"waiting for another export to {target} to end{more}", err=True),
            )
    except OSError as error:
        way_out = "expected it to be writable: then run this again, and it completes the rest"
        reason = error.strerror or error
        raise SettingsError(f"{target}: cannot be written ({reason}); {way_out}") from error
    _print_result(result, target, check=check)
    if archive.ledger is None:
        echo(NO_LEDGER, err=True)
    if reconciled.unpublished:
        edits = count(len(reconciled.unpublished), "text")
        command = command_line(settings.archive, "check")
        echo(f"{edits} written as edited, and not as published; `{command}` lists them", err=True)
    ctx.exit(1 if check and not result.is_current else 0)


def _place(target: str, clock: Clock, archive: Path, *, brotli: bool, host: str | None) -> Target:
    """Return the target of an export; hosts and object storage compress by themselves."""
    if "://" in target:
        return Objects(target, clock)
    folder, home = Path(target).resolve(), archive.resolve()
    if folder.is_relative_to(home) and not str(folder.relative_to(home)).startswith((".", "_")):
        message = f"{target} is inside the archive, whose folders are editions"
        raise SettingsError(f"{message}; expected a folder beside it, or one that begins with '_'")
    compressed = () if host else COMPRESSED if brotli else ("gzip",)
    return Folder(Path(target), compressed=compressed)


def _print_result(result: ExportResult, target: str, *, check: bool) -> None:
    kinds = {"new": result.new, "changed": result.changed, "removed": result.removed}
    if check:
        for kind, paths in kinds.items():
            for path in sorted(paths):
                echo(f"{kind:<7}  {path}")
    counts = ", ".join(f"{len(paths)} {kind}" for kind, paths in kinds.items())
    echo(f"{count(result.documents, 'document')} in {target}: {counts}")
