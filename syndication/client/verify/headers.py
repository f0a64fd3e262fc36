"""The headers of the answers; what a whole server lacks is one problem, not one for each document."""

import hashlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from syndication.client.http import Response
from syndication.client.verify.proof import Problem
from syndication.model.media_types import HTML

_EXPOSED = ("ETag", "Link", "Last-Modified")

Headers = Mapping[str, str]
Links = Mapping[str, tuple[str, ...]]  # targets by relation


class HeaderAudit:
    """Collects header problems by message and kind of document."""

    def __init__(self, first: Response) -> None:
        # The application's ETag is a hash of the body; a server of files has another, and sends no links.
        self._is_application = _etag(first) == _hash(first)
        self._checked: Counter[str] = Counter()  # documents by media type
        self._places: dict[str, list[tuple[str, str]]] = defaultdict(list)

    def check(
        self, path: str, media_type: str, response: Response, links: Links = MappingProxyType({})
    ) -> None:
        """Check the headers of a document, and whether its Link headers state its own `links`."""
        self._checked[media_type] += 1
        for message in (
            *_type_problems(media_type, response.headers),
            *(_sharing_problems(response.headers) if media_type != HTML else ()),
            *self._etag_problems(response),
            *self._link_problems(media_type, response, links),
        ):
            self.add(path, media_type, message)

    def add(self, path: str, media_type: str, message: str) -> None:
        """Add a problem of a document that was checked."""
        self._places[message].append((media_type, path))

    def problems(self) -> Iterator[Problem]:
        """Report each problem at its path, or once if all documents of the same kinds have it."""
        for message, places in self._places.items():
            kinds = {media_type for media_type, _ in places}
            everywhere = sum(self._checked[kind] for kind in kinds)
            if everywhere == len(places) > 1:
                yield Problem(min(path for _, path in places), f"{message} (so for all {everywhere} like it)")
            else:
                yield from (Problem(path, message) for _, path in places)

    def _etag_problems(self, response: Response) -> Iterator[str]:
        etag, expected = _etag(response), _hash(response)
        if etag is None:
            yield "ETag is missing; expected one"
        elif self._is_application and etag != expected:
            yield f"ETag is {etag}; expected {expected}, the hash of the body"

    def _link_problems(self, media_type: str, response: Response, links: Links) -> Iterator[str]:
        if not response.links:
            if self._is_application and (links or media_type == HTML):
                yield "Link headers are missing; expected those that the application sends"
            return
        for relation, expected in links.items():
            sent = response.links.get(relation, ())
            if sent != expected:
                actual = " and ".join(sent) or "missing"
                yield f"Link header {relation} is {actual}; expected {' and '.join(expected) or 'none'}"


def _type_problems(media_type: str, headers: Headers) -> Iterator[str]:
    actual, expected = _folded(headers.get("Content-Type", "")), _folded(media_type)
    if actual == expected.partition(";")[0]:
        yield "Content-Type has no charset; expected charset=utf-8: without it browsers garble Chinese"
    elif actual != expected:
        yield f"Content-Type is {actual or 'missing'}; expected {media_type}"


def _sharing_problems(headers: Headers) -> Iterator[str]:
    """Check what lets scripts of other sites read a document (Fetch s.3.3)."""
    origin = headers.get("Access-Control-Allow-Origin")
    exposed = _folded(headers.get("Access-Control-Expose-Headers", "")).split(",")
    if origin != "*":
        yield f"Access-Control-Allow-Origin is {origin or 'missing'}; expected *"
    elif hidden := [name for name in _EXPOSED if name.lower() not in exposed]:
        yield f"Access-Control-Expose-Headers lacks {', '.join(hidden)}; expected it"


def _etag(response: Response) -> str | None:
    match = re.fullmatch(r'(?:W/)?"([^"]*)"', response.headers.get("ETag", ""))
    return match[1] if match else None


def _hash(response: Response) -> str:
    return hashlib.sha256(response.body).hexdigest()[:32]


def _folded(value: str) -> str:
    """Return a header without what makes no difference (RFC 9110 s.8.3.1)."""
    return value.lower().replace(" ", "").replace('"', "")
