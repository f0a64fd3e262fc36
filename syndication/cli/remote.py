"""`ping` and `verify`: requests to hubs, and to a site from outside."""

import sys

import click

from syndication.cli.options import count, output_format, print_json, settings_options, wait
from syndication.model.errors import SyndicationError
from syndication.settings import Settings, command_line
from syndication.settings.validators import base_address
from syndication.system.clock import Clock
from syndication.system.terminal import echo, printable

_NO_HUBS = "newsletter.toml names no hubs, so nothing is announced"


@click.command()
@settings_options("archive", "base_url", "ping_state", "require_ledger", needs_base_url=True)
@wait
@output_format
@click.pass_obj
def ping(clock: Clock, settings: Settings, wait: int, form: str) -> None:
    """Announce changed feeds to the hubs of newsletter.toml, as soon as the public can see the change.

    A feed with an edit that is not published waits for `publish`.
    Exit status 1: something else was not announced; the next ping tries again.

    \b
    Example: syndication ping --base-url https://feeds.example.org
    """
    announce_changes(settings, clock, wait, form)


def announce_changes(
    settings: Settings, clock: Clock, wait: int, form: str, published: dict[str, object] | None = None
) -> None:
    """Announce all changes to the hubs, print the result after that of `publish`, and end the command."""
    from syndication.client.websub import announce  # noqa: PLC0415 (no worker of `serve` needs an HTTP client: 6 MB)

    only_announcement = "the changes are published; only the announcement failed"
    try:
        report = announce(settings, clock, wait=wait)
    except SyndicationError:
        if published:
            echo(only_announcement, err=True)
        raise
    if form == "json":
        print_json((published or {}) | report.as_json())
    else:
        for failure in report.failed:
            echo(failure, err=True)
        if published and report.failed:
            echo(only_announcement, err=True)
        if report.unpublished:
            waiting = f"{count(len(report.unpublished), 'feed')} not announced: an edit is not published"
            echo(f"{waiting}; expected `{command_line(settings.archive, 'publish')}` first", err=True)
        counts = f"{len(report.announced)} announced, {len(report.failed)} left for the next ping"
        nothing = "nothing to announce" if settings.newsletter.hubs else _NO_HUBS
        echo(counts if report.announced or report.failed else nothing)
    raise click.exceptions.Exit(1 if report.failed else 0)


@click.command()
@output_format
@click.option(
    "--timeout",
    type=click.FloatRange(0, min_open=True),
    metavar="SECONDS",
    default=30.0,
    show_default=True,
    help="How long a response may take.",
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
def verify(
    ctx: click.Context, url: str, form: str, timeout: float, max_time: float, *, follow_redirects: bool
) -> None:
    """Crawl a site from outside and check that nothing is missing, altered or malformed.

    Everything that the site says in several places has to agree: /archive.json, the three formats of every
    document, the one-entry feeds, the pages of entries, the lists of feeds, the sitemap and the headers.
    It cannot see what was altered alike everywhere, or is stated in one place only; all other pages, embeds,
    styles and pictures; what a page shows besides the entry's text; an ETag of a server of files that
    belongs to other bytes.

    \b
    Example: syndication verify https://feeds.example.org
    Exit status: 0 the site is whole, 1 it is not, 2 there is no such site.
    """
    from syndication.client import verify  # noqa: PLC0415 (its client would cost every start 0.1 s)

    try:
        root = base_address(url)
    except ValueError as error:
        raise click.BadParameter(f"{url!r}; expected {error}", param_hint="URL") from error
    hidden = not sys.stderr.isatty()
    with click.progressbar(length=1, label="Verifying", file=sys.stderr, hidden=hidden) as bar:

        def progress(total: int) -> None:
            bar.length = total
            bar.update(1)

        report = verify.verify(
            root, timeout=timeout, max_time=max_time, follow_redirects=follow_redirects, progress=progress
        )
    if form == "json":
        print_json(report.as_json())
    else:
        for problem in report.faults:
            echo(problem)
        home = "" if report.base_url == report.url else f" (at home at {printable(report.base_url)})"
        counts = f"{count(report.documents, 'document')}, {count(report.entries, 'entry', 'entries')}"
        echo(f"{report.url}{home}: {counts}, {count(len(report.faults), 'fault')}")
    ctx.exit(1 if report.faults else 0)
