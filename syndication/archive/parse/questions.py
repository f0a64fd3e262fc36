"""Split a text into questions; the text before a question mark belongs to its question."""

from collections import defaultdict
from itertools import accumulate

import regex

from syndication.text.typography import is_unspaced, join_lines

_MARK = regex.compile(r"[?？][?？!！]*[\p{Pe}\p{Pf}\"'”’]*")
_CLOSING = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "«": "»",
    "《": "》",
    "〈": "〉",
    "(": ")",
    "（": "）",
}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_PAIRED = regex.compile(rf"[\"{''.join(_CLOSING)}{''.join(_OPENING)}]")
_STANDS_ALONE = regex.compile(r"\s+[^\s\p{Ll}]|[\p{Pi}\p{Ps}]")


def split_questions(texts: list[str]) -> list[str]:
    """Return the questions in some paragraphs; one question may run over several of them."""
    questions: list[str] = []
    begun: list[str] = []
    for text in texts:
        *complete, rest = _split(text)
        for question in complete:
            questions.append(join_lines([*begun, question]))
            begun = []
        if rest:
            begun.append(rest)
    return [*questions, join_lines(begun)] if begun else questions


def contains_question(text: str) -> bool:
    """Return whether a question ends in a paragraph."""
    return len(_split(text)) > 1


def _split(text: str) -> list[str]:
    """Return the questions that end in a paragraph, then the rest of it."""
    pieces = []
    start = 0
    marks = list(_MARK.finditer(text))
    quoted = _quoted(text) if marks else []
    for mark in marks:
        if not quoted[mark.end()] and _ends(text, mark, quoted=quoted[mark.start()] > 0):
            pieces.append(text[start : mark.end()].strip())
            start = mark.end()
    return [*pieces, text[start:].strip()]


def _ends(text: str, mark: regex.Match[str], *, quoted: bool) -> bool:
    """Return whether a question ends with this mark and the marks that close behind it."""
    end = mark.end()
    if end == len(text):
        return True
    if quoted:  # It asks something in marks: a sentence may go on around them.
        return _STANDS_ALONE.match(text, end) is not None
    chinese = mark[0][0] == "？" or is_unspaced(text[end]) or is_unspaced(text[mark.start() - 1])
    return chinese or text[end].isspace()


def _quoted(text: str) -> list[int]:
    """Return for each place in a text how many quotation marks and brackets are open there and get closed."""
    steps = [0] * (len(text) + 2)
    open_marks: dict[str, list[int]] = defaultdict(list)
    for match in _PAIRED.finditer(text):
        place, character = match.start(), match[0]
        opening = _OPENING.get(character, character)
        if character in _CLOSING or (character == '"' and not open_marks[opening]):
            open_marks[opening].append(place)
        elif open_marks[opening] and not (character == "’" and text[place + 1 : place + 2].isalpha()):
            steps[open_marks[opening].pop() + 1] += 1
            steps[place + 1] -= 1
    return list(accumulate(steps))
