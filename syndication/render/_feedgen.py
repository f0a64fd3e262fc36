"""The one door to feedgen 1.0, and what it keeps behind it.

1. Entry links lose `rel`, `type` and `hreflang` in Atom (lkiesow/python-feedgen#135): we write them.
2. It reads the clock wherever no date was given: `updated` is always given, for feeds and entries.
3. `add_entry()` prepends unless told otherwise: it is told.
4. The channel's `<link>` is the last link added: only the alternate is added, the others are ours.
5. RSS drops every `atom:link` but self: all of them are ours.
6. It writes RSS dates through `locale.setlocale`, which all threads share: it is given another formatter.
7. `guid()` overwrites the Atom id: only `id()` is called, which sets both.
8. `content(type="CDATA")` is an invalid Atom type: always `html`, and `use_cdata` afterwards.
9. Characters that XML forbids raise inside lxml: the parser has replaced them before.
10. The default generator carries feedgen's version: ours does not.
11. It knows no `xml:lang` per entry and neither RFC 5005 nor RFC 6721: `Extra` adds what we say.
12. It builds an entry's XML again for every feed: here each entry is written once and its bytes are joined.
"""

from collections.abc import Callable, Iterable, Mapping
from email.utils import format_datetime
from typing import Any

import feedgen.entry
import feedgen.feed
from feedgen.ext.base import BaseExtension
from feedgen.feed import FeedGenerator
from lxml.etree import CDATA, SubElement

from syndication.model import Format, Newsletter

feedgen.entry.formatRFC2822 = feedgen.feed.formatRFC2822 = format_datetime

GENERATOR = "syndication"
ATOM_NS = "http://www.w3.org/2005/Atom"
DC_NS = "http://purl.org/dc/elements/1.1/"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HISTORY_NS = "http://purl.org/syndication/history/1.0"
MEDIA_NS = "http://search.yahoo.com/mrss/"
_NAMESPACES: Mapping[Format, dict[str, str]] = {Format.ATOM: {}, Format.RSS: {"dc": DC_NS}}
# Where an entry begins and where the entries end, in a document that is indented.
_MARKS = {Format.ATOM: (b"  <entry", b"</feed>"), Format.RSS: (b"    <item", b"  </channel>")}

# Fills a feed or an entry of feedgen's, and gives what adds to its element all that feedgen cannot write.
Fill = Callable[[Any], Callable[[Any], None]]


def document(form: Format, fill_feed: Fill, fill_entries: Iterable[Fill] = ()) -> bytes:
    """Write a whole document through feedgen."""
    feed = FeedGenerator()
    feed.register_extension("extra", Extra, Extra)
    feed.extra.namespaces = _NAMESPACES[form]
    feed.generator(GENERATOR)
    feed.extra.extend = fill_feed(feed)
    for fill_entry in fill_entries:
        entry = feed.add_entry(order="append")
        entry.extra.extend = fill_entry(entry)
    written: bytes = feed.atom_str(pretty=True) if form is Format.ATOM else feed.rss_str(pretty=True)
    return written


def mark_archive(element: Any) -> None:
    """Mark a feed as an archive document (RFC 5005 s.4); the others do not carry the prefix."""
    SubElement(element, f"{{{HISTORY_NS}}}archive", nsmap={"fh": HISTORY_NS})


def use_cdata(element: Any) -> None:
    """Write an element's text as CDATA; `]]>` in it is split between two sections.

    Parsers that bound how many entity references a document may hold refuse a feed of escaped HTML
    (rowanmanning/feed-parser#256).
    """
    element.text = CDATA(element.text)


def add_picture(element: Any, url: str) -> None:
    """Add an entry's picture (Media RSS 1.5.1); only entries with a picture carry the prefix.

    It is no `enclosure`: RSS requires the length in bytes of one, which we do not know, and Atom means by it
    what needs special handling, such as a recording (RFC 4287 s.4.2.7.2).
    """
    names = {"media": MEDIA_NS}
    SubElement(element, f"{{{MEDIA_NS}}}content", {"url": url, "medium": "image"}, names)
    SubElement(element, f"{{{MEDIA_NS}}}thumbnail", {"url": url}, names)


def fragment(form: Format, newsletter: Newsletter, fill_entry: Fill) -> bytes:
    """Write one entry, to be joined into every document that carries it."""

    def fill_feed(feed: Any) -> Callable[[Any], None]:
        feed.id("-")
        feed.title("-")
        feed.description("-")
        feed.updated(newsletter.start)
        feed.link(href="-")
        return lambda _: None

    whole = document(form, fill_feed, [fill_entry])
    begin, end = _MARKS[form]
    return whole[whole.index(begin) : whole.rindex(end)]


def join(form: Format, empty: bytes, fragments: Iterable[bytes]) -> bytes:
    """Put entries into a document that has none: byte for byte what feedgen writes for the whole."""
    end = empty.rindex(_MARKS[form][1])
    return empty[:end] + b"".join(fragments) + empty[end:]


class Extra(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """Adds to the element of a feed or an entry, after what feedgen writes."""

    namespaces: Mapping[str, str]
    extend: Callable[[Any], None]

    def extend_ns(self) -> dict[str, str]:
        """Name the prefixes once, at the root."""
        return dict(self.namespaces)

    def extend_atom(self, element: Any) -> Any:
        """Extend an Atom feed or entry."""
        self.extend(element)
        return element

    def extend_rss(self, element: Any) -> Any:
        """Extend an RSS channel (feedgen hands over its root) or item."""
        self.extend(element[0] if element.tag == "rss" else element)
        return element
