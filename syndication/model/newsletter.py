"""The newsletter, its publisher and its editions, as newsletter.toml describes them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from syndication.model.errors import Problem
from syndication.model.section import DEFAULT_SECTIONS, ISSUES, Section, Shape

ANY_HEADING = "*"  # among the headings of a section: every one that is no other heading


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """How an edition shows a section, and the headings that open it there."""

    name: str
    about: str  # of its feed
    headings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Headings:
    """The headings in an edition that open no section."""

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
class Edition:
    """All issues in one language; `tag` is the BCP 47 tag as written in the folder's name."""

    tag: str
    title: str
    tagline: str | None = None
    issue_url: str | None = None
    sections: Mapping[str, Names] = field(default_factory=dict, hash=False)  # all that are declared
    headings: Headings = Headings()
    phrases: Phrases = Phrases()
    publisher: Publisher | None = None  # as this edition names it, if otherwise than the newsletter does
    card_font: str | None = None  # the family of its share cards
    words: Mapping[str, str] = field(default_factory=dict, hash=False)  # all, if it has words of its own


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
    image_hosts: tuple[str, ...] = ()  # from which our pages may load images of issues
    publisher: Publisher
    sections: Mapping[str, Section] = field(default_factory=lambda: DEFAULT_SECTIONS)  # without the issues
    editions: Mapping[str, Edition]
    speakers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # other names by main name
    warnings: tuple[Problem, ...] = ()  # about newsletter.toml

    def publisher_of(self, edition: Edition) -> Publisher:
        """Return the publisher as an edition names it."""
        return edition.publisher or self.publisher

    @property
    def feed_sections(self) -> tuple[str, ...]:
        """The sections that have a feed in every edition, in the order shown."""
        return ISSUES, *self.sections

    def shape_of(self, section: str) -> Shape | None:
        """Return the shape of a section's parts; None for issues."""
        return self.sections[section].shape if section in self.sections else None

    @property
    def quotations(self) -> tuple[str, ...]:
        """The sections of quotations."""
        return tuple(name for name, one in self.sections.items() if one.shape is Shape.QUOTATION)

    def at_hour(self, day: date) -> datetime:
        """Return a date at the newsletter's hour and zone; readers show midnight as the day before."""
        return datetime.combine(day, self.publish_at, self.timezone)

    @property
    def start(self) -> datetime:
        """The first instant of `since`, which is the `updated` of an empty feed."""
        first_day = date.fromisoformat((self.since + "-01-01")[:10])
        return datetime.combine(first_day, time(), self.timezone)
