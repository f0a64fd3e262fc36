"""Render an entry's content as an HTML fragment; text is always escaped and never becomes markup."""

import html
import re
from functools import lru_cache

from markupsafe import Markup

from syndication.model import Edition, Entry, Figure, Issue, Item, List, Part, Question, Quotation, Text
from syndication.text.direction import differs, direction_of
from syndication.text.labels import attribution, link_label, section_name, source_line
from syndication.text.messages import messages_for

_NOTHING = Markup()
# A bare address ends where ASCII does (RFC 3986 has nothing else), so Chinese may follow it without a space.
# Only a host that is a name gets a link, and none with a user before it, which may pretend to be a host.
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9._%+/@-])(?:(?P<web>(?:https?://|www\.){_HOST}(?::\d{{1,5}})?(?![a-z0-9@:-])"
    rf"(?:[/?#][a-z0-9._~:/?#@!$&'()*+,;=%-]*)?)|(?P<mail>[a-z0-9][a-z0-9._%+-]*@{_HOST}))",
    re.IGNORECASE | re.ASCII,
)
_ENDS = ".,:;!?'*"  # what ends a sentence rather than an address


@lru_cache(maxsize=512)
def content_html(entry: Entry) -> str:
    """Return an entry's full content as an HTML fragment with its `lang`; it needs no CSS and no script."""
    direction = Markup(' dir="rtl"') if direction_of(entry.language) == "rtl" else _NOTHING
    return str(Markup('<div lang="{}"{}>{}</div>').format(entry.language, direction, _inner_html(entry)))


def _inner_html(entry: Entry) -> Markup:
    """Return an entry's content as HTML without the enclosing element."""
    match entry.content:
        case Issue() as issue:
            return _paragraphs(issue.letter, entry.edition) + _NOTHING.join(map(_section, entry.parts))
        case part:
            return _part_html(part, entry.edition)


def _part_html(part: Part, edition: Edition) -> Markup:
    """Return one part as HTML without its title."""
    match part:
        case Quotation():
            return _quotation(part, edition) + _more(part, edition)
        case Figure():
            value = _in("p", _in("strong", part.value, edition)) if part.value else _NOTHING
            source = source_line(part, edition)
            if source and part.link:
                return value + _paragraphs((part.caption,), edition) + _anchor(part.link, source)
            return value + _paragraphs((part.caption, source), edition) + _more(part, edition)
        case Question(questions=(single,)):
            question = _in("p", _in("strong", single, edition))
            return _paragraphs((part.context,), edition) + question + _more(part, edition)
        case Question():
            items = _NOTHING.join(_in("li", question, edition) for question in part.questions)
            questions = _in("ul", items) if items else _NOTHING
            return _paragraphs((part.context,), edition) + questions + _more(part, edition)
        case Text() | List():
            items = _items(part, edition) if isinstance(part, List) else _NOTHING
            return _paragraphs(part.text, edition) + items + _more(part, edition)


def _section(entry: Entry) -> Markup:
    heading = _in("h2", section_name(entry.edition, entry.section))
    title = entry.content.title if isinstance(entry.content, Text | List) else None
    return heading + (_in("h3", title, entry.edition) if title else _NOTHING) + _inner_html(entry)


def _quotation(quotation: Quotation, edition: Edition) -> Markup:
    cite = Markup(' cite="{}"').format(quotation.link) if quotation.link else _NOTHING
    speaker = attribution(quotation, edition)
    caption = _in("figcaption", speaker, edition) if speaker else _NOTHING
    text = _in("p", quotation.text, edition)
    return _in("figure", Markup("<blockquote{}>{}</blockquote>").format(cite, text) + caption)


def _items(part: List, edition: Edition) -> Markup:
    """Return the items of a list; one that is an entry of its own is no list."""
    items = [_item(item, edition) for item in part.items]
    if len(items) == 1:
        return items[0]
    name = "ol" if part.ordered else "ul"
    return _in(name, "", None, _NOTHING.join(_in("li", "", None, item) for item in items))


def _item(item: Item, edition: Edition) -> Markup:
    title = item.title or (messages_for(edition)["more"] if item.url else "")
    anchor = Markup('<a href="{}">{}</a>').format(item.url, _text(title)) if item.url else None
    head = _in("p", title, edition, anchor) if title else _NOTHING
    return head + _paragraphs(item.text, edition)


def _more(part: Part, edition: Edition) -> Markup:
    return _anchor(part.link, link_label(part, edition)) if part.link else _NOTHING


def _anchor(link: str, text: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>').format(link, _text(text))


def _paragraphs(texts: tuple[str | None, ...], edition: Edition) -> Markup:
    return _NOTHING.join(_in("p", text, edition, linkify(text)) for text in texts if text)


def linkify(text: str) -> Markup:
    """Return a text in which every bare address and e-mail address is a link."""
    pieces, end = [], 0
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_ENDS)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_ENDS)
        scheme = "mailto:" if match["mail"] else "" if "://" in address else "https://"
        link = Markup('<a href="{}">{}</a>').format(scheme + address, _text(address))
        pieces += [_text(text[end : match.start()]), link]
        end = match.start() + len(address)
    return _NOTHING.join([*pieces, _text(text[end:])])


def _in(element: str, content: str, edition: Edition | None = None, markup: Markup | None = None) -> Markup:
    """Return an element with a text, or with the markup made of it.

    If an edition's text runs against the direction of its language, the element has `dir="auto"`.
    """
    direction = ' dir="auto"' if edition and differs(content, edition.tag) else ""
    return Markup(f"<{element}{direction}>{markup or _text(content)}</{element}>")


def _text(content: str) -> Markup:
    """Return text escaped for an element; quotation marks stay, to keep the feed's source readable."""
    if hasattr(content, "__html__"):  # markup, or an English word on a page in another language
        return Markup(content.__html__())
    return Markup(html.escape(content, quote=False))
