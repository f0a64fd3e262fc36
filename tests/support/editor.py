"""An editor for tests: an archive in a folder, a clock set by hand, and a view of what readers see."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import feedparser
from click.testing import CliRunner, Result

from syndication.archive import check_archive, publish
from syndication.archive.ledger import LEDGER, load_ledger
from syndication.archive.plan import Plan
from syndication.archive.record import Record
from syndication.cli import main
from syndication.model import Format
from syndication.model.errors import Problem
from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from syndication.text.dates import format_date, parse_iso_date
from tests.support.archives import NOW, settings_of, write_archive

KEY = "2024-01-12"
PREFIX = "tag:example.org,2023:focus-this-week/"
HEADINGS = {
    "en": ("Quote of the Week", "Notable Number", "Question of the Week"),
    "zh-Hans": ("本周引言", "本周数字", "本周问题"),
    "zh-Hant": ("本週引言", "本週數字", "本週問題"),
}


def issue(
    *,
    quotes: tuple[str, ...] = ("A bridge has two ends.",),
    number: str | None = None,
    question: str | None = None,
    letter: str = "The pandas are back.",
    day: date = date(2024, 1, 12),
    edition: str = "en",
    front: str = "",
) -> str:
    """Write an issue with as many quotes as wanted."""
    quote, figure, asked = HEADINGS[edition]
    lines = ["+++", front, "+++"] if front else []
    lines += [format_date(day, edition), "", letter]
    for text in quotes:
        lines += ["", quote, f'"{text}"', "Ada Example"]
    lines += ["", figure, "28", number] if number else []
    lines += ["", asked, question] if question else []
    return "\n".join(lines) + "\n"


@dataclass
class Editor:
    """An editor with one method per action; `now` is the time on their clock."""

    archive: Path
    now: datetime = NOW
    base_url: str = "https://feeds.example.org"

    def __post_init__(self) -> None:
        write_archive(self.archive, {})

    def write(self, text: str | None = None, key: str = KEY, edition: str = "en", **content: Any) -> None:
        """Save an issue's file."""
        file = self.archive / edition / f"{key}.txt"
        file.parent.mkdir(exist_ok=True)
        if "day" in content and parse_iso_date(key) not in (None, content["day"]):
            content["front"] = f"date = {content['day']}\n{content.get('front', '')}"
        file.write_text(issue(edition=edition, **content) if text is None else text, "utf-8")

    def remove(self, key: str = KEY, edition: str = "en") -> None:
        """Delete an issue's file."""
        (self.archive / edition / f"{key}.txt").unlink()

    def wait(self, **time: float) -> datetime:
        """Let time pass; a day unless told."""
        self.now += timedelta(**time or {"days": 1})
        return self.now

    def publish(
        self,
        *withdrawn: str,
        names: tuple[str, ...] = (),
        minor: tuple[str, ...] = (),
        dry_run: bool = False,
    ) -> Plan:
        """Record what is new."""
        settings = settings_of(self.archive)
        return publish(settings, self.now, names=names, minor=minor, withdrawn=withdrawn, dry_run=dry_run)

    def check(self) -> list[Problem]:
        """Return the problems that `check` reports."""
        _, problems, _ = check_archive(settings_of(self.archive), self.now)
        return list(problems)

    def errors(self) -> list[Problem]:
        """Return the problems that make `check` fail."""
        return [problem for problem in self.check() if problem.severity == "error"]

    @property
    def ledger(self) -> Path:
        """The path of the ledger."""
        return self.archive / LEDGER

    def records(self) -> dict[str, Record]:
        """Return every record by its entry reference, `en/quotes/2024-01-12`."""
        ledger = load_ledger(self.archive, settings_of(self.archive).newsletter)
        return {str(record.ref): record for record in ledger.records.values()} if ledger else {}

    def record(self, name: str = f"en/quotes/{KEY}") -> Record:
        """Return one record."""
        return self.records()[name]

    def snapshot(self) -> Snapshot:
        """Return the snapshot that a server starting now would serve."""
        return build(settings_of(self.archive, self.base_url), self.now).snapshot

    def body(self, path: str) -> bytes:
        """Return the bytes at a path."""
        document = self.snapshot().get(path)
        assert document is not None
        return document.body

    def json(self, path: str) -> Any:
        """Return the JSON at a path."""
        return json.loads(self.body(path))

    def feed(self, feed: str = "en/quotes", form: Format = Format.ATOM) -> Any:
        """Read a feed the way a reader does."""
        found = feedparser.parse(self.body(f"/{feed}.{form}"))
        assert not found.bozo
        return found

    def seen(self, feed: str = "en/quotes") -> list[str]:
        """Return the ids in a feed without their common prefix."""
        return [entry.id.removeprefix(f"{PREFIX}{feed}/") for entry in self.feed(feed).entries]

    def run(self, command: str, *arguments: str) -> Result:
        """Run a command of the command line at the time on the clock."""
        words = [command, "--archive", str(self.archive), *arguments]
        return CliRunner().invoke(main, words, obj=lambda: self.now)


def instant(text: str) -> datetime:
    """Read a time that feedparser gives as the text in the feed."""
    return datetime.fromisoformat(text)


def at(*numbers: int) -> datetime:
    """Return a time in UTC."""
    return datetime(*numbers, tzinfo=UTC)  # type: ignore[arg-type,misc]
