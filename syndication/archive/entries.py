"""Split issues into entries: between the issue folder and the ledger."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from syndication.archive.ordinals import match_parts
from syndication.archive.parse import phrasebook
from syndication.archive.record import Record
from syndication.model import (
    ISSUES,
    Edition,
    Entry,
    EntryRef,
    Figure,
    Issue,
    Item,
    Link,
    List,
    Newsletter,
    Part,
    Question,
    Quotation,
    Text,
)
from syndication.model.errors import IssueError, Problem
from syndication.model.ids import entry_id, fingerprint
from syndication.text.dates import format_date
from syndication.text.labels import section_name
from syndication.text.markdown import markdown_fields
from syndication.text.messages import messages_for
from syndication.text.typography import SENTENCE_END, join_lines, truncate

_TITLE_COLUMNS = 80  # that feed readers show in a list
_SUMMARY_COLUMNS = 280


def split_issue(issue: Issue, newsletter: Newsletter, records: Sequence[Record] = ()) -> tuple[Entry, ...]:
    """Return the entries of an issue: the issue itself, then each of its parts.

    `records` are those of the issue in the ledger, if there are any. Raises IssueError if the parts cannot be
    matched to them.
    """
    edition = newsletter.editions[issue.edition]
    parts = tuple(_split_parts(issue, newsletter, records))
    data: dict[str, object] = {
        "section": ISSUES,
        "issue": issue.key,
        "date": issue.date.isoformat(),
        "title": issue.title,
        "link": issue.link,
        "letter": list(issue.letter),
        "parts": [{"id": part.id, "fingerprint": part.fingerprint} for part in parts],
    }
    title = issue.title or messages_for(edition)["issue_title"].format(
        title=edition.title, date=format_date(issue.date, edition.tag)
    )
    ref = EntryRef(edition=edition.tag, section=ISSUES, issue=issue.key)
    return (
        replace(_entry(issue, newsletter, ref, issue, title, _with_markup(data, issue.links)), parts=parts),
        *parts,
    )


def _split_parts(issue: Issue, newsletter: Newsletter, records: Sequence[Record]) -> list[Entry]:
    """Return the parts in the order of the text; ordinals are assigned to all parts of a section at once."""
    edition = newsletter.editions[issue.edition]
    entries: dict[int, Entry] = {}
    for section in dict.fromkeys(part.section for part in issue.parts):
        ref = EntryRef(edition=edition.tag, section=section, issue=issue.key)
        positions = [position for position, part in enumerate(issue.parts) if part.section == section]
        for position in positions:
            part = issue.parts[position]
            title = part_title(part, edition) or section_name(edition, section)
            data = {"section": section, "issue": issue.key, "link": part.link} | part_data(part)
            entries[position] = _entry(issue, newsletter, ref, part, title, _with_markup(data, part.links))
        ordinals = match_parts(records, section, [entries[position].fingerprint for position in positions])
        if ordinals is None:
            steps = "edit, add or remove one and publish, then the next, or withdraw one first"
            message = (
                f"these {section} cannot be matched to the published ones; expected small steps: {steps}"
            )
            line = issue.parts[positions[0]].line
            raise IssueError(Problem(path=issue.path, line=line, message=message))
        for position, ordinal in zip(positions, ordinals, strict=True):
            if ordinal != ref.ordinal:
                own = ref._replace(ordinal=ordinal)
                entries[position] = replace(entries[position], ref=own, id=entry_id(newsletter, own))
    return [entries[position] for position in sorted(entries)]


def _entry(
    issue: Issue,
    newsletter: Newsletter,
    ref: EntryRef,
    content: Issue | Part,
    title: str,
    data: dict[str, object],
) -> Entry:
    return Entry(
        id=entry_id(newsletter, ref),
        ref=ref,
        edition=newsletter.editions[ref.edition],
        title=title,
        published=issue.published,
        updated=issue.published,
        last_modified=issue.published,
        content=content,
        data=data,
        fingerprint=fingerprint(ref.edition, data),
        revised=issue.revised,
        image=issue.image,
    )


def part_data(part: Part) -> dict[str, object]:
    """Return a part's fields for `_syndication`; a field is None if the text lacks it."""
    match part:
        case Quotation():
            return {"text": part.text, "speaker": part.speaker, "role": part.role}
        case Figure():
            return {
                "value": part.value,
                "caption": part.caption,
                "source_title": part.source_title,
                "source_author": part.source_author,
            }
        case Question():
            return {"context": part.context, "questions": list(part.questions)}
        case Text():
            return {"title": part.title, "text": list(part.text)}
        case List():
            items = [
                _with_markup({"title": item.title, "text": list(item.text), "url": item.url})
                for item in part.items
            ]
            return {"title": part.title, "text": list(part.text), "items": items}


def _with_markup(data: dict[str, object], links: Sequence[Link] = ()) -> dict[str, object]:
    """Return the fields of an entry with its links and the Markdown of its texts, if there are any."""
    if links:
        data["links"] = [{"text": link.text, "url": link.url} for link in links]
    if markdown := markdown_fields(data):
        data["markdown"] = markdown
    return data


def part_title(part: Part, edition: Edition) -> str:
    """Return a title made from the opening of a part; empty if the part has no text."""
    words = messages_for(edition)

    def opening(text: str | None) -> str:
        return truncate(text or "", columns=_TITLE_COLUMNS, ellipsis=words["ellipsis"])

    match part:
        case Quotation(speaker=None):
            return opening(part.text)
        case Quotation():
            return words["quote_title"].format(speaker=opening(part.speaker), opening=opening(part.text))
        case Figure():
            caption = opening(part.caption or part.source_title or part.source_author)
            if not part.value:
                return caption
            return words["number_title"].format(value=opening(part.value), opening=caption)
        case Question():
            text = part.questions[0] if part.questions else part.context
        case Text():
            text = part.title or _first_of_its_own(part, edition)
        case List():
            names = words["comma"].join(item.title or join_lines(list(item.text)) for item in part.items)
            text = names if part.single else part.title or names
    return opening(text)


def _first_of_its_own(part: Text, edition: Edition) -> str:
    """Return the first paragraph that is not the section's recurring introduction."""
    book = phrasebook(edition)
    return next((text for text in part.text if not book.is_introduction(text)), part.text[0])


@lru_cache(maxsize=512)  # documents ask several times
def summary(entry: Entry) -> str:
    """Return a summary of an entry in a few lines of plain text; never empty."""
    match entry.content:
        case Issue(letter=letter):
            # The salutation does not end as a sentence does.
            text = next(filter(SENTENCE_END.search, letter), None) or join_lines(list(letter))
        case Quotation(text=text) | Figure(caption=text):
            pass
        case Question(questions=questions):
            text = join_lines(list(questions))
        case Text(text=paragraphs):
            text = _first_of_its_own(entry.content, entry.edition) if paragraphs else ""
        case List(items=items, text=before):
            text = " · ".join(_in_one_line(item, entry.edition) for item in items) or join_lines(list(before))
    return truncate(
        text or entry.title, columns=_SUMMARY_COLUMNS, ellipsis=messages_for(entry.edition)["ellipsis"]
    )


def _in_one_line(item: Item, edition: Edition) -> str:
    """Return an item's title and text; a colon separates them unless the title ends as a sentence does."""
    text = join_lines(list(item.text))
    if item.title and text and not SENTENCE_END.search(item.title):
        return item.title + messages_for(edition)["colon"] + text
    return join_lines([item.title or "", text])
