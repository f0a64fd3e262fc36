"""`config`: the settings in force, and where each comes from."""

import click
from click.core import ParameterSource

from syndication.cli.options import ALL_SETTINGS, output_format, print_json, settings_options
from syndication.settings import Settings, variable
from syndication.settings.sources import Setting, settings_in_force
from syndication.system.terminal import echo


@click.command()
@settings_options(*ALL_SETTINGS)
@output_format
@click.pass_context
def config(ctx: click.Context, settings: Settings, form: str) -> None:
    """Show the settings in force and where each comes from; passwords in addresses are masked.

    \b
    Example: SYNDICATION_METRICS=1 syndication config --base-url https://feeds.example.org
    """
    rows = list(settings_in_force(settings, sources(ctx)))
    if form == "json":
        print_json([row._asdict() for row in rows])
        return
    name, source = max(len(row.name) for row in rows), max(len(row.source) for row in rows)
    for row in rows:
        echo(f"{row.name:<{name}}  {row.source:<{source}}  {_shown(row)}")


def sources(ctx: click.Context) -> dict[str, str]:
    """Return the source of each setting that the command line or the environment has."""
    parameter_sources = {name: ctx.get_parameter_source(name) for name in ALL_SETTINGS}
    names = {ParameterSource.COMMANDLINE: "command line"}
    return {
        name: variable(name) if source is ParameterSource.ENVIRONMENT else names[source]
        for name, source in parameter_sources.items()
        if source in {ParameterSource.COMMANDLINE, ParameterSource.ENVIRONMENT}
    }


def _shown(row: Setting) -> str:
    match row.value:
        case None:
            return "-"
        case bool():
            return "yes" if row.value else "no"
        case list():
            return ", ".join(row.value) or "-"
        case _:
            return str(row.value)
