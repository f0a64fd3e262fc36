"""The page of an entry, the list of feeds and the sitemap, as facts to compare with what the feeds say."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree, html

from syndication.client.verify.reading import (
    Facts,
    MalformedError,
    links_fact,
    parse_html,
    parse_json,
    parse_xml,
    squeeze,
    string,
    tables_of,
    time_fact,
)

_SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
_ALTERNATE = "{http://www.w3.org/1999/xhtml}link"
# Pages curl the marks that a feed has as they were typed, and keep dashes away from the start of a line.
_STRAIGHT = str.maketrans("“”„‟«»‘’‚‛", '"' * 6 + "'" * 4, "\u2060")
_BLOCKS = ("p", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "td")  # a caption is set in another form


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """The page of an entry: what its structured data and its head say, and the text it shows."""

    id: str
    facts: Facts
    text: str  # without white space, and with straight marks


def read_entry_page(body: bytes) -> EntryPage:
    """Read the page of an entry; raises MalformedError."""
    page = parse_html(body)
    scripts = page.xpath("//script[@type='application/ld+json']")
    if len(scripts) != 1:
        raise MalformedError(f"has {len(scripts)} JSON-LD; expected one")
    data = parse_json((scripts[0].text or "").encode("utf-8", "replace"))
    language = string(data, "inLanguage")
    alternates = page.xpath("//link[@rel='alternate'][@hreflang][not(@type)]")
    others = [(link.get("hreflang"), link.get("href", "")) for link in alternates]
    works = tables_of(data, "workTranslation")
    in_data = links_fact((string(work, "inLanguage"), string(work, "url")) for work in works)
    in_head = links_fact(other for other in others if other[0] != language)
    return EntryPage(
        id=string(data, "@id"),
        facts={
            "title": " ".join(page.xpath("//data[@class='p-name']/@value")),
            "url": string(data, "url"),
            "language": _agreed(page.get("lang", ""), language),
            "summary": " ".join(page.xpath("//meta[@name='description']/@content")),
            "published": time_fact(string(data, "datePublished")),
            "updated": time_fact(string(data, "dateModified")),
            **({"image": string(data, "image")} if "image" in data else {}),
            "translations": _agreed(in_head, in_data),
        },
        text=_comparable("".join(part.text_content() for part in page.find_class("e-content"))),
    )


def _comparable(text: str) -> str:
    return squeeze(text).translate(_STRAIGHT)


def _agreed(in_head: str, in_data: str) -> str:
    return in_head if in_head == in_data else f"{in_head or 'missing'}, in its JSON-LD {in_data or 'missing'}"


def missing_text(content: str, page: EntryPage) -> str | None:
    """Return the first paragraph of an entry's HTML that its page does not show, in the order of the text."""
    try:
        root = html.document_fromstring(f"<div>{content}</div>")
    except (etree.LxmlError, ValueError) as error:
        raise MalformedError(f"content is no HTML ({error}); expected HTML") from error
    position = 0
    for block in root.iter(*_BLOCKS):
        if next(block.iterdescendants(*_BLOCKS), None) is not None:
            continue
        text = _comparable(block.text_content())
        position = page.text.find(text, position)
        if position < 0:
            return str(block.text_content())
        position += len(text)
    return None


def read_opml(body: bytes) -> dict[str, Facts]:
    """Return what a list of feeds says of each feed, by the feed's address; raises MalformedError."""
    return {
        outline.get("xmlUrl", ""): {
            "page": outline.get("htmlUrl", ""),
            "subtitle": outline.get("description", ""),
            "language": outline.get("language", ""),
        }
        for outline in parse_xml(body, "opml").iter("outline")
        if outline.get("type") == "rss"
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitemap:
    """The addresses of one sitemap, and those of more sitemaps if it is an index."""

    pages: dict[str, str]  # the links to each page's translations, by its address
    sitemaps: tuple[str, ...]


def read_sitemap(body: bytes) -> Sitemap:
    """Read a sitemap or a sitemap index; raises MalformedError."""
    root = parse_xml(body, f"{_SITEMAP}urlset", f"{_SITEMAP}sitemapindex")
    return Sitemap(
        pages={_loc(url): links_fact(_translations(url)) for url in root.iterchildren(f"{_SITEMAP}url")},
        sitemaps=tuple(map(_loc, root.iterchildren(f"{_SITEMAP}sitemap"))),
    )


def _loc(url: Any) -> str:
    return str(url.findtext(f"{_SITEMAP}loc") or "")


def _translations(url: Any) -> Iterator[tuple[str, str]]:
    own = _loc(url)
    for link in url.iterchildren(_ALTERNATE):
        if link.get("href") != own:
            yield link.get("hreflang", ""), link.get("href", "")
