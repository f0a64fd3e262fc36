"""Text as pages show it: curly marks, and no dash that begins a line. Data and feeds have it as written."""

import re
from functools import cache

import regex
from babel.core import get_global

from syndication.text.dates import locale_of

_OPENING = regex.compile(r"[\s\p{Ps}\p{Pi}\p{Pd}/]?")  # what stands before an opening mark
_ADDRESS = r"(?:https?://|www\.)[^\s\"]*[^\s\"'.,:;!?]"
_MARK = re.compile(rf"{_ADDRESS}|[\"']")
_APOSTROPHE = re.compile(r"(?<=[A-Za-z])'(?=[A-Za-z])")  # in a name, in a text of another script
_DASH = re.compile(r"(?<=[^\s\u2060])(?:[ \u00a0](?=[–—―][ \u00a0])|(?=——|――))")
_ENGLISH = "“", "”", "‘", "’"
_LOW = "„", "“", "‚", "‘"
_RIGHT = "”", "”", "’", "’"
_MARKS = {  # if other than in English: around a quotation, and around one in it
    **dict.fromkeys(("bg", "cs", "de", "is", "sk", "sl"), _LOW),
    **dict.fromkeys(("fi", "sv"), _RIGHT),
    **dict.fromkeys(("hu", "pl", "ro"), ("„", "”", "‚", "’")),
    "fr": ("«\u202f", "\u202f»", "“", "”"),
}


def typeset_text(text: str, tag: str, before: str = "") -> str:
    """Return a text for display in a language; addresses in it stay as they are.

    `before` is the character that stands before the text.
    """
    if "—" in text or "–" in text or "―" in text:
        text = _DASH.sub(lambda space: "\u00a0" if space[0] else "\u2060", text)
    if '"' not in text and "'" not in text:
        return text
    if not _is_latin(tag):
        return _APOSTROPHE.sub("’", text)
    marks = _MARKS.get(tag.partition("-")[0].lower(), _ENGLISH)

    def curl(mark: re.Match[str]) -> str:
        if len(mark[0]) > 1:
            return mark[0]
        start, end = mark.span()
        opens = _OPENING.fullmatch(text[start - 1 : start] if start else before) is not None
        if mark[0] == '"':
            return marks[0] if opens else marks[1]
        return marks[2] if opens and not text[end : end + 1].isdigit() else "’"  # the ’90s

    return _MARK.sub(curl, text)


@cache
def _is_latin(tag: str) -> bool:
    locale = locale_of(tag)
    likely = get_global("likely_subtags").get(locale.language, "").split("_")
    return (locale.script or "".join(likely[1:2])) == "Latn"
