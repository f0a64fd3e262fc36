"""Ask a server that may be slow, broken or hostile: every answer has its time and its size."""

import asyncio
from dataclasses import dataclass
from http import HTTPStatus
from typing import Self
from urllib.parse import urljoin

import httpx

_LARGEST = 64 * 1024 * 1024  # bytes of an answer
_REDIRECTS = 5
_DEAF = 10  # requests without an answer, after which no more are sent


class UnansweredError(Exception):
    """A request came to nothing; the message says why, and what was expected."""


class DeafError(Exception):
    """There is no use in asking on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server said at an address."""

    status: int
    media_type: str
    own: str | None  # the address that a Link header gives it
    location: str | None
    body: bytes


class Asker:
    """Asks; to be closed with `async with`."""

    def __init__(self, patience: float) -> None:
        self._patience = patience  # seconds that an answer may take
        self._unanswered = 0
        # Whole requests are timed, not their parts; compressed answers can be larger than they look.
        headers = {"User-Agent": "syndication verify", "Accept-Encoding": "identity"}
        self._client = httpx.AsyncClient(headers=headers, timeout=None)  # noqa: S113 (see above)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._client.aclose()

    async def ask(self, url: str, method: str = "GET") -> Answer:
        """Give what is answered there and then; raises UnansweredError, and DeafError after too many."""
        try:
            async with asyncio.timeout(self._patience):
                return await self._ask(url, method)
        except TimeoutError:
            reason = f"does not answer within {self._patience:g} seconds; expected an answer"
        except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
            reason = f"does not answer ({error or type(error).__name__}); expected an answer"
        self._unanswered += 1
        if self._unanswered >= _DEAF:
            raise DeafError
        raise UnansweredError(reason)

    async def find(self, url: str) -> tuple[str, Answer]:
        """Give what stands there, or where it leads to, with its address; raises UnansweredError."""
        for _ in range(_REDIRECTS):
            answer = await self.ask(url)
            if answer.status == HTTPStatus.OK:
                return url, answer
            if answer.location is None:
                raise UnansweredError(f"answers {answer.status}; expected 200")
            try:
                target = urljoin(url, answer.location)
            except ValueError as error:
                raise UnansweredError(f"leads to {answer.location}; expected an address") from error
            if not target.startswith(("https:", url.partition("//")[0])):
                raise UnansweredError(f"leads to {target}; expected an address as safe as the first")
            url = target
        raise UnansweredError(f"leads on and on; expected an answer after {_REDIRECTS} steps")

    async def _ask(self, url: str, method: str) -> Answer:
        async with self._client.stream(method, url) as response:
            body = bytearray()
            async for chunk in response.aiter_raw():
                body += chunk
                if len(body) > _LARGEST:
                    raise UnansweredError(f"is larger than {_LARGEST} bytes; expected less")
        coding = response.headers.get("Content-Encoding", "identity")
        if coding != "identity":
            raise UnansweredError(f"comes as {coding}; expected it as it is, which was asked for")
        leads_on = HTTPStatus.MULTIPLE_CHOICES <= response.status_code < HTTPStatus.BAD_REQUEST
        return Answer(
            status=response.status_code,
            media_type=response.headers.get("Content-Type", ""),
            own=response.links.get("self", {}).get("url"),
            location=response.headers.get("Location") if leads_on else None,
            body=bytes(body),
        )
