"""The files of a new newsletter: settings with comments, and an issue to fill in for each language."""

import json
import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from syndication.model import DEFAULT_SECTIONS, Shape
from syndication.settings import NEWSLETTER
from syndication.text.dates import format_date
from syndication.text.messages import EnglishWord, catalogue, starter
from syndication.text.normalize import normalize

SHAPES = {  # of sections, and what a new newsletter calls one of each
    **{str(section.shape): section.name for section in DEFAULT_SECTIONS.values()},
    str(Shape.TEXT): "stories",
    str(Shape.LIST): "links",
}
_HOUR = time(6)  # early, so that the issue of today is served at once
_SETTINGS = """\
# Who publishes, in which editions, and under which headings; `syndication check` explains every mistake.
# `syndication init --sample DIR` writes a larger example, with a description of all that is possible.

id = {id}    # part of every entry's id: never change it after the first `publish`
authority = "example.org"    # a domain that you hold: CHANGE THIS before the first `publish`, and never after
since = {since}    # a year in which you held that domain; never change it either
timezone = {timezone}
publish_at = {hour}    # the hour given to an issue that states only its date
frequency_days = 7    # how often an issue comes
# base_url = "https://feeds.example.org"    # where the public reaches this service

[publisher]    # the author of every feed
name = {name}
url = "https://www.example.org"
# contact = "editors@example.org"
# rights = "© …"

# What an issue consists of, in the order shown. The names are part of ids and addresses: never change them.
# The shape is quotation, figure, text, list or question.
"""
_SECTION = """
[sections.{name}]
shape = "{shape}"
"""
_EDITION = """
[editions.{tag}]    # its issues are {tag}/*.txt, or .md for Markdown; translations have the same name
title = {name}
# tagline = "…"

# [editions.{tag}.headings]
# end = ["Unsubscribe"]    # nothing is read from such a line on

[editions.{tag}.sections]    # a line that is one of its headings opens a section; pages show the first
{sections}

[editions.{tag}.phrases]    # lead_in opens a question, call ends it; video and more are labels of links
{phrases}
"""
_WORDS = """
[editions.{tag}.words]    # the words of the pages: translate them, and remove the #
{words}
"""


def new_files(
    name: str, folder: str, tags: Iterable[str], shapes: Iterable[str], zone: ZoneInfo, now: datetime
) -> dict[str, bytes]:
    """Return the files of a new newsletter by their paths; its id is its name, or else that of its folder."""
    day = now.date() if now.time() >= _HOUR else now.date() - timedelta(days=1)
    values = {
        "id": _slug(name) or _slug(folder) or "newsletter",
        "since": f"{now.year}",
        "timezone": zone.key,
        "hour": f"{_HOUR:%H:%M}",
        "name": name,
    }
    settings = _SETTINGS.format_map({field: _toml(value) for field, value in values.items()})
    settings += "".join(_SECTION.format(name=SHAPES[shape], shape=shape) for shape in shapes)
    settings += "".join(_edition(tag, name, shapes) for tag in tags)
    issues = {f"{tag}/{day}.txt": _issue(tag, name, shapes, day) for tag in tags}
    return {path: text.encode() for path, text in {NEWSLETTER: settings, **issues}.items()}


def _slug(name: str) -> str:
    return "-".join(re.findall("[a-z0-9]+", normalize(name)))


def _edition(tag: str, name: str, shapes: Iterable[str]) -> str:
    """Return the tables of an edition in newsletter.toml."""
    own = starter(tag)
    headings = {SHAPES[shape]: own[shape]["heading"] for shape in shapes}
    text = _EDITION.format(
        tag=tag,
        name=_toml(name),
        sections="\n".join(f"{key} = {{ headings = [{_toml(text)}] }}" for key, text in headings.items()),
        phrases=_toml_lines(own["phrases"]),
    )
    missing = re.sub("^", "# ", _toml_lines(_missing_words(tag)), flags=re.MULTILINE)
    return text + (_WORDS.format(tag=tag, words=missing) if _missing_words(tag) else "")


def _issue(tag: str, name: str, shapes: Iterable[str], day: date) -> str:
    """Return an issue to fill in."""
    own = starter(tag)
    printed_day = f"{day}" if _missing_words(tag) else format_date(day, tag)
    sections = [f"{own[shape]['heading']}\n\n{own[shape]['text']}" for shape in shapes]
    return "\n\n".join([f"{printed_day}\n{name}", own["letter"], *sections]) + "\n"


def is_fallback(tag: str) -> bool:
    """Return whether a language has no catalogue, so that its edition begins in English."""
    return bool(_missing_words(tag))


def _missing_words(tag: str) -> dict[str, str]:
    """Return the words that a language has in English only."""
    return {name: word for name, word in catalogue(tag).items() if isinstance(word, EnglishWord)}


def _toml(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _toml_lines(table: Mapping[str, object]) -> str:
    return "\n".join(f"{key} = {_toml(value)}" for key, value in table.items())
