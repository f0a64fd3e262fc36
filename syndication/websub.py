"""Tell hubs what changed at the addresses that people subscribe to (WebSub), once the public can see it."""

import asyncio
import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from syndication.config import Settings
from syndication.document import Document
from syndication.errors import ArchiveError, Problem, SettingsError
from syndication.files import locked, read_file, replace_file
from syndication.ledger import LEDGER
from syndication.model import Format
from syndication.snapshot import Taken, take
from syndication.urls import feed_path

_AT_ONCE = 8  # requests to one hub, or to the public addresses
_PUBLIC = "the public addresses"
_ANSWER = 10  # seconds that an answer may take
_TELLING = 30  # seconds to tell a hub of one topic, with all attempts
_PAUSES = (0.5, 1.5)  # seconds between attempts
_FIRST_LOOK, _LAST_LOOK = 0.25, 4.0  # seconds from look to look at what is not there yet: ever longer
_MAX_STATE_BYTES = 16 * 1024 * 1024
_PASSING = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Announcement:
    """What one hub was told of, or why it was not; without a hub, why nobody could be told of the topic."""

    topic: str
    hub: str | None = None
    trouble: str | None = None

    def __str__(self) -> str:
        if self.hub is None:
            return f"{self.topic}: {self.trouble}; expected what this archive gives"
        return f"{self.hub}: {self.trouble}; expected it to hear of {self.topic}"


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an announcement."""

    told: tuple[Announcement, ...] = ()
    failed: tuple[Announcement, ...] = ()

    def as_json(self) -> dict[str, object]:
        """Give what `--format json` prints."""
        told = [{"topic": one.topic, "hub": one.hub} for one in self.told]
        return {"announced": told, "failed": [asdict(one) for one in self.failed]}


def announce(settings: Settings, clock: Clock, *, wait: float) -> Report:
    """Tell every hub of every topic whose public address shows what the hub was not told of, and of no other.

    A topic is a subscription document of a feed that has, or had, an entry. What its address should show
    follows from the archive, and is waited for: a hub never fetches what was there before. The state file
    remembers at once what a hub took, so that a kill costs at most a few repetitions, and the rest is told
    next time. Two that run at once wait for each other.
    Raises ArchiveError where what is recorded cannot be read, SettingsError where the state file is none.
    """
    hubs = settings.newsletter.hubs
    if not hubs:
        return Report()
    with _remembering(settings.state) as memory:
        return asyncio.run(_Announcer(hubs, memory).run(_Lookout(settings, clock), wait))


class _Memory:
    """What each hub was last told of: the ETag of the bytes, by hub and topic."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._told = _load(file)

    def knows(self, hub: str, topic: str, etag: str) -> bool:
        return self._told.get(hub, {}).get(topic) == etag

    def note(self, hub: str, topic: str, etag: str) -> None:
        self._told.setdefault(hub, {})[topic] = etag
        with _settings_at_fault(self._file, "written"):
            replace_file(self._file, json.dumps(self._told, indent=1, sort_keys=True) + "\n")


@contextmanager
def _remembering(file: Path) -> Iterator[_Memory]:
    with ExitStack() as lock:
        with _settings_at_fault(file, "written"):
            lock.enter_context(locked(file.with_name(f"{file.name}.lock")))
        yield _Memory(file)


def _load(file: Path) -> dict[str, dict[str, str]]:
    with _settings_at_fault(file, "read"):
        try:
            raw = read_file(file, _MAX_STATE_BYTES, file.parent)
        except FileNotFoundError:
            raw = b""
    try:
        found = json.loads(raw or b"{}")
        if all(isinstance(etag, str) for topics in found.values() for etag in topics.values()):
            return dict(found)
    except (ValueError, AttributeError, RecursionError):
        pass
    expected = "expected one that `ping` wrote; without it everything is announced once more"
    raise SettingsError(f"{file}: not a state file; {expected}")


@contextmanager
def _settings_at_fault(file: Path, what: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        message = f"{file}: cannot be {what} ({error.strerror}); expected a state file there (--state)"
        raise SettingsError(message) from error


class _Lookout:
    """Says what each topic should show by now: issues fall due, and others publish, while one waits."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self._settings = settings
        self._clock = clock
        self._taken: Taken | None = None

    def topics(self) -> dict[str, Document]:
        """Give the document of every topic, by its public address."""
        self._taken = take(self._settings, self._clock(), self._taken)
        if missing := self._taken.served.missing:
            what = "is on record and cannot be shown; expected its file to be readable"
            raise ArchiveError(
                *(Problem(path=LEDGER, line=one.line, message=f"{one.place} {what}") for one in missing)
            )
        snapshot = self._taken.snapshot
        paths = (
            feed_path(feed.edition.tag, feed.section, form)
            for feed in snapshot.catalog.feeds.values()
            for form in Format
            if feed.entries or feed.tombstones  # what had none ever is advertised nowhere
        )
        return {snapshot.writer.urls(path): snapshot.render(path) for path in paths}


class _Announcer:
    """Asks the public addresses and tells the hubs, many at once; a hub that is down holds up no other."""

    def __init__(self, hubs: tuple[str, ...], memory: _Memory) -> None:
        self._hubs = hubs
        self._memory = memory
        self._turns: dict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(_AT_ONCE))
        self._tellings: list[asyncio.Task[Announcement]] = []

    async def run(self, lookout: _Lookout, wait: float) -> Report:
        waiting = lookout.topics()  # not in a thread: a large archive is read in processes that fork
        unlimited = httpx.Limits(max_connections=None)
        async with httpx.AsyncClient(timeout=_ANSWER, limits=unlimited) as self._client:
            hidden = await self._wait(waiting, lookout, wait)
            done = sorted(await asyncio.gather(*self._tellings))
        told = tuple(one for one in done if one.trouble is None)
        return Report(told, (*hidden, *(one for one in done if one.trouble)))

    async def _wait(self, waiting: dict[str, Document], lookout: _Lookout, wait: float) -> list[Announcement]:
        """Have hubs told of each topic as soon as it shows what it should; give those that are late."""
        now = asyncio.get_running_loop().time
        deadline, pause = now() + wait, _FIRST_LOOK
        while True:
            looks = await asyncio.gather(*(self._look(*item) for item in waiting.items()))
            late = [look for look in looks if look.trouble]
            left = deadline - now()
            if not late or left <= 0:
                return late
            await asyncio.sleep(min(pause, left))
            pause = min(2 * pause, _LAST_LOOK)
            fresh = await asyncio.to_thread(lookout.topics)
            waiting = {one.topic: fresh[one.topic] for one in late if one.topic in fresh}

    async def _look(self, topic: str, document: Document) -> Announcement:
        """Look whether a topic shows a document, in each encoding: a cache may be late in one of them."""
        tags = ", ".join(f'"{document.etag}{ending}"' for ending in ("", "-gzip", "-br"))
        requests = (
            self._ask(_PUBLIC, "GET", topic, headers={"Accept-Encoding": coding, "If-None-Match": tags})
            for coding in ("identity", "gzip", "br")
        )
        try:
            answers = await asyncio.gather(*requests)
        except _Trouble as trouble:
            return Announcement(topic=topic, trouble=str(trouble))
        if any(
            one.status_code != HTTPStatus.NOT_MODIFIED and one.content != document.body for one in answers
        ):
            return Announcement(topic=topic, trouble="shows something else")
        for hub in self._hubs:
            if not self._memory.knows(hub, topic, document.etag):
                self._tellings.append(asyncio.create_task(self._tell(hub, topic, document.etag)))
        return Announcement(topic=topic)

    async def _tell(self, hub: str, topic: str, etag: str) -> Announcement:
        """Tell a hub of a topic; what to say is in no standard, so it is said in both ways that are usual."""
        form = {"hub.mode": "publish", "hub.topic": topic, "hub.url": topic}
        trouble = f"no answer within {_TELLING} seconds"
        with suppress(TimeoutError):
            async with asyncio.timeout(_TELLING):
                for pause in (*_PAUSES, None):
                    try:
                        await self._ask(hub, "POST", hub, data=form)
                    except _Trouble as again:
                        trouble = str(again)
                        if pause is None or not again.passing:
                            break
                        await asyncio.sleep(pause)
                    else:
                        self._memory.note(hub, topic, etag)
                        return Announcement(topic=topic, hub=hub)
        return Announcement(topic=topic, hub=hub, trouble=trouble)

    async def _ask(self, place: str, method: str, url: str, **more: Any) -> httpx.Response:
        """Give the answer to a request; raises _Trouble where there is none, or none that is good."""
        try:
            async with self._turns[place], asyncio.timeout(_ANSWER):
                answer = await self._client.request(method, url, **more)
        except (TimeoutError, httpx.TimeoutException) as error:
            raise _Trouble(f"no answer within {_ANSWER} seconds") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _Trouble(f"cannot be asked ({error})") from error
        status = answer.status_code
        if not answer.is_success and status != HTTPStatus.NOT_MODIFIED:
            passing = status in _PASSING or answer.is_server_error
            raise _Trouble(f"answers {status} {answer.reason_phrase}".rstrip(), passing=passing)
        return answer


class _Trouble(Exception):  # noqa: N818 (it is caught here, and told)
    """Why a request came to nothing, and whether it may be better in a moment."""

    def __init__(self, reason: str, *, passing: bool = True) -> None:
        super().__init__(reason)
        self.passing = passing
