"""Settings: where each value comes from, the command line, the environment or newsletter.toml."""

import os
import shlex
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import click

from syndication.model import Newsletter
from syndication.model.errors import SettingsError
from syndication.settings.newsletter_toml import load_newsletter
from syndication.settings.validators import base_address

ARCHIVE = "issues"
NEWSLETTER = "newsletter.toml"
LOG_FORMATS = ("text", "json")
STATE = ".syndication-state.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The settings of one service: its archive, its newsletter and its address."""

    archive: Path
    newsletter: Newsletter
    base_url: str | None  # None: not configured
    ping_state: Path  # the file that remembers what hubs were notified of
    dynamic_url: str | None = None  # the base URL of addresses that are computed on request, if it is served
    preview: bool = False  # also show drafts and scheduled issues
    watch: bool = True  # reload if the archive changes
    access_log: bool = False  # write a line per request
    log_format: str = LOG_FORMATS[0]  # of messages and of the access log
    metrics: bool = False  # count requests, and answer /metrics
    health_details: bool = False  # name broken files in /healthz
    cards: bool = False  # draw share cards
    require_ledger: bool = False  # a missing ledger is an error

    @classmethod
    def load(
        cls,
        *,
        archive: str | None = None,
        base_url: str | None = None,
        dynamic_url: str | None = None,
        ping_state: str | None = None,
        log_format: str = LOG_FORMATS[0],
        **switches: bool,
    ) -> "Settings":
        """Read newsletter.toml; what is passed wins over it, and the `switches` are the fields above.

        Raises SettingsError with every error, each with its line.
        """
        if log_format not in LOG_FORMATS:
            raise SettingsError(f"log format is {log_format!r}; expected {' or '.join(LOG_FORMATS)}")
        folder = Path(archive or ARCHIVE)
        newsletter = load_newsletter(folder / NEWSLETTER)
        return cls(
            archive=folder,
            newsletter=newsletter,
            base_url=_address("base URL", base_url) or newsletter.base_url,
            # Beside the archive: a change would reload it. Beside a link to an archive, too, so that
            # a deployment that changes the link keeps the file.
            ping_state=Path(ping_state or folder.absolute().parent / STATE),
            dynamic_url=_address("dynamic URL", dynamic_url),
            log_format=log_format,
            **switches,
        )

    @classmethod
    def from_environment(cls) -> "Settings":
        """Read the variables of the command line's options, for servers that are not ours.

        Raises SettingsError as `load` does.
        """
        options: dict[str, Any] = {}
        for field in fields(cls):
            value = os.environ.get(variable(field.name))
            if value and field.name != "newsletter":
                is_switch = isinstance(field.default, bool)
                options[field.name] = _switch(field.name, value) if is_switch else value
        return cls.load(**options)

    def reloaded(self) -> "Settings":
        """Read newsletter.toml again; raises SettingsError as `load` does."""
        return replace(self, newsletter=load_newsletter(self.archive / NEWSLETTER))


def variable(setting: str) -> str:
    """Return the environment variable of a setting."""
    return f"SYNDICATION_{setting.upper()}"


def command_line(archive: Path, words: str) -> str:
    """Return a command for an archive as one types it."""
    option = "" if archive == Path(ARCHIVE) else f" --archive {shlex.quote(str(archive))}"
    command, _, rest = words.partition(" ")
    return f"syndication {command}{option} {rest}".rstrip()


def _switch(setting: str, value: str) -> bool:
    """Read a variable as click reads it for our own commands; raises SettingsError."""
    try:
        return bool(click.BOOL(value))
    except click.BadParameter as error:
        raise SettingsError(f"{variable(setting)} is {value!r}; expected 1 or 0") from error


def _address(name: str, value: str | None) -> str | None:
    """Return a base URL, or None if there is none; raises SettingsError if it is not valid."""
    try:
        return base_address(value) if value else None
    except ValueError as error:
        raise SettingsError(f"{name} is {value!r}; expected {error}") from error
