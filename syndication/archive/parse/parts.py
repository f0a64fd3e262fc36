"""Read the lines under a heading as the parts of a section, by its shape."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import pairwise, takewhile

import regex

from syndication.archive.parse.diagnostics import Warn
from syndication.archive.parse.lines import Line
from syndication.archive.parse.lists import split_items
from syndication.archive.parse.phrases import Phrasebook, rest_after
from syndication.archive.parse.questions import contains_question, split_questions
from syndication.archive.parse.quotation import (
    begins_quotation,
    is_quotation,
    split_block_quotation,
    split_quotation,
    without_dash,
    without_list_mark,
)
from syndication.model import Figure, ItemMark, List, Part, Question, Quotation, Section, Shape, Text
from syndication.text.typography import SENTENCE_END, join_lines, letterwise_nfkc

_MAX_VALUE_CHARS = 40
_MAX_VALUE_WORDS = 4
# What may stand before the figure: marks and signs, a currency (US$, RMB), a word or two (Nearly, 约).
_FIGURE = regex.compile(
    r"(?:\p{Lu}{1,3}|(?:\p{Lu}?\p{Ll}+ ){1,2}|\p{Han}{1,3})?[\s\p{P}\p{S}]*\p{N}(?<!\p{Han}).*"
)
_HAN_FIGURE = regex.compile(
    r"\p{Han}?[〇零一二两兩三四五六七八九十百千万萬亿億半几幾]+(?:分之[一二三四五六七八九十百]+|\p{Han}{0,2})"
)
_YEAR = regex.compile(r"\p{L}\s*(?:19|20)\d\d\Z")  # In 2023


def read_quotations(section: Section, lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read a quotation, its speaker and role; a label ends it, and another may follow with or without one."""
    quotations: list[Part] = []
    in_block = any(line.quote for line in lines)
    for chunk in _quotations(lines, book):
        first = chunk[0]
        if (quotations or in_block) and not first.quote and not begins_quotation(first.text):
            place = "after a label" if quotations else "above a block quotation"
            warn(first.number, f"text {place} is skipped; expected a quotation in marks")
            continue
        quoted = [line.text for line in chunk if line.quote]
        below = [line.text for line in chunk if not line.quote]
        unclosed = None
        if quoted:
            texts, after = split_block_quotation(quoted, below)
        else:
            texts, after, unclosed = split_quotation(below)
        if unclosed:
            warn(
                first.number,
                f"nothing closes the quotation that {unclosed} opens; expected a mark at its end",
            )
        speaker, *role = after or [""]
        if text := join_lines(texts):
            speaker = without_dash(speaker)
            role_text = join_lines(role) or None
            quotations.append(
                Quotation(section=section.name, text=text, speaker=speaker or None, role=role_text)
            )
    return quotations


def read_figure(section: Section, lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read a figure on a line of its own, if there is one, its caption and its source."""
    caption: list[str] = []
    title = author = None
    for line in lines:
        if book.is_label(line):
            continue
        source = None if author else book.split_source(line.text)
        if source:
            before, title, author = source
            caption += [before] if before else []
            author = author and (author.rstrip(" .。*_") or None)
        else:
            caption.append(line.text)
    value = caption.pop(0).strip("*_ ") if len(caption) > 1 and is_figure(caption[0]) else None
    if value is None and len(caption) > 1 and _may_be_figure(caption[0]):
        expected = "expected it in digits without a full stop, or `number` in the front matter"
        warn(lines[0].number, f"{caption[0]!r} may be the number, and is read as caption; {expected}")
    figure = Figure(
        section=section.name,
        value=value,
        caption=join_lines(caption) or None,
        source_title=title,
        source_author=author,
    )
    return [figure] if caption or author or title else []


def read_text(section: Section, lines: list[Line], book: Phrasebook, _: Warn) -> list[Part]:
    """Read a story; a heading of Markdown above it, or the line before the label of a video, is its title."""
    texts: list[str] = []
    title = None
    for line in lines:
        if line.level and not texts and title is None:
            title = line.text
        elif not book.is_label(line):
            texts.append(line.text)
        elif book.is_video(line) and title is None and texts and not book.is_introduction(texts[-1]):
            title = texts.pop()
    return [Text(section=section.name, title=title, text=tuple(texts))] if title or texts else []


def read_question(section: Section, lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read the context before the lead-in and the questions after it, up to a call."""
    context: list[str] = []
    paragraphs: list[str] = []
    after_lead_in = after_call = False
    for line in lines:
        if book.is_label(line):
            continue
        if rest_after(book.call, line.text) is not None:
            after_call = bool(paragraphs)
        elif after_call:
            warn(
                line.number, "text below the call to answer is skipped; expected it above, or below a heading"
            )
        elif not after_lead_in and (rest := rest_after(book.lead_in, line.text)) is not None:
            after_lead_in = True
            context += paragraphs
            paragraphs = [without_list_mark(rest)] if rest and rest_after(book.call, rest) is None else []
        elif after_lead_in or paragraphs or contains_question(line.text):
            paragraphs.append(without_list_mark(line.text))
        else:
            context.append(line.text)
    # A call may also stand behind the last question, in the same paragraph.
    questions = list(
        takewhile(lambda piece: rest_after(book.call, piece) is None, split_questions(paragraphs))
    )
    if lines and not questions:
        warn(lines[0].number, "no question found; expected one that ends with a question mark")
    if not (context or questions):
        return []
    return [Question(section=section.name, context=join_lines(context) or None, questions=tuple(questions))]


def read_list(section: Section, lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read the items of a list, and the paragraphs before them; each item may be a part of its own."""
    mark = section.item or ItemMark.BULLET
    lines = [line for line in lines if not book.is_label(line)]
    before, items = split_items(mark, lines)
    if lines and not items:
        warn(lines[0].number, f"no item found; expected lines that begin with a {mark}")
    whole = List(
        section=section.name,
        text=tuple(line.text for line in before),
        items=tuple(items),
        ordered=mark is ItemMark.NUMBER,
    )
    if not section.per_item or not items:
        return [whole] if lines else []
    singles = [replace(whole, text=(), items=(item,), single=True) for item in items]
    return [replace(singles[0], text=whole.text), *singles[1:]]


READERS: dict[Shape, Callable[[Section, list[Line], Phrasebook, Warn], list[Part]]] = {
    Shape.QUOTATION: read_quotations,
    Shape.FIGURE: read_figure,
    Shape.TEXT: read_text,
    Shape.QUESTION: read_question,
    Shape.LIST: read_list,
}


def _between_labels(lines: list[Line], book: Phrasebook) -> list[list[Line]]:
    chunks: list[list[Line]] = [[]]
    for line in lines:
        if book.is_label(line):
            chunks.append([])
        else:
            chunks[-1].append(line)
    return [chunk for chunk in chunks if chunk]


def _quotations(lines: list[Line], book: Phrasebook) -> Iterator[list[Line]]:
    """Cut the lines of a section before each further quotation in marks."""
    for chunk in _between_labels(lines, book):
        if any(line.quote for line in chunk):
            yield from _block_quotations(chunk)
            continue
        begin = 0
        first, *_ = split_quotation([line.text for line in chunk])
        for place in range(len(first), len(chunk)):
            goes_on = chunk[place - 1].text.endswith((",", "，"))
            text = chunk[place].text
            ends = SENTENCE_END.search(text) or chunk[place + 1 :]  # else it is the title of a role's article
            if place > begin and ends and not goes_on and is_quotation(text):
                yield chunk[begin:place]
                begin = place
        yield chunk[begin:]


def _block_quotations(lines: list[Line]) -> Iterator[list[Line]]:
    """Cut lines before each block quotation, but for one that has only a speaker."""
    begin = 0
    for place, (before, line) in enumerate(pairwise(lines), 1):
        if line.quote not in (0, before.quote) and without_dash(line.text) == line.text:
            yield lines[begin:place]
            begin = place
    yield lines[begin:]


def is_figure(line: str) -> bool:
    """Return whether a line is an amount: a figure with its signs, currency and unit, or Han numerals."""
    plain = letterwise_nfkc(line)
    if len(line) > _MAX_VALUE_CHARS or SENTENCE_END.search(line):
        return False
    return bool(_FIGURE.match(plain) or _HAN_FIGURE.fullmatch(plain)) and not _YEAR.search(plain)


def _may_be_figure(line: str) -> bool:
    """Return whether a line is as short as an amount, but in words or with a full stop."""
    return (
        len(line) <= _MAX_VALUE_CHARS
        and len(line.split()) <= _MAX_VALUE_WORDS
        and (not SENTENCE_END.search(line) or _FIGURE.fullmatch(line) is not None)
    )
