"""What stands at one path: its bytes in every encoding, and its validators; the same on every machine."""

import gzip
import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import brotli

HTML = "text/html; charset=utf-8"
JSON = "application/json; charset=utf-8"
OUTLINE = "text/x-opml; charset=utf-8"
TEXT = "text/plain; charset=utf-8"
XML = "application/xml; charset=utf-8"
IDENTITY = ""  # no Content-Encoding at all
_CODINGS = ("br", "gzip", IDENTITY)
_COMPRESSED = ("image/png", "image/jpeg")  # by themselves
_BROTLI_QUALITY = 8  # of 11: 10 saves another tenth, takes ten times as long, and a change would be late
_OVERHEAD = 4096  # bytes: what there is besides the bodies
_BROTLI_WINDOW = 16  # bits: a larger one takes 80 MB of memory and brings nothing


def policy(elsewhere: str = "") -> tuple[str, str]:
    """Say what a page may load; nothing that stands in it is ever run.

    Its forms may be sent `elsewhere` too, which is where what is computed is reached.
    """
    own = f"'self' {elsewhere}".rstrip()
    told = f"""default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; connect-src {own}; \
frame-src 'self'; base-uri 'none'; form-action {own}; frame-ancestors 'self'"""
    return "Content-Security-Policy", told


PAGE_HEADERS = (
    ("Referrer-Policy", "strict-origin-when-cross-origin"),
    ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
)
FILE_HEADERS = (  # of everything that is no page: a browser that shows it runs nothing in it
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One path's bytes, and what is said about them in the headers (RFC 9110 s.8)."""

    body: bytes
    media_type: str
    last_modified: datetime
    headers: tuple[tuple[str, str], ...] = ()  # what else is said with it
    lasting: bool = False  # stays as it is for a day, and nearly always for good
    etag: str = field(default="", init=False)  # the hash of the body, without quotation marks
    codings: tuple[str, ...] = field(default=(), init=False)  # the encodings it can be had in, best first
    _encoded: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", hashlib.sha256(self.body).hexdigest()[:32])
        object.__setattr__(self, "codings", (IDENTITY,) if self.media_type in _COMPRESSED else _CODINGS)

    @property
    def weight(self) -> int:
        """About how many bytes of memory it takes at most, with its encodings."""
        return 2 * len(self.body) + _OVERHEAD

    def encoded(self, coding: str) -> bytes:
        """Give the bytes in one encoding; made on first use and kept."""
        if coding == IDENTITY:
            return self.body
        found = self._encoded.get(coding)
        if found is None:
            found = self._encoded[coding] = _encode(self.body, coding)
        return found


def _encode(body: bytes, coding: str) -> bytes:
    if coding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY, lgwin=_BROTLI_WINDOW))
    return gzip.compress(body, 9, mtime=0)  # no time of its own: the same bytes on every machine
