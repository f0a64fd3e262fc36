"""Start under any WSGI server: settings from the environment, errors in one line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import click
from flask.cli import ScriptInfo

from syndication.model.errors import SettingsError, SyndicationError
from syndication.settings import Settings
from syndication.system.logs import configure_logging

# gunicorn gives up on an application that ends with 4, and restarts it for ever after any other status;
# Flask's reloader would restart it after 3.
_EXIT_STATUS = 4
_FLASK_RUN: dict[str, Any] = {"host": "127.0.0.1", "port": 5000}  # its defaults


def server_settings() -> Settings:
    """Return the settings in the environment; raises SettingsError, also if there is no base URL."""
    settings = Settings.from_environment()
    configure_logging(settings.log_format)
    base_url = settings.base_url or _bound_address()
    if base_url is None:
        message = "SYNDICATION_BASE_URL is missing; expected where the public reaches the service"
        raise SettingsError(f"{message}, such as https://feeds.example.org")
    return replace(settings, base_url=base_url, dynamic_url=settings.dynamic_url or base_url)


@contextmanager
def errors_in_one_line() -> Iterator[None]:
    """End the process with a message instead of a backtrace if the settings or the archive have an error."""
    try:
        yield
    except SyndicationError as error:
        sys.stderr.write(f"{error}\n")
        raise SystemExit(_EXIT_STATUS) from None


def _bound_address() -> str | None:
    """Return where the server listens, if it is Flask's or another whose command is one of click's.

    Others, such as gunicorn, do not let their application know (PEP 3333). The commands of Flask that serve
    nothing, such as `flask routes`, have the address that `flask run` has by default.
    """
    context = click.get_current_context(silent=True)
    if context is None:
        return None
    options = _FLASK_RUN if context.find_object(ScriptInfo) else {}
    options = options | context.params
    host, port = options.get("host"), options.get("port")
    if not host or not port or host.startswith("unix:") or options.get("uds"):
        return None
    scheme = "https" if options.get("cert") or options.get("ssl_certificate") else "http"
    return f"{scheme}://[{host}]:{port}" if ":" in host else f"{scheme}://{host}:{port}"
