"""The domain model as immutable data: newsletter, issue, entry and feed. It imports nothing of ours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from typing import ClassVar, NamedTuple
from zoneinfo import ZoneInfo

from syndication.model.errors import Problem


class Section(StrEnum):
    """The content of a feed: whole issues, or one kind of part."""

    ISSUES = "issues"
    QUOTES = "quotes"
    NUMBERS = "numbers"
    QUESTIONS = "questions"
    DISCOVERIES = "discoveries"

    @property
    def rank(self) -> int:
        """The position of a section in the order they are shown."""
        return list(Section).index(self)


class Format(StrEnum):
    """The three formats of every feed; the value is the extension of its address."""

    ATOM = "atom"
    RSS = "rss"
    JSON = "json"

    @property
    def media_type(self) -> str:
        """The media type with its charset, without which browsers garble Chinese in RSS."""
        return f"application/{'feed+json' if self is Format.JSON else f'{self}+xml'}; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The headings that open sections in an edition; pages show the first of each."""

    quote: tuple[str, ...] = ()
    number: tuple[str, ...] = ()
    discovery: tuple[str, ...] = ()
    question: tuple[str, ...] = ()
    group: tuple[str, ...] = ()
    end: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrases:
    """Recurring phrases around the parts of an issue; pages show the first of each."""

    switcher: tuple[str, ...] = ()
    lead_in: tuple[str, ...] = ()
    call: tuple[str, ...] = ()
    video: tuple[str, ...] = ()
    more: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    introduction: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """All issues in one language; `tag` is the BCP 47 tag as written in the folder's name."""

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
    """The publisher of the newsletter and author of every feed."""

    name: str
    url: str
    contact: str | None = None
    rights: str | None = None
    license_url: str | None = None
    signup_url: str | None = None
    icon: str | None = None
    icon_size: tuple[int, int] | None = (512, 512)  # pixels, if known; without `icon`, of the drawn one
    fediverse_creator: str | None = None  # @name@host


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """The validated content of newsletter.toml; `id`, `authority` and `since` never change (RFC 4151)."""

    id: str
    authority: str
    since: str
    timezone: ZoneInfo
    publish_at: time
    frequency_days: int
    base_url: str | None = None
    hubs: tuple[str, ...] = ()
    embed_partners: tuple[str, ...] = ()  # sites that may frame an embed; empty: all
    publisher: Publisher
    editions: Mapping[str, Edition]
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other names by main name
    warnings: tuple[Problem, ...] = ()  # about newsletter.toml

    def publisher_of(self, edition: Edition) -> Publisher:
        """Return the publisher as an edition names it."""
        return edition.publisher or self.publisher

    def at_hour(self, day: date) -> datetime:
        """Return a date at the newsletter's hour and zone; readers show midnight as the day before."""
        return datetime.combine(day, self.publish_at, self.timezone)

    @property
    def start(self) -> datetime:
        """The first instant of `since`, which is the `updated` of an empty feed."""
        first_day = date.fromisoformat((self.since + "-01-01")[:10])
        return datetime.combine(first_day, time(), self.timezone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A quotation with its speaker and role as printed."""

    section: ClassVar = Section.QUOTES
    text: str
    speaker: str | None = None
    role: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A figure and its caption; the figure is often missing because it was an image."""

    section: ClassVar = Section.NUMBERS
    value: str | None = None
    caption: str | None = None
    source_title: str | None = None
    source_author: str | None = None
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """The questions that the editors ask their readers."""

    section: ClassVar = Section.QUESTIONS
    context: str | None = None
    questions: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Discovery:
    """A culture story."""

    section: ClassVar = Section.DISCOVERIES
    title: str | None = None
    text: tuple[str, ...] = ()
    link: str | None = None
    line: int = field(default=1, compare=False)  # of its heading


Part = Quote | Number | Question | Discovery


@dataclass(frozen=True, slots=True, kw_only=True)
class Issue:
    """One number of the newsletter in one language: one file."""

    path: str  # relative to the archive, for messages
    edition: str
    key: str
    date: date  # as printed, else from the key
    published: datetime
    published_line: int = field(default=1, compare=False)  # where the front matter says so, if it does
    revised: datetime | None = None
    revised_line: int = field(default=1, compare=False)
    draft: bool = False
    draft_line: int = field(default=1, compare=False)
    title: str | None = None
    link: str | None = None  # the publisher's own page
    image: str | None = None
    letter: tuple[str, ...] = ()
    parts: tuple[Part, ...] = ()


TranslationKey = tuple[Section, str, int]  # what an entry has in common with its translations


class EntryRef(NamedTuple):
    """An entry reference: edition, section, issue and ordinal, as in the entry's id."""

    edition: str
    section: Section
    issue: str
    ordinal: int = 1  # among the parts of its kind in its issue

    @property
    def key(self) -> str:
        """The issue's key, with the ordinal from the second part of a kind on."""
        return self.issue if self.ordinal == 1 else f"{self.issue}.{self.ordinal}"

    @property
    def translation_key(self) -> "TranslationKey":
        """The part of a reference that an entry shares with its translations."""
        return self.section, self.issue, self.ordinal

    def __str__(self) -> str:
        return f"{self.edition}/{self.section}/{self.key}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """The same entry in another edition."""

    id: str
    ref: EntryRef


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Entry:
    """An issue, or one part of it, as subscribers see it; the field names are Atom's."""

    id: str
    ref: EntryRef
    edition: Edition
    title: str
    published: datetime
    updated: datetime  # RFC 4287 s.4.2.15: moves only on changes we call significant
    last_modified: datetime  # moves whenever what is shown of it changes, links to translations included
    content: Issue | Part
    data: Mapping[str, object]  # the fields of `_syndication` that the fingerprint covers
    fingerprint: str
    revised: datetime | None = None  # the time given to its next correction
    image: str | None = None
    parts: tuple["Entry", ...] = ()  # of an issue, in the order of the text
    translations: tuple[Translation, ...] = ()

    @property
    def language(self) -> str:
        """The BCP 47 tag of the edition."""
        return self.ref.edition

    @property
    def section(self) -> Section:
        """The section of the entry."""
        return self.ref.section


@dataclass(frozen=True, slots=True, kw_only=True)
class Tombstone:
    """An entry that was withdrawn (RFC 6721)."""

    id: str
    ref: EntryRef
    published: datetime
    updated: datetime
    withdrawn: datetime
    last_modified: datetime
    fingerprint: str


class Quarter(NamedTuple):
    """A quarter of a year; as a string, the way archive addresses write it."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year:04}-q{self.number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """The entries of one section in one edition, or of a custom feed, newest published first."""

    id: str
    edition: Edition
    section: Section
    title: str
    subtitle: str
    updated: datetime
    entries: tuple[Entry, ...] = ()
    tombstones: tuple[Tombstone, ...] = ()  # latest first
    other_editions: tuple[Edition, ...] = ()  # editions that have entries in this section too
    hubs: tuple[str, ...] = ()  # WebSub hubs that announce its changes
    last_published: datetime | None = (
        None  # the latest publication time of any entry it ever had, shown or not
    )
    quarter: Quarter | None = None  # set if this is an archive document
    prev_archive: Quarter | None = None  # the quarter of the previous archive document
    page: str | None = None  # the page of a custom feed; None: the feed page
