"""One address, one answer: no other spelling, and no host that a client names."""

import socket
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syndication.web import create_app
from tests.support.archives import NOW, settings_of
from tests.support.serving import Server
from tests.support.tools import SAMPLES

COMPUTED = ["feed.atom?q=B", "oembed", "en/search/", "en/search", "healthz", "", "en/", "EN/", "style.css"]


@pytest.mark.parametrize("path", COMPUTED)
@pytest.mark.parametrize("slashes", ["//", "///", "/%2F"])
def test_a_path_with_more_slashes_before_it_is_none(server: Server, slashes: str, path: str) -> None:
    assert server.get(slashes + path).status == 404


@pytest.mark.parametrize(
    "target",
    [
        "evil.example:443",
        "http://evil.example",
        "http://evil.example/en",
        "http://evil.example//en/quotes",
        "http://evil.example/EN/search?q=x",
        "/en",
        "/en/search",
    ],
)
def test_no_redirect_leads_to_a_host_that_a_client_names(server: Server, target: str) -> None:
    place = urlsplit(server.url)
    with socket.create_connection((place.hostname, place.port or 0)) as client:
        client.sendall(f"GET {target} HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n".encode())
        head = client.makefile("rb").read().partition(b"\r\n\r\n")[0].lower()

    assert head.startswith(b"http/1.1 ")
    assert b"evil" not in head


app = create_app(settings_of(SAMPLES), lambda: NOW)


@given(st.text("/eEnN%:@.\\ quotesarch?", max_size=20))
def test_every_redirect_is_relative(path: str) -> None:
    reply = app.test_client().get(f"/{path}", base_url="http://evil.example")

    location = urlsplit(reply.headers.get("Location", ""))
    assert (location.scheme, location.netloc) == ("", "")
