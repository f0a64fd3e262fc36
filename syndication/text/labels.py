"""Names and labels as an edition prints them: of sections, links, sources and speakers."""

import re

from syndication.model import Discovery, Edition, Number, Part, Quote, Section
from syndication.text.messages import messages_for


def source_line(number: Number, edition: Edition) -> str | None:
    """Return a number's source line in the edition's own phrase; None if no phrase has exactly its fields."""
    fields = {"{title}": number.source_title, "{author}": number.source_author}
    texts = {field: text for field, text in fields.items() if text}
    for phrase in edition.phrases.source:
        if texts and {field for field in fields if field in phrase} == set(texts):
            return re.sub(r"\{\w+\}", lambda field: texts.get(field[0], field[0]), phrase)
    return None


def link_label(part: Part, edition: Edition) -> str:
    """Return the label of a part's link: the edition's phrase, else the catalogue's."""
    phrases = edition.phrases
    labels = phrases.video if isinstance(part, Discovery) and part.title else phrases.more
    return labels[0] if labels else messages_for(edition)["more"]


def attribution(quote: Quote, edition: Edition) -> str | None:
    """Return the attribution of a quote in the style of its language; None if there is no speaker."""
    words = messages_for(edition)
    if quote.speaker and quote.role:
        return words["attribution_role"].format(speaker=quote.speaker, role=quote.role)
    return words["attribution"].format(speaker=quote.speaker) if quote.speaker else None


def section_name(edition: Edition, section: Section) -> str:
    """Return the heading an edition prints over a section, else the name in the catalogue."""
    names = {
        Section.QUOTES: edition.headings.quote,
        Section.NUMBERS: edition.headings.number,
        Section.QUESTIONS: edition.headings.question,
        Section.DISCOVERIES: edition.headings.discovery,
    }.get(section)
    return names[0] if names else str(messages_for(edition)[section])
