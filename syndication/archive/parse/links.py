"""Addresses of links and images in Markdown: made absolute, or refused with their line."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from syndication.archive.parse.diagnostics import Diagnostics
from syndication.settings.validators import http_url

_MAIL = re.compile(r"mailto:[^\s<>\"\\^`{|}@]+@[^\s<>\"\\^`{|}@]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class LinkResolver:
    """Resolves addresses against that of the issue, if it has one; remembers those that it has seen."""

    base: str | None
    image_hosts: tuple[str, ...]
    report: Diagnostics
    seen: set[str] = field(default_factory=set)

    def link(self, address: str, line: int) -> str:
        """Return where a link leads; empty, with an error in the report, if it may not lead there."""
        self.seen.add(address)
        if _MAIL.fullmatch(address):
            return "mailto:" + quote(address.partition(":")[2], safe="%/:=&?~#+!$,;'@()*[]")
        return self._absolute(address, line, "link", "an address with https:, http: or mailto:")

    def image(self, address: str, line: int) -> str:
        """Return where an image is; empty, with an error in the report, if it may not be there."""
        self.seen.add(address)
        return self._absolute(address, line, "image", "an address with https: or http:")

    def is_shown(self, url: str) -> bool:
        """Return whether our own pages may load an image."""
        host = urlsplit(url).netloc
        return any(
            host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed
            for allowed in self.image_hosts
        )

    def _absolute(self, address: str, line: int, kind: str, expected: str) -> str:
        place = f"the {kind} {address[:80]!r}"
        try:
            is_relative = not urlsplit(address).scheme
            if address and is_relative and not self.base:
                message = f"{place} is relative; expected `url` in the front matter"
                self.report.error(line, message)
                return ""
            return str(http_url(urljoin(self.base or "", address) if address and is_relative else address))
        except ValueError:
            self.report.error(line, f"{place} leads nowhere; expected {expected}")
            return ""
