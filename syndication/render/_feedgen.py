"""The only module that imports feedgen 1.0, with a workaround for each of its traps.

1. Entry links lose `rel`, `type` and `hreflang` in Atom (lkiesow/python-feedgen#135): we write the links.
2. It reads the clock if `updated` is not set: we set it for every feed and entry.
3. `add_entry()` prepends by default: we pass `order="append"`.
4. The channel's `<link>` is the last link added: we add only the alternate and write the others.
5. RSS drops every `atom:link` but self: we write all of them.
6. It formats RSS dates with `locale.setlocale`, which all threads share: we replace its formatter.
7. `guid()` overwrites the Atom id: we call only `id()`, which sets both.
8. `content(type="CDATA")` is an invalid Atom type: we pass `html` and call `use_cdata` afterwards.
9. Characters that XML forbids raise an error in lxml: the parser of issues replaces them.
10. The default generator has feedgen's version, which would change every document: ours has none.
11. It has no `xml:lang` per entry and neither RFC 5005 nor RFC 6721: `Extra` adds them.
12. It builds an entry's XML again for every feed: we write each entry once and join the bytes.
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
# The text at which an entry begins and the entries end, in an indented document.
_MARKERS = {Format.ATOM: (b"  <entry", b"</feed>"), Format.RSS: (b"    <item", b"  </channel>")}

# A function that fills feedgen's feed or entry. It returns a function that adds to the XML element everything
# that feedgen cannot write.
Fill = Callable[[Any], Callable[[Any], None]]


def document(form: Format, fill_feed: Fill, fill_entries: Iterable[Fill] = ()) -> bytes:
    """Return a whole document written by feedgen."""
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
    """Mark a feed as an archive document (RFC 5005 s.4); other feeds do not declare the prefix."""
    SubElement(element, f"{{{HISTORY_NS}}}archive", nsmap={"fh": HISTORY_NS})


def use_cdata(element: Any) -> None:
    """Write an element's text as CDATA; libxml2 splits `]]>` in it between two sections.

    Parsers that limit the number of entity references in a document reject a feed of escaped HTML
    (rowanmanning/feed-parser#256).
    """
    element.text = CDATA(element.text)


def add_picture(element: Any, url: str) -> None:
    """Add an entry's picture (Media RSS 1.5.1); only entries with a picture declare the prefix.

    It is not an `enclosure`: RSS requires its length in bytes, which is unknown, and in Atom it is for what
    needs special handling, such as a recording (RFC 4287 s.4.2.7.2).
    """
    names = {"media": MEDIA_NS}
    SubElement(element, f"{{{MEDIA_NS}}}content", {"url": url, "medium": "image"}, names)
    SubElement(element, f"{{{MEDIA_NS}}}thumbnail", {"url": url}, names)


def fragment(form: Format, newsletter: Newsletter, fill_entry: Fill) -> bytes:
    """Return one entry as XML, to be joined into every document that has it."""

    def fill_feed(feed: Any) -> Callable[[Any], None]:
        feed.id("-")
        feed.title("-")
        feed.description("-")
        feed.updated(newsletter.start)
        feed.link(href="-")
        return lambda _: None

    whole = document(form, fill_feed, [fill_entry])
    begin, end = _MARKERS[form]
    return whole[whole.index(begin) : whole.rindex(end)]


def join(form: Format, empty: bytes, fragments: Iterable[bytes]) -> bytes:
    """Return an empty document with entries joined into it: the bytes that feedgen writes for the whole."""
    end = empty.rindex(_MARKERS[form][1])
    return empty[:end] + b"".join(fragments) + empty[end:]


class Extra(BaseExtension):  # type: ignore[misc]  # feedgen ships no types
    """An extension that adds to the element of a feed or an entry, after what feedgen writes."""

    namespaces: Mapping[str, str]
    extend: Callable[[Any], None]

    def extend_ns(self) -> dict[str, str]:
        """Return the prefixes to declare once, at the root."""
        return dict(self.namespaces)

    def extend_atom(self, element: Any) -> Any:
        """Extend an Atom feed or entry."""
        self.extend(element)
        return element

    def extend_rss(self, element: Any) -> Any:
        """Extend an RSS channel (feedgen hands over its root) or item."""
        self.extend(element[0] if element.tag == "rss" else element)
        return element
