"""The commands: the only place that brings in the terminal and the clock."""

import sys
from io import TextIOWrapper
from typing import Any

import click

from syndication.cli import (
    config,
    deploy,
    export,
    formatting,
    importing,
    init,
    publish,
    remote,
    serve,
    subscribers,
)
from syndication.model.errors import ArchiveError, SyndicationError
from syndication.system.clock import utc_now
from syndication.system.terminal import echo


class _Group(click.Group):
    """Prints our errors as one line each; anything else is a bug and keeps its traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, TextIOWrapper):  # escape what a terminal cannot show, instead of stopping
                stream.reconfigure(errors="backslashreplace")
        try:
            return super().invoke(ctx)
        except SyndicationError as error:
            echo(str(error), err=True)
            ctx.exit(1 if isinstance(error, ArchiveError) else 2)


@click.group(cls=_Group, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="syndication")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Turn a folder of newsletter issues, as plain text or Markdown, into feeds.

    \b
    Exit status: 0 good, 1 the archive is at fault, 2 the command line or the settings are.
    """
    ctx.obj = ctx.obj or utc_now  # the clock


for command in (
    *(init.init, serve.serve, publish.check, publish.publish, remote.ping),
    *(export.feeds, export.export, remote.verify, subscribers.subscribers, config.config),
    *(importing.import_files, formatting.format_files, deploy.deploy),
):
    main.add_command(command)
