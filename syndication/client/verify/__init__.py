"""Crawl a site from outside and check that it is whole: every feed, every document, every entry."""

import asyncio
from dataclasses import asdict, dataclass
from http import HTTPStatus
from urllib.parse import urljoin, urlsplit

from syndication.client.http import Client, RequestFailed, Response
from syndication.client.verify.crawl import Crawl, Progress
from syndication.client.verify.manifest import read_manifest
from syndication.client.verify.proof import Problem
from syndication.client.verify.reading import MalformedError
from syndication.client.verify.session import MAX_LIST_BYTES, Session
from syndication.model.errors import SettingsError
from syndication.model.paths import ARCHIVE_JSON

_MAX_REDIRECTS = 5
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of `verify`."""

    url: str
    base_url: str  # as the site states it
    documents: int
    entries: int
    faults: tuple[Problem, ...]

    def as_json(self) -> dict[str, object]:
        """Return the object that `--format json` prints."""
        return asdict(self)


def verify(
    url: str,
    *,
    timeout: float = 30,
    max_time: float = 3600,
    follow_redirects: bool = False,
    progress: Progress = lambda _: None,
) -> Report:
    """Check a site against its own /archive.json; raises SettingsError if there is none.

    The site need not be reached at its public address. One answer may take `timeout` seconds, the whole run
    `max_time`. The first request may be redirected, to another host only with `follow_redirects`.
    """
    client = Client(timeout)
    return asyncio.run(_verify(url, client, max_time, progress, follow_redirects=follow_redirects))


async def _verify(
    url: str, unopened: Client, max_time: float, progress: Progress, *, follow_redirects: bool
) -> Report:
    async with unopened as client:
        try:
            address, response = await _find(client, url + ARCHIVE_JSON, follow_redirects=follow_redirects)
            manifest = read_manifest(response.body)
        except (RequestFailed, MalformedError) as error:
            problem = f"{str(error).partition(';')[0]}; expected the address of a site that syndication made"
            raise SettingsError(str(Problem(url + ARCHIVE_JSON, problem))) from error
        session = Session(client, address.removesuffix(ARCHIVE_JSON), response)
        crawl = Crawl(session, manifest, response, progress)
        try:
            async with asyncio.timeout(max_time) as scope:
                await crawl.run()
        except TimeoutError:
            if not scope.expired():
                raise
            message = f"not finished after {max_time:g} seconds; expected a faster site"
            session.problems.append(Problem(ARCHIVE_JSON, message))
        problems = {*session.problems, *session.headers.problems()}
    return Report(
        url=session.root,
        base_url=manifest.base_url,
        documents=crawl.documents,
        entries=len(manifest.entries),
        faults=tuple(sorted(problems)),
    )


async def _find(client: Client, url: str, *, follow_redirects: bool) -> tuple[str, Response]:
    """Return the document at an address, and the address at which it is after redirects."""
    for _ in range(_MAX_REDIRECTS):
        response = await client.request("GET", url, max_bytes=MAX_LIST_BYTES)
        location = response.headers.get("Location")
        if response.status == HTTPStatus.OK:
            return url, response
        if location is None or response.status < HTTPStatus.MULTIPLE_CHOICES:
            raise RequestFailed(f"answers {response.status}; expected 200")
        try:
            target = urljoin(url, location)
            is_same_host = _host(target) == _host(url)
        except ValueError as error:
            raise RequestFailed(f"redirects to {location}; expected an address") from error
        if not target.startswith(("https:", url.partition("//")[0])):
            raise RequestFailed(f"redirects to {target}; expected an address as secure as the first")
        if not (is_same_host or follow_redirects):
            raise RequestFailed(f"redirects to {target} (another host: --follow-redirects follows it)")
        url = target
    raise RequestFailed(f"too many redirects (limit {_MAX_REDIRECTS})")


def _host(url: str) -> tuple[str | None, int | None]:
    """Return a host and a port; the usual ports count as one: a site may move to https."""
    parts = urlsplit(url)
    usual = parts.port in (None, _PORTS.get(parts.scheme))
    return parts.hostname, None if usual else parts.port
