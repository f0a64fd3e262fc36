"""Where a document is not: another spelling of its path, or no document at all."""

from pathlib import Path
from urllib.parse import urljoin

import pytest

from tests.support.archives import issue_text, write_archive
from tests.support.pages import page
from tests.support.serving import Serve, Server

MISSPELT = [
    ("/en", "/en/"),
    ("/EN/", "/en/"),
    ("/en/quotes", "/en/quotes/"),
    ("/En/Quotes.ATOM", "/en/quotes.atom"),
    ("/en/quotes.atom/", "/en/quotes.atom"),
    ("/zh-hans/quotes/2024-01-12", "/zh-Hans/quotes/2024-01-12/"),
    ("/ZH-HANS/issues/latest.json", "/zh-Hans/issues/latest.json"),
    ("/Style.css", "/style.css"),
]
BROKEN: dict[str, str | bytes] = {"en/2024-01-12.txt": issue_text(), "en/2024-01-19.txt": b"\xff"}
NOWHERE = [
    "/nothing",
    "/en//quotes/",
    "/en/quotes.xml",
    "/en/quotes/1999-01-01/",
    "/fr/",
    "/%00",
    "/%FF",
    "/en/..%2f",
]


@pytest.mark.parametrize(("path", "right"), MISSPELT)
def test_another_spelling_leads_to_the_document(server: Server, path: str, right: str) -> None:
    reply = server.get(path)

    assert (reply.status, urljoin(path, reply.headers["Location"])) == (308, right)


@pytest.mark.parametrize(("path", "right"), MISSPELT)
def test_the_way_to_the_document_is_right_under_a_path_prefix(server: Server, path: str, right: str) -> None:
    location = server.get(path).headers["Location"]

    assert urljoin(f"/letters{path}", location) == f"/letters{right}"


@pytest.mark.parametrize("path", NOWHERE)
def test_where_nothing_is_the_answer_is_404(server: Server, path: str) -> None:
    reply = server.get(path)

    assert reply.status == 404


@pytest.mark.parametrize(
    ("path", "language"),
    [
        ("/en/nothing", "en"),
        ("/zh-Hans/nothing/", "zh-Hans"),
        ("/zh-Hant/quotes/1999-01-01/", "zh-Hant"),
        ("/nothing", "en"),
    ],
)
def test_what_is_not_there_is_said_in_the_language_of_the_path(
    server: Server, path: str, language: str
) -> None:
    found = page(server.get(path).body)

    assert found.get("lang") == language


@pytest.mark.parametrize("path", ["/nothing", "/en/nothing", "/en/a//b", "/en/x/y/z/"])
def test_the_page_for_what_is_not_there_leads_on(server: Server, path: str) -> None:
    found = page(server.get(path).body)

    way_on = found.xpath("string(//main//a/@href)")
    assert server.get(urljoin(path, way_on)).status == 200


def test_the_health_of_a_sound_archive_is_good(server: Server) -> None:
    reply = server.get("/healthz")

    assert reply.json() == {
        "status": "ok",
        "issues": 24,
        "broken": 0,
        "errors": 0,
        "stale": 0,
        "missing": 0,
        "unpublished": 0,
        "ledger": "no ledger: everything due is served",
        "build_failed": False,
    }


def test_a_broken_file_is_counted_and_not_named(serve: Serve, tmp_path: Path) -> None:
    server = serve(write_archive(tmp_path / "issues", BROKEN))

    reply = server.get("/healthz")

    health = reply.json()
    assert (health["status"], health["broken"], health["errors"]) == ("degraded", 1, 1)
    assert "2024-01-19" not in reply.text


@pytest.mark.parametrize("way", ["option", "environment"])
def test_a_broken_file_is_named_to_operators_who_ask_for_it(serve: Serve, tmp_path: Path, way: str) -> None:
    options = ["--health-details"] if way == "option" else []
    env = {"SYNDICATION_HEALTH_DETAILS": "1"} if way == "environment" else {}
    server = serve(write_archive(tmp_path / "issues", BROKEN), *options, **env)

    health = server.get("/healthz").json()

    [error] = health["details"]["errors"]
    assert (health["status"], health["broken"], error["path"]) == ("degraded", 1, "en/2024-01-19.txt")


def test_a_broken_file_takes_no_other_down(serve: Serve, tmp_path: Path) -> None:
    server = serve(write_archive(tmp_path / "issues", BROKEN))

    reply = server.get("/en/issues/2024-01-12/")

    assert reply.status == 200


@pytest.mark.parametrize("quarter", ["0000-q1", "0001-q4", "1899-q4", "2200-q1", "9999-q4"])
@pytest.mark.parametrize("ending", ["/", ".atom", ""])
def test_a_quarter_outside_of_our_time_is_not_found(server: Server, quarter: str, ending: str) -> None:
    assert server.get(f"/en/quotes/{quarter}{ending}").status == 404
