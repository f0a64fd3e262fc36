"""One HTTP client for servers that may be slow, broken or hostile: every request has a time and a size."""

import asyncio
import re
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from typing import Self

import brotli
import httpx

_TEMPORARY = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
_GZIP = 16 + zlib.MAX_WBITS  # what zlib calls gzip


class RequestFailed(Exception):  # noqa: N818 (it is caught and reported, never shown as a traceback)
    """A request that got no usable response; `temporary` if a second attempt may succeed."""

    def __init__(self, reason: str, *, temporary: bool = True) -> None:
        super().__init__(reason)
        self.temporary = temporary


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """A response with any status, and its decoded body."""

    status: int
    reason: str
    headers: httpx.Headers
    links: Mapping[str, tuple[str, ...]]  # the targets of the Link headers, by relation (RFC 8288)
    body: bytes

    @property
    def failure(self) -> RequestFailed | None:
        """The error that this status means, unless it is a success or 304."""
        if HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES:
            return None
        if self.status == HTTPStatus.NOT_MODIFIED:
            return None
        temporary = self.status in _TEMPORARY or self.status >= HTTPStatus.INTERNAL_SERVER_ERROR
        return RequestFailed(f"answers {self.status} {self.reason}".rstrip(), temporary=temporary)


class Client:
    """Sends requests; use it with `async with`. It follows no redirect and keeps no cookie."""

    def __init__(self, timeout: float) -> None:
        self._timeout = timeout  # seconds for a whole request: a slow drip passes every other limit
        limits = httpx.Limits(max_connections=None)  # callers limit their concurrent requests
        headers = {"User-Agent": "syndication"}
        self._client = httpx.AsyncClient(headers=headers, limits=limits, timeout=None)  # noqa: S113 (see above)
        self._client.cookies.jar.set_policy(DefaultCookiePolicy(allowed_domains=[]))

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def request(
        self,
        method: str,
        url: str,
        *,
        max_bytes: int = 0,
        encoding: str = "identity",
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, str] | None = None,
    ) -> Response:
        """Send a request and return its response; raises RequestFailed.

        The body may have at most `max_bytes`, as sent and as decoded. With 0 it is not read at all.
        """
        headers = {**(headers or {}), "Accept-Encoding": encoding}
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._client.stream(method, url, headers=headers, data=data) as response,
            ):
                body = await _read(response, encoding, max_bytes) if max_bytes else b""
        except TimeoutError as error:
            raise RequestFailed(f"no answer within {self._timeout:g} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            raise RequestFailed(f"no answer ({error or type(error).__name__})") from error
        return Response(
            status=response.status_code,
            reason=response.reason_phrase,
            headers=response.headers,
            links=_links(response),
            body=body,
        )


def _links(response: httpx.Response) -> dict[str, tuple[str, ...]]:
    """Return the targets of all Link headers; `Response.links` of httpx keeps one per relation."""
    links: dict[str, tuple[str, ...]] = {}
    for header in response.headers.get_list("Link", split_commas=False):
        for one in re.split(r",\s*(?=<)", header):
            for relation, target in httpx.Response(HTTPStatus.OK, headers={"Link": one}).links.items():
                links[relation or ""] = (*links.get(relation or "", ()), target.get("url", ""))
    return links


async def _read(response: httpx.Response, accepted: str, max_bytes: int) -> bytes:
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if encoding not in ("identity", accepted):
        raise RequestFailed(f"Content-Encoding is {encoding}; expected {accepted}")
    body = bytearray()
    async for chunk in response.aiter_raw():
        body += chunk
        if len(body) > max_bytes:
            raise RequestFailed(f"more than {max_bytes} bytes", temporary=False)
    return decode(bytes(body), encoding, max_bytes)


def decode(body: bytes, encoding: str, max_bytes: int) -> bytes:
    """Return the decoded body; raises RequestFailed if it is damaged or larger than `max_bytes`.

    httpx decodes without a limit, and 1.6 kB of brotli may stand for gigabytes.
    """
    if encoding == "identity":
        return body
    try:
        if encoding == "gzip":
            decoded = zlib.decompressobj(_GZIP).decompress(body, max_bytes + 1)
        else:
            decoded = brotli.Decompressor().process(body, output_buffer_limit=max_bytes + 1)
    except (zlib.error, brotli.error) as error:
        raise RequestFailed(f"damaged {encoding} ({error})") from error
    if len(decoded) > max_bytes:
        raise RequestFailed(f"more than {max_bytes} bytes", temporary=False)
    return bytes(decoded)
