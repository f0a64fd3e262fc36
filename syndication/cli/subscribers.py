"""`subscribers`: how many people follow each feed, from access logs."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import get_terminal_size
from typing import BinaryIO

import click

from syndication.cli.options import count, output_format, print_json
from syndication.logs.chart import bar, render_report
from syndication.logs.files import read_lines
from syndication.logs.report import METHOD, FeedSubscribers, Report
from syndication.logs.subscribers import Tally
from syndication.model.errors import SettingsError
from syndication.system.clock import Clock
from syndication.system.files import replace_file
from syndication.system.terminal import echo

_BLOCKS, _ASCII = ("█", "░"), ("#", "-")
_MAX_BAR, _MAX_AGGREGATORS = 60, 10


@click.command()
@output_format
@click.option(
    "--html",
    "page",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Also write a page with a plot.",
)
@click.argument("logs", nargs=-1, required=True, metavar="LOG...", type=click.File("rb"))
@click.pass_obj
def subscribers(clock: Clock, form: str, page: Path | None, logs: Sequence[BinaryIO]) -> None:
    """Count the subscribers of each feed from access logs, plain or gzip; - is the standard input.

    \b
    Example: syndication subscribers /var/log/nginx/access.log*
             zcat old/*.gz | syndication subscribers --html subscribers.html -
    """
    tally = Tally(clock().date())
    for line in _lines(logs):
        tally.add(line)
    report = tally.report()
    if page:
        try:
            replace_file(page, render_report(report))
        except OSError as error:
            raise SettingsError(f"{page}: cannot be written ({error.strerror})") from error
    if form == "json":
        print_json(report.as_json())
    else:
        _print_report(report)


def _lines(logs: Sequence[BinaryIO]) -> Iterator[bytes]:
    """Yield the lines of all logs, with a progress bar on a terminal; a damaged log ends early."""
    size = 0
    for log in logs:
        with suppress(OSError):  # the standard input need not be a file
            size += os.fstat(log.fileno()).st_size
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=size, label="Reading", file=sys.stderr, hidden=hidden) as progress:
        for log in logs:
            try:
                yield from read_lines(log, progress.update)
            except OSError as error:
                echo(f"{log.name}: the rest cannot be read ({error.strerror or error})", err=True)


def _print_report(report: Report) -> None:
    if report.feeds:
        _print_feeds(report.feeds, report)
        aggregators = [f"{name} {number:,}" for name, number in report.by_aggregator()]
        if aggregators:
            more = len(aggregators) - _MAX_AGGREGATORS
            rest = f", and {count(more, 'other')}" if more > 0 else ""
            echo(f"\nAggregators: {', '.join(aggregators[:_MAX_AGGREGATORS])}{rest}")
        echo(f"Days: {report.first} to {report.last}, {count(report.requests, 'request')} for feeds")
    else:
        echo("no request for a feed")
    for note in report.notes:
        echo(f"Note: {note}")
    echo(f"Method: {METHOD}")


def _print_feeds(feeds: Sequence[FeedSubscribers], report: Report) -> None:
    """Print a line for each feed, with a bar as wide as there is room."""
    name = max(4, *(len(feed.feed) for feed in feeds))
    full, light = _BLOCKS if (sys.stdout.encoding or "").lower().startswith("utf") else _ASCII
    width = max(10, min(_MAX_BAR, get_terminal_size().columns - name - 40))
    echo(f"{'feed':<{name}}  {'aggregators':>11}  {'single':>8}  {'subscribers':>11}")
    for feed in feeds:
        counts = f"{feed.aggregated:>11,}  {feed.single:>8,}  {feed.total:>11,}"
        line = bar(feed, report, width, full=full, light=light)
        echo(f"{feed.feed:<{name}}  {counts}  {line}".rstrip())
    echo(f"{full} stated by aggregators, {light} single readers")
