"""Compare servers of one feed: `python -m tests.benchmarks.serve`.

Our server (one worker), nginx over the export, nginx and Varnish as the caches we ship, and a Django view
stand side by side on one core, wrk on the other. They take turns, and a ratio is of runs of the same round,
because the machine may be twice as fast a minute later; the median of all rounds counts.
No ratio is printed unless all answered every request as asked, with the same feed. It needs two cores and:

    apt-get install nginx-light varnish wrk
    pip install django
"""

import gzip
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.measuring import Command, arguments, promised, table, wanted
from tests.support.archives import BASE_URL
from tests.support.many import write_many
from tests.support.programs import export, loopback, nginx, nginx_before, varnish_before
from tests.support.serving import COMMAND, Reply, Server, running

FEED = "/en/discoveries.atom"  # 20 entries, 40 kB
HERE = Path(__file__).parent
_CONNECTIONS = 32
_BREATH = 0.5  # seconds between two runs, in which one contestant ends what it still has to do
_ON_SERVER_CORE, _ON_CLIENT_CORE = ("taskset", "-c", "0"), ("taskset", "-c", "1")
CASES = {
    "200 identity": {"accept_encoding": "identity"},
    "200 gzip": {"accept_encoding": "gzip"},
    "304": {"accept_encoding": "gzip", "if_none_match": ""},  # the tag is each server's own
}
OURS, LOGGED = "syndication", "syndication, access log"
NGINX, NGINX_LOGGED = "nginx over the export", "nginx, access log"
VARNISH, PROXY, DJANGO = "Varnish", "nginx as a cache", "Django view"
_NGINX = """\
open_file_cache max=1000;
server {{
  listen {listen}; root {site}; {log}
  gzip_static on; gzip_vary on; sendfile on; tcp_nopush on; keepalive_requests 10000000;
  types {{ application/atom+xml atom; text/html html; }}
  add_header Cache-Control max-age=900;
}}
"""


@dataclass(frozen=True, slots=True)
class Measured:
    """The result of one contestant in one case, in one round."""

    rate: float  # requests per second
    p99: float  # milliseconds


def main() -> None:
    """Run the rounds and print the tables."""
    parser = arguments(__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3, help="of each run")
    options = parser.parse_args()
    for program, package in (("nginx", "nginx-light"), ("varnishd", "varnish"), ("wrk", "wrk")):
        wanted(program, f"apt-get install {package}")
    wanted("taskset", "apt-get install util-linux")
    if importlib.util.find_spec("django") is None:
        raise SystemExit("Django is not installed; expected it of: pip install django")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        contestants = {name: stack.enter_context(c) for name, c in _contestants(Path(folder))}
        _check_same_feed(contestants)
        runs: dict[tuple[str, str], list[Measured]] = {}
        for number in range(options.rounds + 1):
            for case, headers in CASES.items():
                for name, server in contestants.items():
                    time.sleep(_BREATH)
                    run = _measure(name, server, headers, 1 if number == 0 else options.seconds)
                    if number:  # the first only warms up
                        runs.setdefault((name, case), []).append(run)
    rates = {key: median(run.rate for run in found) for key, found in runs.items()}
    latencies = {key: median(run.p99 for run in found) for key, found in runs.items()}
    print(table(["requests per second", *CASES], ([n, *(rates[n, c] for c in CASES)] for n in contestants)))
    print(
        table(
            ["99 of 100 answers within (ms)", *CASES],
            ([n, *(latencies[n, c] for c in CASES)] for n in contestants),
        )
    )
    print(table(["ratio", "measured", "promised", "kept"], _ratios(runs)))


def _contestants(folder: Path) -> Iterator[tuple[str, Any]]:
    """Return what starts each contestant, on the servers' core."""
    archive, site = folder / "issues", folder / "site"
    archive.mkdir()
    write_many(archive, 450)  # three years, in three languages
    export(site, archive)
    origin = loopback()
    yield OURS, _served(folder / "ours", archive, origin)
    yield NGINX, _files(folder / "nginx", site, "access_log off;")
    yield LOGGED, _served(folder / "logged", archive, loopback(), "--access-log")
    yield NGINX_LOGGED, _files(folder / "nginx-logged", site, f"access_log {folder}/access.log;")
    yield VARNISH, varnish_before(origin, folder / "varnish", "10s", before=_ON_SERVER_CORE)
    yield PROXY, nginx_before(origin, folder / "proxy", "10s", before=_ON_SERVER_CORE)
    yield DJANGO, _django(folder / "django", site)


@contextmanager
def _started(log: Path, bind: str, command: Command, **env: str) -> Iterator[Server]:
    url = f"http://{bind}"
    with running([*_ON_SERVER_CORE, *command], url + FEED, log, **env) as process:
        yield Server(process=process, url=url, log=log)


def _served(log: Path, archive: Path, bind: str, *options: str) -> Any:
    command: list[str | Path] = [COMMAND, "serve", "--archive", archive, "--bind", bind]
    return _started(log, bind, [*command, "--base-url", BASE_URL, *options])


def _files(folder: Path, site: Path, log: str) -> Any:
    """Run nginx at its best: not even the shipped configuration's look for a folder of that name."""
    listen = loopback()
    return nginx(folder, _NGINX.format(listen=listen, site=site, log=log), listen, before=_ON_SERVER_CORE)


def _django(log: Path, site: Path) -> Any:
    """Run the view under the same server as ours, with one worker too."""
    bind = loopback()
    host, _, port = bind.partition(":")
    granian = Path(sys.executable).parent / "granian"
    command: list[str | Path] = [granian, "--interface", "wsgi", "--host", host, "--port", port]
    command += ["--workers", "1", "--no-access-log", "tests.benchmarks.django_view:application"]
    feed = f"{site}{FEED}".replace(".atom", ".json")
    return _started(log, bind, command, FEED=feed, FEED_PATH=FEED, DATABASE=f"{site}.sqlite3")


def _check_same_feed(contestants: dict[str, Server]) -> None:
    """Refuse to compare different feeds; Django's own has as many entries and nearly the length."""
    plain = contestants[OURS].get(FEED).body
    for name, server in contestants.items():
        identity, packed = server.get(FEED).body, server.get(FEED, accept_encoding="gzip").body
        if name == DJANGO:
            counts = {body.count(b"<entry>") + body.count(b"<entry ") for body in (plain, identity)}
            same = len(counts) == 1 and 0.7 < len(identity) / len(plain) < 1.25
        else:
            same = identity == plain and gzip.decompress(packed) == plain
        if not same:
            lengths = f"{len(identity)} bytes, not {len(plain)}"
            raise SystemExit(f"{name} has another feed, and nothing is compared: {lengths}")


def _measure(name: str, server: Server, headers: dict[str, str], seconds: int) -> Measured:
    """Let wrk ask for the feed, and check that every answer was of the kind and length that one is."""
    asked = dict(headers)
    status = 200
    if "if_none_match" in asked:
        status, asked["if_none_match"] = 304, server.get(FEED, accept_encoding="gzip").headers["ETag"]
    before = server.get(FEED, **asked)
    options = [f"-H{key.replace('_', '-')}: {value}" for key, value in asked.items()]
    command = [*_ON_CLIENT_CORE, "wrk", "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "--timeout", "10s"]
    command += [*options, "-s", str(HERE / "done.lua"), server.url + FEED]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    counted = json.loads(output.splitlines()[-1])
    after = server.get(FEED, **asked)
    mean, length = counted["bytes"] / counted["requests"], _length(before)
    # Caches count their answers in a header, a few bytes; and of one or two answers on each connection wrk
    # has read the bytes and not seen the end when it stops.
    under_way = 2 * _CONNECTIONS * length / counted["requests"]
    if (
        {before.status, after.status} != {status}
        or counted["refused"]
        or counted["failed"]
        or not -64 < mean - length < 64 + under_way
    ):
        raise SystemExit(
            f"{name} did not do the work, and nothing is compared: {status} of {length} bytes was asked for, "
            f"answers have {mean:.0f} bytes, {counted}"
        )
    return Measured(counted["requests"] / counted["microseconds"] * 1e6, counted["p99"] / 1000)


def _length(reply: Reply) -> int:
    """Return the length of a whole answer, with its first line and headers."""
    headers = sum(len(name) + len(value) + 4 for name, value in reply.headers.items())
    return len("HTTP/1.1 200 OK\r\n\r\n") + headers + len(reply.body)


def _ratios(runs: dict[tuple[str, str], list[Measured]]) -> Iterator[tuple[object, ...]]:
    """Compare what was measured in the same round."""
    for case, of_nginx in (("200 identity", 0.6), ("200 gzip", 0.6), ("304", 0.5)):
        for name, one, other, least in (
            ("of nginx", OURS, NGINX, of_nginx),
            ("with an access log, of nginx without", LOGGED, NGINX, of_nginx * 2 / 3),
            ("of Varnish", OURS, VARNISH, 1),
            ("of the Django view", OURS, DJANGO, 100),
        ):
            both = zip(runs[one, case], runs[other, case], strict=True)
            ratio = median(mine.rate / theirs.rate for mine, theirs in both)
            yield f"{case}: {name}", ratio, *promised(ratio, least)
        both = zip(runs[OURS, case], runs[NGINX, case], strict=True)
        ratio = median(mine.p99 / theirs.p99 for mine, theirs in both)
        yield f"{case}: latency (99 of 100), of nginx", ratio, *promised(ratio, most=2)


if __name__ == "__main__":
    main()
