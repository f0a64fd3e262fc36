"""Bare addresses in a text."""

import re
from collections.abc import Iterator
from typing import NamedTuple

# A bare address ends where ASCII does (RFC 3986 has nothing else), so Chinese may follow it without a space.
# Only a host that is a name gets a link, and none with a user before it, which may pretend to be a host.
_HOST = r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
_ADDRESS = re.compile(
    rf"(?<![a-z0-9._%+/@-])(?:(?P<web>(?:https?://|www\.){_HOST}(?::\d{{1,5}})?(?![a-z0-9@:-])"
    rf"(?:[/?#][a-z0-9._~:/?#@!$&'()*+,;=%-]*)?)|(?P<mail>[a-z0-9][a-z0-9._%+-]*@{_HOST}))",
    re.IGNORECASE | re.ASCII,
)
_ENDS = ".,:;!?'*"  # what ends a sentence rather than an address


class Address(NamedTuple):
    """A bare address: where it stands in the text, and where it leads."""

    begin: int
    end: int
    url: str


def addresses(text: str) -> Iterator[Address]:
    """Yield every bare address and e-mail address of a text."""
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(_ENDS)
        while address.endswith(")") and address.count(")") > address.count("("):
            address = address[:-1].rstrip(_ENDS)
        scheme = "mailto:" if match["mail"] else "" if "://" in address else "https://"
        yield Address(match.start(), match.start() + len(address), scheme + address)
