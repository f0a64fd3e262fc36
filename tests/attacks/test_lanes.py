"""Answers that are computed never delay those that are ready, nor what people subscribe to."""

from random import Random
from threading import Event

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from syndication.web import create_app
from syndication.web.fast import FastPath
from syndication.web.lanes import Busy
from tests.archives import NOW, settings_of
from tests.attacks.crowd import Attack, crowd, get
from tests.serving import Server
from tests.tools import SAMPLES

FEED = "/en/quotes.atom"
WORDS = "time work people letter question world year life week number change idea learn project".split()  # noqa: SIM905
COMPUTED = ["/feed.atom?q=time", "/feed.json", "/en/search/?q=time", "/oembed?url=x"]


@pytest.fixture
def app() -> Flask:
    return create_app(settings_of(SAMPLES), lambda: NOW)


def _fill(app: Flask, path: str, until: Event) -> None:
    """Let as many requests for a path wait as may."""
    fast: FastPath = app.extensions["fast"]
    lane = fast.lane(EnvironBuilder(path).get_environ())
    assert lane
    try:
        while True:
            lane.submit(until.wait)
    except Busy:
        return


@pytest.mark.parametrize("computed", COMPUTED)
def test_when_too_many_wait_only_what_is_computed_is_refused(app: Flask, computed: str) -> None:
    client, done = app.test_client(), Event()
    _fill(app, "/feed.atom", done)

    refused = client.get(computed)
    others = [client.get(path).status_code for path in (FEED, "/en/quotes/2023-q4.atom", "/en/", "/healthz")]
    done.set()

    assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
    assert others == [200] * 4


def test_who_was_refused_is_answered_later(app: Flask) -> None:
    client, done = app.test_client(), Event()
    _fill(app, "/feed.atom", done)
    first = client.get("/feed.json").status_code
    done.set()

    later = first
    while later == 503:  # a poll: those who waited go one by one
        later = client.get("/feed.json").status_code

    assert (first, later) == (503, 200)


def test_a_feed_is_answered_while_many_ask_for_feeds_of_nine_words(victim: Server) -> None:
    attack = Attack(
        clients=96,
        request=lambda n: get(
            f"/feed.atom?q={'%20'.join(sorted(Random(n).sample(WORDS, 9)))}&limit={n % 90 + 1}"
        ),
        reads=True,
    )
    with crowd(victim.url, attack) as seen:
        statuses = {victim.get(FEED).status for _ in range(60)}

    assert statuses == {200}
    assert set(seen.statuses) <= {200, 308, 503}
