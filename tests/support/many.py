"""Archives as large as wanted, out of the sample issues."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from syndication.settings import Settings
from syndication.text.dates import format_date
from tests.support.tools import SAMPLES

NOW = datetime(2026, 1, 1, tzinfo=UTC)
_NEWEST = date(2025, 12, 26)
_WEEKLY = 520


def write_many(folder: Path, count: int, *editions: str) -> None:
    """Write so many issues in all, out of the sample issues of every language or of the named ones.

    The newest ten years are weekly, as the newsletter is; before them, so that dates stay in our time, daily.
    """
    settings = Settings.load(archive=str(SAMPLES))
    (folder / "newsletter.toml").write_bytes((SAMPLES / "newsletter.toml").read_bytes())
    tags = editions or tuple(settings.newsletter.editions)
    for tag in tags:
        (folder / tag).mkdir(parents=True)
        samples = list(_samples(tag))
        for number in range(count // len(tags)):
            text, printed = samples[number % len(samples)]
            day = _NEWEST - timedelta(days=7 * min(number, _WEEKLY) + max(number - _WEEKLY, 0))
            (folder / tag / f"{day}.txt").write_text(text.replace(printed, format_date(day, tag), 1), "utf-8")


def _samples(tag: str) -> Iterator[tuple[str, str]]:
    """Yield the sample issues of a language that print their date in the usual form, with that date."""
    for file in sorted((SAMPLES / tag).glob("*.txt")):
        text, printed = file.read_text("utf-8"), format_date(date.fromisoformat(file.stem), tag)
        if printed in text:
            yield text, printed
