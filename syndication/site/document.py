"""The document at one path: its bytes in every encoding, and its validators; the same on every machine."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime

import brotli
import deflate

IDENTITY = "identity"  # no Content-Encoding (RFC 9110 s.12.5.3)
_ENCODINGS = ("br", "gzip", IDENTITY)
_COMPRESSED_TYPES = ("image/png", "image/jpeg")
_BROTLI_QUALITY = 8  # of 11: 10 saves another tenth, takes ten times as long, and delays every change
_BROTLI_WINDOW_BITS = 16  # a larger window takes 80 MB of memory and saves nothing
_GZIP_LEVEL = 7  # of 12, by libdeflate: as small as zlib's 9 of 9, in half the time
_OVERHEAD_BYTES = 4096  # everything besides the bodies


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The bytes at one path, and the headers that describe them (RFC 9110 s.8)."""

    body: bytes
    media_type: str
    last_modified: datetime
    headers: tuple[tuple[str, str], ...] = ()  # sent in addition
    long_lived: bool = False  # caches may keep it for a day: it hardly ever changes
    etag: str = field(default="", init=False)  # the hash of the body, without quotation marks
    encodings: tuple[str, ...] = field(default=(), init=False)  # smallest first
    _encoded: dict[str, bytes] = field(default_factory=dict, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "etag", hash_of(self.body))
        compressed = self.media_type in _COMPRESSED_TYPES
        object.__setattr__(self, "encodings", (IDENTITY,) if compressed else _ENCODINGS)

    @property
    def memory_size(self) -> int:
        """An upper estimate of the bytes of memory that it takes, with its encodings."""
        return 2 * len(self.body) + _OVERHEAD_BYTES

    def encoded(self, encoding: str) -> bytes:
        """Return the bytes in one encoding; each is computed once."""
        if encoding == IDENTITY:
            return self.body
        body = self._encoded.get(encoding)
        if body is None:
            body = self._encoded[encoding] = _encode(self.body, encoding)
        return body


def hash_of(body: bytes) -> str:
    """Return the ETag of a body, without quotation marks."""
    return hashlib.sha256(body).hexdigest()[:32]


def _encode(body: bytes, encoding: str) -> bytes:
    if encoding == "br":
        return bytes(brotli.compress(body, quality=_BROTLI_QUALITY, lgwin=_BROTLI_WINDOW_BITS))
    return bytes(deflate.gzip_compress(body, _GZIP_LEVEL))  # without a time: every machine writes the same
