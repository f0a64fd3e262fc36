"""Whatever an editor does, in whatever order: ids keep their owners, and dates tell the truth."""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import feedparser
import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from lxml import etree

from syndication.archive.ledger import load_ledger, write_ledger
from syndication.model import Format
from syndication.model.errors import QueryError, RefusalError
from syndication.render.oembed import MaxSize
from syndication.site.build import Build, build
from syndication.site.document import Document
from syndication.site.snapshot import Snapshot
from tests.support.archives import NEWSLETTER, settings_of
from tests.support.editor import PREFIX, Editor, instant
from tests.support.examples import examples

SECOND = timedelta(seconds=1)
EDITIONS = ("en", "zh-Hans")
KEYS = ("alpha", "beta", "gamma", "delta")
MOST = 4  # quotes in an issue: a feed then holds them all
TOMBSTONE = "{http://purl.org/atompub/tombstones/1.0}deleted-entry"


@dataclass(eq=False)
class TrackedEntry:
    """An issue or a quote as its editor knows it: its words change, it stays itself."""

    name: str
    version: int = 0
    id: str = ""
    published: datetime | None = None
    updated: datetime | None = None
    withdrawn: datetime | None = None

    @property
    def words(self) -> str:
        return f"This is {self.name} in version {self.version}."

    def correct(self) -> None:
        self.version += 1


@dataclass(eq=False)
class File:
    """An issue's file, there or not."""

    edition: str
    key: str
    day: date
    itself: TrackedEntry
    quotes: list[TrackedEntry] = field(default_factory=list)
    lost: list[TrackedEntry] = field(default_factory=list)  # quotes that were withdrawn alone
    title: str | None = None
    there: bool = True
    given: int = 0  # how many ordinals

    @property
    def entries(self) -> list[TrackedEntry]:
        return [self.itself, *self.quotes]

    def path(self, archive: Path) -> Path:
        return archive / self.edition / f"{self.key}.txt"


class Histories(RuleBasedStateMachine):
    """One newsletter's life; after every step everything is published, and everything is checked."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.editor = Editor(Path(self.folder.name) / "issues")
        newsletter = NEWSLETTER.partition("[editions.zh-Hant]")[0]
        (self.editor.archive / "newsletter.toml").write_text(newsletter, "utf-8")
        self.files: list[File] = []
        self.count = 0
        self.taken: Build | None = None  # of the server that has run from the beginning
        self.shown: dict[str, Document] = {}

    def teardown(self) -> None:
        self.folder.cleanup()

    # What an editor does

    @initialize()
    def begin(self) -> None:
        self.add(EDITIONS[0], KEYS[0], 0, 1)

    def add(self, edition: str, key: str, days: int, quotes: int) -> None:
        file = File(edition, key, self.editor.now.date() + timedelta(days), self.new("issue"))
        file.quotes = [self.new("quote") for _ in range(quotes)]
        self.files.append(file)
        self.save(file)
        self.publish(new=file.entries)

    @rule(
        edition=st.sampled_from(EDITIONS),
        key=st.sampled_from(KEYS),
        days=st.integers(-40, 5),
        quotes=st.integers(0, 2),
    )
    def add_an_issue_or_a_translation(self, edition: str, key: str, days: int, quotes: int) -> None:
        if all((file.edition, file.key) != (edition, key) for file in self.files):
            self.add(edition, key, days, quotes)

    @rule(data=st.data(), minor=st.booleans())
    def correct_the_letter(self, data: st.DataObject, *, minor: bool) -> None:
        file = self.one(data)
        file.itself.correct()
        self.save(file)
        self.publish(changed=[file.itself], minor=file if minor else None)

    @rule(data=st.data())
    def retitle(self, data: st.DataObject) -> None:
        file = self.one(data)
        file.title = f"Title {self.next()}"
        self.save(file)
        self.publish(changed=[file.itself])

    @rule(data=st.data(), days=st.integers(1, 400))
    def date_anew(self, data: st.DataObject, days: int) -> None:
        file = self.one(data)
        file.day -= timedelta(days)
        self.save(file)
        unseen = [quote for quote in file.quotes if not self.is_due(quote)]
        self.publish(changed=[file.itself, *unseen])

    @rule(data=st.data(), minor=st.booleans())
    def correct_quotes(self, data: st.DataObject, *, minor: bool) -> None:
        file = self.one(data)
        chosen = [quote for quote in file.quotes if data.draw(st.booleans())]
        for quote in chosen:
            quote.correct()
        self.save(file)
        self.publish(changed=[file.itself, *chosen] if chosen else [], minor=file if minor else None)

    @rule(data=st.data())
    def reorder_quotes(self, data: st.DataObject) -> None:
        file = self.one(data)
        order = data.draw(st.permutations(file.quotes))
        changed = [file.itself] if order != file.quotes else []
        file.quotes = list(order)
        self.save(file)
        self.publish(changed=changed)

    @rule(data=st.data())
    def add_a_quote(self, data: st.DataObject) -> None:
        file = self.one(data)
        if len(file.quotes) + len(file.lost) < MOST:
            quote = self.new("quote")
            file.quotes.insert(data.draw(st.integers(0, len(file.quotes))), quote)
            self.save(file)
            self.publish(new=[quote], changed=[file.itself])

    @rule(data=st.data())
    def withdraw_a_quote(self, data: st.DataObject) -> None:
        file = self.one(data)
        if file.quotes:
            quote = file.quotes.pop(data.draw(st.integers(0, len(file.quotes) - 1)))
            file.lost.append(quote)
            self.save(file)
            self.is_refused()
            name = f"{file.edition}/quotes/{quote.id.rpartition('/')[2]}"
            self.publish(changed=[file.itself], withdrawn={name: [quote]})

    @rule(data=st.data())
    def bring_a_quote_back(self, data: st.DataObject) -> None:
        file = self.one(data)
        if file.lost:
            quote = file.lost.pop()
            file.quotes.insert(0, quote)
            self.save(file)
            self.publish(changed=[file.itself], back=[quote])

    @rule(data=st.data())
    def withdraw_an_issue(self, data: st.DataObject) -> None:
        file = self.one(data)
        self.editor.wait(hours=1)
        file.there = False
        file.path(self.editor.archive).unlink()
        self.is_refused()
        self.publish(withdrawn={f"{file.edition}/{file.key}": file.entries})

    @rule(data=st.data(), corrected=st.booleans())
    def bring_an_issue_back(self, data: st.DataObject, *, corrected: bool) -> None:
        gone = [file for file in self.files if not file.there]
        if gone:
            self.bring_back(data.draw(st.sampled_from(gone)), corrected=corrected)

    @rule(data=st.data())
    def break_and_mend_a_file(self, data: st.DataObject) -> None:
        path = self.one(data).path(self.editor.archive)
        content = path.read_bytes()
        path.write_bytes(b"\xff")
        self.is_refused()
        path.write_bytes(content)
        self.publish()

    @rule()
    def move_the_site(self) -> None:
        """Every address changes by it, and no date: nothing was published."""
        self.editor.base_url = f"https://feeds{self.next()}.example.org/prefix"
        self.shown = {}

    @rule(minutes=st.integers(1, 3 * 24 * 60))
    def wait(self, minutes: int) -> None:
        """Publications of the same minute are dated seconds apart, so none is dated after what falls due."""
        self.editor.now += timedelta(minutes=minutes)

    @rule()
    def publish_again(self) -> None:
        self.publish()

    # What must come of it

    @invariant()
    def readers_see_what_is_recorded_and_due(self) -> None:
        site = self.editor.snapshot()
        for edition in EDITIONS:
            for section in ("issues", "quotes"):
                body = body_of(site, f"/{edition}/{section}.atom")
                feed = feedparser.parse(body)
                due = [entry for entry in self.of(edition, section) if self.is_due(entry)]
                standing = sorted((one for one in due if not one.withdrawn), key=lambda one: one.id)
                assert shown(feed) == [(one.id, one.published, one.updated) for one in standing]
                assert all(
                    entry.words in atom_entry.content[0].value
                    for entry, atom_entry in zip(standing, by_id(feed), strict=True)
                )
                assert tombstones(body) == {one.id: one.withdrawn for one in due if was_seen(one)}
        self.the_other_formats_agree(site)

    @invariant()
    def whatever_changes_is_dated_later_than_before(self) -> None:
        """Readers that go by Last-Modified miss every change of which it says nothing."""
        settings = settings_of(self.editor.archive, self.editor.base_url)
        self.taken = build(settings, self.editor.now, self.taken)
        documents = documents_of(self.taken.snapshot)
        for path, document in documents.items():
            before = self.shown.get(path)
            if before and before.body != document.body:
                assert document.last_modified > before.last_modified, path
            assert not before or document.last_modified >= before.last_modified, path
            if path.endswith(".atom"):
                assert instant(feedparser.parse(document.body).feed.updated) == document.last_modified
        self.shown = documents
        assert documents_of(build(settings, self.editor.now).snapshot) == documents  # another server's

    def the_other_formats_agree(self, site: Snapshot) -> None:
        atom, rss = (feedparser.parse(body_of(site, f"/en/quotes.{form}")) for form in ("atom", "rss"))
        items = json.loads(body_of(site, "/en/quotes.json"))["items"]
        assert [entry.id for entry in rss.entries] == [entry.id for entry in atom.entries]
        assert [(item["id"], item["date_published"], item["date_modified"]) for item in items] == [
            (entry.id, entry.published, entry.updated) for entry in atom.entries
        ]

    @invariant()
    def the_ledger_is_read_as_it_was_written(self) -> None:
        newsletter = settings_of(self.editor.archive).newsletter
        ledger, before = load_ledger(self.editor.archive, newsletter), self.editor.ledger.read_bytes()
        assert ledger
        write_ledger(self.editor.archive, newsletter, ledger)
        assert self.editor.ledger.read_bytes() == before

    # How it is done

    def bring_back(self, file: File, *, corrected: bool = False) -> None:
        file.there = True
        for entry in file.entries if corrected else []:
            entry.correct()
        self.save(file)
        self.publish(back=file.entries)

    def publish(
        self,
        *,
        new: list[TrackedEntry] | None = None,
        changed: list[TrackedEntry] | None = None,
        back: list[TrackedEntry] | None = None,
        withdrawn: dict[str, list[TrackedEntry]] | None = None,
        minor: File | None = None,
    ) -> None:
        """Publish, and tell what should come of it from what was done."""
        now = self.editor.now.replace(microsecond=0)
        if not withdrawn:
            assert self.editor.errors() == []
        names = (f"{minor.edition}/{minor.key}",) if minor and changed else ()
        plan = self.editor.publish(*(withdrawn or {}), minor=names)
        assert self.editor.errors() == []
        assert self.editor.publish().changes == ()
        touched = [*(new or []), *(changed or []), *(back or []), *chain(*(withdrawn or {}).values())]
        assert len(plan.changes) == len(touched)
        for entry in changed or []:
            assert entry.updated
            if self.is_due(entry) and not minor:
                entry.updated = max(now, entry.updated + SECOND)
        for entry in back or []:
            assert entry.updated
            assert entry.withdrawn
            entry.updated, entry.withdrawn = max(now, max(entry.updated, entry.withdrawn) + SECOND), None
        unseen = [one for one in [*(changed or []), *(back or [])] if not self.is_due(one)]
        for entries in (withdrawn or {}).values():
            seen = [entry.updated + SECOND for entry in entries if entry.updated and self.is_due(entry)]
            for entry in entries:
                entry.withdrawn = max([now, *seen])
        self.record(new or [])
        self.date(unseen + (new or []), now)

    def record(self, new: list[TrackedEntry]) -> None:
        """Work out the ids of new entries; an ordinal is one that was never given before."""
        for file in self.files:
            for entry in [one for one in file.entries if one in new]:
                section = "issues" if entry is file.itself else "quotes"
                file.given += section == "quotes"
                ordinal = f".{file.given}" if section == "quotes" and file.given > 1 else ""
                entry.id = f"{PREFIX}{file.edition}/{section}/{file.key}{ordinal}"

    def date(self, unseen: list[TrackedEntry], now: datetime) -> None:
        """Work out the dates of what nobody has seen yet: they follow the archive."""
        seen = {
            (edition, section): [
                one.published
                for one in self.of(edition, section)
                if one.published and one not in unseen and self.is_due(one)
            ]
            for edition in EDITIONS
            for section in ("issues", "quotes")
        }
        for file in self.files:
            for entry in [one for one in file.entries if one in unseen]:
                section = "issues" if entry is file.itself else "quotes"
                entry.published = settings_of(self.editor.archive).newsletter.at_hour(file.day)
                backfill = any(one > entry.published for one in seen[file.edition, section])
                entry.updated = max(now, entry.published) if backfill else entry.published

    def is_refused(self) -> None:
        """Nothing is published now, and the gate says so too."""
        before = self.editor.ledger.read_bytes()
        assert self.editor.errors()
        with pytest.raises(RefusalError):
            self.editor.publish()
        assert self.editor.ledger.read_bytes() == before

    def save(self, file: File) -> None:
        self.editor.write(
            key=file.key,
            edition=file.edition,
            day=file.day,
            letter=file.itself.words,
            quotes=tuple(quote.words for quote in file.quotes),
            front=f'title = "{file.title}"' if file.title else "",
        )

    def one(self, data: st.DataObject) -> File:
        """Choose a file that is there; one is put there where there is none."""
        standing = [file for file in self.files if file.there]
        if not standing:
            self.bring_back(self.files[0])
            standing = self.files[:1]
        return data.draw(st.sampled_from(standing))

    def of(self, edition: str, section: str) -> list[TrackedEntry]:
        """Return what was ever in a feed."""
        files = [file for file in self.files if file.edition == edition]
        if section == "issues":
            return [file.itself for file in files if file.itself.id]
        return [quote for file in files for quote in (*file.quotes, *file.lost) if quote.id]

    def is_due(self, entry: TrackedEntry) -> bool:
        return entry.published is not None and entry.published <= self.editor.now

    def new(self, kind: str) -> TrackedEntry:
        return TrackedEntry(f"{kind} {self.next()}")

    def next(self) -> int:
        self.count += 1
        return self.count


def was_seen(entry: TrackedEntry) -> bool:
    """Return whether readers must hear that an entry was withdrawn."""
    return bool(entry.withdrawn and entry.published and entry.withdrawn >= entry.published)


def documents_of(site: Snapshot) -> dict[str, Document]:
    """Return every document, and some of those that are computed."""
    found = {path: site.get(path) for path in site}
    documents = {path: document for path, document in found.items() if document}
    for query in (b"edition=en", b"section=quotes", b"speaker=ada-example", b"limit=1&q=version"):
        try:
            selection = site.parse_query(query)
        except QueryError:  # nobody is quoted
            continue
        documents[f"/feed.atom?{query.decode()}"] = site.custom_feed(selection, Format.ATOM)
    for url in ("en/quotes/latest/", "en/issues/alpha/", "zh-Hans/quotes/alpha/"):
        answer = site.oembed(f"{site.settings.base_url}/{url}", MaxSize(), "json")
        if isinstance(answer, Document):
            documents[f"/oembed?url={url}"] = answer
    return documents


def body_of(site: Snapshot, path: str) -> bytes:
    """Return the bytes at a path."""
    document = site.get(path)
    assert document
    return document.body


def shown(feed: Any) -> list[tuple[str, datetime, datetime]]:
    """Return what a reader tells entries apart by."""
    return [(one.id, instant(one.published), instant(one.updated)) for one in by_id(feed)]


def tombstones(body: bytes) -> dict[str, datetime]:
    """Return what a feed says was withdrawn, and when."""
    return {
        grave.get("ref", ""): instant(grave.get("when", ""))
        for grave in etree.fromstring(body).iter(TOMBSTONE)
    }


def by_id(feed: Any) -> list[Any]:
    """Return the entries of a feed in the order of their ids."""
    return sorted(feed.entries, key=lambda entry: str(entry.id))


TestHistories = pytest.mark.e2e(Histories.TestCase)
TestHistories.settings = examples(30, stateful_step_count=25)
