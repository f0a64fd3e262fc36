"""Read from an element how its text is set: in a line or alone, as heading, quotation or item, bold."""

import re
from functools import lru_cache
from typing import Any, NamedTuple

from syndication.importer.blocks import BlockKind
from syndication.importer.boilerplate import words

_INLINE = words(
    """
    a b strong i em span font u s strike small big sub sup code q cite abbr acronym time mark ins label
    tt var kbd samp dfn bdi bdo wbr ruby rb rt rtc picture source data output nobr img br
    """
)
_STRONG = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)|mso-bidi-font-weight\s*:\s*bold", re.IGNORECASE)
_WEAK = re.compile(r"font-weight\s*:\s*(normal|[1-4]00)", re.IGNORECASE)
_ITALIC = re.compile(r"font-style\s*:\s*(italic|oblique)", re.IGNORECASE)
_BLOCK_STYLE = re.compile(r"display\s*:\s*(block|table|flex|grid|list-item)", re.IGNORECASE)
_VERBATIM = re.compile(r"white-space\s*:\s*(pre|break-spaces)", re.IGNORECASE)
_HEADING = re.compile(
    r"(?:\b|_|mcn)(?:sub)?(?:heading|headline)(?:\b|_|\d)|(?:section|block|widget)[-_]?title\b", re.IGNORECASE
)
_QUOTATION = re.compile(r"(?:\b|_)(?:block|pull)-?quote(?:s)?(?:\b|_)", re.IGNORECASE)
_REPLY = re.compile(r"gmail_quote|moz-cite|protonmail_quote|yahoo_quoted|\bcite\b", re.IGNORECASE)
_WORD_ITEM = re.compile(r"\bMsoListParagraph", re.IGNORECASE)
_HEADING_TAG = re.compile(r"h([1-6])")
_DEFAULT_LEVEL = 2
_MAX_NAME_CHARS = 200


class Style(NamedTuple):
    """The style of the text in an element; elements in it inherit it."""

    kind: BlockKind = BlockKind.PARAGRAPH
    depth: int = 0
    address: str | None = None
    strong: bool = False
    emphasis: bool = False
    verbatim: bool = False  # line ends count, as in <pre>
    heading: int = 0  # level, where the class of the nearest block says that it is one


def is_block(element: Any, tag: str) -> bool:
    """Return whether an element begins and ends a line."""
    if tag in _INLINE or ":" in tag:
        style = element.get("style")
        return bool(style and _BLOCK_STYLE.search(style))
    return True


def style_of(element: Any, tag: str, outer: Style, *, block: bool) -> Style:
    """Return the style of the text in an element, but for its link."""
    style, names = element.get("style") or "", (element.get("class") or "")[:_MAX_NAME_CHARS]
    strong, emphasis = outer.strong, outer.emphasis
    if tag in ("b", "strong", "th") or (style and _STRONG.search(style)):
        strong = tag != "th"
    elif style and _WEAK.search(style):
        strong = False
    if tag in ("i", "em") or (style and _ITALIC.search(style)):
        emphasis = True
    inner = outer._replace(strong=strong, emphasis=emphasis)
    if not block:
        return inner
    verbatim = tag == "pre" or bool(style and _VERBATIM.search(style)) or outer.verbatim
    inner = inner._replace(verbatim=verbatim, heading=_level_of_class(names))
    kind, depth = _kind_of(element, tag, names, outer)
    if kind is BlockKind.HEADING:
        return inner._replace(kind=kind, depth=depth, strong=False)
    return inner._replace(kind=kind, depth=depth)


def _kind_of(element: Any, tag: str, names: str, outer: Style) -> tuple[BlockKind, int]:
    """Return the kind and depth of a block by its tag, role or class; else those of what it is in."""
    in_list = outer.kind in (BlockKind.PARAGRAPH, BlockKind.ITEM)
    if match := _HEADING_TAG.fullmatch(tag):
        return BlockKind.HEADING, int(match[1])
    if element.get("role") == "heading":
        level = element.get("aria-level") or ""
        return BlockKind.HEADING, int(level) if level in tuple("123456") else _DEFAULT_LEVEL
    if (tag == "blockquote" or (names and _QUOTATION.search(names))) and _is_quotation(element):
        return BlockKind.QUOTATION, 0
    if tag in ("ul", "ol") and in_list:
        return outer.kind, outer.depth + 1
    if (tag == "li" and in_list) or _WORD_ITEM.match(names):
        return BlockKind.ITEM, max(1, outer.depth)
    return outer.kind, outer.depth


@lru_cache(1024)
def _level_of_class(names: str) -> int:
    return _DEFAULT_LEVEL if names and _HEADING.search(names) else 0


def _is_quotation(element: Any) -> bool:
    """Return whether a block quotation is one: mail programs put whole messages in them."""
    if element.get("type") == "cite" or _REPLY.search(element.get("class") or ""):
        return False
    return element.xpath("not(.//h1|.//h2|.//h3|.//h4|.//table)") is True
