"""The Jinja environment: the templates, and the functions and paths that they may use."""

import re
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from markupsafe import Markup

from syndication.archive.entries import summary
from syndication.model import Entry, Figure, Format, Issue, Quotation
from syndication.model.paths import (
    EMBED_SCRIPT,
    FEEDS,
    OPML,
    PARTNERS_SCRIPT,
    PARTNERS_STYLE,
    ROOT,
    SCRIPT,
    STYLE,
    edition_path,
    embed_path,
    feed_page_path,
    feed_path,
    feeds_path,
    opml_path,
    page_path,
    partners_path,
    quarter_path,
    search_path,
    speaker_path,
    speakers_path,
)
from syndication.render.markup import inline, paragraphs
from syndication.render.typeset import typeset
from syndication.text.dates import format_date, format_day, format_months, is_known, locale_of
from syndication.text.direction import differs, direction_of
from syndication.text.labels import has_own_link, link_label, section_name, source_line
from syndication.text.messages import messages_for
from syndication.text.rich import spans_of
from syndication.text.typography import is_unspaced, truncate

_NAME_COLUMNS = 60  # of an issue in a list
_CLAUSE_CHARS = 11  # of a quotation on a line of a phone
_CLAUSE = re.compile(r"\w+")
_SHORT_BYTES, _LONG_BYTES = 110, 330  # in UTF-8, close enough to columns


def entry_name(entry: Entry) -> str:
    """Return a name for an entry below its section's heading: an issue without a title has its date."""
    if isinstance(entry.content, Issue):
        return entry.content.title or format_date(entry.content.date, entry.language)
    return entry.title


def issue_name(entry: Entry) -> str:
    """Return the title of an issue, else its first words; of a part its title."""
    title = entry.content.title if isinstance(entry.content, Issue) else entry.title
    return title or truncate(
        summary(entry), columns=_NAME_COLUMNS, ellipsis=messages_for(entry.edition)["ellipsis"]
    )


def highlights(entry: Entry) -> list[str]:
    """Return what an issue is remembered by: who is quoted in it, and the figures."""
    parts = [part.content for part in entry.parts]
    speakers = [part.speaker for part in parts if isinstance(part, Quotation)]
    figures = [part.value for part in parts if isinstance(part, Figure)]
    return list(filter(None, (*speakers, *figures)))


def size_of(text: str) -> str:
    """Return the CSS class for the size of a text: the longer, the smaller."""
    length = len(text.encode())
    return "large" if length <= _SHORT_BYTES else "small" if length > _LONG_BYTES else "medium"


def clauses(text: str) -> str:
    """Return the CSS class of a text without spaces whose clauses each fit on a line."""
    longest = max(_CLAUSE.findall(text), key=len, default="")
    return " clauses" if longest and is_unspaced(longest[0]) and len(longest) <= _CLAUSE_CHARS else ""


@cache
def language_name(tag: str, language: str | None = None) -> str:
    """Return the name of a language, in another language or in itself."""
    locale = locale_of(tag)
    names = locale_of(language).languages if language else locale.languages
    return (names.get(str(locale)) or locale.get_display_name(language) or tag) if is_known(tag) else tag


def marked(text: str, *, in_link: bool = False) -> str:
    """Return a text with its markup, if it has any; its bare addresses are no links."""
    return inline(text, linked=False, in_link=in_link) if spans_of(text) else text


def dir_attribute(text: str, tag: str) -> Markup:
    """Return the attribute that a text needs if it runs against the language around it."""
    return Markup(' dir="auto"') if differs(text, tag) else Markup()


_environment = Environment(
    loader=PackageLoader("syndication.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_environment.filters["plain"] = str  # where no element fits: in attributes, titles and options
_environment.globals.update(
    {
        "clauses": clauses,
        "direction_of": direction_of,
        "edition_path": edition_path,
        "embed_path": embed_path,
        "feed_path": feed_path,
        "feeds_path": feeds_path,
        "language_name": language_name,
        "has_own_link": has_own_link,
        "link_label": link_label,
        "opml_path": opml_path,
        "inline": inline,
        "marked": marked,
        "page_path": page_path,
        "paragraphs": paragraphs,
        "partners_path": partners_path,
        "quarter_path": quarter_path,
        "search_path": search_path,
        "section_name": section_name,
        "format_date": format_date,
        "format_day": format_day,
        "format_months": format_months,
        "entry_name": entry_name,
        "highlights": highlights,
        "issue_name": issue_name,
        "size_of": size_of,
        "source_line": source_line,
        "speaker_path": speaker_path,
        "speakers_path": speakers_path,
        "summary": summary,
        "feed_page_path": feed_page_path,
        "messages_for": messages_for,
        "EMBED_SCRIPT": EMBED_SCRIPT,
        "FEEDS": FEEDS,
        "OPML": OPML,
        "PARTNERS_SCRIPT": PARTNERS_SCRIPT,
        "PARTNERS_STYLE": PARTNERS_STYLE,
        "ROOT": ROOT,
        "SCRIPT": SCRIPT,
        "STYLE": STYLE,
        "Format": Format,
    }
)
_environment.filters["dir"] = dir_attribute
_environment.filters["typeset"] = typeset
macros: Any = _environment.get_template("macros.html").module
_environment.globals["macros"] = macros


def template(name: str) -> Template:
    """Return a template."""
    return _environment.get_template(name)
