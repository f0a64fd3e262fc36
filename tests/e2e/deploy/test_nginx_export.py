"""nginx over the export says what the server says."""

import gzip
from datetime import timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.support.addresses import PATHS
from tests.support.serving import Reply, Server

FEED, PAGE = "/zh-Hans/quotes.rss", "/zh-Hans/quotes/2024-01-12/"
SAID = (
    "Content-Type",
    "Vary",
    "X-Content-Type-Options",
    "Content-Security-Policy",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Access-Control-Allow-Origin",
    "Access-Control-Expose-Headers",
)
TWO_WAYS = pytest.mark.parametrize("coding", ["identity", "gzip"])


@TWO_WAYS
def test_every_header_that_describes_a_document_is_the_server_s(
    origin: Server, files: Server, coding: str
) -> None:
    theirs = {path: _facts(files.get(path, accept_encoding=coding)) for path in PATHS}

    assert {path: _facts(origin.get(path, accept_encoding=coding)) for path in PATHS} == theirs


def test_what_export_compressed_is_sent_as_it_is(files: Server, site: Path) -> None:
    replies = {path: files.get(path, accept_encoding="gzip") for path in PATHS}

    compressed = {path: _file(site, path, ".gz") for path in PATHS if _file(site, path, ".gz").is_file()}
    assert {path: file.read_bytes() for path, file in compressed.items()} == {
        path: reply.body for path, reply in replies.items() if reply.headers["Content-Encoding"] == "gzip"
    }


def test_what_was_compressed_is_the_document(files: Server) -> None:
    reply = files.get(FEED, accept_encoding="gzip")

    assert gzip.decompress(reply.body) == files.get(FEED).body


def test_a_cache_that_says_via_is_sent_gzip_too(files: Server) -> None:
    reply = files.get(FEED, accept_encoding="gzip", via="1.1 cache")

    assert reply.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("path", "right"),
    [
        ("/en", "/en/"),
        ("/en/quotes", "/en/quotes/"),
        ("/zh-Hant/quotes/2024-01-12", "/zh-Hant/quotes/2024-01-12/"),
        ("/en/quotes/latest", "/en/quotes/latest/"),
        ("/en/quotes.atom/", "/en/quotes.atom"),
        ("/en/quotes/latest.json/", "/en/quotes/latest.json"),
    ],
)
@pytest.mark.parametrize("prefix", ["", "/letters"])
def test_another_slash_leads_to_the_document_below_any_path(
    files: Server, path: str, right: str, prefix: str
) -> None:
    reply = files.get(path)

    assert (reply.status, urljoin(prefix + path, reply.headers["Location"])) == (308, prefix + right)


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/nothing/",
        "/en/quotes/1999-01-01/",
        "/en//quotes/",
        "/en/index.html",
        "/en/quotes.atom.gz",
        "/en/quotes.atom.br",
        "/en/quotes/index.html.gz",
        "/.syndication-export",
        "/en/quotes%0d%0aX-Other:%20header",
    ],
)
def test_what_is_no_address_is_404(files: Server, path: str) -> None:
    assert files.get(path).status == 404


@pytest.mark.parametrize("path", [FEED, PAGE])
@TWO_WAYS
def test_who_has_a_document_is_not_sent_it(files: Server, path: str, coding: str) -> None:
    tag = files.get(path, accept_encoding=coding).headers["ETag"]

    again = files.get(path, accept_encoding=coding, if_none_match=f'"other", W/{tag}')

    assert (again.status, again.headers["ETag"], again.body) == (304, tag, b"")


def test_only_the_date_that_was_given_out_is_a_304(files: Server) -> None:
    """Readers make up others (FreshRSS/FreshRSS#6056), and would miss what was published before those."""
    last_modified = files.get(FEED).headers["Last-Modified"]
    later = format_datetime(parsedate_to_datetime(last_modified) + timedelta(days=400), usegmt=True)

    statuses = [files.get(FEED, if_modified_since=date).status for date in (last_modified, later)]

    assert statuses == [304, 200]


@pytest.mark.parametrize("path", [FEED, PAGE])
def test_an_answer_without_body_repeats_what_caches_need(files: Server, path: str) -> None:
    names = ("Cache-Control", "Vary", "Last-Modified", "Access-Control-Allow-Origin")
    first = files.get(path)

    again = files.get(path, if_none_match=first.headers["ETag"])

    assert [first.headers[name] for name in names] == [again.headers[name] for name in names]


def test_an_answer_is_fresh_for_the_shortest_time_the_server_would_say(files: Server) -> None:
    reply = files.get(FEED)

    assert reply.headers["Cache-Control"] == "max-age=900, stale-if-error=86400"


def test_a_frame_of_one_entry_is_fresh_for_a_day(origin: Server, files: Server) -> None:
    for theme in ("", "light/", "dark/"):
        path = f"/zh-Hant/quotes/2024-01-12/embed/{theme}"
        latest = path.replace("2024-01-12", "latest")

        fresh = files.get(path).headers["Cache-Control"]
        assert fresh == origin.get(path).headers["Cache-Control"]
        assert files.get(latest).headers["Cache-Control"] == files.get(FEED).headers["Cache-Control"] != fresh


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_an_archive_document_is_fresh_for_as_long_as_the_server_says(
    origin: Server, files: Server, form: str
) -> None:
    ours, theirs = (server.get(f"/zh-Hans/quotes/2023-q4.{form}") for server in (origin, files))

    assert ours.headers["Cache-Control"] == theirs.headers["Cache-Control"]


def test_scripts_of_other_sites_may_send_validators(origin: Server, files: Server) -> None:
    names = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods", "Access-Control-Allow-Headers")
    replies = [server.ask("OPTIONS", FEED) for server in (origin, files)]

    ours, theirs = ((reply.status, [reply.headers[name] for name in names]) for reply in replies)
    assert ours == theirs


def _facts(reply: Reply) -> list[str | None]:
    return [reply.headers[name] for name in SAID]


def _file(site: Path, path: str, ending: str) -> Path:
    return site / f"{path}{'index.html' if path.endswith('/') else ''}{ending}".removeprefix("/")


@pytest.mark.parametrize("path", ["/nothing", "/nothing/", "/en//quotes/", "/en/quotes.atom.gz"])
def test_what_is_no_address_runs_nothing_and_is_not_kept(origin: Server, files: Server, path: str) -> None:
    names = ("X-Content-Type-Options", "Cache-Control", "Access-Control-Allow-Origin")
    ours, theirs = (server.get(path) for server in (origin, files))

    assert [ours.headers[name] for name in names] == [theirs.headers[name] for name in names]
    assert theirs.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize("method", ["OPTIONS", "POST", "DELETE"])
def test_a_client_hears_which_methods_there_are(origin: Server, files: Server, method: str) -> None:
    ours, theirs = (server.ask(method, FEED) for server in (origin, files))

    assert (ours.status, sorted(ours.headers["Allow"].split(", "))) == (
        theirs.status,
        sorted(theirs.headers["Allow"].split(", ")),
    )
