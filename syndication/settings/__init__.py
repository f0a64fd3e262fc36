"""Settings: where each value comes from, the command line, the environment or newsletter.toml."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from syndication.model import Newsletter
from syndication.model.errors import SettingsError
from syndication.settings.newsletter_toml import load_newsletter
from syndication.settings.validators import base_address

ARCHIVE = "issues"
NEWSLETTER = "newsletter.toml"
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
    health_details: bool = False  # name broken files in /healthz

    @classmethod
    def load(
        cls,
        environment: Mapping[str, str],
        *,
        archive: str | None = None,
        base_url: str | None = None,
        dynamic_url: str | None = None,
        ping_state: str | None = None,
    ) -> "Settings":
        """Read newsletter.toml; the command line wins over the environment, which wins over the file.

        Raises SettingsError with every error, each with its line.
        """
        folder = Path(archive or environment.get("SYNDICATION_ARCHIVE") or ARCHIVE)
        newsletter = load_newsletter(folder / NEWSLETTER)
        base = _address("base URL", base_url or environment.get("SYNDICATION_BASE_URL"))
        dynamic = _address("dynamic URL", dynamic_url or environment.get("SYNDICATION_DYNAMIC_URL"))
        return cls(
            archive=folder,
            newsletter=newsletter,
            base_url=base or newsletter.base_url,
            # Beside the archive: a change would reload it. Beside a link to an archive, too, so that
            # a deployment that changes the link keeps the file.
            ping_state=Path(
                ping_state or environment.get("SYNDICATION_PING_STATE") or folder.absolute().parent / STATE
            ),
            dynamic_url=dynamic,
            preview=environment.get("SYNDICATION_PREVIEW") == "1",
            watch=environment.get("SYNDICATION_WATCH") != "0",
            access_log=environment.get("SYNDICATION_ACCESS_LOG") == "1",
            health_details=environment.get("SYNDICATION_HEALTH_DETAILS") == "1",
        )

    @classmethod
    def from_environment(cls) -> "Settings":
        """Return the settings of this process's environment; raises SettingsError as `load` does."""
        return cls.load(os.environ)

    def reloaded(self) -> "Settings":
        """Read newsletter.toml again; raises SettingsError as `load` does."""
        return replace(self, newsletter=load_newsletter(self.archive / NEWSLETTER))


def _address(name: str, value: str | None) -> str | None:
    """Return a base URL, or None if there is none; raises SettingsError if it is not valid."""
    try:
        return base_address(value) if value else None
    except ValueError as error:
        raise SettingsError(f"{name} is {value!r}; expected {error}") from error
