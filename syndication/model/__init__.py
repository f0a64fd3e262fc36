"""The domain model as immutable data: newsletter, issue, entry and feed. It imports nothing of ours."""

from syndication.model.entry import Entry, EntryRef, Mark, Tombstone, Translation, TranslationKey
from syndication.model.feed import Feed, Format, Quarter
from syndication.model.issue import Issue
from syndication.model.newsletter import ANY_HEADING, Edition, Headings, Names, Newsletter, Phrases, Publisher
from syndication.model.part import Figure, Item, Link, List, Part, Question, Quotation, Text
from syndication.model.section import DEFAULT_SECTIONS, ISSUES, ItemMark, Section, Shape

__all__ = [
    "ANY_HEADING",
    "DEFAULT_SECTIONS",
    "ISSUES",
    "Edition",
    "Entry",
    "EntryRef",
    "Feed",
    "Figure",
    "Format",
    "Headings",
    "Issue",
    "Item",
    "ItemMark",
    "Link",
    "List",
    "Mark",
    "Names",
    "Newsletter",
    "Part",
    "Phrases",
    "Publisher",
    "Quarter",
    "Question",
    "Quotation",
    "Section",
    "Shape",
    "Text",
    "Tombstone",
    "Translation",
    "TranslationKey",
]
