"""The lines under a heading to quotes, numbers, discoveries and questions."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass

import regex

from syndication.model import Discovery, Number, Part, Question, Quote
from syndication.parse.phrases import Phrasebook, rest_after
from syndication.typography import SENTENCE_END, is_chinese, join_lines

# An opening mark and the marks that may close it: editors mix straight and curly ones.
_CLOSING = {'"': '"”', "“": '”"', "„": "“”", "「": "」", "『": "』", "«": "»", "‘": "’'", "'": "'’"}
_APOSTROPHES = "‘'"  # their closing mark stands inside words too
_OPENING = regex.compile(rf"(?P<before>(?:\.\.\.|…)*)\s*(?P<mark>[{''.join(_CLOSING)}])")
_DASHES = " \t\xa0\u3000-–—―─"
_LONGEST_VALUE = 40
_SIGNS = "+-−–±~≈<>≤≥#№"
_QUESTION = regex.compile(r"[?？][?？!！]*(?P<closing>[\p{Pe}\p{Pf}\"'”’]*)")


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph of the text and the line of the file it stands on."""

    number: int
    text: str


Warn = Callable[[int, str], None]


def read_quotes(lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read a quotation, its speaker and role; a label ends it, and another may follow the label."""
    quotes: list[Part] = []
    for chunk in _between_labels(lines, book):
        if quotes and not _OPENING.match(chunk[0].text):
            warn(
                chunk[0].number,
                "text after the label of a quote is passed over; expected a quotation in marks",
            )
            continue
        text, after = _quotation(chunk, warn)
        speaker = after[0].lstrip(_DASHES) if after else ""
        if text:
            quotes.append(Quote(text=text, speaker=speaker or None, role=join_lines(after[1:]) or None))
    return quotes


def read_number(lines: list[Line], book: Phrasebook, _: Warn) -> list[Part]:
    """Read a figure on a line of its own, if there is one, its caption and its source."""
    caption: list[str] = []
    title = author = None
    for line in lines:
        if book.is_label(line.text):
            continue
        source = None if author else book.split_source(line.text)
        if source:
            before, title, author = source
            caption += [before] if before else []
            author = author and (author.rstrip(".。").rstrip() or None)
        else:
            caption.append(line.text)
    value = caption.pop(0) if len(caption) > 1 and _is_figure(caption[0]) else None
    number = Number(
        value=value, caption=join_lines(caption) or None, source_title=title, source_author=author
    )
    return [number] if caption or author or title else []


def read_discovery(lines: list[Line], book: Phrasebook, _: Warn) -> list[Part]:
    """Read the cultural piece; the line before the label of a video is its title."""
    texts: list[str] = []
    title = None
    for line in lines:
        if not book.is_label(line.text):
            texts.append(line.text)
        elif book.is_video(line.text) and title is None and texts:
            title = texts.pop()
    return [Discovery(title=title, text=tuple(texts))] if title or texts else []


def read_question(lines: list[Line], book: Phrasebook, warn: Warn) -> list[Part]:
    """Read what stands before the lead-in and the questions after it, up to a call."""
    context: list[str] = []
    asked: list[str] = []
    led_in = called = False
    for line in lines:
        if book.is_label(line.text):
            continue
        if rest_after(book.call, line.text) is not None:
            called = bool(asked)
        elif called:
            warn(line.number, "text after a call is passed over; expected the questions before it")
        elif not led_in and (rest := rest_after(book.lead_in, line.text)) is not None:
            led_in = True
            context, asked = context + asked, [rest] if rest else []
        elif led_in or asked or cut_questions([line.text])[0].endswith(("?", "？")):
            asked.append(line.text)
        else:
            context.append(line.text)
    questions = cut_questions(asked)
    if lines and not questions:
        warn(lines[0].number, "no question found; expected one that ends with a question mark")
    if not (context or questions):
        return []
    return [Question(context=join_lines(context) or None, questions=tuple(questions))]


READERS: dict[str, Callable[[list[Line], Phrasebook, Warn], list[Part]]] = {
    "quote": read_quotes,
    "number": read_number,
    "discovery": read_discovery,
    "question": read_question,
}


def _between_labels(lines: list[Line], book: Phrasebook) -> list[list[Line]]:
    chunks: list[list[Line]] = [[]]
    for line in lines:
        if book.is_label(line.text):
            chunks.append([])
        else:
            chunks[-1].append(line)
    return [chunk for chunk in chunks if chunk]


def _quotation(lines: list[Line], warn: Warn) -> tuple[str, list[str]]:
    """Give the quotation without its outer marks, and the lines after it."""
    texts = [line.text for line in lines]
    opening = _OPENING.match(texts[0])
    if not opening:
        return texts[0], texts[1:]
    mark, closers = opening["mark"], _CLOSING[opening["mark"]]
    texts[0] = texts[0][opening.end() :].lstrip()
    ending = regex.compile(rf"[{closers}]((?:\.|。|…|,|，)*)\Z")
    ends = [place for place, text in enumerate(texts) if ending.search(text)]
    if ends:
        end = next((place for place in ends if _is_closed(texts[: place + 1], mark)), ends[0])
        said = [*texts[:end], ending.sub(r"\1", texts[end]).rstrip()]
        after = texts[end + 1 :]
    else:
        # Closed in the middle of its first line, with the speaker behind it; or not closed at all.
        place = max(texts[0].rfind(closer) for closer in closers) if mark not in _APOSTROPHES else -1
        if place < 0:
            warn(
                lines[0].number,
                f"the quotation that {mark} opens is not closed; expected {closers[0]} at its end",
            )
        said = [texts[0][:place].rstrip() if place >= 0 else texts[0]]
        after = [texts[0][place + 1 :].lstrip(_DASHES + ",，"), *texts[1:]] if place >= 0 else texts[1:]
    # Where a quotation goes on in a new paragraph its opening mark is said again.
    said[1:] = [
        text[1:].lstrip() if text.startswith(mark) and _is_even(text[1:], mark) else text for text in said[1:]
    ]
    words = join_lines([text for text in said if text])
    return opening["before"] + words if words else "", after


def _is_closed(texts: list[str], mark: str) -> bool:
    """Tell whether the mark that opened a quotation is closed at the end of these lines."""
    if mark in _APOSTROPHES:
        return True
    said = "\n".join([texts[0], *(text.removeprefix(mark) for text in texts[1:])])
    if mark == '"':
        return said.count(mark) % 2 == 1
    return said.count(_CLOSING[mark][0]) > said.count(mark)


def _is_even(text: str, mark: str) -> bool:
    """Tell whether the marks inside a line open and close each other."""
    if mark == '"':
        return text.count(mark) % 2 == 0
    return text.count(mark) == text.count(_CLOSING[mark][0])


def _is_figure(line: str) -> bool:
    first = line[0]
    begins = first.isdigit() or first in _SIGNS or unicodedata.category(first) == "Sc"
    return begins and len(line) <= _LONGEST_VALUE and not SENTENCE_END.search(line)


def cut_questions(lines: list[str]) -> list[str]:
    """Cut a text into its questions; what precedes a question mark belongs to its question."""
    questions: list[str] = []
    begun: list[str] = []
    for line in lines:
        start = 0
        for mark in _QUESTION.finditer(line):
            if _ends_question(line, mark):
                questions.append(join_lines([*begun, line[start : mark.end()].strip()]))
                begun, start = [], mark.end()
        if rest := line[start:].strip():
            begun.append(rest)
    return [*questions, join_lines(begun)] if begun else questions


def _ends_question(line: str, mark: regex.Match[str]) -> bool:
    after = line[mark.end() :]
    if _is_quoted(line[: mark.end()], line):
        return False
    if not after:
        return True
    if _is_quoted(line[: mark.start()], line):
        # A quoted question ends here only if no sentence goes on around it.
        return bool(regex.match(r"\s+[^\s\p{Ll}]|\p{Pi}|\p{Ps}", after))
    return after[0].isspace() or mark[0][0] == "？" or is_chinese(after[0])


def _is_quoted(before: str, line: str) -> bool:
    """Tell whether a place in a line stands inside quotation marks that the line closes."""
    if any(
        before.count(opening) > before.count(closing) for opening, closing in ("“”", "「」", "『』", "«»")
    ):
        return True
    return before.count('"') % 2 == 1 and line.count('"') % 2 == 0
