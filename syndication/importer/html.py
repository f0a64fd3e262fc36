"""Read a web page, or the HTML of a mail or a word processor."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from lxml import etree

from syndication.importer.blocks import SourceDocument
from syndication.importer.boilerplate import Boilerplate, hidden_classes, text_length
from syndication.importer.charset import decode
from syndication.importer.lines import clean
from syndication.importer.links import clean_address
from syndication.importer.walker import MAX_DEPTH, MAX_ELEMENTS, TooLarge, Walker
from syndication.model.errors import ImportFailed, Problem

MAX_HTML_BYTES = 5 * 1024 * 1024
_MAX_TITLE_CHARS = 300
_MAX_TAGS = 3 * MAX_ELEMENTS  # most elements have two, and some text has a sign like them
_MAX_TAG_CHARS = 4000  # without the values of attributes
_LONG_TAG = re.compile(rf"<[a-zA-Z][^<>]{{{_MAX_TAG_CHARS},}}")
_VALUE = re.compile(r"=\s*(\"[^\"]*\"|'[^']*')")
_SCRIPT = re.compile(r"<script\b", re.IGNORECASE)
_SCRIPT_END = re.compile(r"</script\b", re.IGNORECASE)
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datePublished",
    "date",
    "dc.date",
    "pubdate",
)
_PUBLISHED_IN_SCRIPT = re.compile(r'"datePublished"\s*:\s*"([^"]{4,40})"')
_MIN_SHARE_OF_MAIN = 0.5  # of the text: a main element that holds less is not what it says


def read_html(raw: bytes, name: str, charset: str | None = None) -> SourceDocument:
    """Return the blocks of a page and what it says of itself; raises ImportFailed if it is too large."""
    if len(raw) > MAX_HTML_BYTES:
        raise _refusal(name, f"HTML of {len(raw)} bytes; expected {MAX_HTML_BYTES} at most")
    return read_html_text(decode(raw, charset, is_html=True), name)


def read_html_text(text: str, name: str) -> SourceDocument:
    """Return the blocks of HTML that is decoded; raises ImportFailed if it is too large."""
    if text.count("<") > _MAX_TAGS or _has_endless_tag(text):
        raise _too_large(name)
    root = _parse(text)
    if root is None:
        return SourceDocument(name=name, blocks=(), is_plain=True)
    facts = _Facts(root)
    css = "\n".join(style.text or "" for style in root.iter("style"))
    etree.strip_elements(root, "script", "style", "template", "noscript", "svg", with_tail=False)
    walker = Walker(Boilerplate(root, hidden_classes(css)), facts.base)
    try:
        walker.walk(_main(root))
    except TooLarge:
        raise _too_large(name) from None
    return SourceDocument(
        name=name,
        blocks=tuple(walker.blocks),
        is_plain=False,
        url=facts.url,
        sent=facts.published,
        title=facts.title,
        image=facts.image,
        warnings=tuple(walker.warnings),
    )


def _has_endless_tag(text: str) -> bool:
    """Return whether a tag has more attributes than any needs: libxml2 compares each with all others."""
    tags = (tag for part in _without_scripts(text) for tag in _LONG_TAG.findall(part))
    return any(len(_VALUE.sub("", tag)) > _MAX_TAG_CHARS for tag in tags)


def _without_scripts(text: str) -> Iterator[str]:
    place = 0
    while (start := _SCRIPT.search(text, place)) and (end := _SCRIPT_END.search(text, start.end())):
        yield text[place : start.start()]
        place = end.end()
    yield text[place:]


def _parse(text: str) -> Any:
    # Comments are left out, and with them all that is for Outlook alone: <!--[if mso]> ... <![endif]-->
    parser = etree.HTMLParser(
        encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True, no_network=True
    )
    try:
        return etree.fromstring(text.replace("\0", "\ufffd").encode("utf-8", "replace"), parser)
    except etree.ParserError:  # nothing but comments or white space
        return None
    except etree.XMLSyntaxError:
        return None


def _main(root: Any) -> Any:
    """Return the element that holds the text."""
    mains = root.xpath("//main|//*[@role='main']")
    if len(mains) == 1 and text_length(mains[0]) > _MIN_SHARE_OF_MAIN * text_length(root):
        return mains[0]
    return root


class _Facts:
    """The facts in the head of a page."""

    def __init__(self, root: Any) -> None:
        self._root = root
        metas = (
            (meta.get("property") or meta.get("name") or meta.get("itemprop"), meta)
            for meta in root.iter("meta")
        )
        self._metas = {name.strip(): meta.get("content") or "" for name, meta in metas if name}
        canonical = next(self._links("canonical"), None) or self._metas.get("og:url")
        self.url = self._web(canonical)
        base = next((base.get("href") for base in root.iter("base")), None)
        self.base = self._web(base) or self.url
        self.image = self._web(self._metas.get("og:image"))
        self.title = self._title()
        self.published = next(filter(None, map(_timestamp, self._times())), None)

    def _links(self, relation: str) -> Iterator[str]:
        for link in self._root.iter("link"):
            if relation in (link.get("rel") or "").lower().split():
                yield link.get("href") or ""

    def _web(self, address: str | None) -> str | None:
        url = clean_address(address).url if address else None
        return url if url and not url.startswith("mailto:") else None

    def _title(self) -> str | None:
        element = self._root.find(".//title")
        written = self._metas.get("og:title") or ("".join(element.itertext()) if element is not None else "")
        return " ".join(clean(written).split())[:_MAX_TITLE_CHARS] or None

    def _times(self) -> Iterator[str]:
        yield from (self._metas[name] for name in _PUBLISHED if name in self._metas)
        for element in self._root.iter("time"):
            if element.get("pubdate") is not None or "datePublished" in (element.get("itemprop") or ""):
                yield element.get("datetime") or ""
        for script in self._root.iter("script"):
            if "json" in (script.get("type") or "") and (
                match := _PUBLISHED_IN_SCRIPT.search(script.text or "")
            ):
                yield match[1]


def _timestamp(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(written.strip())
    except ValueError:
        return None


def _too_large(name: str) -> ImportFailed:
    limits = f"{MAX_ELEMENTS} elements, and {MAX_DEPTH} within each other, at most"
    return _refusal(name, f"HTML that no text needs; expected {limits}")


def _refusal(name: str, message: str) -> ImportFailed:
    return ImportFailed(Problem(path=name, line=1, message=message))
