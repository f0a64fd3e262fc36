"""Absolute URLs under the base URL, and relative ones between pages."""

from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

import idna


def relative(target: str, page: str) -> str:
    """Return the relative URL from a page to a path, so that pages work under any prefix (RFC 3986 s.4.2)."""
    if not target.startswith("/"):
        return target
    folder, there = _encoded(page).split("/")[:-1], _encoded(target).split("/")
    shared = 0
    for here, other in zip(folder, there[:-1], strict=False):
        if here != other:
            break
        shared += 1
    way = "../" * (len(folder) - shared) + "/".join(there[shared:])
    return way if way and ":" not in way.split("/")[0] else f"./{way}"


@dataclass(frozen=True, slots=True)
class Urls:
    """Absolute URLs under one base URL."""

    base: str

    def __call__(self, path: str) -> str:
        """Return the absolute URL of a path; a URL that is already absolute stays as it is."""
        return self.base.rstrip("/") + _encoded(path) if path.startswith("/") else path

    def rooted(self, path: str) -> str:
        """Return the public address of a path without its host: it leads there from any path of ours."""
        return self(path).removeprefix(self.origin) if path.startswith("/") else path

    @property
    def origin(self) -> str:
        """Scheme, host and port of every address."""
        return "/".join(self.base.split("/")[:3])

    def path_of(self, url: str) -> str | None:
        """Return the path of one of our own URLs, by http or https; None for any other URL."""
        try:
            there, here = urlsplit(url), urlsplit(self.base)
            host = ascii_host(there.hostname or "")
            ports = [None if one.port in (80, 443) else one.port for one in (there, here)]
        except ValueError:
            return None
        if there.scheme not in ("http", "https") or "@" in there.netloc:
            return None
        path = unquote(there.path)
        if host != here.hostname or ports[0] != ports[1] or not path.startswith(f"{here.path}/"):
            return None
        return path.removeprefix(here.path)


def ascii_host(host: str) -> str:
    """Return a host as DNS has it (UTS 46, not transitional); raises ValueError if it is none."""
    return host.encode("idna").decode() if host.isascii() else idna.encode(host, uts46=True).decode()


def _encoded(path: str) -> str:
    """Return a path with everything outside ASCII percent-encoded (RFC 3987 s.3.1)."""
    return path if path.isascii() else quote(path, safe="%/?&=")
