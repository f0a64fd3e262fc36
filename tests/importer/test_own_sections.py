"""Sections that a newsletter declares itself, in a page and in the issue made of it."""

from pathlib import Path

import pytest

from syndication.model import List, Newsletter, Text
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.archives import write_archive
from tests.support.foreign import import_one

TOML = """\
id = "bench-notes"
authority = "example.org"
since = "2024"
timezone = "Europe/Paris"
publish_at = "12:00"
frequency_days = 7
[publisher]
name = "The Bench"
url = "https://www.example.org"
[sections.tools]
shape = "list"
[sections.steps]
shape = "list"
item = "number"
[sections.books]
shape = "list"
item = "heading"
[sections.essays]
shape = "text"
[editions.en]
title = "Bench Notes"
[editions.en.sections.tools]
name = "Tools"
headings = ["Tools"]
[editions.en.sections.steps]
name = "Steps"
headings = ["Steps"]
[editions.en.sections.books]
name = "Books"
headings = ["Books"]
[editions.en.sections.essays]
name = "Essays"
headings = ["*"]
"""
TOP = "<p>January 12, 2024</p><p>Good morning.</p>"
LINK = '<a href="https://www.example.org/{0}">{0}</a>'


@pytest.fixture
def newsletter(tmp_path: Path) -> Newsletter:
    return load_newsletter(write_archive(tmp_path, {}, TOML) / "newsletter.toml")


def test_a_list_of_links_keeps_every_item_and_its_address(newsletter: Newsletter) -> None:
    items = "".join(f"<li>{LINK.format(name)}: for wood.</li>" for name in ("Plane", "Saw"))
    found = import_one(f"{TOP}<h2>Tools</h2><ul>{items}</ul>", to=newsletter)

    (part,) = found.issue.parts
    assert isinstance(part, List)
    assert [(item.title, item.url) for item in part.items] == [
        ("Plane", "https://www.example.org/Plane"),
        ("Saw", "https://www.example.org/Saw"),
    ]


def test_a_numbered_list_is_one(newsletter: Newsletter) -> None:
    found = import_one(f"{TOP}<h2>Steps</h2><ol><li>Plane it.</li><li>Oil it.</li></ol>", to=newsletter)

    (part,) = found.issue.parts
    assert isinstance(part, List)
    assert [item.text for item in part.items] == [("Plane it.",), ("Oil it.",)]


def test_items_may_have_headings(newsletter: Newsletter) -> None:
    books = "<h3>On Oak</h3><p>Dry and good.</p><h3>On Ash</h3><p>Better.</p>"
    found = import_one(f"{TOP}<h2>Books</h2>{books}", to=newsletter)

    (part,) = found.issue.parts
    assert isinstance(part, List)
    assert [item.title for item in part.items] == ["On Oak", "On Ash"]


def test_any_other_heading_opens_the_section_that_takes_it(newsletter: Newsletter) -> None:
    found = import_one(
        f"{TOP}<h2>Why Oil?</h2><p>It keeps.</p><h2>Why Wax?</h2><p>It shines.</p>", to=newsletter
    )

    assert [(part.section, part.title) for part in found.issue.parts if isinstance(part, Text)] == [
        ("essays", "Why Oil?"),
        ("essays", "Why Wax?"),
    ]
