"""The domain model as immutable data: newsletter, issue, entry and feed. It imports nothing of ours."""

from syndication.model.entry import Entry, EntryRef, Tombstone, Translation, TranslationKey
from syndication.model.feed import Feed, Format, Quarter
from syndication.model.issue import Discovery, Issue, Number, Part, Question, Quote, Section
from syndication.model.newsletter import Edition, Headings, Newsletter, Phrases, Publisher

__all__ = [
    "Discovery",
    "Edition",
    "Entry",
    "EntryRef",
    "Feed",
    "Format",
    "Headings",
    "Issue",
    "Newsletter",
    "Number",
    "Part",
    "Phrases",
    "Publisher",
    "Quarter",
    "Question",
    "Quote",
    "Section",
    "Tombstone",
    "Translation",
    "TranslationKey",
]
