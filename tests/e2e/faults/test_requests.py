"""Requests that no reader sends: each is refused, and the server is as it was."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.processes import offspring_of
from tests.support.serving import Server, serving
from tests.support.tools import SAMPLES

REQUESTS = {
    "no request": b"\r\n\r\n\r\n",
    "TLS": bytes.fromhex("16030100f1010000ed0303") + bytes(200),
    "any bytes": bytes(range(256)) * 8,
    "HTTP/0.9": b"GET /\r\n\r\n",
    "a version to come": b"GET / HTTP/9.9\r\nHost: x\r\n\r\n",
    "no path": b"GET HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path with a zero": b"GET /\0 HTTP/1.1\r\nHost: x\r\n\r\n",
    "a path with spaces": b"GET /en /quotes HTTP/1.1\r\nHost: x\r\n\r\n",
    "half an escape": b"GET /%zz%f HTTP/1.1\r\nHost: x\r\n\r\n",
    "no UTF-8": b"GET /%ff%fe/%c0%af HTTP/1.1\r\nHost: x\r\n\r\n",
    "a way up": b"GET /../../%2e%2e/etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n",
    "a query of rubbish": b"GET /feed.atom?%&&==&edition=%ff&limit=9e99&q=%00 HTTP/1.1\r\nHost: x\r\n\r\n",
    "an asterisk": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n",
    "a proxy": b"CONNECT example.org:443 HTTP/1.1\r\nHost: x\r\n\r\n",
    "another host's address": b"GET http://example.org/en/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "an unknown method": b"FROB /en/ HTTP/1.1\r\nHost: x\r\n\r\n",
    "no host": b"GET /en/ HTTP/1.1\r\n\r\n",
    "two hosts": b"GET /en/ HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    "a header without a colon": b"GET / HTTP/1.1\r\nHost: x\r\nrubbish\r\n\r\n",
    "a header with a zero": b"GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n",
    "a header of 200 kB": b"GET / HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 200_000 + b"\r\n\r\n",
    "a thousand headers": b"GET / HTTP/1.1\r\nHost: x\r\n" + b"A: a\r\n" * 1000 + b"\r\n",
    "rubbish for validators": b'GET /en/quotes.atom HTTP/1.1\r\nHost: x\r\nIf-None-Match: \xff",,W/"\r\n'
    b"If-Modified-Since: Yesterday\r\nRange: bytes=9-1,-\r\nAccept-Encoding: ;q=x,br;q=-1\r\n\r\n",
    "two lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
    "a length below zero": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "a length and chunks": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
    "a chunk of rubbish": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"zz\r\nab\r\n0\r\n\r\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(SAMPLES, tmp_path_factory.mktemp("malformed") / "log", "--access-log") as running:
        yield running


@pytest.mark.parametrize("request_", REQUESTS.values(), ids=REQUESTS)
def test_a_malformed_request_harms_nobody(server: Server, request_: bytes) -> None:
    workers = offspring_of(server.process.pid)

    answer = send(server, request_)

    assert not answer or 200 <= int(answer.split()[1]) < 500
    assert server.get("/en/quotes.atom").status == 200
    assert offspring_of(server.process.pid) == workers
    assert "Traceback" not in server.log.read_text()


@pytest.mark.parametrize("length", [1, 40, 400])
def test_a_request_that_ends_in_the_middle_harms_nobody(server: Server, length: int) -> None:
    send(server, (b"GET /en/quotes.atom HTTP/1.1\r\nHost: x\r\nA: " + b"a" * 400)[:length])

    assert server.get("/en/quotes.atom").status == 200


def send(server: Server, request: bytes) -> bytes:
    """Send some bytes and no more, and return what comes back until the server ends the connection."""
    host, _, port = server.url.removeprefix("http://").partition(":")
    with socket.create_connection((host, int(port)), timeout=30) as client:
        answer = b""
        try:
            client.sendall(request)
            client.shutdown(socket.SHUT_WR)
            while piece := client.recv(65536):
                answer += piece
        except TimeoutError:
            raise
        except OSError:
            pass  # refused before all was sent
    return answer


def test_logs_are_lines_whatever_was_requested(server: Server, tmp_path: Path) -> None:
    send(server, b"GET /a%0a1.1.1.1%20-%20-%20evil HTTP/1.1\r\nHost: x\r\n\r\n")

    assert not [line for line in server.log.read_text().splitlines() if line.startswith("1.1.1.1")]
