"""Walk a site from outside and prove that it is whole: every feed, every document, every entry."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from syndication.client.verify.documents import (
    FeedDocument,
    Listed,
    ListedFeed,
    Listing,
    MalformedError,
    read,
    read_listing,
)
from syndication.client.verify.fetch import Answer, Asker, DeafError, UnansweredError
from syndication.client.verify.proof import Fault, Walk, prove, prove_listing
from syndication.document import HTML, JSON
from syndication.errors import SettingsError
from syndication.model import Format
from syndication.urls import MANIFEST

_AT_ONCE = 8  # requests
_GONE = (HTTPStatus.GONE, HTTPStatus.NOT_FOUND)  # files cannot say the former

Progress = Callable[[int], None]  # told after each step how many there are in all


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found at a site."""

    url: str
    base_url: str  # where it is at home by its own account
    documents: int
    entries: int
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, object]:
        """Give what `--format json` prints."""
        return asdict(self)


def verify(url: str, *, patience: float = 30, progress: Progress = lambda _: None) -> Report:
    """Check a site against its own /archive.json; raises SettingsError where there is none.

    The site may be reached elsewhere than at its public address. No answer may take more seconds than there
    is patience.
    """
    return asyncio.run(_verify(url, patience, progress))


async def _verify(url: str, patience: float, progress: Progress) -> Report:
    async with Asker(patience) as asker:
        try:
            found, answer = await asker.find(url + MANIFEST)
            listing = read_listing(answer.body)
        except (UnansweredError, MalformedError) as error:
            fault = f"{str(error).partition(';')[0]}; expected the address of a site that syndication made"
            raise SettingsError(str(Fault(url + MANIFEST, fault))) from error
        survey = _Survey(asker, found.removesuffix(MANIFEST), listing, progress)
        await survey.run(answer.body)
    return Report(
        url=survey.root,
        base_url=listing.base_url,
        documents=survey.documents,
        entries=len(listing.entries),
        faults=tuple(sorted(set(survey.faults))),
    )


class _Survey:
    """Asks for everything that a listing names, and collects what is wrong with it."""

    def __init__(self, asker: Asker, root: str, listing: Listing, progress: Progress) -> None:
        self.root = root
        self.documents = 0
        self.faults = list(prove_listing(listing))
        self._asker = asker
        self._listing = listing
        self._progress = progress
        self._steps = len(listing.feeds) * len(Format) + len(listing.entries)

    async def run(self, listed: bytes) -> None:
        """Do all that there is to do, a few things at once; give up on a server that does not answer."""
        jobs = self._jobs()

        async def work() -> None:
            for job in jobs:
                await job()

        try:
            async with asyncio.TaskGroup() as workers:
                for _ in range(_AT_ONCE):
                    workers.create_task(work())
            last = await self._answer(MANIFEST, JSON)
            if self.faults and last and last.body != listed:
                self._fault(MANIFEST, "changed meanwhile; expected a site at rest: verify it again")
        except* DeafError:
            self._fault(
                MANIFEST, "too many requests came to nothing; expected answers: no more were asked for"
            )

    def _jobs(self) -> Iterator[Callable[[], Any]]:
        for feed in self._listing.feeds:
            yield partial(self._feed, feed)
        for entry in self._listing.entries.values():
            yield partial(self._page, entry)

    async def _feed(self, feed: ListedFeed) -> None:
        walks = []
        for form in Format:
            walks.append(await self._walk(feed, form))
            self._progress(self._steps)
        self.faults += prove(self._listing, feed, walks)

    async def _walk(self, feed: ListedFeed, form: Format) -> Walk:
        """Follow a feed back in time; no walk is longer than the archive, and none goes in circles."""
        walked: dict[str, FeedDocument] = {}
        path = feed.paths[form]
        while document := await self._document(path, form):
            walked[path] = document
            if not document.before:
                return Walk(form=form, documents=tuple(walked.items()), is_whole=True)
            address = " and ".join(document.before)
            before = address.removeprefix(self._listing.base_url)
            known = before in walked or len(walked) > len(self._listing.entries)
            if known or before == address or not before.startswith("/"):
                self._fault(path, f"leads back to {address}; expected an older document of this site")
                break
            path = before
        return Walk(form=form, documents=tuple(walked.items()), is_whole=False)

    async def _document(self, path: str, form: Format) -> FeedDocument | None:
        answer = await self._answer(path, form.media_type)
        if answer is None:
            return None
        self.documents += 1
        address = self._listing.base_url + path
        if answer.own not in (None, address):
            self._fault(path, f"self in its headers is {answer.own}; expected {address}")
        try:
            return read(form, answer.body)
        except MalformedError as error:
            self._fault(path, str(error))
            return None

    async def _page(self, entry: Listed) -> None:
        if entry.withdrawn:
            await self._answer(entry.path, None, method="HEAD", statuses=_GONE)
        else:
            await self._answer(entry.path, HTML, method="HEAD")
        self._progress(self._steps)

    async def _answer(
        self,
        path: str,
        media_type: str | None,
        *,
        method: str = "GET",
        statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,),
    ) -> Answer | None:
        """Give what is answered at a path, if it is what was expected."""
        try:
            answer = await self._asker.ask(self.root + path, method)
        except UnansweredError as error:
            self._fault(path, str(error))
            return None
        if answer.status not in statuses:
            self._fault(path, f"answers {answer.status}; expected {statuses[0].value}")
            return None
        if media_type and _folded(answer.media_type) != _folded(media_type):
            self._fault(path, f"is {answer.media_type or 'of no type'}; expected {media_type}")
        return answer

    def _fault(self, path: str, message: str) -> None:
        self.faults.append(Fault(path, message))


def _folded(media_type: str) -> str:
    """Give a media type without what makes no difference (RFC 9110 s.8.3.1)."""
    return media_type.lower().replace(" ", "").replace('"', "")
