"""Our HTTP client against servers that attack it: each request ends in time and within its size."""

import asyncio
import gzip
import threading
from functools import cache
from typing import Any

import brotli
import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.client.http import Client, RequestFailed, Response, decode
from tests.support.file_servers import Attacker, answering

SECONDS = 0.3
LIMIT = 100_000  # bytes


@cache
def bomb(coding: str) -> bytes:
    """Compress 256 MB of nothing."""
    if coding == "gzip":
        return gzip.compress(bytes(2**25), 9)
    compressor = brotli.Compressor(lgwin=24)
    return b"".join([*(compressor.process(bytes(2**20)) for _ in range(32)), compressor.finish()])


class Silent(Attacker):
    def answer(self) -> None:
        self.rfile.read()


class DrippingHeaders(Attacker):
    def answer(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        self.drip()

    def drip(self) -> None:
        tick = threading.Event()
        while True:
            self.wfile.write(b"x")
            tick.wait(SECONDS / 10)


class DrippingBody(DrippingHeaders):
    def answer(self) -> None:
        self.send()
        self.drip()


class Endless(Attacker):
    def answer(self) -> None:
        self.send()
        while True:
            self.wfile.write(bytes(1_000_000))


class EndlessHeaders(Attacker):
    def answer(self) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\n")
        while True:
            self.wfile.write(b"X: x\r\n" * 1000)


class Brotli(Attacker):
    coding = "br"

    def answer(self) -> None:
        self.send(body=bomb(self.coding), Content_Encoding=self.coding)


class Gzip(Brotli):
    coding = "gzip"


class Unasked(Attacker):
    def answer(self) -> None:
        self.send(body=bomb("gzip"), Content_Encoding="zstd")


class Damaged(Attacker):
    def answer(self) -> None:
        self.send(body=b"no brotli at all", Content_Encoding="br")


SLOW = (Silent, DrippingHeaders, DrippingBody)


def request(server: type[Attacker], **options: Any) -> Response:
    bomb("br")  # before the clock runs
    bomb("gzip")

    async def ask() -> Response:
        with answering(server) as url:
            async with Client(SECONDS if server in SLOW else 60) as client:
                return await client.request("GET", url, **options)

    return asyncio.run(ask())


@pytest.mark.parametrize(
    ("server", "reason"),
    [
        (Silent, "no answer within 0.3 seconds"),
        (DrippingHeaders, "no answer within 0.3 seconds"),
        (DrippingBody, "no answer within 0.3 seconds"),
        (Endless, "more than 100000 bytes"),
        (EndlessHeaders, "no answer"),
        (Brotli, "more than 100000 bytes"),
        (Gzip, "Content-Encoding is gzip; expected br"),
        (Unasked, "Content-Encoding is zstd; expected br"),
        (Damaged, "damaged br"),
    ],
)
def test_an_attack_ends_the_request(server: type[Attacker], reason: str) -> None:
    with pytest.raises(RequestFailed, match=f"^{reason}"):
        request(server, max_bytes=LIMIT, encoding="br")


@pytest.mark.parametrize("server", [Endless, Brotli, Gzip, Damaged])
def test_a_body_that_nobody_wants_is_not_read(server: type[Attacker]) -> None:
    response = request(server)

    assert (response.status, response.body, response.failure) == (200, b"", None)


def test_a_redirect_is_not_followed() -> None:
    class Leading(Attacker):
        def answer(self) -> None:
            self.send(302, Location="http://127.0.0.1:1/")

    failure = request(Leading).failure

    assert str(failure) == "answers 302"


def test_no_cookie_is_kept() -> None:
    sent = []

    class Baker(Attacker):
        def answer(self) -> None:
            sent.append(self.headers["Cookie"])
            self.send(Set_Cookie="a=b")

    async def ask_twice() -> None:
        with answering(Baker) as url:
            async with Client(60) as client:
                await client.request("GET", url)
                await client.request("GET", url)

    asyncio.run(ask_twice())

    assert sent == [None, None]


def test_all_links_of_a_relation_are_kept() -> None:
    class Linking(Attacker):
        def answer(self) -> None:
            self.send(Link='<http://a/>; rel="hub", <http://b,c/>; rel="hub", <http://d/>; rel="self"')

    assert request(Linking).links == {"hub": ("http://a/", "http://b,c/"), "self": ("http://d/",)}


@pytest.mark.parametrize("coding", ["br", "gzip"])
@given(body=st.binary(max_size=3000))
def test_what_fits_is_decoded_and_what_is_a_byte_larger_is_not(coding: str, body: bytes) -> None:
    encoded = brotli.compress(body) if coding == "br" else gzip.compress(body)

    assert decode(encoded, coding, len(body)) == body
    if body:
        with pytest.raises(RequestFailed, match="more than"):
            decode(encoded, coding, len(body) - 1)
