"""Requests to the site that is verified, and the problems of the run; both have limits."""

import asyncio
from collections.abc import Coroutine, Iterable
from http import HTTPStatus
from typing import Any

from syndication.client.http import Client, RequestFailed, Response
from syndication.client.verify.headers import HeaderAudit
from syndication.client.verify.proof import Problem

MAX_LIST_BYTES = 32 * 1024 * 1024  # of /archive.json or a sitemap: about 100,000 entries
MAX_PROBLEMS = 1_000
_MAX_BYTES = 8 * 1024 * 1024  # of a document
_MAX_CONCURRENT = 8  # requests
_MAX_FAILURES = 10  # requests without a usable response


class ServerUnresponsive(Exception):  # noqa: N818 (it ends the run and becomes a problem in the report)
    """Too many requests got no usable response."""


class TooManyProblems(Exception):  # noqa: N818 (as above)
    """A report this long helps nobody, and a hostile server could make it endless."""


class Session:
    """Requests paths of one site, and collects problems.

    Every method may raise ServerUnresponsive or TooManyProblems, which end the run.
    """

    def __init__(self, client: Client, root: str, first: Response) -> None:
        self.root = root
        self.problems: list[Problem] = []
        self.headers = HeaderAudit(first)
        self._client = client
        self._failures = 0

    def add(self, *problems: Problem) -> None:
        """Add problems."""
        self.add_all(problems)

    def add_all(self, problems: Iterable[Problem]) -> None:
        """Add problems, one after the other, up to the limit."""
        for problem in problems:
            self.problems.append(problem)
            if len(self.problems) >= MAX_PROBLEMS:
                raise TooManyProblems(f"{MAX_PROBLEMS} problems; the rest was not requested")

    async def get(
        self, path: str, *, statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,), max_bytes: int = _MAX_BYTES
    ) -> Response | None:
        """Return the response at a path, if its status is as expected."""
        response = await self.request(path, max_bytes=max_bytes)
        if response and response.status not in statuses:
            self.add(Problem(path, f"answers {response.status}; expected {statuses[0].value}"))
            return None
        return response

    async def request(self, path: str, **options: Any) -> Response | None:
        """Return the response at a path, whatever its status."""
        try:
            return await self._client.request("GET", self.root + path, **options)
        except RequestFailed as error:
            self._failures += 1
            if self._failures <= _MAX_FAILURES:  # the others were under way when the run ended
                self.add(Problem(path, f"{error}; expected an answer"))
        if self._failures >= _MAX_FAILURES:
            raise ServerUnresponsive(
                f"{_MAX_FAILURES} requests got no usable answer; the rest was not requested"
            )
        return None


async def in_parallel(jobs: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run some jobs, a few at a time."""
    pending = iter(jobs)

    async def work() -> None:
        for job in pending:
            await job

    async with asyncio.TaskGroup() as workers:
        for _ in range(_MAX_CONCURRENT):
            workers.create_task(work())
