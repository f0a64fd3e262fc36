"""Where pages are put together: the templates, what they may call, and the shell that pages share.

A page's template has two blocks, `head` and `main`; `base.html` is the shell around them. Between the entries
of a section the shell does not differ, so that a page of one costs no more than its own two blocks.
"""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from syndication.dates import locale_of, show_date, show_months
from syndication.entries import summary
from syndication.markup import link_label, linked, section_name, source_line
from syndication.model import Entry, Format, Issue, Section
from syndication.urls import (
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
    feed_path,
    opml_path,
    page_path,
    partners_path,
    quarter_path,
    search_path,
    speaker_path,
    speakers_path,
    twin_path,
)
from syndication.words import words_for

Shell = tuple[str, str, str]  # before the head's own lines, between them and the main part, after it
_MARKS = "\x00head\x00", "\x00main\x00"  # no text that we show has such characters
_SHORT, _LONG = 110, 330  # bytes of a text, which are near enough to the columns it takes


def show_name(entry: Entry) -> str:
    """Name an entry where its section is known: an issue by its date, unless it has a title of its own."""
    if isinstance(entry.body, Issue):
        return entry.body.title or show_date(entry.body.date, entry.language)
    return entry.title


def size_of(text: str) -> str:
    """Tell how large a text may be set."""
    length = len(text.encode())
    return "large" if length <= _SHORT else "small" if length > _LONG else "medium"


@cache
def language_name(tag: str) -> str:
    """Give a language's own name for itself."""
    locale = locale_of(tag)
    return (locale.languages.get(str(locale)) or locale.get_display_name() or tag) if _is_known(tag) else tag


@cache
def direction_of(tag: str) -> str:
    """Tell in which direction a language is written."""
    return "rtl" if _is_known(tag) and locale_of(tag).character_order == "right-to-left" else "ltr"


def _is_known(tag: str) -> bool:
    return locale_of(tag).language == tag.split("-", maxsplit=1)[0].lower()


_templates = Environment(
    loader=PackageLoader("syndication.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_templates.filters["plain"] = str  # where no element fits: in attributes, titles and options
_templates.globals.update(
    {
        "direction_of": direction_of,
        "edition_path": edition_path,
        "embed_path": embed_path,
        "feed_path": feed_path,
        "language_name": language_name,
        "link_label": link_label,
        "opml_path": opml_path,
        "linked": linked,
        "page_path": page_path,
        "partners_path": partners_path,
        "quarter_path": quarter_path,
        "search_path": search_path,
        "section_name": section_name,
        "show_date": show_date,
        "show_months": show_months,
        "show_name": show_name,
        "size_of": size_of,
        "source_line": source_line,
        "speaker_path": speaker_path,
        "speakers_path": speakers_path,
        "summary": summary,
        "twin_path": twin_path,
        "words_for": words_for,
        "EMBED_SCRIPT": EMBED_SCRIPT,
        "FEEDS": FEEDS,
        "OPML": OPML,
        "PARTNERS_SCRIPT": PARTNERS_SCRIPT,
        "PARTNERS_STYLE": PARTNERS_STYLE,
        "ROOT": ROOT,
        "SCRIPT": SCRIPT,
        "STYLE": STYLE,
        "Format": Format,
        "Section": Section,
    }
)
_templates.globals["ui"] = _templates.get_template("parts.html").module
_GLOBALS = dict(_templates.globals)  # a template's own are a chain of mappings, which takes long to walk


def template(name: str) -> Template:
    """Give a template that stands by itself."""
    return _templates.get_template(name)


def make_shell(values: dict[str, Any]) -> Shell:
    """Render the shell that stands around pages."""
    head, main = _MARKS
    whole = _templates.get_template("base.html").render(values, head=head, main=main)
    before, _, rest = whole.partition(head)
    between, _, after = rest.partition(main)
    return before, between, after


def fill(shell: Shell, template: str, values: dict[str, Any]) -> str:
    """Render the blocks of a page into its shell."""
    page = _templates.get_template(template)
    context = page.new_context(_GLOBALS | values, shared=True)
    before, between, after = shell
    head, main = ("".join(page.blocks[name](context)) for name in ("head", "main"))
    return before + head + between + main + after
