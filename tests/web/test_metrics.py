"""/metrics and /readyz, read by the parser of Prometheus' own library."""

import json
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from http.client import HTTPException
from pathlib import Path

import pytest
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families

from syndication.web import create_app
from syndication.web.fast_path import FastPath
from tests.support.archives import NEWSLETTER, NOW, issue_text, settings_of, write_archive
from tests.support.processes import offspring_of
from tests.support.serving import Serve, Server
from tests.support.tools import SAMPLES

PATIENCE = 20  # seconds
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def parsed(text: str) -> Figures:
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def total(figures: Figures, name: str, **labels: str) -> float:
    """Return the sum of a figure over everything but some labels."""
    return sum(
        value for (one, others), value in figures.items() if one == name and labels.items() <= set(others)
    )


def eventually(server: Server, fact: Callable[[Figures], bool]) -> Figures:
    """Return the figures once a fact is true of them: another worker's are a second old."""
    deadline = time.monotonic() + PATIENCE
    figures: Figures = {}
    while time.monotonic() < deadline:
        with suppress(OSError, HTTPException):  # a worker that was killed may be missing
            figures = parsed(server.get("/metrics").text)
            if fact(figures):
                return figures
        time.sleep(0.05)  # a poll, not a guess
    raise AssertionError(figures)


@pytest.fixture
def workers(serve: Serve) -> Server:
    return serve(SAMPLES, "--metrics", "--workers", "2")


@pytest.fixture
def app() -> Flask:
    return create_app(replace(settings_of(SAMPLES), metrics=True), lambda: NOW)


def figures_of(app: Flask) -> Figures:
    return parsed(app.test_client().get("/metrics").text)


def test_the_requests_of_all_workers_are_counted_together_under_load(workers: Server) -> None:
    def load() -> None:
        for _ in range(100):
            workers.get("/en/quotes.atom", accept_encoding="br")

    threads = [threading.Thread(target=load) for _ in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):  # a scrape in the middle is well-formed, too
        assert parsed(workers.get("/metrics").text)
    labels = {"feed": "en/quotes", "format": "atom", "status": "200", "encoding": "br"}

    figures = eventually(workers, lambda now: total(now, "syndication_requests_total", **labels) >= 400)

    assert total(figures, "syndication_requests_total", **labels) == 400
    assert total(figures, "syndication_request_seconds_count", lane="ready") >= 400


def test_what_dead_workers_counted_stays(serve: Serve, tmp_path: Path) -> None:
    server = serve(SAMPLES, "--metrics", "--workers", "2", TMPDIR=str(tmp_path))
    for _ in range(20):
        server.get("/en/quotes.atom")
    deadline = time.monotonic() + PATIENCE
    while saved(tmp_path) < 20 and time.monotonic() < deadline:
        time.sleep(0.02)  # a poll, not a guess

    for worker in offspring_of(server.process.pid):
        os.kill(worker, signal.SIGKILL)

    figures = eventually(server, lambda now: total(now, "syndication_requests_total", feed="en/quotes") >= 20)
    assert total(figures, "syndication_requests_total", feed="en/quotes") == 20


def test_no_figure_falls_if_a_worker_dies_right_after_a_scrape(serve: Serve) -> None:
    """Prometheus takes a counter that falls for one that began again, and counts all of it once more."""
    server = serve(SAMPLES, "--metrics")
    for _ in range(20):
        server.get("/en/quotes.atom")
    before = total(parsed(server.get("/metrics").text), "syndication_requests_total", feed="en/quotes")

    os.kill(offspring_of(server.process.pid)[-1], signal.SIGKILL)

    figures = eventually(server, lambda _: True)
    assert (before, total(figures, "syndication_requests_total", feed="en/quotes")) == (20, 20)


def saved(folder: Path) -> int:
    """Return how many requests for one feed the workers have saved."""
    files = [json.loads(file.read_text()) for file in folder.glob("*/*.json")]
    return sum(count for file in files for feed, *_, count in file["requests"] if feed == "en/quotes")


def test_the_folder_of_the_figures_ends_with_the_server(serve: Serve, tmp_path: Path) -> None:
    server = serve(SAMPLES, "--metrics", TMPDIR=str(tmp_path))
    before = [one.name for one in tmp_path.glob("syndication-*")]

    server.process.send_signal(signal.SIGTERM)
    server.process.wait(PATIENCE)

    assert (len(before), list(tmp_path.glob("syndication-*"))) == (1, [])


@pytest.mark.parametrize(
    ("path", "headers", "labels"),
    [
        ("/en/quotes.rss", {}, ("en/quotes", "rss", "200", "identity")),
        ("/en/quotes.json", {"Accept-Encoding": "gzip"}, ("en/quotes", "json", "200", "gzip")),
        ("/en/quotes.json", {"If-None-Match": "*"}, ("en/quotes", "json", "304", "identity")),
        ("/en/quotes/2023-q4.atom", {}, ("", "atom", "200", "identity")),
        ("/en/quotes/", {}, ("", "html", "200", "identity")),
        ("/feed.atom?edition=en", {}, ("custom", "atom", "200", "identity")),
        ("/healthz", {}, ("", "other", "200", "identity")),
        ("/x/y.atom", {}, ("", "atom", "404", "identity")),
        ("/EN/quotes.atom", {}, ("", "atom", "308", "identity")),
        ("/x" * 200, {}, ("", "other", "404", "identity")),
    ],
)
def test_a_request_is_counted_by_what_it_was(
    app: Flask, path: str, headers: dict[str, str], labels: tuple[str, ...]
) -> None:
    app.test_client().get(path, headers=headers)

    expected = dict(zip(("feed", "format", "status", "encoding"), labels, strict=True))
    counted = {key: value for key, value in figures_of(app).items() if key[0] == "syndication_requests_total"}
    assert counted == {("syndication_requests_total", frozenset(expected.items())): 1}


def test_clients_cannot_make_figures(app: Flask) -> None:
    for number in range(50):
        app.test_client().get(f"/en/{number}.atom")
        app.test_client().get(f"/en/quotes.{number}")

    assert sum(name == "syndication_requests_total" for name, _ in figures_of(app)) == 2


@pytest.mark.parametrize(
    ("path", "lane"),
    [
        ("/en/quotes.atom", "ready"),
        ("/feed.atom", "compute"),
        ("/archive.json", "render"),
        ("/none", "other"),
    ],
)
def test_a_latency_is_that_of_a_lane(app: Flask, path: str, lane: str) -> None:
    app.test_client().get(path)

    figures = figures_of(app)
    assert total(figures, "syndication_request_seconds_count", lane=lane) == 1
    assert total(figures, "syndication_request_seconds_count") == 1
    assert total(figures, "syndication_request_seconds_bucket", lane=lane, le="+Inf") == 1


def test_the_state_of_the_archive_is_in_the_figures(tmp_path: Path) -> None:
    archive = write_archive(
        tmp_path / "issues", {"en/2024-01-12.txt": issue_text(), "en/2024-01-19.txt": b"\xff"}
    )
    app = create_app(replace(settings_of(archive), metrics=True), lambda: NOW)

    figures = figures_of(app)

    names = ("issues", "issues_broken", "entries_unpublished", "build_failed")
    assert [total(figures, f"syndication_{name}") for name in names] == [1, 1, 0, 0]
    assert total(figures, "syndication_snapshot_build_seconds") > 0


def test_the_feeds_that_a_hub_knows_are_in_the_figures(tmp_path: Path) -> None:
    hub = "https://hub.example.org/"
    archive = write_archive(
        tmp_path / "issues", {"en/2024-01-12.txt": issue_text()}, f'hubs = ["{hub}"]\n{NEWSLETTER}'
    )
    settings = replace(settings_of(archive), metrics=True)
    app = create_app(settings, lambda: NOW)
    etag = app.test_client().get("/en/quotes.atom").headers["ETag"].strip('"')
    announced = {f"{settings.base_url}/en/quotes.atom": etag, f"{settings.base_url}/en/quotes.rss": "old"}
    settings.ping_state.write_text(json.dumps({hub: announced}))

    figures = figures_of(app)

    assert total(figures, "syndication_hub_topics", hub=hub, state="announced") == 1
    assert total(figures, "syndication_hub_topics", hub=hub, state="outdated") == 14


@pytest.mark.parametrize("content", ["", "[]", "no JSON", '{"https://hub.example.org/": 3}'])
def test_a_file_that_ping_did_not_write_breaks_no_figure(tmp_path: Path, content: str) -> None:
    archive = write_archive(tmp_path / "issues", {}, f'hubs = ["https://hub.example.org/"]\n{NEWSLETTER}')
    settings = replace(settings_of(archive), metrics=True)
    settings.ping_state.write_text(content)

    assert total(figures_of(create_app(settings, lambda: NOW)), "syndication_issues") == 0


def test_without_the_setting_there_is_nothing() -> None:
    app = create_app(settings_of(SAMPLES), lambda: NOW)

    assert app.test_client().get("/metrics").status_code == 404
    assert isinstance(app.extensions["fast_path"], FastPath)


def test_a_server_is_ready_that_serves_everything(app: Flask) -> None:
    response = app.test_client().get("/readyz")

    assert (response.status_code, response.get_json()) == (200, {"status": "ok"})


def test_a_server_with_a_broken_file_is_alive_and_not_ready(tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-19.txt": b"\xff"})
    client = create_app(settings_of(archive), lambda: NOW).test_client()

    assert [client.get(path).status_code for path in ("/healthz", "/readyz")] == [200, 503]
    assert client.get("/readyz").get_json() == {"status": "degraded"}
