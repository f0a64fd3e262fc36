"""Names and labels as an edition prints them: of sections, links, sources and speakers."""

from syndication.model import ISSUES, Edition, Figure, Item, Part, Quotation, Text
from syndication.text.addresses import addresses
from syndication.text.messages import messages_for
from syndication.text.rich import fill, spans_of


def source_line(figure: Figure, edition: Edition) -> str | None:
    """Return a figure's source line in the edition's own phrase; None if no phrase has exactly its fields."""
    fields = {"title": figure.source_title, "author": figure.source_author}
    texts = {field: text for field, text in fields.items() if text}
    for phrase in edition.phrases.source:
        if texts and {field for field in fields if f"{{{field}}}" in phrase} == set(texts):
            return fill(phrase, texts)
    return None


def link_label(part: Part, edition: Edition) -> str:
    """Return the label of a part's link: the edition's phrase, else the catalogue's."""
    phrases = edition.phrases
    labels = phrases.video if isinstance(part, Text) and part.title else phrases.more
    return labels[0] if labels else messages_for(edition)["more"]


def has_own_link(item: Item) -> bool:
    """Return whether an item needs a link beside it: nothing in it leads there."""
    shown = [address.url for text in item.text for address in addresses(text)]
    shown += [span.url for text in item.text for span in spans_of(text)]
    return item.url is not None and not item.title and item.url not in shown


def attribution(quotation: Quotation, edition: Edition) -> str | None:
    """Return the attribution of a quotation in the style of its language; None if there is no speaker."""
    words = messages_for(edition)
    speaker, role = quotation.speaker, quotation.role
    if speaker and role:
        return fill(words["attribution_role"], {"speaker": speaker, "role": role})
    return fill(words["attribution"], {"speaker": speaker}) if speaker else None


def section_name(edition: Edition, section: str) -> str:
    """Return the name under which an edition shows a section; one that is declared no more has its key."""
    if section == ISSUES:
        return str(messages_for(edition)["issues"])
    names = edition.sections.get(section)
    return names.name if names else section


def section_about(edition: Edition, section: str) -> str:
    """Return what the feed of a section is, as an edition puts it."""
    if section == ISSUES:
        return messages_for(edition)["about_issues"].format(title=edition.title)
    return edition.sections[section].about
