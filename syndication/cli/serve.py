"""`serve`: run the application in worker processes."""

import gc
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from ipaddress import ip_address
from multiprocessing import get_start_method
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event

import click
from flask import Flask

from syndication.archive.ledger import NO_LEDGER, load_ledger
from syndication.cli.options import bind_option, settings_options, workers_option
from syndication.model.errors import SettingsError, SyndicationError
from syndication.settings import Settings
from syndication.site.build import Build, build
from syndication.system.clock import Clock
from syndication.system.logs import configure_logging, notice
from syndication.web import create_app
from syndication.web.server import handle_signals, resolve_bind, run

_MAX_PORT = 0xFFFF
_RETRY_SECONDS = 5


@click.command()
@settings_options(
    *("archive", "base_url", "dynamic_url", "preview", "watch", "health_details", "access_log"),
    *("log_format", "metrics", "ping_state", "cards", "require_ledger"),
)
@bind_option
@workers_option
@click.pass_obj
def serve(clock: Clock, settings: Settings, bind: str, workers: int) -> None:
    """Serve the feeds and their pages until interrupted.

    Put nginx in front when the world can reach it: it holds the clients that read slowly, or not at all.

    \b
    Example: syndication serve --bind 127.0.0.1:8000 --workers 2 --base-url https://feeds.example.org
    """
    configure_logging(settings.log_format)
    host, port = parse_bind(bind)
    # report the ledger's errors here, not in a worker
    ledger = load_ledger(settings.archive, settings.newsletter, required=settings.require_ledger)
    ip, port = resolve_bind(host, port)
    if settings.base_url is None and ip_address(ip).is_unspecified:
        raise SettingsError(
            f"--bind {bind} means all addresses of this machine, of which none is the public one; "
            "expected --base-url too, such as https://feeds.example.org, or one address, such as 127.0.0.1"
        )
    base_url = settings.base_url or f"http://{f'[{host}]' if ':' in host else host}:{port}"
    settings = replace(settings, base_url=base_url, dynamic_url=settings.dynamic_url or base_url)
    # built once: workers that are forked share its memory
    first = build(settings, clock()) if get_start_method() == "fork" else None
    gc.freeze()  # a collection in a worker would copy everything
    with TemporaryDirectory(prefix="syndication-") if settings.metrics else nullcontext() as folder:
        run(
            partial(_create_worker, settings, clock, first, Path(folder) if folder else None),
            ip,
            port,
            workers=workers,
            log_format=settings.log_format,
            announce=partial(_announce, settings, has_ledger=ledger is not None),
        )


def _announce(settings: Settings, *, has_ledger: bool) -> None:
    notice(f"Serving {settings.archive} at {settings.base_url}/ (Ctrl+C stops it)")
    if not has_ledger:
        notice(NO_LEDGER, err=True)


def parse_bind(bind: str) -> tuple[str, int]:
    """Return the host and the port; raises BadParameter."""
    host, _, port = bind.rpartition(":")
    host = host.removeprefix("[").removesuffix("]")
    if not host or not port.isdecimal() or int(port) > _MAX_PORT:
        expected = f"expected HOST:PORT, such as 127.0.0.1:8000, with a port up to {_MAX_PORT}"
        raise click.BadParameter(f"{bind!r}; {expected}", param_hint="--bind")
    return host, int(port)


def _create_worker(
    settings: Settings, clock: Clock, first: Build | None, metrics_folder: Path | None
) -> Flask:
    """Return the application of one worker; the archive may have changed since `serve` began.

    A worker that replaces another may find a broken ledger or newsletter.toml. It tries again until they are
    mended, because granian ends all workers if one cannot start, also those that still serve.
    """
    changed = Event()
    handle_signals(changed.set)
    while True:
        try:
            return create_app(settings.reloaded(), clock, changed, first, metrics_folder)
        except (SyndicationError, OSError) as error:
            notice(f"{error}\na worker waits until this is mended", err=True)
            changed.wait(_RETRY_SECONDS)
            changed.clear()
