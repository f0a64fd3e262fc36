"""The words of the field as frozen data: a newsletter, what an issue holds, what a subscriber sees."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from syndication.errors import Problem


class Section(StrEnum):
    """What a feed is made of: whole issues, or one kind of part."""

    ISSUES = "issues"
    QUOTES = "quotes"
    NUMBERS = "numbers"
    QUESTIONS = "questions"
    DISCOVERIES = "discoveries"

    @property
    def rank(self) -> int:
        """The place of a section among all, in the order they are shown."""
        return list(Section).index(self)


class Format(StrEnum):
    """The three formats of every feed; the value is the ending of its address."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """Always with its charset: without it browsers garble Chinese in RSS."""
        return f"application/{'feed+json' if self is Format.JSON else f'{self}+xml'}; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """What opens a section in an edition; the first name of each is the one shown."""

    quote: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    discovery: tuple[str, ...] = ()
    question: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """What an edition's editors write around the parts; the first of each is the one shown."""

    switcher: tuple[str, ...] = ()
    lead_in: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    video: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    introduction: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All issues of one language; `tag` is the BCP 47 tag as the folder writes it."""

    tag: str
    title: str
    tagline: str | None = None
    issue_url: str | None = None
    headings: Headings = Headings()
    phrases: Phrases = Phrases()
    publisher: "Publisher | None" = None  # as this edition names it, if otherwise than the newsletter does
    words: Mapping[str, str] = field(default_factory=dict, hash=False)  # all, if it has words of its own


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """Who answers for the newsletter: the author of every feed."""

    name: str
    url: str
    contact: str | None = None
    rights: str | None = None
    license_url: str | None = None
    signup_url: str | None = None
    icon: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """newsletter.toml, validated whole; `id`, `authority` and `since` never change (RFC 4151)."""

    id: str
    authority: str
    since: str
    timezone: ZoneInfo
    publish_at: time
    frequency_days: int
    base_url: str | None = None
    hubs: tuple[str, ...] = ()
    embed_partners: tuple[str, ...] = ()  # the sites that may frame an embed; none named: all
    publisher: Publisher
    editions: Mapping[str, Edition]
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other names by the first
    warnings: tuple[Problem, ...] = ()  # about newsletter.toml

    def publisher_of(self, edition: Edition) -> Publisher:
        """Return the publisher as an edition names it."""
        return edition.publisher or self.publisher

    def at_hour(self, day: date) -> datetime:
        """Give a bare date the newsletter's hour and zone: midnight shows as the day before."""
        return datetime.combine(day, self.publish_at, self.timezone)

    @property
    def beginning(self) -> datetime:
        """The first instant of `since`: the only honest date of a feed that is empty."""
        first_day = date.fromisoformat((self.since + "-01-01")[:10])
        return datetime.combine(first_day, time(), self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """Words of somebody else; speaker and role as printed."""

    section: ClassVar = Section.QUOTES
    text: str
    speaker: str | None = None
    role: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure and what it counts; the text often lost the figure, which was an image."""

    section: ClassVar = Section.NUMBERS
    value: str | None = None
    caption: str | None = None
    source_title: str | None = None
    source_author: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the editors ask their readers."""

    section: ClassVar = Section.QUESTIONS
    context: str | None = None
    questions: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """The cultural piece."""

    section: ClassVar = Section.DISCOVERIES
    title: str | None = None
    text: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


Part = Quote | Number | Question | Discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter in one language: one file."""

    path: str  # inside the archive, for messages
    edition: str
    key: str
    date: date  # as printed, or the key's
    published: datetime
    revised: datetime | None = None
    draft: bool = False
    title: str | None = None
    link: str | None = None  # where the publisher shows it
    image: str | None = None
    letter: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


class Place(NamedTuple):
    """Where in the newsletter an entry stands: what its id says after the newsletter's name."""

    edition: str
    section: Section
    issue: str
    ordinal: int = 1  # among the parts of its kind in its issue

    @property
    def key(self) -> str:
        """The issue's key, with the ordinal from the second part of a kind on."""
        return self.issue if self.ordinal == 1 else f"{self.issue}.{self.ordinal}"

    def __str__(self) -> str:
        return f"{self.edition}/{self.section}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same entry in another edition."""

    id: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """What a subscriber sees: an issue, or one part of it, in Atom's words."""

    id: str
    place: Place
    edition: Edition
    title: str
    published: datetime
    updated: datetime  # RFC 4287 s.4.2.15: moves only on changes we call significant
    body: Issue | Part
    structure: Mapping[str, object]  # what `_syndication` says of the content, and the fingerprint covers
    fingerprint: str
    revised: datetime | None = None  # the time its next correction is to have
    image: str | None = None
    parts: tuple["Entry", ...] = ()  # of an issue, in the order of the text
    translations: tuple[Translation, ...] = ()

    @property
    def language(self) -> str:
        """The BCP 47 tag of the edition."""
        return self.place.edition

    @property
    def section(self) -> Section:
        """The section it stands in."""
        return self.place.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721)."""

    id: str
    place: Place
    published: datetime
    updated: datetime
    withdrawn: datetime
    fingerprint: str


class Quarter(NamedTuple):
    """A quarter of a year, as it stands in the address of an archive document."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Entries of one section of one edition, or what a subscriber chose, newest published first."""

    id: str
    edition: Edition
    section: Section
    title: str
    subtitle: str
    updated: datetime
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()  # latest first
    sisters: tuple[Edition, ...] = ()  # editions that have entries in this section too
    hubs: tuple[str, ...] = ()  # that tell of its changes
    newest: datetime | None = None  # when the newest it ever had was published, shown or not
    quarter: Quarter | None = None  # the one it holds, where it is an archive document
    before: Quarter | None = None  # the one whose archive document comes next, going back in time
    home: str | None = None  # of what a subscriber chose: the page that shows most of it; else it is the twin
