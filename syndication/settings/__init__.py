"""Settings: the environment and newsletter.toml, validated whole before anything runs."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, time
from io import BytesIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import imagesize

from syndication.model import Edition, Headings, Newsletter, Phrases, Publisher
from syndication.model.errors import Problem, SettingsError
from syndication.settings.toml import TomlChecker, Validator, http_url, matching, text, texts
from syndication.system.files import read_file
from syndication.text.messages import FALLBACK, EnglishWord, catalogue
from syndication.text.search import canonical_term
from syndication.text.typography import FORBIDDEN, comparison_key

ARCHIVE = "issues"
NEWSLETTER = "newsletter.toml"
STATE = ".syndication-state.json"
EDITION_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")  # RFC 5646 s.2.1, of registered languages
_MAX_BYTES = 256 * 1024  # of newsletter.toml: a hundred editions
_MAX_ICON_BYTES = 1024 * 1024
_ORIGIN = re.compile(r"https?://(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:\d{1,5})?")
_ANY_KEY = "key-of-an-issue"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the service is told: the archive, the newsletter, and where it is reached."""

    archive: Path
    newsletter: Newsletter
    base_url: str | None  # None: nobody said
    ping_state: Path  # remembers what hubs were told of
    dynamic_url: str | None = None  # where addresses that are computed on request are reached, if anywhere
    preview: bool = False  # show what is not published yet, too
    watch: bool = True  # notice changes of the archive
    access_log: bool = False  # write a line per request
    health_details: bool = False  # name broken files in /healthz
    require_ledger: bool = False  # a missing ledger is an error

    @classmethod
    def load(
        cls,
        environment: Mapping[str, str],
        *,
        archive: str | None = None,
        base_url: str | None = None,
        dynamic_url: str | None = None,
        ping_state: str | None = None,
    ) -> "Settings":
        """Read newsletter.toml; the command line wins over the environment, which wins over the file.

        Raises SettingsError with every fault found, each with its line.
        """
        folder = Path(archive or environment.get("SYNDICATION_ARCHIVE") or ARCHIVE)
        newsletter = load_newsletter(folder / NEWSLETTER)
        given = _address("base URL", base_url or environment.get("SYNDICATION_BASE_URL"))
        computed = _address("computed URL", dynamic_url or environment.get("SYNDICATION_DYNAMIC_URL"))
        return cls(
            archive=folder,
            newsletter=newsletter,
            base_url=given or newsletter.base_url,
            # Beside the archive, not in it, where every change is looked at; and beside a link to an archive,
            # so that one that is deployed by changing a link keeps what it remembers.
            ping_state=Path(
                ping_state or environment.get("SYNDICATION_PING_STATE") or folder.absolute().parent / STATE
            ),
            dynamic_url=computed,
            preview=environment.get("SYNDICATION_PREVIEW") == "1",
            watch=environment.get("SYNDICATION_WATCH") != "0",
            access_log=environment.get("SYNDICATION_ACCESS_LOG") == "1",
            health_details=environment.get("SYNDICATION_HEALTH_DETAILS") == "1",
            require_ledger=environment.get("SYNDICATION_REQUIRE_LEDGER") == "1",
        )

    @classmethod
    def from_environment(cls) -> "Settings":
        """Return the settings of this process's environment; raises SettingsError as `load` does."""
        return cls.load(os.environ)

    def reloaded(self) -> "Settings":
        """Read newsletter.toml again; raises SettingsError as `load` does."""
        return replace(self, newsletter=load_newsletter(self.archive / NEWSLETTER))


def load_newsletter(file: Path) -> Newsletter:
    """Read and check newsletter.toml; raises SettingsError with every fault found."""
    try:
        source = read_file(file, _MAX_BYTES, file.parent).decode("utf-8-sig")
    except OSError as error:
        raise SettingsError(
            f"{file}: cannot be read ({error.strerror}); expected a newsletter.toml there"
        ) from error
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        byte = f"byte 0x{error.object[error.start]:02x} is not UTF-8"
        message = f"{byte}; expected plain text, saved in the encoding UTF-8"
        raise SettingsError(str(Problem(path=file.as_posix(), line=line, message=message))) from error
    reader = TomlChecker(file.as_posix(), source.replace("\r\n", "\n").replace("\r", "\n"))
    table = reader.load()
    if not reader.problems:
        values = reader.table(
            table, _NEWSLETTER, required=("id", "authority", "since", "publisher", "editions")
        )
        publisher, editions = {}, {}
        if "publisher" in values:
            publisher = reader.table(
                values["publisher"], _PUBLISHER, where=("publisher",), required=("name", "url")
            )
        if "icon" in publisher:
            try:
                publisher["icon_size"] = _size_of(read_icon(file.parent, publisher["icon"]))
            except OSError as error:
                message = (
                    f"icon is {publisher['icon']!r} ({error.strerror}); expected that file beside this one"
                )
                reader.report(("publisher", "icon"), message)
        if "editions" in values:
            whole = Publisher(**publisher) if {"name", "url"} <= publisher.keys() else None
            editions = _editions(reader, values["editions"], whole)
        speakers = _speakers(reader, values.pop("speakers", {}))
    if reader.problems:
        raise SettingsError("\n".join(map(str, sorted(reader.problems))))
    parts = {"publisher": Publisher(**publisher), "editions": editions, "speakers": speakers}
    parts["warnings"] = tuple(sorted(reader.warnings))
    return Newsletter(**_DEFAULTS | values | parts)


def read_icon(archive: Path, name: str) -> bytes:
    """Return the publisher's picture; raises OSError if it is no regular file of the archive."""
    return read_file(archive / name, _MAX_ICON_BYTES, archive)


def _address(name: str, given: str | None) -> str | None:
    """Accept an address, if one is given; raises SettingsError."""
    try:
        return base_address(given) if given else None
    except ValueError as error:
        raise SettingsError(f"{name} is {given!r}; expected {error}") from error


def base_address(value: object) -> str:
    """Accept where the service is reached, and give it without its final slash."""
    given = http_url(value)
    if "?" in given or "#" in given:
        raise ValueError("an address without query and fragment")
    return given.rstrip("/")


def _size_of(picture: bytes) -> tuple[int, int] | None:
    """Return a picture's width and height in pixels, or None if its format does not tell."""
    width, height = map(round, imagesize.get(BytesIO(picture)))
    return (width, height) if width > 0 and height > 0 else None


def _editions(reader: TomlChecker, given: object, publisher: Publisher | None) -> dict[str, Edition]:
    if not isinstance(given, dict) or not given:
        reader.report(("editions",), "no edition; expected a table such as [editions.en]")
        return {}
    editions: dict[str, Edition] = {}
    for tag, table in given.items():
        where = ("editions", tag)
        if tag.lower() in map(str.lower, editions):
            reader.report(where, f"edition {tag!r} differs from another in case only; expected one of them")
        if not EDITION_TAG.fullmatch(tag):
            reader.report(where, f"edition {tag!r}; expected a language tag such as en or zh-Hans")
        values = reader.table(table, _EDITION, where=where, required=("title",))
        words = reader.table(values.pop("words", {}), _WORDS, where=(*where, "words"))
        if words:
            values["words"] = {**catalogue(tag), **words}
        _warn_of_gaps(reader, tag, values)
        if "publisher" in values:
            here = reader.table(values["publisher"], _EDITION_PUBLISHER, where=(*where, "publisher"))
            values["publisher"] = replace(publisher, **here) if publisher else None
        headings = reader.table(values.pop("headings", {}), _HEADINGS, where=(*where, "headings"))
        phrases = reader.table(values.pop("phrases", {}), _PHRASES, where=(*where, "phrases"))
        _check_headings(reader, headings, (*where, "headings"))
        lists = {"headings": Headings(**headings), "phrases": Phrases(**phrases)}
        editions[tag] = Edition(tag=tag, **{"title": tag} | values | lists)
    return editions


def _warn_of_gaps(reader: TomlChecker, tag: str, values: dict[str, Any]) -> None:
    """Warn of an edition without headings, and of words that it has in English only."""
    if not values.get("headings"):
        message = f"edition {tag!r} has no headings; expected them in [editions.{tag}.headings]"
        reader.warn(("editions", tag), f"{message}, or every issue is nothing but its letter")
    words = values.get("words") or catalogue(tag)
    lacking = [name for name, word in words.items() if isinstance(word, EnglishWord)]
    if lacking:
        message = f"edition {tag!r} has {len(lacking)} words in English: {', '.join(sorted(lacking))}"
        reader.warn(("editions", tag), f"{message}; expected them in [editions.{tag}.words]")


def _word(english: str) -> Validator:
    """Accept a word of ours in another language, with the fields of the English one."""
    fields = dict.fromkeys(re.findall(r"\{(\w+)\}", english), "")
    expected = "text" + (f" with {', '.join(f'{{{name}}}' for name in fields)} in it" if fields else "")

    def check(value: object) -> str:
        try:
            if (
                isinstance(value, str)
                and value
                and not FORBIDDEN.search(value)
                and value.format(**fields) is not None
            ):
                return value
        except (KeyError, IndexError, ValueError):
            pass
        raise ValueError(expected)

    return check


def _speakers(reader: TomlChecker, given: object) -> dict[str, tuple[str, ...]]:
    """Accept which names are one person's; report a name that two persons have."""
    people = dict.fromkeys(given, texts) if isinstance(given, dict) else {}
    names = reader.table(given, people, where=("speakers",))
    owners: dict[str, str] = {}
    for person, others in names.items():
        for name in (person, *others):
            spelled = canonical_term(name)
            owner = owners.setdefault(spelled, person)
            if not spelled or FORBIDDEN.search(name):
                reader.report(("speakers", person), f"the name {name!r}; expected letters")
            elif owner != person:
                message = f"{name!r} is a name of {owner!r} too; expected each name under one person"
                reader.report(("speakers", person), message)
    return names


def _check_headings(
    reader: TomlChecker, headings: dict[str, tuple[str, ...]], where: tuple[str, ...]
) -> None:
    """Report a heading that would open sections of two kinds."""
    kinds: dict[str, str] = {}
    for kind, names in headings.items():
        for name in names:
            if not comparison_key(name):
                reader.report((*where, kind), f"{name!r} is no heading; expected one with letters")
            other = kinds.setdefault(comparison_key(name), kind)
            if other != kind:
                message = f"{name!r} is a heading of {other} too; expected each heading under one kind"
                reader.report((*where, kind), message)


def _zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(text(value))
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Asia/Hong_Kong") from error


def _hour(value: object) -> time:
    try:
        return time.fromisoformat(matching(r"\d\d:\d\d", "")(value))
    except ValueError as error:
        raise ValueError('an hour such as "12:00"') from error


def _days(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 366:  # noqa: PLR2004 (a year)
        raise ValueError("a number of days, from 1 to 366")
    return value


def _since(value: object) -> str:
    try:
        given: str = matching(r"\d{4}(-\d\d){0,2}", "")(value)
        date.fromisoformat((given + "-01-01")[:10])
    except ValueError as error:
        raise ValueError('a year or a date in quotation marks, such as "2023"') from error
    return given


def _hubs(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(http_url, texts(value))))


def _partners(value: object) -> tuple[str, ...]:
    """Accept the origins of sites, as a Content-Security-Policy names them (CSP3 s.2.3.1)."""
    given = texts(value)
    if not all(map(_ORIGIN.fullmatch, given)):
        raise ValueError('sites without a path, such as "https://www.example.org" or "https://*.example.org"')
    return tuple(dict.fromkeys(given))


def _sources(value: object) -> tuple[str, ...]:
    """Accept phrases that begin with words and name the title, the author or both."""
    given = texts(value)
    for phrase in given:
        words, *names = re.split(r"\{([^{}]*)\}", phrase)
        named = names[::2]
        if (
            not comparison_key(words)
            or not named
            or not {"title", "author"}.issuperset(named)
            or len(set(named)) < len(named)
        ):
            raise ValueError("texts that begin with words and have {title} or {author} in them, or both")
    return given


def _issue_url(value: object) -> str:
    expected = "an address with {key} in it"
    given = text(value)
    if "{key}" not in given:
        raise ValueError(expected)
    try:
        return http_url(given.replace("{key}", _ANY_KEY)).replace(_ANY_KEY, "{key}")
    except ValueError as error:
        raise ValueError(f"{expected}, and {error}") from error


def _as_is(value: Any) -> Any:
    return value


_DEFAULTS: dict[str, Any] = {"timezone": ZoneInfo("UTC"), "publish_at": time(12), "frequency_days": 7}
_NEWSLETTER = {
    "id": matching(r"[a-z0-9]+(-[a-z0-9]+)*", "small letters, digits and single hyphens"),
    "authority": matching(r"[a-z0-9-]+(\.[a-z0-9-]+)+", "a domain the publisher holds, such as example.org"),
    "since": _since,
    "timezone": _zone,
    "publish_at": _hour,
    "frequency_days": _days,
    "base_url": base_address,
    "hubs": _hubs,
    "embed_partners": _partners,
    "publisher": _as_is,
    "editions": _as_is,
    "speakers": _as_is,
}
_PUBLISHER = {
    "name": text,
    "url": http_url,
    "contact": text,
    "rights": text,
    "license_url": http_url,
    "signup_url": http_url,
    "icon": matching(
        r"[\w-][\w.-]*\.(png|svg|ico|jpg)", "the name of a picture beside this file, such as icon.png"
    ),
    "fediverse_creator": matching(
        r"@\w([\w.-]*\w)?@[a-z0-9-]+(\.[a-z0-9-]+)*", "an account such as @name@example.org"
    ),
}
_EDITION = {
    "title": text,
    "tagline": text,
    "issue_url": _issue_url,
    **dict.fromkeys(("headings", "phrases", "publisher", "words"), _as_is),
}
_EDITION_PUBLISHER = {"name": text, "rights": text, "signup_url": http_url}
_WORDS = {name: _word(english) for name, english in catalogue(FALLBACK).items()}
_HEADINGS = dict.fromkeys(Headings.__dataclass_fields__, texts)
_PHRASES = dict.fromkeys(Phrases.__dataclass_fields__, texts) | {"source": _sources}
