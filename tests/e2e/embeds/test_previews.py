"""What a chat shows of a link: the title, the description and the share card of each kind of page."""

import json
import subprocess
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.support.serving import Server, serving
from tests.support.tools import SAMPLES, needs, needs_node

SCRIPT = Path(__file__).parent / "consume.mjs"
CARDS = {  # by page
    "/en/quotes/2024-01-12/": "/en/quotes/2024-01-12/card.png",
    "/zh-Hans/numbers/2024-01-12/": "/zh-Hans/numbers/2024-01-12/card.png",
    "/zh-Hant/questions/2024-01-12/": "/zh-Hant/questions/2024-01-12/card.png",
    "/en/quotes/latest/": "/en/quotes/2024-12-20/card.png",
    "/en/issues/2024-01-12/": "/en/card.png",
    "/en/discoveries/2024-01-12/": "/en/card.png",
    "/zh-Hant/": "/zh-Hant/card.png",
    "/zh-Hans/quotes/": "/zh-Hans/card.png",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Run a server that draws cards."""
    needs("fc-match")
    with serving(SAMPLES, tmp_path_factory.mktemp("server") / "log", "--cards") as running:
        yield running


def preview(url: str) -> Any:
    command: list[str | Path] = [needs_node(), SCRIPT, "preview", url]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("page", "card"), CARDS.items())
def test_a_link_preview_has_title_description_and_card(server: Server, page: str, card: str) -> None:
    shown = preview(server.url + page)

    graph = shown["open_graph"]
    [image] = graph["images"]
    assert (image["url"], image["type"]) == (server.url + card, "image/png")
    assert (int(image["width"]), int(image["height"])) == (1200, 630)
    assert image["alt"]
    assert graph["title"]
    assert graph["description"]
    assert shown["twitter_card"]["card"] == "summary_large_image"


@pytest.mark.parametrize("card", sorted({*CARDS.values(), "/en/quotes/latest/card.png"}))
def test_a_card_is_a_picture_of_the_stated_size(server: Server, card: str) -> None:
    reply = server.get(card)

    assert reply.status == 200
    assert reply.headers["Content-Type"] == "image/png"
    assert len(reply.body) < 100_000
    assert Image.open(BytesIO(reply.body)).size == (1200, 630)
    max_age = "max-age=86400" in reply.headers["Cache-Control"]
    assert max_age == ("latest" not in card)


@pytest.mark.parametrize("path", ["/en/issues/2024-01-12/card.png", "/en/quotes/2001-01-01/card.png"])
def test_what_has_no_card_is_not_found(server: Server, path: str) -> None:
    assert server.get(path).status == 404
