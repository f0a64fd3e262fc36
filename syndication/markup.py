"""Plain text to safe HTML fragments: nothing in an issue's text ever becomes markup."""

import html
import re
from functools import lru_cache

from markupsafe import Markup

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
    """Write an entry's whole content as a fragment that needs no style and no script, with its `lang`."""
    return str(Markup('<div lang="{}">{}</div>').format(entry.language, inner_html(entry)))


def inner_html(entry: Entry) -> Markup:
    """Write an entry's content without the element around it."""
    match entry.body:
        case Issue() as issue:
            return _paragraphs(issue.letter) + _NOTHING.join(map(_section, entry.parts))
        case part:
            return part_html(part, entry.edition)


def part_html(part: Part, edition: Edition) -> Markup:
    """Write one part as it stands alone, under a title of its own."""
    match part:
        case Quote():
            return _quote(part, edition) + _more(part, edition)
        case Number():
            value = _in("p", _in("strong", part.value)) if part.value else _NOTHING
            source = source_line(part, edition)
            if source and part.link:
                return value + _paragraphs((part.caption,)) + _anchor(part.link, source)
            return value + _paragraphs((part.caption, source)) + _more(part, edition)
        case Question(questions=(single,)):
            asked = _in("p", _in("strong", single))
            return _paragraphs((part.context,)) + asked + _more(part, edition)
        case Question():
            asked = _in("ul", _NOTHING.join(_in("li", question) for question in part.questions))
            return (
                _paragraphs((part.context,)) + (asked if part.questions else _NOTHING) + _more(part, edition)
            )
        case Discovery():
            return _paragraphs(part.text) + _more(part, edition)


def source_line(number: Number, edition: Edition) -> str | None:
    """Put a number's source back into the edition's own phrase for it."""
    found = {"{title}": number.source_title, "{author}": number.source_author}
    given = {name: text for name, text in found.items() if text}
    for phrase in edition.phrases.source:
        if given and {name for name in found if name in phrase} == set(given):
            return re.sub(r"\{\w+\}", lambda name: given.get(name[0], name[0]), phrase)
    return None


def link_label(part: Part, edition: Edition) -> str:
    """Name where a part's link leads, in the edition's own words or else in ours."""
    phrases = edition.phrases
    labels = phrases.video if isinstance(part, Discovery) and part.title else phrases.more
    return labels[0] if labels else words_for(edition)["more"]


def attribution(quote: Quote, edition: Edition) -> str | None:
    """Name the person quoted the way the language does, with the role where there is one."""
    words = words_for(edition)
    if quote.speaker and quote.role:
        return words["attribution_role"].format(speaker=quote.speaker, role=quote.role)
    return words["attribution"].format(speaker=quote.speaker) if quote.speaker else None


def section_name(edition: Edition, section: Section) -> str:
    """Give the name an edition prints over a section, or ours where it prints none."""
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
    return heading + (_in("h3", title) if title else _NOTHING) + inner_html(entry)


def _quote(quote: Quote, edition: Edition) -> Markup:
    cited = Markup(' cite="{}"').format(quote.link) if quote.link else _NOTHING
    named = attribution(quote, edition)
    caption = _in("figcaption", named) if named else _NOTHING
    return _in(
        "figure", Markup("<blockquote{}>{}</blockquote>").format(cited, _in("p", quote.text)) + caption
    )


def _more(part: Part, edition: Edition) -> Markup:
    return _anchor(part.link, link_label(part, edition)) if part.link else _NOTHING


def _anchor(link: str, text: str) -> Markup:
    return Markup('<p><a href="{}">{}</a></p>').format(link, _text(text))


def _paragraphs(texts: tuple[str | None, ...]) -> Markup:
    return _NOTHING.join(_in("p", linked(text)) for text in texts if text)


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


def _in(element: str, content: str) -> Markup:
    return Markup(f"<{element}>{_text(content)}</{element}>")


def _text(content: str) -> Markup:
    """Escape what is text; quotation marks need it in attributes only, and are read in the feed's source."""
    if hasattr(content, "__html__"):  # markup, or an English word on a page in another language
        return Markup(content.__html__())
    return Markup(html.escape(content, quote=False))
