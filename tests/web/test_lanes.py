"""Answers that are computed never delay those that are ready, nor what people subscribe to."""

from threading import Event

import pytest
from flask import Flask
from werkzeug.test import EnvironBuilder

from syndication.web import create_app
from syndication.web.fast_path import FastPath
from syndication.web.lanes import LaneFull
from tests.support.archives import NOW, settings_of
from tests.support.tools import SAMPLES

COMPUTED = ["/feed.atom?q=time", "/feed.json", "/en/search/?q=time", "/oembed?url=x"]


@pytest.fixture
def app() -> Flask:
    return create_app(settings_of(SAMPLES), lambda: NOW)


def _fill(app: Flask, path: str, until: Event) -> None:
    """Let as many requests for a path wait as may."""
    fast: FastPath = app.extensions["fast_path"]
    lane = fast.lane(EnvironBuilder(path).get_environ())
    assert lane
    try:
        while True:
            lane.submit(until.wait)
    except LaneFull:
        return


@pytest.mark.parametrize("computed", COMPUTED)
def test_when_too_many_wait_only_what_is_computed_is_refused(app: Flask, computed: str) -> None:
    client, done = app.test_client(), Event()
    _fill(app, "/feed.atom", done)

    refused = client.get(computed)
    others = [
        client.get(path).status_code
        for path in ("/en/quotes.atom", "/en/quotes/2023-q4.atom", "/en/", "/healthz")
    ]
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


def test_a_share_card_is_drawn_beside_what_is_ready(app: Flask) -> None:
    fast: FastPath = app.extensions["fast_path"]

    lane = fast.lane(EnvironBuilder("/en/quotes/2024-01-12/card.png").get_environ())

    assert lane is fast.lane(EnvironBuilder("/en/quotes/2024-01-12/").get_environ())
    assert lane is not None
