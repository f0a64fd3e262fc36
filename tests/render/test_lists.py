"""Lists and their items in pages, feeds and embeds."""

import json
from typing import Any

import pytest
from lxml import html

from syndication.site.snapshot import Snapshot
from tests.support.editor import Editor
from tests.support.samples import body_of
from tests.support.workshop import KEY, write_workshop


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    editor = Editor(tmp_path_factory.mktemp("workshop"))
    write_workshop(editor.archive)
    return editor.snapshot()


def item_of(snapshot: Snapshot, entry: str) -> dict[str, Any]:
    """Return the item in the JSON Feed of one entry."""
    [item] = json.loads(body_of(snapshot, f"/{entry}.json"))["items"]
    return dict(item)


def ld_of(snapshot: Snapshot, entry: str) -> dict[str, Any]:
    """Return the structured data of an entry's page."""
    [script] = html.fromstring(body_of(snapshot, f"/{entry}/")).xpath("//script[@type='application/ld+json']")
    return dict(json.loads(script.text))


def test_a_list_is_a_list_of_links(workshop: Snapshot) -> None:
    square = '<li><p><a href="https://example.org/square">Square</a></p><p>small and true</p></li>'
    saw = '<li><p><a href="https://example.org/saw">Saw</a></p></li>'

    content = item_of(workshop, f"en/tools/{KEY}")["content_html"]
    assert content == f'<div lang="en"><p>Two to try.</p><ul>{square}{saw}</ul></div>'


def test_the_structure_of_a_list_is_in_the_json_feed(workshop: Snapshot) -> None:
    structure = item_of(workshop, f"en/tools/{KEY}")["_syndication"]

    assert (structure["title"], structure["text"]) == (None, ["Two to try."])
    assert structure["items"] == [
        {"title": "Square", "text": ["small and true"], "url": "https://example.org/square"},
        {"title": "Saw", "text": [], "url": "https://example.org/saw"},
    ]


def test_a_list_is_named_by_its_items(workshop: Snapshot) -> None:
    assert item_of(workshop, f"en/tools/{KEY}")["title"] == "Square, Saw"


def test_the_summary_of_a_list_keeps_its_items_apart(workshop: Snapshot) -> None:
    assert item_of(workshop, f"en/tools/{KEY}")["summary"] == "Square: small and true · Saw"


def test_an_item_that_is_an_entry_is_named_by_its_title(workshop: Snapshot) -> None:
    titles = [item_of(workshop, f"en/reading/{key}")["title"] for key in (KEY, f"{KEY}.2")]

    assert titles == ["A Book of Planes", "Joints"]


def test_the_items_of_one_list_stand_under_one_heading_in_an_issue(workshop: Snapshot) -> None:
    content = item_of(workshop, f"en/issues/{KEY}")["content_html"]

    assert content.count("<h2>Reading List</h2>") == 1
    assert content.index("A Book of Planes") < content.index("Joints")


def test_the_page_of_an_issue_names_a_list_once(workshop: Snapshot) -> None:
    page = html.fromstring(body_of(workshop, f"/en/issues/{KEY}/"))

    names = page.xpath("//nav[@class='within']//a/text()")
    assert names == ["A Voice", "Tools", "Reading List", "Essays", "The Price", "We Ask"]


def test_the_heading_of_a_text_is_its_title(workshop: Snapshot) -> None:
    assert item_of(workshop, f"en/essays/{KEY}")["title"] == "How we chose the bench"


def test_search_engines_are_told_the_items_of_a_list(workshop: Snapshot) -> None:
    found = ld_of(workshop, f"en/tools/{KEY}")

    assert found["@type"] == "ItemList"
    assert [one["url"] for one in found["itemListElement"]] == [
        "https://example.org/square",
        "https://example.org/saw",
    ]


def test_search_engines_are_told_what_an_item_leads_to(workshop: Snapshot) -> None:
    found = ld_of(workshop, f"en/reading/{KEY}")

    assert (found["@type"], found["isBasedOn"]) == ("Article", "https://example.org/planes")


def test_an_embed_of_a_list_has_its_links(workshop: Snapshot) -> None:
    embed = html.fromstring(body_of(workshop, f"/en/tools/{KEY}/embed/"))

    links = embed.xpath("//p[@class='paragraph']/a")
    assert [(link.text, link.get("href")) for link in links] == [
        ("Square", "https://example.org/square"),
        ("Saw", "https://example.org/saw"),
    ]


def test_speakers_are_those_of_every_section_of_quotations(workshop: Snapshot) -> None:
    page = html.fromstring(body_of(workshop, "/en/speakers/ada-example/"))

    assert page.xpath("//blockquote/p/text()") == ["Wood remembers."]


def test_a_translation_is_found_by_its_section(workshop: Snapshot) -> None:
    others = item_of(workshop, f"en/tools/{KEY}")["_syndication"]["translations"]

    assert [other["id"] for other in others] == [f"tag:example.org,2023:workshop/fr/tools/{KEY}"]
