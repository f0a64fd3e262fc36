"""Clients that do not read, do not write, or do both slowly: others are answered, and memory has a bound."""

import re
import signal
import socket
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import urlsplit

import pytest

from tests.support.crowd import Attack, crowd, get
from tests.support.following import until
from tests.support.processes import megabytes_of, offspring_of
from tests.support.programs import nginx_before
from tests.support.serving import Server, serving

FEED = "/en/quotes.atom"
WORDS = "time work people letter question world year life week number change idea learn project".split()  # noqa: SIM905
ROOM = 150  # MB that an attack may cost
ATTACKS = {
    "sitemap unread": Attack(clients=400, request=lambda _: get("/sitemap-1.xml")),
    "listing unread": Attack(clients=400, request=lambda _: get("/archive.json")),
    "pipelined and unread": Attack(clients=400, request=lambda _: get(FEED) * 200),
    "headers in drops": Attack(clients=1500, request=lambda _: get("/x" * 200), drips=True),
    "long unknown paths": Attack(clients=16, request=lambda n: get("/x" * 13_000 + f"/{n}"), reads=True),
}


@pytest.fixture(params=["the server", "nginx before it"])
def front(request: pytest.FixtureRequest, victim: Server, tmp_path: Path) -> Iterator[Server]:
    """Run what the world can reach."""
    if request.param == "the server":
        yield victim
        return
    with nginx_before(victim.url.removeprefix("http://"), tmp_path / "nginx", "10s") as proxy:
        yield proxy


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_others_are_answered_and_memory_has_a_bound(victim: Server, front: Server, attack: Attack) -> None:
    idle = _megabytes(victim)

    with crowd(front.url, attack):
        statuses = {front.get(FEED).status for _ in range(40)}
        taken = _megabytes(victim)

    assert statuses == {200}
    assert taken - idle < ROOM


def test_a_large_document_that_is_sent_in_pieces_is_whole(victim: Server) -> None:
    reply = victim.get("/archive.json", accept_encoding="identity")

    assert len(reply.body) == int(reply.headers["Content-Length"]) > 512 * 1024
    assert reply.json()["entries"]


def test_a_listing_is_logged_once_whether_it_is_sent_or_refused(archive: Path, tmp_path: Path) -> None:
    attack = Attack(clients=40, request=lambda _: get("/archive.json"))
    with serving(archive, tmp_path / "log", "--access-log") as server:
        server.get("/archive.json")

        with crowd(server.url, attack):
            until(lambda: len(_logged(server)) > attack.clients)
            server.get(FEED)
            until(lambda: FEED in server.log.read_text())

        statuses = Counter(_logged(server))

    assert set(statuses) == {"200", "503"}
    assert statuses.total() == 1 + attack.clients


@pytest.mark.parametrize("beginning", [b"", b"GET / HT", get(FEED), get("/archive.json") * 50])
def test_a_client_keeps_no_server_from_stopping(victim: Server, beginning: bytes) -> None:
    place = urlsplit(victim.url)
    with socket.create_connection((place.hostname, place.port or 0)) as client:
        client.sendall(beginning)

        victim.process.send_signal(signal.SIGTERM)

        assert victim.process.wait(15) == 0


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


def _logged(server: Server) -> list[str]:
    """Return the status of each line about the listing."""
    return re.findall(r'"GET /archive\.json [^"]*" (\d+)', server.log.read_text())


def _megabytes(server: Server) -> float:
    return sum(map(megabytes_of, [server.process.pid, *offspring_of(server.process.pid)]))
