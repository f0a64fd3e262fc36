"""The commands: the only place, with wsgi.py, that brings in the environment, the clock and the terminal."""

import json
import os
import signal
import socket
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from syndication.catalog import gather
from syndication.config import Settings
from syndication.entries import cut_issues
from syndication.errors import SettingsError
from syndication.export import export as save
from syndication.library import load_library
from syndication.model import Format
from syndication.snapshot import take
from syndication.urls import Urls, feed_path
from syndication.web import create_app

_LAST_PORT = 0xFFFF
_LAST_ANSWERS = 30  # seconds: how long a server that is told to stop lets its clients read on


def now() -> datetime:
    """Read the real clock."""
    return datetime.now(UTC)


class _Group(click.Group):
    """Prints our errors as one line each; anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except SettingsError as error:
            click.echo(str(error), err=True)
            ctx.exit(2)


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
_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json is for programs."
)


@main.command()
@_archive
@_base_url
@click.option(
    "--bind", metavar="HOST:PORT", default="127.0.0.1:8000", show_default=True, help="Where to listen."
)
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="How many processes.")
@click.option("--access-log", is_flag=True, help="Log every request.")
def serve(archive: str | None, base_url: str | None, bind: str, workers: int, access_log: bool) -> None:
    """Serve the feeds and their pages until interrupted.

    \b
    Example: syndication serve --bind 0.0.0.0:80 --workers 2 --base-url https://feeds.example.org
    """
    host, _, given = bind.rpartition(":")
    if not host or not given.isdecimal() or int(given) > _LAST_PORT:
        raise click.BadParameter(f"{bind!r}; expected HOST:PORT, such as 127.0.0.1:8000", param_hint="--bind")
    settings = Settings.load(os.environ, archive=archive, base_url=base_url)
    listened, port = _place(host.strip("[]"), int(given))
    address = settings.base_url or f"http://{host}:{port}"
    # The workers are processes of their own: what they need reaches them through the environment.
    os.environ |= {"SYNDICATION_ARCHIVE": str(settings.archive), "SYNDICATION_BASE_URL": address}
    os.register_at_fork(after_in_child=_heed_signals)
    server = Granian(
        "syndication.cli:application",
        factory=True,
        address=listened,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        workers_kill_timeout=_LAST_ANSWERS,
        blocking_threads=4,  # answers are ready-made bytes: more threads only contend
        websockets=False,
        log_access=access_log,
        log_level=LogLevels.warning,
    )
    server.on_startup(lambda: click.echo(f"Serving {settings.archive} at {address}/ (Ctrl+C stops it)"))
    server.serve()


def _place(host: str, port: int) -> tuple[str, int]:
    """Give the IP address and port to listen at; raises SettingsError where that cannot be.

    The server would tell us in a backtrace, and knows no names. Port 0 becomes one that is free.
    """
    try:
        family, _, _, _, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
            found: tuple[str, int] = probe.getsockname()[:2]
    except OSError as error:
        raise SettingsError(
            f"cannot listen at {host}:{port} ({error.strerror}); expected a free port of this machine"
        ) from error
    return found


def _heed_signals() -> None:
    """Let a worker be stopped before it serves: the handlers it is forked with only wake its parent."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches the parent too, which stops its workers
    signal.signal(signal.SIGTERM, signal.SIG_DFL)


def application() -> Flask:
    """Make the application for any WSGI server, from the environment alone."""
    settings = Settings.load(os.environ)
    return create_app(replace(settings, base_url=settings.base_url or "http://127.0.0.1:8000"), now)


@main.command()
@_archive
@_format
@click.pass_context
def check(ctx: click.Context, archive: str | None, form: str) -> None:
    """Say what is wrong with the archive, with file and line.

    \b
    Example: syndication check --archive issues
    """
    settings = Settings.load(os.environ, archive=archive)
    library = load_library(settings.archive, settings.newsletter)
    warnings = len(library.problems) - len(library.errors)
    if form == "json":
        problems = [problem.as_json() for problem in library.problems]
        _print_json({"issues": len(library.issues), "broken": len(library.broken), "problems": problems})
    else:
        for problem in library.problems:
            click.echo(problem)
        click.echo(f"{len(library.issues)} issues, {len(library.errors)} errors, {warnings} warnings")
    ctx.exit(1 if library.errors else 0)


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
    library = load_library(settings.archive, settings.newsletter)
    catalog = gather(cut_issues(library.issues, settings.newsletter), settings.newsletter, now())
    urls = Urls(settings.base_url or "")
    rows = [
        {
            "edition": feed.edition.tag,
            "section": feed.section,
            "title": feed.title,
            "entries": len(feed.entries),
            "format": form_,
            "address": urls(feed_path(feed.edition.tag, feed.section, form_)),
        }
        for feed in catalog.feeds.values()
        for form_ in Format
    ]
    if form == "json":
        _print_json(rows)
        return
    width = max(len(str(row["address"])) for row in rows)
    for row in rows:
        click.echo(f"{row['address']:<{width}}  {row['entries']:>6}  {row['title']}")


@main.command()
@_archive
@_base_url
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.pass_context
def export(ctx: click.Context, archive: str | None, base_url: str | None, target: Path) -> None:
    """Write the whole site as files into DIR.

    \b
    Example: syndication export public --base-url https://feeds.example.org
    """
    settings = Settings.load(os.environ, archive=archive, base_url=base_url)
    if settings.base_url is None:
        raise SettingsError(
            "no base URL; expected --base-url, SYNDICATION_BASE_URL or base_url in newsletter.toml"
        )
    library, snapshot = take(settings, now())
    for problem in library.errors:
        click.echo(problem, err=True)
    try:
        written = save(snapshot, target)
    except OSError as error:
        raise SettingsError(
            f"{error.filename}: cannot be written ({error.strerror}); expected a folder to write to"
        ) from error
    click.echo(f"{written} files in {target}")
    ctx.exit(1 if library.errors else 0)


def _print_json(value: object) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))
