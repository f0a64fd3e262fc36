"""The configurations that `syndication deploy` writes, and the real programs that run them on loopback."""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType

from tests.support.archives import BASE_URL
from tests.support.commands import run
from tests.support.serving import COMMAND, Server, environment, free_port, running
from tests.support.tools import SAMPLES, needs

_HIDDEN_PLACES = "client_body_temp_path proxy_temp_path fastcgi_temp_path uwsgi_temp_path scgi_temp_path"
_NGINX = """\
daemon off; pid {folder}/pid; worker_processes 1; worker_rlimit_nofile 20000; {user}
events {{ worker_connections 8192; }}
http {{
  access_log off;
  {places}
  include {site};
}}
"""


def deployed(program: str, folder: Path, *options: str | Path, archive: Path = SAMPLES) -> Path:
    """Write the configuration of a program into a folder, as `syndication deploy` does."""
    command: list[str | Path] = ["deploy", program, "--archive", archive, "--out", folder, *options]
    if "--base-url" not in options:
        command += ["--base-url", BASE_URL]
    done = run(*command)
    assert done.returncode == 0, done.stderr
    return folder


def export(target: Path, archive: Path = SAMPLES, env: Mapping[str, str] = MappingProxyType({})) -> Path:
    """Write the site of an archive, with the settings of a server."""
    command: list[str | Path] = [COMMAND, "export", target, "--archive", archive, "--base-url", BASE_URL]
    command += ["--dynamic-url", BASE_URL]
    subprocess.run(command, env=environment(**env), check=True, capture_output=True)
    return target


@contextmanager
def nginx(
    folder: Path, site: str, listen: str, *, more: str = "", before: tuple[str, ...] = ()
) -> Iterator[Server]:
    """Run nginx with a site's configuration, which listens at the address, until the block ends."""
    program = needs("nginx")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site.conf").write_text(site)
    places = " ".join(f"{place} {folder}/{place};" for place in _HIDDEN_PLACES.split())
    user = "user root;" if os.geteuid() == 0 else ""  # who may read what tests write
    config = folder / "nginx.conf"
    config.write_text(_NGINX.format(folder=folder, site=folder / "site.conf", places=places, user=user))
    command: list[str | Path] = [*before, program, "-p", folder, "-e", folder / "error.log", "-c", config]
    url, log = f"http://{listen}", folder / "log"
    with running(command, f"{url}/", log) as process:
        yield Server(process=process, url=url, log=log)


@contextmanager
def nginx_over(site: Path, folder: Path) -> Iterator[Server]:
    """Run nginx over an export."""
    listen = loopback()
    options = ("--listen", listen, "--root", site, "--dynamic-url", BASE_URL)
    config = deployed("nginx-static", folder / "out", *options) / "syndication.conf"
    with nginx(folder, config.read_text("utf-8"), listen) as started:
        yield started


@contextmanager
def nginx_before(server: str, folder: Path, fresh: str, *, before: tuple[str, ...] = ()) -> Iterator[Server]:
    """Run nginx as a cache in front of a server, given as host:port."""
    listen = loopback()
    options = ("--listen", listen, "--bind", server, "--cache", folder / "cache", "--fresh", fresh)
    config = (deployed("nginx", folder / "out", *options) / "syndication.conf").read_text("utf-8")
    with nginx(folder, config, listen, before=before) as started:
        yield started


@contextmanager
def varnish_before(
    server: str, folder: Path, fresh: str, *, before: tuple[str, ...] = ()
) -> Iterator[Server]:
    """Run Varnish as a cache in front of a server, given as host:port."""
    program = needs("varnishd")
    folder.mkdir(parents=True, exist_ok=True)
    config = deployed("varnish", folder / "out", "--bind", server, "--fresh", fresh) / "default.vcl"
    listen = loopback()
    command: list[str | Path] = [*before, program, "-F", "-j", "none", "-n", folder / "work", "-T", "none"]
    command += ["-a", listen, "-s", "malloc,64m", "-f", config]
    url, log = f"http://{listen}", folder / "log"
    with running(command, f"{url}/healthz", log) as process:
        yield Server(process=process, url=url, log=log)


def loopback() -> str:
    """Return a loopback host and port at which nobody listens."""
    return f"127.0.0.1:{free_port()}"
