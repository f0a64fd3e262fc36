"""The options that several commands share, and how results are printed."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

import click

from syndication.model.errors import SettingsError
from syndication.settings import ARCHIVE, LOG_FORMATS, Settings, variable
from syndication.system.terminal import echo

Command = Callable[..., None]


def _setting(name: str, *flags: str, **attributes: Any) -> Callable[[Command], Command]:
    """Return the option of a setting: the command line wins over the environment."""
    return click.option(*flags, name, envvar=variable(name), show_envvar=True, **attributes)


_SETTINGS = {
    "archive": _setting(
        "archive",
        "--archive",
        metavar="DIR",
        default=ARCHIVE,
        show_default=True,
        help="The folder of the issues.",
    ),
    "base_url": _setting(
        "base_url",
        "--base-url",
        metavar="URL",
        help="Where the public reaches the service; wins over base_url in newsletter.toml.",
    ),
    "dynamic_url": _setting(
        "dynamic_url", "--dynamic-url", metavar="URL", help="Where a server answers search and custom feeds."
    ),
    "ping_state": _setting(
        "ping_state",
        "--ping-state",
        metavar="FILE",
        help="Which feeds each hub was notified of.  [default: .syndication-state.json beside the archive]",
    ),
    "preview": _setting(
        "preview",
        "--preview",
        is_flag=True,
        help="Also show drafts and scheduled issues. Not for public servers.",
    ),
    "watch": _setting(
        "watch",
        "--watch/--no-watch",
        default=True,
        show_default=True,
        help="Reload the archive if it changes; otherwise on SIGHUP only.",
    ),
    "cards": _setting("cards", "--cards", is_flag=True, help="Draw a share card for each short entry."),
    "require_ledger": _setting(
        "require_ledger", "--require-ledger", is_flag=True, help="A missing ledger is an error."
    ),
    "health_details": _setting(
        "health_details",
        "--health-details",
        is_flag=True,
        help="Name broken files in /healthz, instead of counting them.",
    ),
    "metrics": _setting(
        "metrics", "--metrics", is_flag=True, help="Count requests, and answer /metrics for Prometheus."
    ),
    "access_log": _setting(
        "access_log", "--access-log", is_flag=True, help="Write a line per request (combined format)."
    ),
    "log_format": _setting(
        "log_format",
        "--log-format",
        metavar="FORMAT",
        type=click.Choice(LOG_FORMATS),
        default=LOG_FORMATS[0],
        show_default=True,
        help="How messages and the access log look; json is for programs.",
    ),
}

ALL_SETTINGS = tuple(_SETTINGS)

output_format = click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", help="json is for programs."
)
bind_option = click.option(
    *("--bind", "bind"),
    metavar="HOST:PORT",
    default="127.0.0.1:8000",
    show_default=True,
    help="Where `serve` listens.",
)
workers_option = click.option(
    "--workers", type=click.IntRange(1), default=1, show_default=True, help="How many processes `serve` has."
)
wait = click.option(
    "--wait",
    metavar="SECONDS",
    type=click.IntRange(0),
    default=60,
    show_default=True,
    help="How long the public addresses may take to show what is new.",
)


def settings_options(*names: str, needs_base_url: bool = False) -> Callable[[Command], Command]:
    """Add the options of some settings to a command, which gets the `Settings` as its first argument."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def call(**options: Any) -> None:
            settings = Settings.load(**{name: options.pop(name) for name in names})
            if needs_base_url:
                expect_base_url(settings)
            command(settings, **options)

        with_options: Command = call
        for name in reversed(names):
            with_options = _SETTINGS[name](with_options)
        return with_options

    return decorate


def expect_base_url(settings: Settings) -> None:
    """Raise SettingsError if no base URL is configured."""
    if settings.base_url is None:
        where = f"--base-url, {variable('base_url')} or base_url in newsletter.toml"
        raise SettingsError(f"no base URL; expected it from {where}")


def count(number: int, singular: str, plural: str = "") -> str:
    """Return a number with its noun."""
    return f"{number} {singular if number == 1 else plural or f'{singular}s'}"


def print_json(value: object) -> None:
    """Print a value for a program."""
    echo(json.dumps(value, ensure_ascii=False, indent=2))
