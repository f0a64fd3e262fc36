"""The commands: the only place that brings in the terminal, and with `config` the environment."""

import json
import os
import sys
from collections import Counter
from io import TextIOWrapper
from ipaddress import ip_address
from pathlib import Path
from threading import Event
from typing import Any

import click
from flask import Flask

from syndication.archive import check_archive, load_archive, publish
from syndication.archive.ledger import LEDGER, NO_LEDGER, load_ledger
from syndication.archive.publish import Plan
from syndication.archive.reconcile import reconcile
from syndication.feeds.catalog import build_catalog
from syndication.model import Format
from syndication.model.errors import ArchiveError, RefusalError, SettingsError, SyndicationError
from syndication.model.urls import Urls, feed_path
from syndication.settings import Settings, base_address
from syndication.site.export import export as save
from syndication.site.snapshot import build
from syndication.system.clock import Clock, utc_now
from syndication.system.terminal import echo, printable
from syndication.web import create_app
from syndication.web.server import handle_signals, resolve_bind, run

_LAST_PORT = 0xFFFF
_NO_HUBS = "newsletter.toml names no hubs, so nothing is announced"

now: Clock = utc_now


class _Group(click.Group):
    """Prints our errors as one line each; anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # what a terminal cannot show is escaped, and stops nothing
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except SyndicationError as error:
            echo(str(error), err=True)
            ctx.exit(1 if isinstance(error, ArchiveError) else 2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="syndication")
def main() -> None:
    """Turn a folder of plain-text newsletter issues into feeds.

    \b
    Exit status: 0 good, 1 the archive is at fault, 2 the command line or the settings are.
    """


_archive = click.option(
    "--archive", metavar="DIR", help="The folder of the issues (default: SYNDICATION_ARCHIVE, or issues)."
)
_base_url = click.option("--base-url", metavar="URL", help="Where the public reaches the service.")
_ping_state = click.option(
    "--ping-state",
    metavar="FILE",
    help="What was announced to which hub (default: SYNDICATION_PING_STATE, or a file beside the archive).",
)
_wait = click.option(
    "--wait",
    metavar="SECONDS",
    type=click.IntRange(0),
    default=60,
    show_default=True,
    help="How long the public addresses may take to show what is new.",
)
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json is for programs."
)


_require_ledger = click.option(
    "--require-ledger",
    is_flag=True,
    help="A missing ledger is an error (also: SYNDICATION_REQUIRE_LEDGER=1).",
)


def _environment(require_ledger: bool) -> dict[str, str]:
    return os.environ | ({"SYNDICATION_REQUIRE_LEDGER": "1"} if require_ledger else {})


@main.command()
@_archive
@_base_url
@_require_ledger
@click.option(
    "--bind", metavar="HOST:PORT", default="127.0.0.1:8000", show_default=True, help="Where to listen."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="How many processes.")
@click.option("--preview", is_flag=True, help="Show what is not published yet, too; for editors' eyes only.")
@click.option("--no-watch", is_flag=True, help="Read the archive again on SIGHUP only.")
@click.option(
    "--health-details", is_flag=True, help="Name broken files in /healthz, instead of counting them."
)
@click.option("--access-log", is_flag=True, help="Write a line per request (combined format).")
def serve(  # noqa: PLR0913 (one for each option)
    archive: str | None,
    base_url: str | None,
    bind: str,
    workers: int,
    *,
    require_ledger: bool,
    preview: bool,
    no_watch: bool,
    health_details: bool,
    access_log: bool,
) -> None:
    """Serve the feeds and their pages until interrupted.

    Put nginx in front when the world can reach it: clients that read slowly, or not at all, are held there.

    \b
    Example: syndication serve --bind 127.0.0.1:8000 --workers 2 --base-url https://feeds.example.org
    """
    host, _, given = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not given.isdecimal() or int(given) > _LAST_PORT:
        expected = f"expected HOST:PORT, such as 127.0.0.1:8000, with a port up to {_LAST_PORT}"
        raise click.BadParameter(f"{bind!r}; {expected}", param_hint="--bind")
    settings = Settings.load(_environment(require_ledger), archive=archive, base_url=base_url)
    if (
        load_ledger(settings.archive, settings.newsletter, required=settings.require_ledger) is None
    ):  # its faults are told here, not by a worker
        echo(NO_LEDGER, err=True)
    listened, port = resolve_bind(host, int(given))
    if settings.base_url is None and ip_address(listened).is_unspecified:
        raise SettingsError(
            f"--bind {bind} means all addresses of this machine, of which none is the public one; "
            "expected --base-url too, such as https://feeds.example.org, or one address, such as 127.0.0.1"
        )
    address = settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    # The workers are processes of their own: what they need reaches them through the environment.
    os.environ |= {"SYNDICATION_ARCHIVE": str(settings.archive), "SYNDICATION_BASE_URL": address}
    os.environ.setdefault("SYNDICATION_DYNAMIC_URL", address)
    os.environ |= _environment(require_ledger)
    os.environ |= {"SYNDICATION_PREVIEW": "1"} if preview else {}
    os.environ |= {"SYNDICATION_WATCH": "0"} if no_watch else {}
    os.environ |= {"SYNDICATION_HEALTH_DETAILS": "1"} if health_details else {}
    os.environ |= {"SYNDICATION_ACCESS_LOG": "1"} if access_log else {}
    run(
        "syndication.cli:worker",
        listened,
        port,
        workers=workers,
        announce=lambda: echo(f"Serving {settings.archive} at {address}/ (Ctrl+C stops it)"),
    )


def worker() -> Flask:
    """Make the application for a worker of `serve`."""
    changed = Event()
    handle_signals(changed.set)
    return create_app(clock=now, changed=changed)


@main.command()
@_archive
@_require_ledger
@_format
@click.pass_context
def check(ctx: click.Context, archive: str | None, form: str, *, require_ledger: bool) -> None:
    """Say what is wrong with the archive, with file and line, and what `publish` would do.

    \b
    Example: syndication check --archive issues
    """
    settings = Settings.load(_environment(require_ledger), archive=archive)
    found, problems, planned = check_archive(settings, now())
    errors = [problem for problem in problems if problem.severity == "error"]
    if form == "json":
        _print_json(
            {
                "issues": len(found.folder.issues),
                "broken": len(found.folder.broken),
                "problems": [problem.as_json() for problem in problems],
                "publish": [change.as_json() for change in planned.changes] if planned else None,
            }
        )
    else:
        for problem in problems:
            echo(problem)
        if planned and found.ledger:
            _print_changes(planned, done=False)
        elif planned:
            echo(NO_LEDGER, err=True)
        counts = f"{_count(len(errors), 'error')}, {_count(len(problems) - len(errors), 'warning')}"
        echo(f"{_count(len(found.folder.issues), 'issue')}, {counts}")
    ctx.exit(1 if errors else 0)


@main.command("publish")
@_archive
@_format
@click.option("--minor", multiple=True, metavar="NAME", help="A change that leaves `updated` where it is.")
@click.option("--withdraw", multiple=True, metavar="NAME", help="en/2024-01-12 or en/quotes/2024-01-12.")
@click.option("--dry-run", is_flag=True, help="Say what would be done, and do nothing.")
@click.option("--ping", is_flag=True, help="Then announce the changes, as `syndication ping` does.")
@_base_url
@_ping_state
@_wait
@click.argument("names", nargs=-1, metavar="[EN/KEY]...")
@click.pass_context
def publish_command(  # noqa: PLR0913 (one for each option)
    ctx: click.Context,
    *,
    archive: str | None,
    base_url: str | None,
    ping_state: str | None,
    wait: int,
    form: str,
    names: tuple[str, ...],
    minor: tuple[str, ...],
    withdraw: tuple[str, ...],
    dry_run: bool,
    ping: bool,
) -> None:
    """Record in the ledger what is new, changed, back or withdrawn.

    With names, in arguments or of --minor, only these issues: whatever is wrong with other files can wait.

    \b
    Example: syndication publish --dry-run
             syndication publish en/2024-01-12 zh-Hans/2024-01-12
             syndication publish --minor en/2024-01-12
             syndication publish --withdraw en/quotes/2024-01-12
             syndication publish --ping --base-url https://feeds.example.org
    """
    settings = Settings.load(os.environ, archive=archive, base_url=base_url, ping_state=ping_state)
    if ping:
        _expect_base_url(settings)
    try:
        planned = publish(
            settings,
            now(),
            names=names,
            minor=minor,
            withdrawn=withdraw,
            dry_run=dry_run,
            on_wait=lambda: echo("waiting for another `publish` of this archive to end", err=True),
        )
    except ArchiveError as refusal:
        if form == "json":
            _print_json({"written": False, "problems": [problem.as_json() for problem in refusal.problems]})
        else:
            echo(f"{refusal}\nnothing is published", err=True)
            if isinstance(refusal, RefusalError) and refusal.ready:
                echo(f"without these: syndication publish {' '.join(refusal.ready)}", err=True)
        ctx.exit(1)
    except OSError as error:
        echo(f"{LEDGER}: cannot be written ({error.strerror}); nothing is published", err=True)
        ctx.exit(1)
    changes = [change.as_json() for change in planned.changes]
    written = {"written": bool(changes) and not dry_run, "changes": changes}
    if form == "text":
        _print_changes(planned, done=not dry_run)
    if ping and not dry_run:
        _announce(ctx, settings, wait, form, written)
    elif form == "json":
        _print_json(written)


def _print_changes(planned: Plan, *, done: bool) -> None:
    """Print a table: what is done to which entry, the date it is given, and its title."""
    for change in planned.changes:
        ref, updated = change.record.ref, change.record.updated.isoformat()
        echo(f"{change.kind:<9}  {ref!s:<36}  {updated}  {change.title or ''}".rstrip())
    kinds = Counter(change.kind for change in planned.changes)
    counts = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
    echo((counts if done else f"to publish: {counts}") if counts else "nothing to publish")


@main.command("ping")
@_archive
@_base_url
@_ping_state
@_wait
@_format
@click.pass_context
def ping_command(
    ctx: click.Context,
    archive: str | None,
    base_url: str | None,
    ping_state: str | None,
    wait: int,
    form: str,
) -> None:
    """Announce changed feeds to the hubs of newsletter.toml, as soon as the public can see the change.

    Exit status 1: something was not announced; the next ping tries again.

    \b
    Example: syndication ping --base-url https://feeds.example.org
    """
    settings = Settings.load(os.environ, archive=archive, base_url=base_url, ping_state=ping_state)
    _expect_base_url(settings)
    _announce(ctx, settings, wait, form, {})


def _announce(
    ctx: click.Context, settings: Settings, wait: int, form: str, published: dict[str, object]
) -> None:
    """Announce all changes to the hubs, and print the result."""
    from syndication.client.websub import announce  # noqa: PLC0415 (no worker of `serve` needs an HTTP client: 6 MB)

    stands = "what was published stays so; only the announcement failed"
    try:
        report = announce(settings, now, wait=wait)
    except SyndicationError:
        if published:
            echo(stands, err=True)
        raise
    if form == "json":
        _print_json(published | report.as_json())
    else:
        for one in report.failed:
            echo(one, err=True)
        if published and report.failed:
            echo(stands, err=True)
        counts = f"{len(report.told)} announced, {len(report.failed)} left for the next ping"
        nothing = "nothing to announce" if settings.newsletter.hubs else _NO_HUBS
        echo(counts if report.told or report.failed else nothing)
    ctx.exit(1 if report.failed else 0)


@main.command()
@_archive
@_base_url
@_format
def feeds(archive: str | None, base_url: str | None, form: str) -> None:
    """List every feed with its address and how many entries it has.

    \b
    Example: syndication feeds --base-url https://feeds.example.org
    """
    settings = Settings.load(os.environ, archive=archive, base_url=base_url)
    found = load_archive(settings)
    catalog = build_catalog(reconcile(found.entries, found.ledger, {}), settings.newsletter, now())
    urls = Urls(settings.base_url or "")
    rows = [
        {
            "edition": feed.edition.tag,
            "section": feed.section,
            "title": feed.title,
            "entries": len(feed.entries),
            "format": kind,
            "address": urls(feed_path(feed.edition.tag, feed.section, kind)),
        }
        for feed in catalog.feeds.values()
        for kind in Format
    ]
    if form == "json":
        _print_json(rows)
        return
    width = max(len(str(row["address"])) for row in rows)
    for row in rows:
        echo(f"{row['address']:<{width}}  {row['entries']:>6}  {row['title']}")


@main.command()
@_archive
@_base_url
@click.option("--dynamic-url", metavar="URL", help="Where a server answers search and feeds of one's own.")
@click.option("--no-brotli", is_flag=True, help="Leave out the .br files, which take the most time.")
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def export(
    ctx: click.Context,
    archive: str | None,
    base_url: str | None,
    dynamic_url: str | None,
    target: Path,
    *,
    no_brotli: bool,
) -> None:
    """Write the whole site as files into DIR.

    \b
    Example: syndication export public --base-url https://feeds.example.org
    """
    settings = Settings.load(os.environ, archive=archive, base_url=base_url, dynamic_url=dynamic_url)
    _expect_base_url(settings)
    built = build(settings, now())
    for problem in built.archive.folder.errors:
        echo(problem, err=True)
    if built.reconciled.missing:
        for record in built.reconciled.missing:
            echo(f"{LEDGER}:{record.line}: {record.ref} is on record and cannot be shown", err=True)
        echo(f"{target} stays as it was", err=True)
        ctx.exit(1)
    total = sum(1 for _ in built.snapshot)
    try:
        hidden = not sys.stderr.isatty()
        with click.progressbar(length=total, label="Writing", file=sys.stderr, hidden=hidden) as bar:
            written = save(built.snapshot, target, brotli=not no_brotli, progress=bar.update)
    except OSError as error:
        raise SettingsError(f"{target}: cannot be written ({error.strerror}); it stays as it was") from error
    counts = f"{written.new} new, {written.changed} changed, {written.removed} removed"
    echo(f"{_count(written.documents, 'document')} in {target}: {counts}")


def _expect_base_url(settings: Settings) -> None:
    if settings.base_url is None:
        where = "--base-url, SYNDICATION_BASE_URL or base_url in newsletter.toml"
        raise SettingsError(f"no base URL; expected it from {where}")


@main.command("verify")
@_format
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=30.0,
    show_default=True,
    help="How long an answer may take.",
)
@click.option(
    "--max-time",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=3600.0,
    show_default=True,
    help="How long the whole run may take.",
)
@click.option("--follow-redirects", is_flag=True, help="Follow a redirect of the site to another host.")
@click.argument("url", metavar="URL")
@click.pass_context
def verify_command(
    ctx: click.Context, url: str, form: str, timeout: float, max_time: float, *, follow_redirects: bool
) -> None:
    """Crawl a site from outside and check that nothing is missing, altered or malformed.

    Everything that the site says in several places has to agree: /archive.json, the three formats of every
    document, the one-entry feeds, the pages of entries, the lists of feeds, the sitemap and the headers.
    Beyond its reach: what was altered alike everywhere, or stands in one place only; all other pages, embeds,
    styles and pictures; what a page shows besides the entry's text; an ETag of a server of files that
    belongs to other bytes.

    \b
    Example: syndication verify https://feeds.example.org
    Exit status: 0 the site is whole, 1 it is not, 2 there is no such site.
    """
    from syndication.client.verify import verify  # noqa: PLC0415 (its client would cost every start 0.1 s)

    try:
        root = base_address(url)
    except ValueError as error:
        raise click.BadParameter(f"{url!r}; expected {error}", param_hint="URL") from error
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Verifying", file=sys.stderr, hidden=hidden) as bar:

        def progress(total: int) -> None:
            bar.length = total
            bar.update(1)

        report = verify(
            root, timeout=timeout, max_time=max_time, follow_redirects=follow_redirects, progress=progress
        )
    if form == "json":
        _print_json(report.as_json())
    else:
        for problem in report.faults:
            echo(problem)
        home = "" if report.base_url == report.url else f" (at home at {printable(report.base_url)})"
        entries = "1 entry" if report.entries == 1 else f"{report.entries} entries"
        counts = f"{_count(report.documents, 'document')}, {entries}, {_count(len(report.faults), 'fault')}"
        echo(f"{report.url}{home}: {counts}")
    ctx.exit(1 if report.faults else 0)


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"


def _print_json(value: object) -> None:
    echo(json.dumps(value, ensure_ascii=False, indent=2))
