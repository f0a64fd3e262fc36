"""Request everything that a manifest names, and collect the problems."""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Coroutine, Iterable
from http import HTTPStatus
from typing import Any

from syndication.client.http import Client, RequestFailed, Response
from syndication.client.verify.feeds import FeedDocument, ParsedEntry, read_feed
from syndication.client.verify.headers import HeaderAudit
from syndication.client.verify.manifest import Manifest, ManifestEntry, ManifestFeed
from syndication.client.verify.pages import missing_text, read_entry_page, read_opml, read_sitemap
from syndication.client.verify.proof import (
    FactSheet,
    Problem,
    check_contents,
    check_document,
    check_manifest,
    check_walk,
)
from syndication.client.verify.reading import MalformedError
from syndication.model import Format
from syndication.model.media_types import HTML, JSON, XML
from syndication.model.media_types import OPML as OPML_TYPE
from syndication.model.paths import ARCHIVE_JSON, OPML, SITEMAP, json_path

MAX_LIST_BYTES = 32 * 1024 * 1024  # of /archive.json or a sitemap: about 100,000 entries
_MAX_BYTES = 8 * 1024 * 1024  # of a document
_MAX_CONCURRENT = 8  # requests
_MAX_FAILURES = 10  # requests without a usable answer
_MAX_PROBLEMS = 1_000
_GONE = (HTTPStatus.GONE, HTTPStatus.NOT_FOUND)  # a server of files cannot send 410

Progress = Callable[[int], None]  # called after each step with the number of all steps


class ServerUnresponsive(Exception):  # noqa: N818 (it ends the crawl and becomes a problem in the report)
    """Too many requests got no usable answer."""


class TooManyProblems(Exception):  # noqa: N818 (as above)
    """A report this long helps nobody, and a hostile server could make it endless."""


class Crawl:
    """Requests everything that a manifest names, one feed after the other, and collects the problems."""

    def __init__(
        self, client: Client, root: str, manifest: Manifest, first: Response, progress: Progress
    ) -> None:
        self.root = root
        self.documents = 0
        self.problems: list[Problem] = []
        self.headers = HeaderAudit(first)
        self._client = client
        self._manifest = manifest
        self._first = first
        self._progress = progress
        self._steps = len(manifest.feeds) * len(Format) + len(manifest.entries)
        self._failures = 0
        self._listed: dict[str, list[ManifestEntry]] = defaultdict(list)  # by feed
        for entry in manifest.entries.values():
            self._listed[entry.feed_id].append(entry)
        self._polled = {path for feed in manifest.feeds for path in feed.paths.values()}
        # What lists of feeds and sitemaps should say, by the address of the feed or the page.
        self._lists = FactSheet()
        self._feeds: set[str] = set()
        self._pages: set[str] = set()

    async def run(self) -> None:
        """Request everything; stop early if the server does not answer or has too many problems."""
        try:
            self._add(check_manifest(self._manifest))
            self.headers.check(ARCHIVE_JSON, JSON, self._first)
            for feed in self._manifest.feeds:
                await self._feed(feed)
            for folder in {"", *(f"/{feed.folder.split('/')[1]}" for feed in self._manifest.feeds)}:
                await self._opml(folder)
            await self._sitemaps()
            self._add(self._lists.conflicts())
            last = await self._get(ARCHIVE_JSON, max_bytes=MAX_LIST_BYTES)
            if self.problems and last and last.body != self._first.body:
                self._add([Problem(ARCHIVE_JSON, "changed during the run; verify the site again")])
        except* (ServerUnresponsive, TooManyProblems) as stopped:
            self.problems.append(Problem(ARCHIVE_JSON, str(_leaf(stopped))))

    async def _feed(self, feed: ManifestFeed) -> None:
        sheet, entries = FactSheet(), self._listed[feed.id]
        for entry in entries:
            sheet.add(ARCHIVE_JSON, entry.id, entry.facts(self._manifest.base_url))
        newest = None
        for form in Format:
            newest = await self._walk(feed, form, entries, sheet) or newest
            self._progress(self._steps)
        await _in_parallel(self._entry(feed, entry, sheet) for entry in entries)
        if newest:
            page = f"{feed.folder}latest/"
            await self._alone(feed, page, newest, sheet)
            self._keep_for_lists(feed, entries, sheet)
        self._add(sheet.conflicts())

    def _keep_for_lists(self, feed: ManifestFeed, entries: list[ManifestEntry], sheet: FactSheet) -> None:
        """Keep the little that lists of feeds and sitemaps are compared with."""
        base_url, path = self._manifest.base_url, feed.paths[Format.ATOM]
        self._feeds.add(base_url + path)
        described = {name: sheet.get(feed.id, name) for name in ("page", "subtitle", "language")}
        self._lists.add(path, base_url + path, described)
        for entry in entries:
            # The publisher's own page of an issue is the one to be found, so ours is in no sitemap.
            if not entry.withdrawn and not (_is_issue(feed) and sheet.get(entry.id, "link")):
                address = base_url + entry.path
                self._pages.add(address)
                self._lists.add(entry.path, address, {"translations": sheet.get(entry.id, "translations")})

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
            self._add(check_document(self._manifest, feed, form, path, document))
            self._add(check_contents(form, path, document, entries, is_first=is_first))
            self._compare(feed, form, path, document, sheet)
            if not document.links["prev-archive"]:
                self._add(check_walk(form, feed.paths[form], seen, buried, entries))
                stems = " ".join(one.removesuffix(f".{form}") for one in walked)
                sheet.add(path, feed.id, {"documents": stems})
                break
            address = " and ".join(document.links["prev-archive"])
            before = address.removeprefix(base_url)
            if before in walked or len(walked) > len(entries) or before == address or before[:1] != "/":
                message = f"prev-archive is {address}; expected an older document of this site"
                self._add([Problem(path, message)])
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
        if sheet.differences > _MAX_PROBLEMS:
            self._add(sheet.conflicts())

    async def _document(self, path: str, form: Format) -> FeedDocument | None:
        response = await self._get(path)
        if response is None:
            return None
        self.documents += 1
        try:
            document = read_feed(form, response.body)
        except MalformedError as error:
            self.headers.check(path, form.media_type, response)
            self._add([Problem(path, str(error))])
            return None
        self.headers.check(path, form.media_type, response, document.links)
        if path in self._polled:
            await self._conditional(path, form.media_type, response)
        return document

    async def _conditional(self, path: str, media_type: str, response: Response) -> None:
        """Check that a reader gets no second copy of a document it has: this saves nearly all traffic."""
        etag = response.headers.get("ETag")
        again = await self._request("GET", path, headers={"If-None-Match": etag}) if etag else None
        if again and again.status != HTTPStatus.NOT_MODIFIED:
            self.headers.add(path, media_type, f"answers {again.status} to its own ETag; expected 304")

    async def _entry(self, feed: ManifestFeed, entry: ManifestEntry, sheet: FactSheet) -> None:
        if entry.withdrawn:
            await self._get(entry.path, statuses=_GONE)
            await self._get(json_path(entry.path), statuses=_GONE)
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
                self._add([Problem(path, f"has {', '.join(ids) or 'no entry'}; expected {name}")])
                return
            if document.links["self"] != (address,):
                self._add([Problem(path, f"self is {document.links['self'][0]}; expected {address}")])
            sheet.add(path, feed.id, document.feed)
            self._compare_entry(feed, path, document.entries[0], sheet)
            content = document.entries[0].content
        response = await self._get(page)
        if response is None:
            return
        self.headers.check(page, HTML, response)
        try:
            shown = read_entry_page(response.body)
            missing = missing_text(content, shown) if content else None
        except MalformedError as error:
            self._add([Problem(page, str(error))])
            return
        if shown.id != name:
            self._add([Problem(page, f"shows {shown.id}; expected {name}")])
            return
        sheet.add(page, name, shown.facts)
        if missing is not None:
            self._add([Problem(page, f"does not show {missing[:80]!r}; expected it, as in {path}")])

    async def _opml(self, folder: str) -> None:
        """Check that a list of feeds has each feed that has entries, as the feed describes itself."""
        path = f"{folder}{OPML}"
        response = await self._get(path)
        if response is None:
            return
        self.headers.check(path, OPML_TYPE, response)
        try:
            outlines = read_opml(response.body)
        except MalformedError as error:
            self._add([Problem(path, str(error))])
            return
        start = f"{self._manifest.base_url}{folder}/"
        expected = {address for address in self._feeds if address.startswith(start)}
        for address in sorted(outlines.keys() ^ expected):
            verb = "has" if address in outlines else "lacks"
            self._add([Problem(path, f"{verb} {address}; expected each feed with entries, and no other")])
        for address in outlines.keys() & expected:
            self._lists.add(path, address, outlines[address])

    async def _sitemaps(self) -> None:
        """Check that the sitemaps have the page of every entry, and only pages of this site."""
        base_url = self._manifest.base_url
        withdrawn = {base_url + entry.path for entry in self._manifest.entries.values() if entry.withdrawn}
        missing = set(self._pages)
        paths = [SITEMAP]
        for path in paths:
            response = await self._get(path, max_bytes=MAX_LIST_BYTES)
            if response is None:
                continue
            self.headers.check(path, XML, response)
            try:
                sitemap = read_sitemap(response.body)
            except MalformedError as error:
                self._add([Problem(path, str(error))])
                continue
            if path == SITEMAP:  # it may be an index, and an index names no other
                paths += [one.removeprefix(base_url) for one in sitemap.sitemaps if one.startswith(base_url)]
            for address, translations in sitemap.pages.items():
                if address in self._pages:
                    self._lists.add(path, address, {"translations": translations})
                elif not address.startswith(f"{base_url}/") or address in withdrawn:
                    self._add([Problem(path, f"has {address}; expected only pages of this site")])
            missing -= sitemap.pages.keys()
        for address in missing:
            self._add([Problem(SITEMAP, f"lacks {address}; expected the page of every entry")])

    async def _get(
        self, path: str, *, statuses: tuple[HTTPStatus, ...] = (HTTPStatus.OK,), max_bytes: int = _MAX_BYTES
    ) -> Response | None:
        """Return the response at a path, if its status is as expected."""
        response = await self._request("GET", path, max_bytes=max_bytes)
        if response and response.status not in statuses:
            self._add([Problem(path, f"answers {response.status}; expected {statuses[0].value}")])
            return None
        return response

    async def _request(self, method: str, path: str, **options: Any) -> Response | None:
        try:
            return await self._client.request(method, self.root + path, **options)
        except RequestFailed as error:
            self._add([Problem(path, f"{error}; expected an answer")])
            self._failures += 1
        if self._failures >= _MAX_FAILURES:
            raise ServerUnresponsive(
                f"{_MAX_FAILURES} requests got no usable answer; the rest was not requested"
            )
        return None

    def _add(self, problems: Iterable[Problem]) -> None:
        for problem in problems:
            self.problems.append(problem)
            if len(self.problems) >= _MAX_PROBLEMS:
                raise TooManyProblems(f"{_MAX_PROBLEMS} problems; the rest was not requested")


async def _in_parallel(jobs: Iterable[Coroutine[Any, Any, None]]) -> None:
    pending = iter(jobs)

    async def work() -> None:
        for job in pending:
            await job

    async with asyncio.TaskGroup() as workers:
        for _ in range(_MAX_CONCURRENT):
            workers.create_task(work())


def _is_issue(feed: ManifestFeed) -> bool:
    return feed.folder.endswith("/issues/")


def _leaf(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = error.exceptions[0]
    return error
