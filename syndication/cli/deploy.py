"""`deploy`: the configurations of other programs, filled in."""

import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from syndication.cli.options import ALL_SETTINGS, bind_option, settings_options, workers_option
from syndication.cli.serve import parse_bind
from syndication.model.errors import SettingsError
from syndication.settings import Settings
from syndication.system.files import replace_file
from syndication.system.terminal import echo
from syndication.web.deploy import FILES, Deployment, render

_FOLDER = click.Path(file_okay=False, path_type=Path)


@click.command()
@settings_options(*ALL_SETTINGS, needs_base_url=True)
@bind_option
@workers_option
@click.option("--listen", metavar="ADDRESS", default="80", show_default=True, help="Where nginx listens.")
@click.option(
    *("--root", "root"),
    metavar="DIR",
    type=_FOLDER,
    default="/srv/feeds/public",
    show_default=True,
    help="The folder that `syndication export` writes, for nginx-static.",
)
@click.option(
    *("--cache", "cache"),
    metavar="DIR",
    type=_FOLDER,
    default="/var/cache/nginx/syndication",
    show_default=True,
    help="The folder in which nginx keeps its copies.",
)
@click.option(
    "--fresh",
    metavar="TIME",
    default="10s",
    show_default=True,
    help="How long nginx and Varnish do not ask again.",
)
@click.option("--out", metavar="DIR", type=_FOLDER, required=True, help="Where the files are written.")
@click.argument("program", metavar="PROGRAM", type=click.Choice(list(FILES)))
def deploy(settings: Settings, *, bind: str, out: Path, program: str, **places: Any) -> None:
    """Write the configuration of PROGRAM for the settings in force.

    PROGRAM is nginx, nginx-static, varnish, systemd, docker or caddy. Its files say where they go.

    \b
    Example: syndication deploy nginx --base-url https://feeds.example.org --out deploy
             syndication deploy systemd --archive /srv/issues --access-log --out deploy
    """
    parse_bind(bind)
    command = Path(sys.executable).with_name("syndication")
    deployment = Deployment(bind=bind, command=command, **places)
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, text in render(program, settings, deployment).items():
            _write(out / name, text)
    except OSError as error:
        raise SettingsError(f"{out}: cannot be written ({error.strerror})") from error
    path = urlsplit(settings.base_url or "").path.rstrip("/")
    if path:
        echo(f"the base URL has the path {path}; a server in front has to take it off each request", err=True)


def _write(file: Path, text: str) -> None:
    """Write a file; one that says something else may have been edited, so it stays beside the new one."""
    echo(file)
    if file.exists() and file.read_text("utf-8", "replace") != text:
        old = next(old for old in _old_names(file) if not old.exists())
        file.replace(old)
        echo(f"{file.name} was another one before, which is now {old}", err=True)
    replace_file(file, text)


def _old_names(file: Path) -> Iterator[Path]:
    """Yield the names under which an earlier file may be kept."""
    yield file.with_name(f"{file.name}.old")
    yield from (file.with_name(f"{file.name}.old{number}") for number in count(2))
