"""Request everything that a manifest names: every feed in every format, and every entry."""

from collections import defaultdict
from collections.abc import Callable
from http import HTTPStatus

from syndication.client.http import Response
from syndication.client.verify.document import FeedDocument, ParsedEntry
from syndication.client.verify.feeds import read_feed
from syndication.client.verify.lists import ListAudit
from syndication.client.verify.manifest import Manifest, ManifestEntry, ManifestFeed
from syndication.client.verify.pages import missing_text, read_entry_page
from syndication.client.verify.proof import (
    FactSheet,
    Problem,
    check_contents,
    check_document,
    check_manifest,
    check_walk,
)
from syndication.client.verify.reading import MalformedError
from syndication.client.verify.session import (
    MAX_LIST_BYTES,
    MAX_PROBLEMS,
    ServerUnresponsive,
    Session,
    TooManyProblems,
    in_parallel,
)
from syndication.model import Format
from syndication.model.media_types import HTML, JSON
from syndication.model.paths import ARCHIVE_JSON, json_path

_GONE = (HTTPStatus.GONE, HTTPStatus.NOT_FOUND)  # a server of files cannot send 410

Progress = Callable[[int], None]  # called after each step with the number of all steps


class Crawl:
    """Requests everything that a manifest names, one feed after the other."""

    def __init__(self, session: Session, manifest: Manifest, first: Response, progress: Progress) -> None:
        self.documents = 0
        self._session = session
        self._manifest = manifest
        self._first = first
        self._progress = progress
        self._steps = len(manifest.feeds) * len(Format) + len(manifest.entries)
        self._lists = ListAudit(session, manifest)
        self._listed: dict[str, list[ManifestEntry]] = defaultdict(list)  # by feed
        for entry in manifest.entries.values():
            self._listed[entry.feed_id].append(entry)
        self._polled = {path for feed in manifest.feeds for path in feed.paths.values()}

    async def run(self) -> None:
        """Request everything; stop early if the server does not respond or has too many problems."""
        session = self._session
        try:
            session.add_all(check_manifest(self._manifest))
            session.headers.check(ARCHIVE_JSON, JSON, self._first)
            for feed in self._manifest.feeds:
                await self._feed(feed)
            await self._lists.check()
            last = await session.get(ARCHIVE_JSON, max_bytes=MAX_LIST_BYTES)
            if session.problems and last and last.body != self._first.body:
                session.add(Problem(ARCHIVE_JSON, "changed during the run; verify the site again"))
        except* (ServerUnresponsive, TooManyProblems) as stopped:
            session.problems.append(Problem(ARCHIVE_JSON, str(_leaf(stopped))))

    async def _feed(self, feed: ManifestFeed) -> None:
        sheet, entries = FactSheet(), self._listed[feed.id]
        for entry in entries:
            sheet.add(ARCHIVE_JSON, entry.id, entry.facts(self._manifest.base_url))
        newest = None
        for form in Format:
            newest = await self._walk(feed, form, entries, sheet) or newest
            self._progress(self._steps)
        await in_parallel(self._entry(feed, entry, sheet) for entry in entries)
        if newest:
            page = f"{feed.folder}latest/"
            await self._alone(feed, page, newest, sheet)
            self._lists.expect(feed, entries, sheet)
        self._session.add_all(sheet.conflicts())

    async def _walk(
        self, feed: ManifestFeed, form: Format, entries: list[ManifestEntry], sheet: FactSheet
    ) -> str | None:
        """Follow a feed back in time, and return the id of its first entry.

        No walk is longer than the archive, and none goes in circles.
        """
        path, base_url = feed.paths[form], self._manifest.base_url
        walked: dict[str, None] = {}
        seen: set[str] = set()
        buried: set[str] = set()
        newest = None
        while document := await self._document(path, form):
            is_first = not walked
            if is_first and document.entries:
                newest = document.entries[0].id
            walked[path] = None
            seen |= {entry.id for entry in document.entries}
            buried |= document.tombstones.keys()
            self._session.add_all(check_document(self._manifest, feed, form, path, document))
            self._session.add_all(check_contents(form, path, document, entries, is_first=is_first))
            self._compare(feed, form, path, document, sheet)
            if not document.links["prev-archive"]:
                self._session.add_all(check_walk(form, feed.paths[form], seen, buried, entries))
                stems = " ".join(one.removesuffix(f".{form}") for one in walked)
                sheet.add(path, feed.id, {"documents": stems})
                break
            address = " and ".join(document.links["prev-archive"])
            before = address.removeprefix(base_url)
            if before in walked or len(walked) > len(entries) or before == address or before[:1] != "/":
                message = f"prev-archive is {address}; expected an older document of this site"
                self._session.add(Problem(path, message))
                break
            path = before
        return newest

    def _compare(
        self, feed: ManifestFeed, form: Format, path: str, document: FeedDocument, sheet: FactSheet
    ) -> None:
        stem = path.removesuffix(f".{form}")
        sheet.add(path, feed.id, document.feed)
        order = " ".join(entry.id.rpartition("/")[2] for entry in document.entries)
        hubs = " ".join(document.links["hub"])
        sheet.add(path, stem, {**document.facts, "hubs": hubs, "entries": order})
        for entry in document.entries:
            self._compare_entry(feed, path, entry, sheet)

    def _compare_entry(self, feed: ManifestFeed, path: str, entry: ParsedEntry, sheet: FactSheet) -> None:
        listed = self._manifest.entries.get(entry.id)
        if listed and listed.feed_id == feed.id:  # anything else is reported, and could be without end
            sheet.add(path, entry.id, entry.facts)
        if sheet.differences > MAX_PROBLEMS:
            self._session.add_all(sheet.conflicts())

    async def _document(self, path: str, form: Format) -> FeedDocument | None:
        response = await self._session.get(path)
        if response is None:
            return None
        self.documents += 1
        try:
            document = read_feed(form, response.body)
        except MalformedError as error:
            self._session.headers.check(path, form.media_type, response)
            self._session.add(Problem(path, str(error)))
            return None
        self._session.headers.check(path, form.media_type, response, document.links)
        if path in self._polled:
            await self._conditional(path, form.media_type, response)
        return document

    async def _conditional(self, path: str, media_type: str, response: Response) -> None:
        """Check that a reader gets no second copy of a document it has: this saves nearly all traffic."""
        etag = response.headers.get("ETag")
        again = await self._session.request(path, headers={"If-None-Match": etag}) if etag else None
        if again and again.status != HTTPStatus.NOT_MODIFIED:
            self._session.headers.add(
                path, media_type, f"answers {again.status} to its own ETag; expected 304"
            )

    async def _entry(self, feed: ManifestFeed, entry: ManifestEntry, sheet: FactSheet) -> None:
        if entry.withdrawn:
            await self._session.get(entry.path, statuses=_GONE)
            await self._session.get(json_path(entry.path), statuses=_GONE)
        else:
            await self._alone(feed, entry.path, entry.id, sheet)
        self._progress(self._steps)

    async def _alone(self, feed: ManifestFeed, page: str, name: str, sheet: FactSheet) -> None:
        """Check the page of one entry and the feed beside it that has nothing else."""
        path = json_path(page)
        document = await self._document(path, Format.JSON)
        content = ""
        if document:
            address = self._manifest.base_url + path
            ids = [entry.id for entry in document.entries]
            if ids != [name]:
                self._session.add(Problem(path, f"has {', '.join(ids) or 'no entry'}; expected {name}"))
                return
            if document.links["self"] != (address,):
                self._session.add(Problem(path, f"self is {document.links['self'][0]}; expected {address}"))
            sheet.add(path, feed.id, document.feed)
            self._compare_entry(feed, path, document.entries[0], sheet)
            content = document.entries[0].content
        response = await self._session.get(page)
        if response is None:
            return
        self._session.headers.check(page, HTML, response)
        try:
            page_content = read_entry_page(response.body)
            missing = missing_text(content, page_content) if content else None
        except MalformedError as error:
            self._session.add(Problem(page, str(error)))
            return
        if page_content.id != name:
            self._session.add(Problem(page, f"shows {page_content.id}; expected {name}"))
            return
        sheet.add(page, name, page_content.facts)
        if missing is not None:
            self._session.add(Problem(page, f"does not show {missing[:80]!r}; expected it, as in {path}"))


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
