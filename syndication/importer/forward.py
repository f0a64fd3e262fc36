"""Find the message in a mail that forwards it: it stands below the header that mail programs write."""

import re
from dataclasses import replace
from datetime import datetime, tzinfo
from itertools import takewhile

from dateutil import parser as dates

from syndication.importer.blocks import Block, SourceDocument

# The fields as mail programs show them, in the languages of the editions that we know.
_FIELDS = {
    "from": "from|von|de|发件人|發件人|寄件者|寄件人|寄件人",
    "date": "date|sent|datum|gesendet|fecha|enviado|envoyé|日期|发送时间|發送時間|时间|時間|寄件日期",
    "subject": "subject|betreff|asunto|objet|主题|主題|主旨|标题|標題",
    "other": "to|cc|bcc|reply-to|an|à|para|收件人|收件者|抄送|副本|回复|回覆",
}
_FIELD = re.compile(
    "|".join(rf"(?P<{name}>(?:{words})\s*[:：])" for name, words in _FIELDS.items()), re.IGNORECASE
)
_DEFAULTS = [datetime(year, 1, 1, tzinfo=None) for year in (1999, 2001)]  # noqa: DTZ001 (no zone is stated)
_MAX_FIELD_CHARS = 1000
_MIN_FIELDS = 3
_MAX_BEFORE = 30  # blocks of what the sender of the forward wrote above it
_MARK = re.compile(r"-{2,}.{3,60}-{2,}|.{3,60}[:：]", re.DOTALL)
_PREFIX = re.compile(r"(?:(?:fwd?|re|aw|wg|tr|rv|转发|轉寄|轉發|回复|回覆|答复)\s*[:：]\s*)+", re.IGNORECASE)


def open_forward(document: SourceDocument, zone: tzinfo | None) -> SourceDocument:
    """Return a document without the headers of forwards above it, with the date and subject that they state.

    `zone` is that of the sender, in which mail programs show the date of what they forward.
    """
    while (header := _header(document.blocks)) is not None:
        start, end = header
        fields = dict(filter(None, map(_field, document.blocks[start:end])))
        above = document.blocks[
            : start - 1 if start and _MARK.fullmatch(document.blocks[start - 1].text) else start
        ]
        warnings = document.warnings
        if above:
            opening = above[0].text[:40]
            notice = f"left out {len(above)} lines above the forwarded message, which begin {opening!r}"
            warnings = (*warnings, (above[0].line, notice))
        document = replace(
            document,
            blocks=document.blocks[end:],
            sent=_date(fields.get("date", ""), zone),
            title=fields.get("subject") or document.title,
            warnings=warnings,
        )
    title = document.title and _PREFIX.sub("", document.title, count=1)
    return replace(document, title=title or None)


def _header(blocks: tuple[Block, ...]) -> tuple[int, int] | None:
    """Return where the header of a forward begins and ends: three fields or more, one of them the sender."""
    for start in range(min(len(blocks), _MAX_BEFORE)):
        fields = [field for field in map(_field, takewhile(_is_field, blocks[start:])) if field]
        names = {name for name, _ in fields}
        if len(fields) >= _MIN_FIELDS and "from" in names and len(names) > 1:
            return start, start + len(fields)
    return None


def _is_field(block: Block) -> bool:
    return len(block.text) <= _MAX_FIELD_CHARS and _FIELD.match(block.text) is not None


def _field(block: Block) -> tuple[str, str] | None:
    match = _FIELD.match(block.text)
    return (match.lastgroup or "other", block.text[match.end() :].strip()) if match else None


def _date(written: str, zone: tzinfo | None) -> datetime | None:
    """Return the date of a message as a mail program shows it; None if it is not a whole one."""
    try:
        days = {dates.parse(written.replace(" at ", " "), default=default) for default in _DEFAULTS}
    except (ValueError, OverflowError):
        return None
    if len(days) != 1:
        return None
    sent = days.pop()
    return sent if sent.tzinfo else sent.replace(tzinfo=zone)
