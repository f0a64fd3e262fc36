"""Recognize what a foreign document is: its edition, its day, and where the issue begins and ends."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import PurePath

import regex
from babel.core import get_global

from syndication.archive.parse import phrasebook
from syndication.archive.parse.dateline import parse_date_line
from syndication.archive.parse.frontmatter import FENCE
from syndication.archive.parse.header import is_old_tagline
from syndication.archive.parse.lines import Line
from syndication.archive.parse.phrases import END, Phrasebook, rest_after
from syndication.importer.blocks import Block, SourceDocument
from syndication.model import Edition, Newsletter
from syndication.text.dates import locale_of, parse_iso_date
from syndication.text.typography import comparison_key, trim

_MAX_MASTHEAD = 8  # lines
_NEAR = 2  # blocks between the newsletter's title and its date
_AROUND_TITLE = " \t\xa0\u3000|·•,，:：/–—-"
_CODECS = {"Hans": "gb2312", "Hant": "big5"}  # each has one script's characters, and those that both share
_WORDS = {"Jpan": r"[\p{Hiragana}\p{Katakana}]+", "Kore": r"\p{Hangul}+"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """The edition and the day of a document; the issue in it is `blocks[start:end]`."""

    edition: Edition
    day: date
    printed: str | None  # the date line, if the document has one that an issue can have
    start: int
    end: int
    warnings: tuple[tuple[int, str], ...] = ()


def recognize(document: SourceDocument, newsletter: Newsletter, tag: str | None = None) -> Recognition:
    """Return the edition, the day and the limits of an issue; `tag` names the edition if it is known.

    Raises ValueError if the edition or the day cannot be told.
    """
    if document.blocks and document.blocks[0].text == FENCE:
        raise ValueError("it has front matter, so it is an issue already; expected it in the archive")
    edition = newsletter.editions[tag] if tag else recognize_edition(document, newsletter)
    book = phrasebook(edition)
    kinds = [kind_of(block, book) for block in document.blocks]
    sections = [place for place, kind in enumerate(kinds) if kind not in (None, END)]
    top = sections[0] if sections else len(kinds)
    warnings: list[tuple[int, str]] = []
    date_place, day = _find_date(document.blocks, edition, top, warnings)
    if day is None and sections:  # a menu above the date may hold the names of sections
        date_place, day = _find_date(document.blocks, edition, sections[-1], [])
    title_place = max(_places_of_title(document.blocks[:top], edition), default=-1)
    above = title_place if day is None else date_place
    start = _below_masthead(document, edition, book, above + 1)
    end = _find_end(kinds, next((place for place in sections if place >= start), start))
    printed = trim(document.blocks[date_place].text) if day else None
    if day and printed and not _is_plain_date(printed, edition):
        printed = None
    return Recognition(
        edition=edition,
        day=day or _stated_day(document, newsletter),
        printed=printed,
        start=start,
        end=end,
        warnings=tuple(warnings),
    )


def _find_end(kinds: Sequence[str | None], start: int) -> int:
    """Return the place of the end heading; one right above a section is a link to the top."""
    ends = (place for place in range(start, len(kinds)) if kinds[place] == END)
    below = {None, END}
    return next((place for place in ends if below.issuperset(kinds[place + 1 : place + 2])), len(kinds))


def line_of(block: Block) -> Line:
    """Return the text of a block as the parser of issues compares it."""
    return Line(block.line, trim(block.text), comparison_key(block.text))


def kind_of(block: Block, book: Phrasebook) -> str | None:
    """Return the kind of section that a block opens; None if it opens none."""
    heading = book.heading(line_of(block))
    return heading[0] if heading else None


def recognize_edition(document: SourceDocument, newsletter: Newsletter) -> Edition:
    """Return the edition whose headings and script a document has; raises ValueError if there is not one."""
    editions = newsletter.editions
    if len(editions) == 1:
        return next(iter(editions.values()))
    by_headings = _best({tag: _count_names(document, edition) for tag, edition in editions.items()})
    text = "\n".join(block.text for block in document.blocks)
    by_script = _best({tag: _count_script(text, _script_of(tag)) for tag in editions})
    both = [tag for tag in by_headings or by_script if tag in (by_script or by_headings)]
    if len(both) == 1:
        return editions[both[0]]
    names = " or ".join(f"--edition {tag}" for tag in (both or {**by_headings, **by_script} or editions))
    if not both and by_headings:
        reason = f"headings of {', '.join(by_headings)} stand in the script of {', '.join(by_script)}"
    else:
        reason = "neither headings nor script name one edition"
    raise ValueError(f"{reason}; expected {names}")


def _best(scores: dict[str, int]) -> dict[str, int]:
    """Return the entries with the highest score; none if nothing scored."""
    highest = max(scores.values())
    return {tag: score for tag, score in scores.items() if score == highest > 0}


def _count_names(document: SourceDocument, edition: Edition) -> int:
    """Return how many headings, labels and titles of an edition stand in a document."""
    book = phrasebook(edition)
    lines = [line_of(block) for block in document.blocks if len(block.text) <= book.max_chars]
    return len({line.key for line in lines if line.key in book.names or book.heading(line)})


def _script_of(tag: str) -> str:
    """Return the script of a language, by CLDR's likely subtags."""
    locale = locale_of(tag)
    return locale.script or get_global("likely_subtags").get(locale.language, "").split("_")[1]


def _count_script(text: str, script: str) -> int:
    """Return the number of words of a script, or of the characters that only this Chinese script has."""
    if script not in _CODECS:
        return len(regex.findall(_WORDS.get(script, rf"\p{{Script={script}}}+"), text))
    own, other = (
        set(text.encode(codec, "ignore").decode(codec))
        for codec in (_CODECS[script], *(codec for name, codec in _CODECS.items() if name != script))
    )
    counts = Counter(regex.findall(r"\p{Han}", text))
    return sum(counts[character] for character in own - other)


def _find_date(
    blocks: Sequence[Block], edition: Edition, end: int, warnings: list[tuple[int, str]]
) -> tuple[int, date | None]:
    """Return the place of the printed date, and the day: that beside the newsletter's title, or the first."""
    days: dict[int, date] = {}
    unread: list[tuple[int, str]] = []
    for place, block in enumerate(blocks[:end]):
        try:
            if day := _date_in(block.text, edition):
                days[place] = day
        except ValueError as error:
            message = f"{trim(block.text)!r} is no date ({error}); expected one whole date"
            unread.append((block.line, message))
    if not days:
        warnings += unread
        return -1, None
    titles = _places_of_title(blocks[:end], edition)
    beside = (place for place in days if any(abs(place - title) <= _NEAR for title in titles))
    place = next(beside, next(iter(days)))
    if others := sorted({str(day) for day in days.values() if day != days[place]}):
        message = f"more than one date stands above the sections, also {', '.join(others)}"
        warnings.append((blocks[place].line, f"{message}; {days[place]} is taken"))
    return place, days[place]


def _places_of_title(blocks: Sequence[Block], edition: Edition) -> list[int]:
    title = comparison_key(edition.title)
    return [place for place, block in enumerate(blocks) if comparison_key(block.text) == title]


def _date_in(text: str, edition: Edition) -> date | None:
    """Return the date that a line consists of, beside the newsletter's title at most."""
    text = trim(text)
    title = edition.title.casefold()
    if text.casefold().startswith(title):
        text = text[len(title) :].lstrip(_AROUND_TITLE)
    elif text.casefold().endswith(title):
        text = text[: -len(title)].rstrip(_AROUND_TITLE)
    return parse_date_line(text, edition.tag)


def _is_plain_date(text: str, edition: Edition) -> bool:
    try:
        return parse_date_line(text, edition.tag) is not None
    except ValueError:
        return False


def _below_masthead(document: SourceDocument, edition: Edition, book: Phrasebook, start: int) -> int:
    """Return the place below the lines of the masthead: title, tagline, links to other languages."""
    title = comparison_key(edition.title)
    masthead = {title, comparison_key(edition.tagline or edition.title)}
    blocks = document.blocks[: start + _MAX_MASTHEAD]
    lines = [Line(0, "", ""), *map(line_of, blocks)]
    for place in range(start, len(blocks)):
        above, line, *_ = lines[place : place + 2]
        below_title = document.is_plain and above.key == title
        old_tagline = below_title and is_old_tagline(above, lines[place + 1 : place + 3], book)
        if line.key not in masthead and rest_after(book.switcher, line.text) is None and not old_tagline:
            return place
    return len(blocks)


def _stated_day(document: SourceDocument, newsletter: Newsletter) -> date:
    """Return the day on which a mail was sent or a page published, else the one in the file's name."""
    if document.sent:
        sent = document.sent
        return (sent.astimezone(newsletter.timezone) if sent.tzinfo else sent).date()
    day = parse_iso_date(PurePath(document.name).stem[:10])
    if day is None:
        raise ValueError("no date; expected one above the text, in the mail's header or in the file's name")
    return day
