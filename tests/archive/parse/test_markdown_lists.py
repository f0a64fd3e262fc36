"""Lists and headings of a newsletter's own, in Markdown."""

from pathlib import Path

import pytest

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue
from syndication.model import Item, ItemMark, Link, List, Part, Text
from syndication.render.content import content_html
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.workshop import KEY, WORKSHOP, write_workshop

URL = "https://example.org/a"


def read(folder: Path, text: str, declared: str = WORKSHOP) -> list[tuple[Part, str]]:
    """Return each part of an issue with its content in feeds."""
    newsletter = load_newsletter(write_workshop(folder, newsletter=declared) / "newsletter.toml")
    issue, _ = parse_issue(
        text.encode(), path=f"en/{KEY}.md", edition=newsletter.editions["en"], newsletter=newsletter
    )
    return [
        (part, content_html(entry))
        for part, entry in zip(issue.parts, split_issue(issue, newsletter)[1:], strict=True)
    ]


@pytest.mark.parametrize(
    ("mark", "source"),
    [
        (ItemMark.BULLET, f"- [Saw]({URL}): it *cuts*.\n\n  Well.\n- **Plane** — smooth."),
        (ItemMark.NUMBER, f"1. [Saw]({URL}): it *cuts*.\n\n   Well.\n2. **Plane** — smooth."),
        (ItemMark.HEADING, f"### [Saw]({URL})\nit *cuts*.\n\nWell.\n\n### **Plane**\nsmooth."),
        (ItemMark.BOLD, f"**[Saw]({URL})** it *cuts*.\n\nWell.\n\n**Plane** smooth."),
    ],
)
def test_an_item_has_its_link_and_its_markup(tmp_path: Path, mark: ItemMark, source: str) -> None:
    declared = WORKSHOP.replace("[sections.tools]", f'[sections.tools]\nitem = "{mark}"')

    ((part, content),) = read(tmp_path, f"Hi.\n\n## Tools\n\n{source}", declared)

    assert isinstance(part, List)
    assert part.items == (
        Item(title="Saw", text=("it cuts.", "Well."), url=URL),
        Item(title="Plane", text=("smooth.",)),
    )
    title = "<strong>Saw</strong>" if mark is ItemMark.BOLD else "Saw"
    assert f'<li><p><a href="{URL}">{title}</a></p><p>it <em>cuts</em>.</p><p>Well.</p></li>' in content


def test_an_item_that_is_an_address_leads_there_and_nowhere_else(tmp_path: Path) -> None:
    ((part, _),) = read(tmp_path, f"Hi.\n\n## Tools\n- Saw <{URL}>\n")

    assert isinstance(part, List)
    assert (part.items, part.link, part.links) == ((Item(title="Saw", url=URL),), None, ())


def test_each_item_that_is_an_entry_has_its_own_markup(tmp_path: Path) -> None:
    parts = read(tmp_path, f"Hi.\n\n## To Read\n1. [One]({URL})\n2. Two: *old*.\n")

    assert [content for _, content in parts] == [
        f'<div lang="en"><p><a href="{URL}">One</a></p></div>',
        '<div lang="en"><p>Two</p><p><em>old</em>.</p></div>',
    ]
    assert parts[0][0].links == (Link(text="One", url=URL),)


def test_a_list_in_an_item_stays_one(tmp_path: Path) -> None:
    ((_, content),) = read(tmp_path, "Hi.\n\n## Tools\n- Saw\n\n  It cuts:\n  - wood\n  - bone\n")

    assert "<p>It cuts:</p><ul><li>wood</li><li>bone</li></ul></li>" in content


@pytest.mark.parametrize("heading", ["## On *Planes*", "On *Planes*\n---"])
def test_any_heading_is_the_title_of_its_text(tmp_path: Path, heading: str) -> None:
    ((part, _),) = read(tmp_path, f"Hi.\n\n{heading}\n\nThey are **old**.\n\n- Very.\n")

    assert isinstance(part, Text)
    assert (part.title, part.text) == ("On Planes", ("They are old.", "Very."))
