"""What leads a reader from a page to its feeds: the links in its head, and in its headers."""

import subprocess
from urllib.parse import urljoin

import pytest

from tests.support.archives import SECTIONS
from tests.support.serving import Server
from tests.support.tools import needs

TAGS = ("en", "zh-Hans", "zh-Hant")
OWN_FEEDS = (
    [(f"/{tag}/", f"/{tag}/issues") for tag in TAGS]
    + [(f"/{tag}/nothing", f"/{tag}/issues") for tag in TAGS]
    + [(f"/{tag}/{section}/", f"/{tag}/{section}") for tag in TAGS for section in SECTIONS]
    + [(f"/{tag}/{section}/2024-01-12/", f"/{tag}/{section}") for tag in TAGS for section in SECTIONS]
    + [(f"/{tag}/quotes/latest/", f"/{tag}/quotes") for tag in TAGS]
)


@pytest.mark.e2e
@pytest.mark.parametrize(("path", "own"), OWN_FEEDS)
def test_a_reader_that_is_given_a_page_finds_the_page_s_own_feed_first(
    server: Server, path: str, own: str
) -> None:
    url = server.url + path

    output = subprocess.run(
        [needs("sfeed_web")], input=server.get(path).body, check=True, capture_output=True
    ).stdout

    found = [urljoin(url, line.partition("\t")[0]) for line in output.decode().splitlines()]
    assert found[:2] == [f"{server.url}{own}.atom", f"{server.url}{own}.rss"]


@pytest.mark.e2e
@pytest.mark.parametrize(
    ("path", "own"),
    [
        ("/en/speakers/confucius/", "edition=en&speaker=confucius"),
        ("/en/search/?q=bridge", "edition=en&q=bridge"),
    ],
)
def test_a_page_with_a_custom_feed_names_it_before_the_others(server: Server, path: str, own: str) -> None:
    """SimplePie and other readers subscribe to the first feed they find."""
    reply = server.get(path)
    output = subprocess.run([needs("sfeed_web")], input=reply.body, check=True, capture_output=True).stdout

    found = [line.partition("\t")[0] for line in output.decode().splitlines()]
    assert found[:2] == [f"{server.url}/feed.{form}?{own}" for form in ("atom", "rss")]
    assert found[2].endswith(("quotes.atom", "issues.atom"))
    assert reply.headers["Link"].startswith(f"<{found[0]}>;")


@pytest.mark.e2e
def test_the_front_page_leads_to_every_edition_s_issues(server: Server) -> None:
    output = subprocess.run(
        [needs("sfeed_web")], input=server.get("/").body, check=True, capture_output=True
    ).stdout

    found = [line.partition("\t")[0] for line in output.decode().splitlines()]
    assert found == [f"{tag}/issues.{form}" for tag in TAGS for form in ("atom", "rss")]


@pytest.mark.parametrize(("path", "own"), [one for one in OWN_FEEDS if "nothing" not in one[0]])
def test_a_page_names_its_own_feed_in_its_headers(server: Server, path: str, own: str) -> None:
    reply = server.get(path)

    language = path.split("/")[1]
    assert reply.headers.get_all("Link") == [_header(server, own, language)]


def test_the_front_page_names_a_feed_of_every_edition_in_its_headers(server: Server) -> None:
    reply = server.get("/")

    assert reply.headers.get_all("Link") == [_header(server, f"/{tag}/issues", tag) for tag in TAGS]


def _header(server: Server, feed: str, language: str) -> str:
    return f'<{server.url}{feed}.atom>; rel="alternate"; type="application/atom+xml"; hreflang="{language}"'
