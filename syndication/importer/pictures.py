"""Read an image: its alternative text and its address, or that it shows nothing."""

import re
from typing import Any, NamedTuple

from syndication.importer.lines import clean
from syndication.importer.links import clean_address
from syndication.text.typography import trim

_SIZE = re.compile(r"\s*(\d+)(?:\.\d+)?\s*(?:px)?\s*")
_STYLE_SIZE = re.compile(
    r"(?:^|;)\s*(?:width|height)\s*:\s*([0-3])(?:\.\d+)?\s*(?:px)?\s*(?:;|!|$)", re.IGNORECASE
)
_MAX_PIXEL = 3  # pixels: what counts openings and what keeps distances
_EMOJI = re.compile(r"[^\w\s!-~]{1,8}")
_EMOJI_CLASS = re.compile(r"\b(wp-smiley|emoji|emote|emojione|twemoji)\b", re.IGNORECASE)
_SOURCES = ("src", "data-src", "data-original", "data-lazy-src")


class Picture(NamedTuple):
    """An image; without an alternative text, `alt` is empty."""

    alt: str
    address: str | None
    is_emoji: bool  # stands for a character in its line


def read_picture(element: Any, base: str | None) -> Picture | None:
    """Return an image; None for one that nobody sees, such as those that count who opens a mail."""
    sizes = [_SIZE.fullmatch(element.get(name) or "") for name in ("width", "height")]
    if any(size and int(size[1][:6]) <= _MAX_PIXEL for size in sizes):
        return None
    if _STYLE_SIZE.search(element.get("style") or ""):
        return None
    alt = trim(" ".join(clean(element.get("alt") or "").split()))
    emoji = bool(alt) and bool(_EMOJI.fullmatch(alt) or _EMOJI_CLASS.search(element.get("class") or ""))
    return Picture(alt, _address(element, base), emoji)


def _address(element: Any, base: str | None) -> str | None:
    """Return the first address that can be published; an image in the mail itself has none."""
    for name in _SOURCES:
        source = element.get(name) or ""
        original = re.search(r"#(https?://.*)", source)  # mail programs put their own copy before it
        url = clean_address(original[1] if original else source, base).url
        if url and not url.startswith("mailto:"):
            return url
    return None
