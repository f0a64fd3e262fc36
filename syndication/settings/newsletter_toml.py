"""Read newsletter.toml as a Newsletter; every error is reported at once, with its line."""

import re
import shlex
from collections.abc import Mapping
from dataclasses import replace
from datetime import time
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import imagesize

from syndication.model import DEFAULT_SECTIONS, Edition, Newsletter, Phrases, Publisher, Section
from syndication.model.errors import Problem, SettingsError
from syndication.settings import validators as valid
from syndication.settings.sections import read_names, read_sections
from syndication.settings.toml import TomlChecker
from syndication.system.files import read_file
from syndication.text.messages import FALLBACK, EnglishWord, catalogue
from syndication.text.normalize import canonical_term
from syndication.text.typography import FORBIDDEN

EDITION_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # RFC 5646 s.2.1, of registered languages
_MAX_BYTES = 256 * 1024  # of newsletter.toml: a hundred editions
_MAX_NAMES = 12  # of missing words, that a warning lists
_MAX_ICON_BYTES = 1024 * 1024
_DEFAULTS: dict[str, Any] = {"timezone": ZoneInfo("UTC"), "publish_at": time(12), "frequency_days": 7}
_NEWSLETTER = {
    "id": valid.matching(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens"),
    "authority": valid.matching(
        r"[a-z0-9-]+(\.[a-z0-9-]+)+", "a domain the publisher holds, such as example.org"
    ),
    "since": valid.tag_date,
    "timezone": valid.time_zone,
    "publish_at": valid.hour,
    "frequency_days": valid.days,
    "base_url": valid.base_address,
    "hubs": valid.hubs,
    "embed_partners": valid.origins,
    "image_hosts": valid.hosts,
    **dict.fromkeys(("publisher", "sections", "editions", "speakers"), valid.any_value),
}
_PUBLISHER = {
    "name": valid.text,
    "url": valid.http_url,
    "contact": valid.text,
    "rights": valid.text,
    "license_url": valid.http_url,
    "signup_url": valid.http_url,
    "icon": valid.matching(
        r"[\w-][\w.-]*\.(png|svg|ico|jpg)", "the name of a picture beside this file, such as icon.png"
    ),
    "fediverse_creator": valid.matching(
        r"@\w([\w.-]*\w)?@[a-z0-9-]+(\.[a-z0-9-]+)*", "an account such as @name@example.org"
    ),
}
_EDITION = {
    "title": valid.text,
    "tagline": valid.text,
    "issue_url": valid.issue_url,
    "card_font": valid.matching(r"\w[\w .]*", "the family of a font, such as Noto Serif"),
    **dict.fromkeys(("headings", "sections", "phrases", "publisher", "words"), valid.any_value),
}
_EDITION_PUBLISHER = {"name": valid.text, "rights": valid.text, "signup_url": valid.http_url}
_WORDS = {name: valid.message_like(english) for name, english in catalogue(FALLBACK).items()}
_PHRASES = dict.fromkeys(Phrases.__dataclass_fields__, valid.texts) | {"source": valid.source_phrases}


def load_newsletter(file: Path) -> Newsletter:
    """Read and check newsletter.toml; raises SettingsError with every error in it."""
    path = file.as_posix()
    try:
        source = read_file(file, _MAX_BYTES, file.parent).decode("utf-8-sig")
    except FileNotFoundError as error:
        place = file if file.parent.is_dir() else file.parent
        expected = f"one begun with `syndication init {shlex.quote(str(file.parent))}`"
        raise SettingsError(
            f"{place}: not found; expected a newsletter there, {expected} or named by --archive"
        ) from error
    except OSError as error:
        message = f"{file}: cannot be read ({error.strerror}); expected a newsletter.toml there"
        raise SettingsError(message) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        message = f"{byte}; expected plain text, saved in the encoding UTF-8"
        raise SettingsError(str(Problem(path=path, line=line, message=message))) from error
    checker = TomlChecker(path, source.replace("\r\n", "\n").replace("\r", "\n"))
    table = checker.load()
    if not checker.problems:
        values = checker.table(
            table, _NEWSLETTER, required=("id", "authority", "since", "publisher", "editions")
        )
        publisher = _publisher(checker, values["publisher"], file.parent) if "publisher" in values else None
        sections = read_sections(checker, values["sections"]) if "sections" in values else DEFAULT_SECTIONS
        editions = _editions(checker, values["editions"], publisher, sections) if "editions" in values else {}
        speakers = _speakers(checker, values.pop("speakers", {}))
    if checker.problems:
        raise SettingsError("\n".join(map(str, sorted(checker.problems))))
    parts = {"publisher": publisher, "sections": sections, "editions": editions, "speakers": speakers}
    return Newsletter(**_DEFAULTS | values | parts, warnings=tuple(sorted(checker.warnings)))


def read_icon(archive: Path, name: str) -> bytes:
    """Return the publisher's picture; raises OSError if it is no regular file of the archive."""
    return read_file(archive / name, _MAX_ICON_BYTES, archive)


def _publisher(checker: TomlChecker, table: object, archive: Path) -> Publisher | None:
    key = ("publisher",)
    values = checker.table(table, _PUBLISHER, key=key, required=("name", "url"))
    if "icon" in values:
        try:
            values["icon_size"] = _size_of(read_icon(archive, values["icon"]))
        except OSError as error:
            message = f"icon is {values['icon']!r} ({error.strerror}); expected that file beside this one"
            checker.error((*key, "icon"), message)
    return Publisher(**values) if {"name", "url"} <= values.keys() else None


def _size_of(picture: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height in pixels; None if its format does not hold them."""
    width, height = map(round, imagesize.get(BytesIO(picture)))
    return (width, height) if width > 0 and height > 0 else None


def _editions(
    checker: TomlChecker, tables: object, publisher: Publisher | None, sections: Mapping[str, Section]
) -> dict[str, Edition]:
    if not isinstance(tables, dict) or not tables:
        checker.error(("editions",), "no edition; expected a table such as [editions.en]")
        return {}
    editions: dict[str, Edition] = {}
    for tag, table in tables.items():
        key = ("editions", tag)
        if tag.lower() in map(str.lower, editions):
            checker.error(key, f"edition {tag!r} differs from another in case only; expected one of them")
        if not EDITION_TAG.fullmatch(tag):
            checker.error(key, f"edition {tag!r}; expected a language tag such as en or zh-Hans")
        values = checker.table(table, _EDITION, key=key, required=("title",))
        words = checker.table(values.pop("words", {}), _WORDS, key=(*key, "words"))
        if words:
            values["words"] = {**catalogue(tag), **words}
        _warn_of_gaps(checker, tag, values)
        if "publisher" in values:
            own = checker.table(values["publisher"], _EDITION_PUBLISHER, key=(*key, "publisher"))
            values["publisher"] = replace(publisher, **own) if publisher else None
        shown = values.get("words") or catalogue(tag)
        names, headings = read_names(checker, key, {"title": tag} | values, sections, shown)
        phrases = checker.table(values.pop("phrases", {}), _PHRASES, key=(*key, "phrases"))
        lists = {"sections": names, "headings": headings, "phrases": Phrases(**phrases)}
        editions[tag] = Edition(tag=tag, **{"title": tag} | values | lists)
    return editions


def _warn_of_gaps(checker: TomlChecker, tag: str, values: dict[str, Any]) -> None:
    """Warn of words that an edition has in English only."""
    words = values.get("words") or catalogue(tag)
    lacking = [name for name, word in words.items() if isinstance(word, EnglishWord)]
    if lacking:
        names = ", ".join(lacking if len(lacking) <= _MAX_NAMES else lacking[:3])
        more = " and so on" if len(lacking) > _MAX_NAMES else ""
        message = f"edition {tag!r} has {len(lacking)} words in English: {names}{more}"
        checker.warn(("editions", tag), f"{message}; expected them in [editions.{tag}.words]")


def _speakers(checker: TomlChecker, table: object) -> dict[str, tuple[str, ...]]:
    """Return the other names of each person; report a name that two persons have."""
    validators = dict.fromkeys(table, valid.texts) if isinstance(table, dict) else {}
    speakers = checker.table(table, validators, key=("speakers",))
    owners: dict[str, str] = {}
    for person, others in speakers.items():
        for name in (person, *others):
            term = canonical_term(name)
            owner = owners.setdefault(term, person)
            if not term or FORBIDDEN.search(name):
                checker.error(("speakers", person), f"the name {name!r}; expected letters")
            elif owner != person:
                message = f"{name!r} is a name of {owner!r} too; expected each name under one person"
                checker.error(("speakers", person), message)
    return speakers
