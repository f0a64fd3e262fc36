"""Render an entry's content as an HTML fragment; text is always escaped and never becomes markup."""

import html
import re
from functools import lru_cache

from markupsafe import Markup

from syndication.direction import differs, direction_of
from syndication.model import Discovery, Edition, Entry, Issue, Number, Part, Question, Quote, Section
from syndication.words import words_for

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
    return str(Markup('<div lang="{}"{}>{}</div>').format(entry.language, direction, inner_html(entry)))


def inner_html(entry: Entry) -> Markup:
    """Return an entry's content as HTML without the enclosing element."""
    match entry.body:
        case Issue() as issue:
            return _paragraphs(issue.letter, entry.edition) + _NOTHING.join(map(_section, entry.parts))
        case part:
            return part_html(part, entry.edition)


def part_html(part: Part, edition: Edition) -> Markup:
    """Return one part as HTML without its title."""
    match part:
        case Quote():
            return _quote(part, edition) + _more(part, edition)
        case Number():
            value = _in("p", _in("strong", part.value, edition)) if part.value else _NOTHING
            source = source_line(part, edition)
            if source and part.link:
                return value + _paragraphs((part.caption,), edition) + _anchor(part.link, source)
            return value + _paragraphs((part.caption, source), edition) + _more(part, edition)
        case Question(questions=(single,)):
            asked = _in("p", _in("strong", single, edition))
            return _paragraphs((part.context,), edition) + asked + _more(part, edition)
        case Question():
            asked = _in("ul", _NOTHING.join(_in("li", question, edition) for question in part.questions))
            return (
                _paragraphs((part.context,), edition)
                + (asked if part.questions else _NOTHING)
                + _more(part, edition)
            )
        case Discovery():
            return _paragraphs(part.text, edition) + _more(part, edition)


def source_line(number: Number, edition: Edition) -> str | None:
    """Return a number's source line in the edition's own phrase; None if no phrase has exactly its fields."""
    found = {"{title}": number.source_title, "{author}": number.source_author}
    given = {name: text for name, text in found.items() if text}
    for phrase in edition.phrases.source:
        if given and {name for name in found if name in phrase} == set(given):
            return re.sub(r"\{\w+\}", lambda name: given.get(name[0], name[0]), phrase)
    return None


def link_label(part: Part, edition: Edition) -> str:
    """Return the label of a part's link: the edition's phrase, else the catalogue's."""
    phrases = edition.phrases
    labels = phrases.video if isinstance(part, Discovery) and part.title else phrases.more
    return labels[0] if labels else words_for(edition)["more"]


def attribution(quote: Quote, edition: Edition) -> str | None:
    """Return the attribution of a quote in the style of its language; None if there is no speaker."""
    words = words_for(edition)
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
    return names[0] if names else str(words_for(edition)[section])


def _section(entry: Entry) -> Markup:
    heading = _in("h2", section_name(entry.edition, entry.section))
    title = entry.body.title if isinstance(entry.body, Discovery) else None
    return heading + (_in("h3", title, entry.edition) if title else _NOTHING) + inner_html(entry)


def _quote(quote: Quote, edition: Edition) -> Markup:
    cited = Markup(' cite="{}"').format(quote.link) if quote.link else _NOTHING
    named = attribution(quote, edition)
    caption = _in("figcaption", named, edition) if named else _NOTHING
    text = _in("p", quote.text, edition)
    return _in("figure", Markup("<blockquote{}>{}</blockquote>").format(cited, text) + caption)


def _more(part: Part, edition: Edition) -> Markup:
    return _anchor(part.link, link_label(part, edition)) if part.link else _NOTHING


def _anchor(link: str, text: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>').format(link, _text(text))


def _paragraphs(texts: tuple[str | None, ...], edition: Edition) -> Markup:
    return _NOTHING.join(_in("p", text, edition, linked(text)) for text in texts if text)


def linked(text: str) -> Markup:
    """Return a text in which every bare address and e-mail address is a link."""
    pieces, end = [], 0
    for found in _ADDRESS.finditer(text):
        shown = found[0].rstrip(_ENDS)
        while shown.endswith(")") and shown.count(")") > shown.count("("):
            shown = shown[:-1].rstrip(_ENDS)
        scheme = "mailto:" if found["mail"] else "" if "://" in shown else "https://"
        pieces += [
            _text(text[end : found.start()]),
            Markup('<a href="{}">{}</a>').format(scheme + shown, _text(shown)),
        ]
        end = found.start() + len(shown)
    return _NOTHING.join([*pieces, _text(text[end:])])


def _in(element: str, content: str, edition: Edition | None = None, shown: Markup | None = None) -> Markup:
    """Put a text, or what is `shown` for it, into an element.

    A text of an `edition` that runs against its language says so.
    """
    direction = ' dir="auto"' if edition and differs(content, edition.tag) else ""
    return Markup(f"<{element}{direction}>{shown or _text(content)}</{element}>")


def _text(content: str) -> Markup:
    """Return text escaped for an element; quotation marks stay, to keep the feed's source readable."""
    if hasattr(content, "__html__"):  # markup, or an English word on a page in another language
        return Markup(content.__html__())
    return Markup(html.escape(content, quote=False))
