"""Render an entry's content as an HTML fragment; text is escaped, and only Markdown brings markup."""

from functools import lru_cache

from markupsafe import Markup

from syndication.model import Edition, Entry, Figure, Issue, Item, List, Part, Question, Quotation, Text
from syndication.render.markup import NOTHING, element, inline, paragraphs
from syndication.text.direction import direction_of
from syndication.text.labels import attribution, has_own_link, link_label, section_name, source_line
from syndication.text.messages import messages_for


@lru_cache(maxsize=512)
def content_html(entry: Entry) -> str:
    """Return an entry's full content as an HTML fragment with its `lang`; it needs no CSS and no script."""
    direction = Markup(' dir="rtl"') if direction_of(entry.language) == "rtl" else NOTHING
    return str(Markup('<div lang="{}"{}>{}</div>').format(entry.language, direction, _inner_html(entry)))


def _inner_html(entry: Entry) -> Markup:
    """Return an entry's content as HTML without the enclosing element."""
    match entry.content:
        case Issue() as issue:
            sections = NOTHING.join(map(_section, entry.parts, (None, *entry.parts)))
            return _paragraphs(issue.letter, entry.edition) + sections
        case part:
            return _part_html(part, entry.edition)


def _part_html(part: Part, edition: Edition) -> Markup:
    """Return one part as HTML without its title."""
    match part:
        case Quotation():
            return _quotation(part, edition) + _more(part, edition)
        case Figure():
            value = _in("p", _in("strong", part.value, edition)) if part.value else NOTHING
            source = source_line(part, edition)
            if source and part.link:
                return value + _paragraphs((part.caption,), edition) + _anchor(part.link, source)
            return value + _paragraphs((part.caption, source), edition) + _more(part, edition)
        case Question(questions=(single,)):
            question = _in("p", _in("strong", single, edition))
            return _paragraphs((part.context,), edition) + question + _more(part, edition)
        case Question():
            items = NOTHING.join(_in("li", question, edition) for question in part.questions)
            questions = _in("ul", items) if items else NOTHING
            return _paragraphs((part.context,), edition) + questions + _more(part, edition)
        case Text() | List():
            items = _items(part, edition) if isinstance(part, List) else NOTHING
            return _paragraphs(part.text, edition) + items + _more(part, edition)


def _section(entry: Entry, before: Entry | None) -> Markup:
    """Return a part under the name of its section and its title, unless the part before shows the same."""
    names = section_name(entry.edition, entry.section), _title(entry)
    shown = (names[0], _title(before)) if before and is_next_item(entry, before) else ("", None)
    heading = _in("h2", names[0]) if names[0] != shown[0] else NOTHING
    title = _in("h3", names[1], entry.edition) if names[1] and names[1] != shown[1] else NOTHING
    return heading + title + _inner_html(entry)


def is_next_item(entry: Entry, before: Entry) -> bool:
    """Return whether an entry is an item of the same list as the one before."""
    return isinstance(entry.content, List) and entry.content.single and entry.section == before.section


def _title(entry: Entry) -> str | None:
    return entry.content.title if isinstance(entry.content, Text | List) else None


def _quotation(quotation: Quotation, edition: Edition) -> Markup:
    cite = Markup(' cite="{}"').format(quotation.link) if quotation.link else NOTHING
    speaker = attribution(quotation, edition)
    caption = _in("figcaption", speaker, edition) if speaker else NOTHING
    text = _in("p", quotation.text, edition)
    return _in("figure", Markup("<blockquote{}>{}</blockquote>").format(cite, text) + caption)


def _items(part: List, edition: Edition) -> Markup:
    """Return the items of a list; one that is an entry of its own is no list."""
    items = [_item(item, edition) for item in part.items]
    if part.single or not items:
        return NOTHING.join(items)
    name = "ol" if part.ordered else "ul"
    return _in(name, "", None, NOTHING.join(_in("li", "", None, item) for item in items))


def _item(item: Item, edition: Edition) -> Markup:
    more = _anchor(item.url, messages_for(edition)["more"]) if item.url and has_own_link(item) else NOTHING
    anchor = (
        Markup('<a href="{}">{}</a>').format(item.url, inline(item.title or "", for_feed=True, in_link=True))
        if item.url
        else None
    )
    title = _in("p", item.title, edition, anchor) if item.title else NOTHING
    return title + _paragraphs(item.text, edition) + more


def _more(part: Part, edition: Edition) -> Markup:
    return _anchor(part.link, link_label(part, edition)) if part.link else NOTHING


def _anchor(link: str, text: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>').format(link, inline(text, for_feed=True, in_link=True))


def _paragraphs(texts: tuple[str | None, ...], edition: Edition) -> Markup:
    return NOTHING.join(paragraphs(filter(None, texts), edition.tag, for_feed=True))


def _in(name: str, content: str, edition: Edition | None = None, markup: Markup | None = None) -> Markup:
    """Return an element with a text, or with the markup made of it."""
    markup = inline(content, linked=False, for_feed=True) if markup is None else markup
    return element(name, content, edition.tag if edition else "", markup)
