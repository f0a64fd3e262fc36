"""Announce to WebSub hubs which feeds have changed, once the public can see the change (w3.org/TR/websub)."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

from syndication.archive.ledger import LEDGER
from syndication.client.http import Client, RequestFailed, Response
from syndication.model import Format
from syndication.model.errors import ArchiveError, Problem, SettingsError
from syndication.model.paths import feed_path
from syndication.settings import Settings
from syndication.site.build import Build, build
from syndication.site.document import Document
from syndication.system.clock import Clock
from syndication.system.files import locked, read_file, replace_file

_MAX_CONCURRENT = 8  # requests to one hub, or to the public addresses
_PUBLIC = "the public addresses"
_REQUEST_SECONDS = 10
_NOTIFY_SECONDS = 30  # for one hub and one topic, with all attempts
_RETRY_SECONDS = (0.5, 1.5)  # between attempts
_MIN_POLL_SECONDS, _MAX_POLL_SECONDS = 0.25, 4.0  # between requests to an address that is not up to date
_MAX_STATE_BYTES = 16 * 1024 * 1024
_SLACK_BYTES = 64 * 1024  # by which a public document may exceed the expected one before we stop reading


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Announcement:
    """The notification of a hub of one topic, and its error, if any.

    `hub` is None for the check of the public address.
    """

    topic: str
    hub: str | None = None
    error: str | None = None

    def __str__(self) -> str:
        if self.hub is None:
            return f"{self.topic}: {self.error}; expected the document that this archive gives"
        return f"{self.hub}: {self.error}; expected it to accept {self.topic}"


@dataclass(frozen=True, slots=True)
class Report:
    """The result of `announce`."""

    announced: tuple[Announcement, ...] = ()
    failed: tuple[Announcement, ...] = ()
    unpublished: tuple[str, ...] = ()  # topics that wait for `publish` to record an edit

    def as_json(self) -> dict[str, object]:
        """Return the object that `--format json` prints."""
        announced = [{"topic": one.topic, "hub": one.hub} for one in self.announced]
        failed = [asdict(one) for one in self.failed]
        return {"announced": announced, "failed": failed, "unpublished": list(self.unpublished)}


def announce(settings: Settings, clock: Clock, *, wait: float) -> Report:
    """Notify every hub of every topic that has changed since that hub was last notified.

    A topic is the subscription document of a feed that has, or had, an entry. Its expected bytes follow from
    the archive, and a hub is notified only after the public address shows them, so that it never fetches the
    old document. `wait` is how many seconds the addresses may take. The state file is written after each
    notification: a killed run repeats at most a few, and the next run does the rest. Concurrent runs take
    turns.
    Raises ArchiveError if a recorded entry cannot be read, SettingsError if the state file is invalid.
    """
    hubs = settings.newsletter.hubs
    if not hubs:
        return Report()
    with _locked_state(settings.ping_state) as state:
        return asyncio.run(_Announcer(hubs, state).run(ExpectedTopics(settings, clock), wait))


class PingState:
    """The ETag of the document that each hub was last notified of, by hub and topic."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._etags = _load(file)

    def is_current(self, hub: str, topic: str, etag: str) -> bool:
        """Return whether a hub was notified of exactly these bytes."""
        return self._etags.get(hub, {}).get(topic) == etag

    def record(self, hub: str, topic: str, etag: str) -> None:
        """Write to the file that a hub was notified; raises SettingsError."""
        self._etags.setdefault(hub, {})[topic] = etag
        with _as_settings_error(self._file, "written"):
            replace_file(self._file, json.dumps(self._etags, indent=1, sort_keys=True) + "\n")


@contextmanager
def _locked_state(file: Path) -> Iterator[PingState]:
    with ExitStack() as lock:
        with _as_settings_error(file, "written"):
            lock.enter_context(locked(file.with_name(f"{file.name}.lock")))
        yield PingState(file)


def _load(file: Path) -> dict[str, dict[str, str]]:
    with _as_settings_error(file, "read"):
        try:
            raw = read_file(file, _MAX_STATE_BYTES, file.parent)
        except FileNotFoundError:
            raw = b""
    try:
        state = json.loads(raw or b"{}")
        if all(isinstance(etag, str) for topics in state.values() for etag in topics.values()):
            return dict(state)
    except (ValueError, AttributeError, RecursionError):
        pass
    expected = "expected one that `ping` wrote; delete it to announce everything once more"
    raise SettingsError(f"{file}: not a state file; {expected}")


@contextmanager
def _as_settings_error(file: Path, verb: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{file}: cannot be {verb} ({error.strerror}); expected a state file there (--ping-state)"
        raise SettingsError(message) from error


class ExpectedTopics:
    """The documents that the public addresses should show by now; they change while a run waits."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._latest: Build | None = None
        self.unpublished: tuple[str, ...] = ()  # the topics left out: servers show what is recorded

    def read(self) -> dict[str, Document]:
        """Return the document of every topic, by its public address."""
        self._latest = build(self._settings, self._clock(), self._latest)
        if missing := self._latest.reconciled.missing:
            what = "is on record and cannot be shown; expected its file to be readable"
            raise ArchiveError(
                *(Problem(path=LEDGER, line=one.line, message=f"{one.ref} {what}") for one in missing)
            )
        snapshot = self._latest.snapshot
        edited = {(one.ref.edition, one.ref.section) for one in self._latest.reconciled.unpublished}
        topics: dict[bool, list[str]] = {True: [], False: []}
        for key, feed in snapshot.catalog.feeds.items():
            if feed.entries or feed.tombstones:  # a feed that never had an entry is not advertised
                topics[key in edited] += [feed_path(*key, form) for form in Format]
        self.unpublished = tuple(map(snapshot.site.urls, topics[True]))
        return {snapshot.site.urls(path): snapshot.render(path) for path in topics[False]}


class _Announcer:
    """Checks the public addresses and notifies the hubs concurrently; a hub that is down delays no other."""

    def __init__(self, hubs: tuple[str, ...], state: PingState) -> None:
        self._hubs = hubs
        self._state = state
        self._slots: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_MAX_CONCURRENT))
        self._notifications: list[asyncio.Task[Announcement]] = []

    async def run(self, expected: ExpectedTopics, wait: float) -> Report:
        topics = expected.read()  # not in a thread: a large archive is read in processes that fork
        async with Client(_REQUEST_SECONDS) as self._client:
            late = await self._wait(topics, expected, wait)
            done = sorted(await asyncio.gather(*self._notifications))
        announced = tuple(one for one in done if one.error is None)
        failed = (*late, *(one for one in done if one.error))
        return Report(announced, failed, expected.unpublished)

    async def _wait(
        self, topics: dict[str, Document], expected: ExpectedTopics, wait: float
    ) -> list[Announcement]:
        """Start the notifications of each topic once it is public; return the topics that are late."""
        now = asyncio.get_running_loop().time
        deadline, pause = now() + wait, _MIN_POLL_SECONDS
        while True:
            checks = await asyncio.gather(*(self._check_public(*item) for item in topics.items()))
            late = [check for check in checks if check.error]
            left = deadline - now()
            if not late or left <= 0:
                return late
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, _MAX_POLL_SECONDS)
            fresh = await asyncio.to_thread(expected.read)
            topics = {one.topic: fresh[one.topic] for one in late if one.topic in fresh}

    async def _check_public(self, topic: str, document: Document) -> Announcement:
        """Check that a topic shows a document in every encoding: a cache may be late in one of them."""
        tags = ", ".join(f'"{document.etag}{ending}"' for ending in ("", "-gzip", "-br"))
        requests = (
            self._request(
                _PUBLIC,
                "GET",
                topic,
                encoding=encoding,
                headers={"If-None-Match": tags},
                max_bytes=len(document.body) + _SLACK_BYTES,
            )
            for encoding in ("identity", "gzip", "br")
        )
        try:
            responses = await asyncio.gather(*requests)
        except RequestFailed as error:
            return Announcement(topic=topic, error=str(error))
        if any(one.status != HTTPStatus.NOT_MODIFIED and one.body != document.body for one in responses):
            return Announcement(topic=topic, error="shows something else")
        for hub in self._hubs:
            if not self._state.is_current(hub, topic, document.etag):
                self._notifications.append(asyncio.create_task(self._notify(hub, topic, document.etag)))
        return Announcement(topic=topic)

    async def _notify(self, hub: str, topic: str, etag: str) -> Announcement:
        """Notify a hub of a topic; no standard names the parameters, so both usual ones are sent."""
        form = {"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}
        message = f"no answer within {_NOTIFY_SECONDS} seconds"
        with suppress(TimeoutError):
            async with asyncio.timeout(_NOTIFY_SECONDS):
                for pause in (*_RETRY_SECONDS, None):
                    try:
                        await self._request(hub, "POST", hub, data=form)  # its body is of no use: not read
                    except RequestFailed as error:
                        message = str(error)
                        if pause is None or not error.temporary:
                            break
                        await asyncio.sleep(pause)
                    else:
                        self._state.record(hub, topic, etag)
                        return Announcement(topic=topic, hub=hub)
        return Announcement(topic=topic, hub=hub, error=message)

    async def _request(self, slots: str, method: str, url: str, **options: Any) -> Response:
        async with self._slots[slots]:
            response = await self._client.request(method, url, **options)
        if response.failure:
            raise response.failure
        return response
