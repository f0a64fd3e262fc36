"""A quote on its way: from `publish --ping` through somebody else's hub to somebody else's subscriber."""

import hmac
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

import feedparser
import pytest

from tests.support.hubs import Open
from tests.support.serving import fetch, free_port, running
from tests.support.tools import ROOT

SECRET = "known to both"
ATOM = "/en/quotes.atom"


@contextmanager
def program(name: str, folder: Path, sign: str) -> Iterator[str]:
    """Run one of our programs around Flask-WebSub; give its address."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command: list[str | Path] = [sys.executable, "-m", f"tests.e2e.hubs.{name}", str(port), folder]
    with running(command, url + sign, folder / f"{name}.log", PYTHONPATH=str(ROOT)):
        yield url


@pytest.fixture
def hub_url(tmp_path: Path) -> Iterator[str]:
    with program("hub", tmp_path, "/hub") as url:
        yield f"{url}/hub"


@pytest.fixture
def subscriber(tmp_path: Path) -> Iterator[str]:
    with program("subscriber", tmp_path, "/received") as url:
        yield url


def subscribe(subscriber: str, address: str) -> None:
    """Let the subscriber find the hub of an address and subscribe there; it is done when this returns."""
    form = urlencode({"address": address, "secret": SECRET}).encode()
    with urlopen(f"{subscriber}/subscribe", form) as reply:
        assert reply.status == HTTPStatus.NO_CONTENT


def received(subscriber: str) -> list[dict[str, str]]:
    found: list[dict[str, str]] = fetch(f"{subscriber}/received").json()
    return found


@pytest.fixture
def push(open_newsroom: Open, hub_url: str, subscriber: str) -> dict[str, str]:
    """Publish a new quote to a subscriber; another hub is dead, and named first: the last is found."""
    newsroom = open_newsroom(f"http://127.0.0.1:{free_port()}/dead", hub_url)
    subscribe(subscriber, newsroom.server.url + ATOM)
    newsroom.editor.write(key="2024-01-19", day=date(2024, 1, 19), quotes=("Pushed, not polled.",))
    newsroom.run("publish", "--ping")
    [found] = received(subscriber)
    return found


def test_a_new_quote_is_pushed_though_another_hub_is_dead(push: dict[str, str]) -> None:
    titles = [entry.title for entry in feedparser.parse(push["body"]).entries]

    assert (push["topic"].endswith(ATOM), titles[0]) == (True, "Ada Example: Pushed, not polled.")


def test_what_is_pushed_is_signed(push: dict[str, str]) -> None:
    signature = hmac.new(SECRET.encode(), push["body"].encode(), "sha512").hexdigest()

    assert push["signature"] == f"sha512={signature}"


def test_what_was_pushed_is_not_pushed_again(open_newsroom: Open, hub_url: str, subscriber: str) -> None:
    newsroom = open_newsroom(hub_url)
    subscribe(subscriber, f"{newsroom.server.url}/en/quotes.json")
    newsroom.run("ping")
    before = received(subscriber)

    newsroom.run("ping")

    assert (len(before), received(subscriber)) == (1, before)
