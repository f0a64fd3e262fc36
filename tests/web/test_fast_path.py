"""The answers that the fast path keeps: as good as new ones, and never more than there is room for."""

import tracemalloc

import pytest
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.test import EnvironBuilder

from syndication.web import create_app
from tests.support.archives import NOW, settings_of
from tests.support.tools import SAMPLES

FEED = "/en/quotes.atom"


@pytest.fixture
def app() -> Flask:
    return create_app(settings_of(SAMPLES), lambda: NOW)


def _ask(app: Flask, method: str = "GET", **headers: str) -> tuple[str, list[tuple[str, str]], bytes]:
    """Ask as a server may: it adds to the list of headers that it is given (PEP 3333)."""
    starts: list[tuple[str, list[tuple[str, str]]]] = []
    environ = EnvironBuilder(FEED, method=method, headers=Headers(headers)).get_environ()
    body = b"".join(app.wsgi_app(environ, lambda *answer: starts.append(answer[:2])))  # type: ignore[arg-type]
    status, sent = starts[0]
    answer = status, list(sent), body
    sent.append(("Server", "example"))
    return answer


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_the_same_question_has_the_same_answer(app: Flask, method: str) -> None:
    first, again = _ask(app, method), _ask(app, method)

    assert first == again
    assert bool(first[2]) == (method == "GET")


@pytest.mark.e2e
def test_nobody_fills_the_memory(app: Flask) -> None:
    """Neither with many questions nor with long ones."""
    _ask(app)
    tracemalloc.start()
    for number in range(4000):
        _ask(app, **{"If-None-Match": f'"{number:0{900 if number % 2 else 9000}}"'})
    grown, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert grown < 8e6
