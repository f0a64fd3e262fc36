"""Configurations of other programs for the settings in force; the templates stand beside this module."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from syndication.model.errors import SettingsError
from syndication.settings import Settings, variable
from syndication.site.headers import dynamic_origin, embed_headers, page_headers

FILES: Mapping[str, Mapping[str, str]] = {  # by program: the template, and the name of the file
    "nginx": {"nginx-proxy.conf": "syndication.conf"},
    "nginx-static": {"nginx-export.conf": "syndication.conf"},
    "varnish": {"varnish.vcl": "default.vcl"},
    "systemd": {
        name: name for name in ("syndication.service", "syndication-ping.service", "syndication-ping.timer")
    },
    "docker": {"Dockerfile": "Dockerfile", "compose.yaml": "compose.yaml"},
    "caddy": {"Caddyfile": "Caddyfile"},
}
LIMITS = {  # alike in front of every server
    "header_seconds": 5,  # in which a client has to send its headers
    "send_seconds": 10,  # in which a client has to read something
    "send_total_seconds": 60,
    "idle_seconds": 20,
    "body_kilobytes": 1,  # nothing that is sent to us has a body
    "header_kilobytes": 16,
}
_SAFE = re.compile(r"[\w./:@+,~*\[\]-]+")  # means itself in every one of the languages
_HOMES = ("/home", "/root", "/run/user")
_IN_FLAGS = {"archive", "newsletter", "base_url", "require_ledger"}  # set in the templates


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """Where the programs stand that work together."""

    bind: str  # where `serve` listens
    workers: int
    listen: str  # where nginx listens
    root: Path  # the folder of an export
    cache: Path  # the folder of nginx' cache
    fresh: str  # how long a cache does not ask again
    command: Path  # the program itself


def render(program: str, settings: Settings, deployment: Deployment) -> dict[str, str]:
    """Return the files of a program by name; raises SettingsError if a value cannot stand in them."""
    environment = Environment(
        loader=PackageLoader("syndication.web", "deploy"),
        autoescape=False,  # noqa: S701 (no HTML; every value is checked below)
        undefined=StrictUndefined,
        keep_trailing_newline=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    values = _values(settings, deployment)
    return {
        name: environment.get_template(template).render(values) for template, name in FILES[program].items()
    }


def _values(settings: Settings, deployment: Deployment) -> dict[str, Any]:
    base = urlsplit(settings.base_url or "")
    host, _, port = deployment.bind.rpartition(":")
    archive = settings.archive.absolute()
    values: dict[str, Any] = {
        "archive": archive,
        "base_url": settings.base_url,
        "bind": deployment.bind,
        "bind_host": host.removeprefix("[").removesuffix("]"),
        "cache": deployment.cache.absolute(),
        "command": deployment.command,
        "fresh": deployment.fresh,
        "host": base.hostname,
        "listen": deployment.listen,
        "port": port,
        "root": deployment.root.absolute(),
        "site": f"{base.scheme}://{base.netloc}",
        "workers": deployment.workers,
    }
    environment = _environment(settings)
    for name, value in (values | environment).items():
        if not _SAFE.fullmatch(str(value)):
            expected = "expected letters, digits and ./:@+,~*[]- only, as every configuration can hold them"
            raise SettingsError(f"{name.replace('_', ' ')} is {str(value)!r}; {expected}")
    origin = dynamic_origin(settings.base_url, settings.dynamic_url)
    in_homes = any(place.is_relative_to(home) for place in (archive, deployment.command) for home in _HOMES)
    return {
        **values,
        **LIMITS,
        "environment": environment,
        "metrics": settings.metrics,
        "embed_policy": _policy(embed_headers(settings.newsletter.embed_partners)),
        "page_policy": _policy(page_headers(origin, settings.newsletter.image_hosts)),
        "protect_home": "read-only" if in_homes else "yes",
        "sections": "|".join(settings.newsletter.feed_sections),
    }


def _policy(headers: tuple[tuple[str, str], ...]) -> str:
    return dict(headers)["Content-Security-Policy"]


def _environment(settings: Settings) -> dict[str, str]:
    """Return the variables of the settings that differ from their defaults."""
    variables = {}
    for field in fields(Settings):
        value = getattr(settings, field.name)
        if field.name not in _IN_FLAGS and isinstance(value, bool | str) and value != field.default:
            variables[variable(field.name)] = str(int(value)) if isinstance(value, bool) else value
    return variables
