"""No address that we give away leads nowhere: on the server, in an export, and below a path prefix."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urljoin

import pytest

from syndication.model import Format
from tests.support.addresses import FRAMES, LINKED, PAGES, PATHS
from tests.support.crawl import crawl
from tests.support.pages import page
from tests.support.serving import COMMAND, Serve, Server, environment, fetch, free_port, running
from tests.support.tools import SAMPLES, needs

NOW = datetime(2026, 1, 1, tzinfo=UTC)
EDITIONS = ("en", "zh-Hans", "zh-Hant")
FEED_TYPES = [form.media_type.partition(";")[0] for form in Format]


@pytest.mark.e2e
def test_every_address_that_the_server_gives_away_answers(server: Server) -> None:
    statuses = crawl([server.url + path for path in PATHS], server.url)

    assert {url: status for url, status in statuses.items() if status != 200} == {}


def test_a_visitor_who_follows_links_finds_every_feed_and_every_entry(server: Server) -> None:
    statuses = crawl([f"{server.url}/"], server.url)

    exempt = {*FRAMES, "/embed.css", "/frame.js", *(path for path in LINKED if "latest" in path)}
    hidden = {server.url + path for path in LINKED if path not in exempt} - set(statuses)
    assert hidden == set()


@pytest.mark.e2e
def test_every_address_that_an_export_gives_away_answers_below_a_path(tmp_path: Path) -> None:
    with _files_of(tmp_path) as host:
        base = f"{host}/a/letters"
        _export(tmp_path / "a" / "letters", base)

        statuses = crawl([f"{base}/"], base)

    assert {url: status for url, status in statuses.items() if status != 200} == {}


@pytest.mark.e2e
def test_pages_of_an_export_work_wherever_they_are_put(tmp_path: Path) -> None:
    """The links between pages are relative: only feeds and metadata know the public address."""
    with _files_of(tmp_path) as host:
        _export(tmp_path / "elsewhere", "https://feeds.example.org")

        statuses = crawl([f"{host}/elsewhere/"], host)

    assert {url: status for url, status in statuses.items() if status != 200} == {}


@pytest.mark.e2e
def test_every_address_answers_behind_a_proxy_that_takes_a_prefix_away(serve: Serve, tmp_path: Path) -> None:
    with _proxy(serve, tmp_path) as base:
        statuses = crawl([f"{base}/"], base)

    assert {url: status for url, status in statuses.items() if status != 200} == {}


@pytest.mark.e2e
def test_another_spelling_leads_to_the_document_behind_a_proxy(serve: Serve, tmp_path: Path) -> None:
    with _proxy(serve, tmp_path) as base:
        reply = fetch(f"{base}/EN/Quotes")

    assert urljoin(f"{base}/EN/Quotes", reply.headers["Location"]) == f"{base}/en/quotes/"


@pytest.mark.e2e
def test_a_reader_is_told_that_it_has_the_feed_through_a_proxy_that_compresses(
    serve: Serve, tmp_path: Path
) -> None:
    with _proxy(serve, tmp_path) as base:
        first = fetch(f"{base}/en/issues.atom", headers={"Accept-Encoding": "gzip"})

        again = fetch(f"{base}/en/issues.atom", headers={"If-None-Match": first.headers["ETag"]})

    assert (first.headers["Content-Encoding"], again.status) == ("gzip", 304)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_its_language(server: Server, path: str) -> None:
    found = page(server.get(path).body)

    first = path.split("/")[1]
    assert found.get("lang") == (first if first in EDITIONS else "en")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_readers_to_feeds(server: Server, path: str) -> None:
    found = page(server.get(path).body)

    types = found.xpath("//head/link[@rel='alternate'][@type]/@type")
    assert set(FEED_TYPES) <= set(types)


@pytest.mark.parametrize("path", ["/en/quotes/", "/en/quotes/2024-01-12/", "/zh-Hans/numbers/latest/"])
def test_the_first_feed_of_a_kind_that_a_page_names_is_its_own(server: Server, path: str) -> None:
    """Readers that are given the address of a page subscribe to the first feed it names."""
    found = page(server.get(path).body)

    named = {kind: found.xpath(f"string(//head/link[@type='{kind}'][1]/@href)") for kind in FEED_TYPES}
    own = "/".join(path.split("/")[:3])
    assert {urljoin(path, first) for first in named.values()} == {f"{own}.{form}" for form in Format}


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_a_title_and_one_heading(server: Server, path: str) -> None:
    found = page(server.get(path).body)

    assert (bool(found.findtext("head/title")), len(found.xpath("//h1"))) == (True, 1)


@contextmanager
def _files_of(folder: Path) -> Iterator[str]:
    """Hand out the files of a folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as files:
        thread = threading.Thread(target=files.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{files.server_port}"
        finally:
            files.shutdown()
            thread.join()


def _export(target: Path, base: str) -> None:
    command: list[str | Path] = [COMMAND, "export", target, "--archive", SAMPLES, "--base-url", base]
    subprocess.run(command, env=environment(), check=True, capture_output=True)


_NGINX = """\
daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1; {user}
events {{ worker_connections 64; }}
http {{
  access_log off; gzip on; gzip_types application/atom+xml; gzip_proxied any;
  client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    location /letters/ {{ proxy_pass {upstream}/; }}
  }}
}}
"""


@contextmanager
def _proxy(serve: Serve, folder: Path) -> Iterator[str]:
    """Put nginx in front of a server: what it has at / stands at /letters/."""
    nginx = needs("nginx")
    port = free_port()
    base = f"http://127.0.0.1:{port}/letters"
    upstream = serve(SAMPLES, "--base-url", base).url
    config = folder / "nginx.conf"
    user = "user root;" if os.geteuid() == 0 else ""
    config.write_text(_NGINX.format(folder=folder, port=port, upstream=upstream, user=user))
    with running([nginx, "-e", folder / "error.log", "-c", config], f"{base}/healthz", folder / "nginx.log"):
        yield base
