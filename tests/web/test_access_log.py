"""The access log of a real server: a line per request, whatever was asked for."""

import json
import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.commands import run
from tests.support.serving import Serve, Server
from tests.support.tools import SAMPLES

LINE = re.compile(
    r"127\.0\.0\.1 - - \[\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000\] "
    r'"([^" ]+ [^" ]+ HTTP/1\.1)" (\d{3} \d+) "-" "-"'
)
_PATIENCE = 10  # seconds


@pytest.fixture
def logging(serve: Serve) -> Server:
    return serve(SAMPLES, "--access-log")


def lines_of(server: Server, count: int) -> Iterator[tuple[str, str]]:
    """Return what was asked for and what came of it, once so many lines are there."""
    deadline = time.monotonic() + _PATIENCE
    while (text := server.log.read_text()).count(" - - [") < count and time.monotonic() < deadline:
        time.sleep(0.02)
    for line in text.splitlines():
        if " - - [" in line:
            found = LINE.fullmatch(line)
            assert found, line
            yield found[1], found[2]


def test_every_request_has_a_line_with_its_status_and_size(logging: Server) -> None:
    feed = logging.get("/en/quotes.atom")
    logging.get("/en/quotes.atom", if_none_match=feed.headers["ETag"])
    logging.ask("HEAD", "/en/quotes.atom")
    nothing = logging.get("/nothing")

    # the fixture waits for /healthz, which has its lines too
    assert [line for line in lines_of(logging, 5) if "/healthz" not in line[0]] == [
        ("GET /en/quotes.atom HTTP/1.1", f"200 {len(feed.body)}"),
        ("GET /en/quotes.atom HTTP/1.1", "304 0"),
        ("HEAD /en/quotes.atom HTTP/1.1", "200 0"),
        ("GET /nothing HTTP/1.1", f"404 {len(nothing.body)}"),
    ]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("/a%0a127.0.0.1%20-%20-%20%5b", "/a%0A127.0.0.1%20-%20-%20%5B"),
        ("/%E5%BC%95%E8%A8%80", "/%E5%BC%95%E8%A8%80"),
        ("/%22%20200%200?q=%22%0a", "/%22%20200%200?q=%22%0a"),
        ("/" + "x" * 5000, "/" + "x" * 999),
    ],
)
def test_no_address_can_forge_a_line(logging: Server, asked: str, written: str) -> None:
    logging.get(asked)

    assert [line for line, _ in lines_of(logging, 2) if "/healthz" not in line] == [f"GET {written} HTTP/1.1"]


def test_a_server_that_stops_has_written_every_line(logging: Server) -> None:
    for number in range(200):
        logging.get(f"/en/?{number}")
    logging.process.terminate()
    logging.process.wait()

    assert logging.log.read_text().count("GET /en/?") == 200


def test_the_log_tells_how_many_subscribers_there_are(logging: Server) -> None:
    for agent in (
        "Feedly/1.0 (+http://www.feedly.com/fetcher.html; 12 subscribers)",
        "newsboat/2.21",
        "curl/8",
    ):
        logging.ask("GET", "/en/quotes.atom", user_agent=agent)
    logging.process.terminate()
    logging.process.wait()

    result = json.loads(run("subscribers", logging.log, "--format", "json").stdout)

    assert [(feed["feed"], feed["aggregated"], feed["single"]) for feed in result["feeds"]] == [
        ("/en/quotes", 12, 2)
    ]


@pytest.fixture
def json_lines(serve: Serve) -> Server:
    return serve(SAMPLES, "--access-log", "--log-format", "json")


def objects_of(server: Server) -> list[dict[str, Any]]:
    """Return every line of a server that has stopped; each is an object."""
    server.process.terminate()
    server.process.wait()
    return [json.loads(line) for line in server.log.read_text().splitlines()]


@pytest.mark.parametrize(
    ("path", "status", "reason"),
    [
        ("/en/quotes.atom", 200, None),
        ("/EN/quotes.atom", 308, None),
        ("/nothing", 404, "there is nothing at this address"),
        ("/feed.atom?limit=x", 400, "limit is 'x'"),
        ("/oembed?url=https%3A%2F%2Fexample.org%2F", 404, "not found"),
    ],
)
def test_an_object_has_the_reason_of_a_failure(
    json_lines: Server, path: str, status: int, reason: str | None
) -> None:
    json_lines.ask("GET", path, user_agent='a"\\b', referer="https://example.org/")

    [line] = [one for one in objects_of(json_lines) if one.get("path") == path]
    assert (line["status"], (line.get("reason") or "").startswith(reason or "")) == (status, True)
    assert (line["agent"], line["referrer"]) == ('a"\\b', "https://example.org/")
    assert ("reason" in line) == (reason is not None)


def test_messages_are_objects_too(json_lines: Server) -> None:
    messages = [one for one in objects_of(json_lines) if "level" in one]

    assert [(one["level"], one["message"].partition(" ")[0]) for one in messages] == [
        ("info", "Serving"),
        ("warning", "no"),
    ]


def test_objects_tell_how_many_subscribers_there_are_too(json_lines: Server) -> None:
    json_lines.ask("GET", "/en/quotes.atom", user_agent="Feedbin feed-id:1 - 45 subscribers")
    objects_of(json_lines)

    result = json.loads(run("subscribers", json_lines.log, "--format", "json").stdout)

    assert [feed["aggregated"] for feed in result["feeds"]] == [45]
