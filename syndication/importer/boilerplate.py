"""Decide which elements of a page or a mail are not part of its text: hidden ones, navigation, footers."""

import re
from functools import lru_cache
from typing import Any


def words(text: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset(text.split())


# Elements that hold no text to read, whatever is in them.
SILENT = words(
    """
    head title meta link base script style template noscript svg math iframe object embed canvas audio
    video map button input select textarea option datalist progress meter dialog del rp nav
    """
)
_ROLES = frozenset(
    ("navigation", "contentinfo", "search", "menu", "menubar", "dialog", "alertdialog", "toolbar", "tooltip")
)
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|(?:max-height|opacity)\s*:\s*0(?:px|\.0+)?\s*(?:;|!|$)|text-indent\s*:\s*-\d{4,})",
    re.IGNORECASE,
)
_HIDDEN_NAMES = words(
    """
    preheader preview-text previewtext mcnpreviewtext preview-text-wrap sr-only visually-hidden
    visuallyhidden screen-reader-text skip-link skiplink hidden-preheader
    """
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
# Words of classes and ids, in what page builders and mail services write.
_CHROME = words(
    """
    nav navbar navigation menu breadcrumb breadcrumbs pagination cookie cookies consent gdpr onetrust
    cookiebot related recommended recommendations recirculation outbrain taboola trending share sharing
    sharedaddy addtoany social socials follow sidebar footer comments respond subscribe subscription
    signup paywall ad ads advert advertisement popup modal toast
    """
)
_SECTIONS = frozenset(("body", "html", "main", "article"))
_MAX_CHROME_SHARE = 0.3  # of all text: a container that is named after a part of it is not that part
_MAX_MEASURED = 20  # times the text: what is measured in all
_MAX_NAME_CHARS = 200
_CLASS_RULE = re.compile(r"\s*([\w-]*)\.([\w-]+)\s*")


class Boilerplate:
    """The elements of one document to be left out."""

    def __init__(self, root: Any, hidden_classes: frozenset[str]) -> None:
        self._hidden_classes = hidden_classes
        length = text_length(root)
        self._max_chars = _MAX_CHROME_SHARE * length
        self._budget = _MAX_MEASURED * length

    def is_hidden(self, element: Any, tag: str) -> bool:
        """Return whether nothing of an element is shown, or nothing that one could read."""
        if tag in SILENT:
            return True
        get = element.get
        if get("hidden") is not None or get("aria-hidden") == "true":
            return True
        style = get("style")
        if style and _HIDDEN_STYLE.search(style):
            return True
        names = get("class")
        if not names:
            return False
        classes = names.lower().split()
        return not (_HIDDEN_NAMES.isdisjoint(classes) and self._hidden_classes.isdisjoint(names.split()))

    def is_chrome(self, element: Any, tag: str, *, quoted: bool) -> bool:
        """Return whether an element stands around the text: navigation, related articles, a footer."""
        if tag in _SECTIONS:
            return False
        if tag == "footer":
            return not quoted  # that of a quotation names its speaker
        get = element.get
        if get("role") in _ROLES:
            return True
        if tag == "header" or get("role") == "banner":
            return element.find(".//nav") is not None
        named = tag in ("aside", "form") or _names_chrome(
            (get("class") or "")[:_MAX_NAME_CHARS], (get("id") or "")[:_MAX_NAME_CHARS]
        )
        return named and not quoted and self._is_small(element)

    def _is_small(self, element: Any) -> bool:
        """Return whether an element holds a small share of the text; those within each other are costly."""
        if self._budget < 0:
            return False
        length = text_length(element)
        self._budget -= length
        return length <= self._max_chars


def hidden_classes(css: str) -> frozenset[str]:
    """Return the classes that a style sheet hides on every screen."""
    css = "".join(part.partition("*/")[2] for part in f"*/{css}".split("/*"))
    hidden: set[str] = set()
    depth, selector, start = 0, "", 0
    for match in re.finditer(r"[{}]", css):
        text = css[start : match.start()]
        start = match.end()
        if match[0] == "{":
            selector = text.rpartition(";")[2] if depth == 0 else ""
            depth += 1
        else:
            if depth == 1 and "@" not in selector and _HIDDEN_STYLE.search(text):
                rules = map(_CLASS_RULE.fullmatch, selector.split(","))
                hidden.update(rule[2] for rule in rules if rule)
            depth = max(0, depth - 1)
    return frozenset(hidden)


@lru_cache(4096)
def _names_chrome(classes: str, identifier: str) -> bool:
    words = _WORDS.findall(f"{classes} {identifier}")
    return not _CHROME.isdisjoint(map(str.lower, words))


def text_length(element: Any) -> float:
    """Return how many characters the text in an element has."""
    return float(element.xpath("string-length(normalize-space(.))"))
