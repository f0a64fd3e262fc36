"""An archive without issues: everything is there, and empty; what is empty is advertised nowhere."""

from pathlib import Path

import feedparser
import pytest
from flask.testing import FlaskClient

from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from syndication.web import create_app
from tests.support.archives import NOW, SECTIONS, issue_text, settings_of, write_archive
from tests.support.pages import page

XML = [
    f"/{tag}/{section}.{form}"
    for tag in ("en", "zh-Hans")
    for section in SECTIONS
    for form in ("atom", "rss")
]
JSON = [f"/{tag}/{section}.json" for tag in ("en", "zh-Hans") for section in SECTIONS]
PAGES = ["/", "/en/", *(f"/en/{section}/" for section in SECTIONS)]


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(settings_of(write_archive(tmp_path, {})), lambda: NOW).test_client()


@pytest.mark.parametrize("path", XML)
def test_an_empty_feed_is_a_feed(client: FlaskClient, path: str) -> None:
    found = feedparser.parse(client.get(path).data)

    assert (bool(found.bozo), found.version[:3], found.entries) == (False, path[-4:].strip(".")[:3], [])


@pytest.mark.parametrize("path", JSON)
def test_an_empty_json_feed_has_a_list_of_items(client: FlaskClient, path: str) -> None:
    found = client.get(path).json

    assert found is not None
    assert found["items"] == []


@pytest.mark.parametrize("path", PAGES)
def test_the_pages_are_there_before_the_first_issue(client: FlaskClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 200


@pytest.mark.parametrize("path", PAGES)
def test_an_empty_feed_is_advertised_nowhere(client: FlaskClient, path: str) -> None:
    found = page(client.get(path).data)

    assert found.xpath("//head/link[@rel='alternate'][@type]") == []


def test_an_empty_feed_is_as_old_as_the_newsletter(client: FlaskClient) -> None:
    found = feedparser.parse(client.get("/en/issues.atom").data)

    assert found.feed.updated == "2023-01-01T00:00:00+08:00"


@pytest.mark.parametrize("path", ["/en/quotes/latest/", "/en/quotes/latest.json"])
def test_there_is_no_latest_of_nothing(client: FlaskClient, path: str) -> None:
    reply = client.get(path)

    assert reply.status_code == 404


def test_an_edition_without_entries_is_advertised_nowhere(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {f"{tag}/2024-01-12.txt": issue_text() for tag in ("en", "zh-Hans")}
    snapshot = build(settings_of(write_archive(tmp_path, files)), NOW).snapshot

    naming = _naming(snapshot, "zh-Hant/")

    assert {path for path in naming if not path.startswith("/zh-Hant/")} == set()


def test_a_section_without_entries_is_advertised_nowhere(tmp_path: Path) -> None:
    text, _, rest = issue_text().partition("Notable Number")
    archive = write_archive(tmp_path, {"en/2024-01-12.txt": text + rest[rest.index("Discover More") :]})
    snapshot = build(settings_of(archive), NOW).snapshot

    naming = _naming(snapshot, "numbers/", "numbers.")

    assert {path for path in naming if "/numbers" not in path} == set()


def test_a_section_that_one_edition_lacks_is_linked_from_no_other(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "en/2024-01-12.txt": issue_text(),
        "zh-Hant/2024-01-12.txt": "親愛的讀者：",
    }
    snapshot = build(settings_of(write_archive(tmp_path, files)), NOW).snapshot

    naming = _naming(snapshot, "zh-Hant/quotes")

    assert {path for path in naming if not path.startswith("/zh-Hant/quotes")} == set()


def _naming(snapshot: Snapshot, *addresses: str) -> list[str]:
    """Return the paths of the documents that have one of these texts in them, and are there to lead on."""
    listing = {"/archive.json", "/robots.txt"}  # an inventory, and what robots shall keep away from
    bodies = {path: snapshot.render(path).body for path in snapshot if path not in listing}
    return [path for path, body in bodies.items() if any(text.encode() in body for text in addresses)]
