"""What machines find in the page of an entry is what its JSON Feed says, read by extruct."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import extruct
import pytest

from syndication.text.typeset import typeset_text
from tests.support.odd import BASE

TAGS = ("en", "zh-Hans", "zh-Hant")
SECTIONS = ("issues", "quotes", "numbers", "questions", "discoveries")
KINDS = {"issues": "Article", "quotes": "Quotation", "questions": "Question"}
KEYS = ("2024-01-12", "2024-02-09")

Found = tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, Any]]


@pytest.fixture(params=[f"{tag}/{section}/{key}" for tag in TAGS for section in SECTIONS for key in KEYS])
def found(request: pytest.FixtureRequest, exported: Path) -> Found:
    """Return what an entry's page says in JSON-LD, OpenGraph and microformats, and what its JSON says."""
    place = request.param
    page = (exported / place / "index.html").read_text("utf-8")
    item = json.loads((exported / f"{place}.json").read_text("utf-8"))["items"][0]
    read = extruct.extract(
        page, base_url=f"{BASE}/{place}/", syntaxes=["json-ld", "opengraph", "microformat"]
    )
    (data,), (graph,), (entry,) = read["json-ld"], read["opengraph"], read["microformat"]
    return data, dict(graph["properties"]), entry, item


def test_the_data_names_the_entry(found: Found) -> None:
    data, _, _, item = found
    section = item["_syndication"]["section"]

    facts = (data["@id"], data["url"], data["inLanguage"], data["datePublished"], data["dateModified"])
    dates = item["date_published"], item["date_modified"]
    assert facts == (item["id"], item["url"], item["language"], *dates)
    assert (data["@type"], data["license"]) == (
        KINDS.get(section, "Article"),
        item["_syndication"]["license_url"],
    )


def test_the_data_has_the_facts_of_the_entry(found: Found) -> None:
    data, _, _, item = found
    section = item["_syndication"]["section"]

    assert _facts(data, section) == {
        name: [{"id": part["id"]} for part in value] if name == "parts" else value
        for name, value in item["_syndication"].items()
        if name in FACTS and (name, section) != ("title", "issues")  # it has one title, made or not
    }


def test_the_data_names_the_translations(found: Found) -> None:
    data, _, _, item = found

    translations = [(one["inLanguage"], one["@id"], one["url"]) for one in data["workTranslation"]]
    assert translations == [
        (one["language"], one["id"], one["url"]) for one in item["_syndication"]["translations"]
    ]


def test_a_preview_has_the_title_the_summary_and_the_address(found: Found) -> None:
    _, graph, _, item = found

    preview = graph["og:title"], graph["og:description"], graph["og:url"], graph["og:type"]
    assert preview == (item["title"], item["summary"], item["url"], "article")


def test_a_page_is_an_h_entry(found: Found) -> None:
    _, _, entry, item = found
    properties = entry["properties"]

    assert (entry["type"], properties["name"], properties["url"]) == (
        ["h-entry"],
        [item["title"]],
        [item["url"]],
    )
    assert datetime.fromisoformat(properties["published"][0]) == datetime.fromisoformat(
        item["date_published"]
    )
    assert properties["author"][0]["properties"]["name"] == ["China-US Focus"]


def test_the_content_of_an_h_entry_is_the_whole_entry(found: Found) -> None:
    _, _, entry, item = found
    own = item["_syndication"]

    content = entry["properties"]["content"][0]["value"]
    names = TEXTS - {"title"} if own["section"] == "issues" else TEXTS  # its title stands above the content
    texts = [typeset_text(text, item["language"]) for name in names for text in _listed(own.get(name))]
    assert [text for text in texts if text not in content] == []


FACTS = {
    *("text", "speaker", "role", "link", "value", "caption", "source_title", "source_author"),
    *("context", "questions", "title", "parts"),
}
TEXTS = FACTS - {"link", "parts", "source_title", "source_author"} | {"letter"}


def _facts(data: dict[str, Any], section: str) -> dict[str, Any]:
    """Put what the data says into the words of `_syndication`."""
    based = data.get("isBasedOn")
    match section:
        case "issues":
            return {"link": data.get("sameAs"), "parts": [{"id": one["@id"]} for one in data["hasPart"]]}
        case "quotes":
            author = data.get("author", {})
            speaker, role = author.get("name"), author.get("description")
            return {"text": data["text"], "speaker": speaker, "role": role, "link": based}
        case "numbers":
            value, source = data["about"], based or {}
            return {
                "value": value.get("value"),
                "caption": value.get("description"),
                "source_title": source.get("name"),
                "source_author": source.get("author"),
                "link": source.get("url"),
            }
        case "questions":
            asked = [one["text"] for one in data.get("hasPart", [])] or [data["text"]]
            return {"context": data.get("abstract"), "questions": asked, "link": based}
    return {"title": data.get("headline"), "text": data["articleBody"].split("\n"), "link": based}


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value] if value else []
