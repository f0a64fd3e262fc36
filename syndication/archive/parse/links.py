"""Addresses of links and images in Markdown: made absolute, or refused with their line."""

import re
from dataclasses import dataclass, field
from urllib.parse import quote, urljoin, urlsplit

from syndication.archive.parse.diagnostics import Diagnostics
from syndication.settings.validators import http_url

_MAX_LINKS = 5000  # of an issue: a short reference may stand for a long address again and again
_MAX_CHARS = 2000  # of an address
_MAIL = re.compile(r"mailto:[^\s<>\"\\^`{|}@]+@[^\s<>\"\\^`{|}@]+", re.IGNORECASE)


@dataclass(slots=True)
class LinkResolver:
    """Resolves addresses against that of the issue, if it has one; remembers those that it has seen."""

    base: str | None
    image_hosts: tuple[str, ...]
    report: Diagnostics
    seen: set[str] = field(default_factory=set)
    count: int = 0

    def link(self, address: str, line: int) -> str:
        """Return where a link leads; empty, with an error in the report, if it may not lead there."""
        if _MAIL.fullmatch(address):
            mail = quote(address.partition(":")[2], safe="%/:=&?~#+!$,;'@()*[]")
            return "" if self._exceeds(address, line) else f"mailto:{mail}"
        return self._absolute(address, line, "link", "an address with https:, http: or mailto:")

    def image(self, address: str, line: int) -> str:
        """Return where an image is; empty, with an error in the report, if it may not be there."""
        return self._absolute(address, line, "image", "an address with https: or http:")

    def is_shown(self, url: str) -> bool:
        """Return whether our own pages may load an image."""
        host = urlsplit(url).netloc
        return any(
            host.endswith(allowed[1:]) if allowed.startswith("*.") else host == allowed
            for allowed in self.image_hosts
        )

    def _exceeds(self, address: str, line: int) -> bool:
        """Report an address that is too long, or one too many."""
        self.seen.add(address)
        self.count += 1
        if self.count == _MAX_LINKS + 1:
            self.report.error(line, f"more than {_MAX_LINKS} links and images; expected those of one issue")
        if len(address) > _MAX_CHARS:
            message = (
                f"the address {address[:80]!r} is longer than {_MAX_CHARS} characters; expected a shorter one"
            )
            self.report.error(line, message)
        return self.count > _MAX_LINKS or len(address) > _MAX_CHARS

    def _absolute(self, address: str, line: int, kind: str, expected: str) -> str:
        place = f"the {kind} {address[:80]!r}"
        if self._exceeds(address, line):
            return ""
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
