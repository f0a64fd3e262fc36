"""An export of the sample archive: valid, whole, light, and at home below any path."""

import json
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from tests.support.odd import BASE
from tests.support.pages import page
from tests.support.tools import NODE_MODULES, needs, needs_node

HEAVIEST = 30_000  # bytes of a page with its stylesheet, compressed


@pytest.fixture(scope="module")
def pages(exported: Path) -> dict[str, Any]:
    """Read every page, by its path."""
    return {_path_of(file, exported): page(file.read_bytes()) for file in exported.rglob("*.html")}


def test_the_checker_of_the_w3c_accepts_every_page(exported: Path) -> None:
    needs_node()
    checker = NODE_MODULES / "vnu-jar" / "build" / "dist" / "vnu.jar"
    command: list[str | Path] = [
        needs("java"),
        "-jar",
        checker,
        "--format",
        "json",
        "--skip-non-html",
        exported,
    ]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    messages = json.loads(done.stderr)["messages"]
    assert [(one["url"], one["message"], one["extract"]) for one in messages if one["type"] != "info"] == []


def test_every_link_of_a_page_leads_to_a_file_and_its_fragment_to_an_element(
    exported: Path, pages: dict[str, Any]
) -> None:
    anchors = {path: {f"{path}#{name}" for name in found.xpath("//@id")} for path, found in pages.items()}
    lost = []
    for path, found in pages.items():
        for link in map(str, found.xpath("//@href | //@src | //@action")):
            there = urljoin(f"{BASE}{path}", link)
            if not there.startswith(f"{BASE}/"):
                continue
            bare, _, fragment = there.removeprefix(BASE).partition("#")
            bare = bare.partition("?")[0]
            file = exported / f"{unquote(bare)}{'index.html' * bare.endswith('/')}".removeprefix("/")
            if not file.is_file() or (fragment and f"{bare}#{fragment}" not in anchors[bare]):
                lost.append((path, link))

    assert lost == []


def test_no_page_asks_anybody_else_for_anything(pages: dict[str, Any]) -> None:
    fetched = "//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src"

    abroad = {link for found in pages.values() for link in found.xpath(fetched) if urlsplit(link).netloc}
    assert abroad == set()


@pytest.mark.parametrize("ending", [".gz", ".br"])
def test_a_page_with_its_stylesheet_is_light(exported: Path, ending: str) -> None:
    shared = (exported / f"style.css{ending}").stat().st_size

    weights = {file: file.stat().st_size + shared for file in exported.rglob(f"*.html{ending}")}
    assert {file: weight for file, weight in weights.items() if weight > HEAVIEST} == {}


def _path_of(file: Path, site: Path) -> str:
    return f"/{file.relative_to(site).as_posix()}".removesuffix("index.html")
