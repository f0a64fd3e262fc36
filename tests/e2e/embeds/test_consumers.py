"""Other people's oEmbed consumers, given the address of a page and nothing else."""

import json
import re
import subprocess
from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import micawber
import pytest
from oembedpy.consumer import fetch_content
from oembedpy.discovery import find_from_content
from pyoembed import oEmbed

from tests.support.partner import Site
from tests.support.serving import Server
from tests.support.tools import needs_node

PAGES = ["/en/quotes/2024-01-12/", "/zh-Hant/numbers/latest/"]
SCRIPT = Path(__file__).parent / "consume.mjs"


def by_pyoembed(url: str) -> Any:
    return oEmbed(url)


def by_micawber(url: str) -> Any:
    """Name the endpoint, because it discovers nothing."""
    origin = "/".join(url.split("/")[:3])
    registry = micawber.ProviderRegistry()
    registry.register(f"{re.escape(origin)}/.*", micawber.Provider(f"{origin}/oembed"))
    return registry.request(url)


def by_oembedpy(url: str) -> Any:
    """Do what it does once it has fetched the list of all providers, of which we are none."""
    return fetch_content(*find_from_content(url)).to_dict()


def by_node(consumer: str) -> Callable[[str], Any]:
    def consume(url: str) -> Any:
        command: list[str | Path] = [needs_node(), SCRIPT, consumer, url]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return consume


CONSUMERS = {
    "pyoembed": by_pyoembed,
    "micawber": by_micawber,
    "oEmbedPy": by_oembedpy,
    "oembetter": by_node("oembetter"),
    "unfurl.js": by_node("unfurl.js"),
    "oembed-extractor": by_node("oembed-extractor"),
}


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("consumer", CONSUMERS)
def test_a_consumer_gets_the_embed(server: Server, consumer: str, path: str) -> None:
    expected = server.get(f"/oembed?url={server.url}{path}").json()

    answer = CONSUMERS[consumer](server.url + path)
    assert unescape(answer["html"]) == unescape(expected["html"])  # unfurl.js has done so already
    names = ("type", "width", "height")
    assert [answer[name] for name in names] == [expected[name] for name in names]


def test_no_address_is_ever_fetched(server: Server, partner: Site) -> None:
    for url in (partner.url, f"{partner.url}/en/quotes/2024-12-20/", f"{server.url}/@{partner.url}"):
        server.get(f"/oembed?url={quote(url, safe='')}")

    assert partner.asked == []
