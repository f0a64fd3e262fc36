"""Split issues into entries: between the issue folder and the ledger."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from syndication.archive.parse import phrasebook
from syndication.model import (
    Discovery,
    Edition,
    Entry,
    EntryRef,
    Issue,
    Newsletter,
    Number,
    Part,
    Question,
    Quote,
    Section,
)
from syndication.model.errors import IssueError, Problem
from syndication.model.ids import entry_id, fingerprint
from syndication.text.dates import format_date
from syndication.text.labels import section_name
from syndication.text.messages import messages_for
from syndication.text.typography import SENTENCE_END, join_lines, truncate

_TITLE = 80  # columns that feed readers show in a list
_SUMMARY = 280  # columns


# A function that returns the ordinals of the parts of one kind, given the edition, the issue, the section and
# the parts' fingerprints in the order of the text. It returns None if they are ambiguous.
Ordinals = Callable[[str, str, Section, Sequence[str]], list[int] | None]


def by_position(_edition: str, _issue: str, _section: Section, fingerprints: Sequence[str]) -> list[int]:
    """Return the ordinals 1, 2, 3 …: the numbering for an archive without a ledger."""
    return list(range(1, len(fingerprints) + 1))


def split_issue(issue: Issue, newsletter: Newsletter, ordinals: Ordinals = by_position) -> tuple[Entry, ...]:
    """Return the entries of an issue: the issue itself, then each of its parts.

    Raises IssueError if the parts cannot be matched to the ordinals they were published under.
    """
    edition = newsletter.editions[issue.edition]
    parts = tuple(_split_parts(issue, newsletter, ordinals))
    structure: dict[str, object] = {
        "section": Section.ISSUES,
        "issue": issue.key,
        "link": issue.link,
        "letter": list(issue.letter),
        "parts": [{"id": part.id, "fingerprint": part.fingerprint} for part in parts],
    }
    title = issue.title or messages_for(edition)["issue_title"].format(
        title=edition.title, date=format_date(issue.date, edition.tag)
    )
    place = EntryRef(edition=edition.tag, section=Section.ISSUES, issue=issue.key)
    return (replace(_entry(issue, newsletter, place, issue, title, structure), parts=parts), *parts)


def _split_parts(issue: Issue, newsletter: Newsletter, ordinals: Ordinals) -> Iterator[Entry]:
    """Yield the parts in the order of the text; ordinals are assigned to all parts of a kind at once."""
    edition = newsletter.editions[issue.edition]
    cut: dict[int, Entry] = {}
    for section in dict.fromkeys(part.section for part in issue.parts):
        found = []
        for position, part in enumerate(issue.parts):
            if part.section == section:
                title = part_title(part, edition) or section_name(edition, section)
                structure = {"section": section, "issue": issue.key, "link": part.link} | part_structure(part)
                place = EntryRef(edition=edition.tag, section=section, issue=issue.key)
                found.append((position, _entry(issue, newsletter, place, part, title, structure)))
        given = ordinals(edition.tag, issue.key, section, [entry.fingerprint for _, entry in found])
        if given is None:
            steps = "edit, add or remove one and publish, then the next, or withdraw one first"
            message = (
                f"these {section} cannot be matched to the published ones; expected small steps: {steps}"
            )
            line = issue.parts[found[0][0]].line
            raise IssueError(Problem(path=issue.path, line=line, message=message))
        for (position, entry), ordinal in zip(found, given, strict=True):
            if ordinal == entry.ref.ordinal:
                cut[position] = entry
            else:
                place = entry.ref._replace(ordinal=ordinal)
                cut[position] = replace(entry, ref=place, id=entry_id(newsletter, place))
    yield from (cut[position] for position in sorted(cut))


def _entry(
    issue: Issue,
    newsletter: Newsletter,
    place: EntryRef,
    body: Issue | Part,
    title: str,
    structure: dict[str, object],
) -> Entry:
    return Entry(
        id=entry_id(newsletter, place),
        ref=place,
        edition=newsletter.editions[place.edition],
        title=title,
        published=issue.published,
        updated=issue.published,
        last_modified=issue.published,
        content=body,
        data=structure,
        fingerprint=fingerprint(title, place.edition, structure),
        revised=issue.revised,
        image=issue.image,
    )


def part_structure(part: Part) -> dict[str, object]:
    """Return a part's fields for `_syndication`; a field is None if the text lacks it."""
    match part:
        case Quote():
            return {"text": part.text, "speaker": part.speaker, "role": part.role}
        case Number():
            return {
                "value": part.value,
                "caption": part.caption,
                "source_title": part.source_title,
                "source_author": part.source_author,
            }
        case Question():
            return {"context": part.context, "questions": list(part.questions)}
        case Discovery():
            return {"title": part.title, "text": list(part.text)}


def part_title(part: Part, edition: Edition) -> str:
    """Return a title made from the opening of a part; empty if the part has no text."""
    words = messages_for(edition)

    def opening(text: str | None) -> str:
        return truncate(text or "", columns=_TITLE, ellipsis=words["ellipsis"])

    match part:
        case Quote(speaker=None):
            return opening(part.text)
        case Quote():
            return words["quote_title"].format(speaker=opening(part.speaker), opening=opening(part.text))
        case Number():
            said = opening(part.caption or part.source_title or part.source_author)
            return (
                words["number_title"].format(value=opening(part.value), opening=said) if part.value else said
            )
        case Question():
            return opening(part.questions[0] if part.questions else part.context)
        case Discovery():
            return opening(part.title or _first_of_its_own(part, edition))


def _first_of_its_own(discovery: Discovery, edition: Edition) -> str:
    """Return the first paragraph that is not the section's recurring introduction."""
    book = phrasebook(edition)
    return next((text for text in discovery.text if not book.is_introduction(text)), discovery.text[0])


def summary(entry: Entry) -> str:
    """Return a summary of an entry in a few lines of plain text; never empty."""
    match entry.content:
        case Issue(letter=letter):
            # The salutation does not end as a sentence does.
            said = next(filter(SENTENCE_END.search, letter), None) or join_lines(list(letter))
        case Quote(text=said):
            pass
        case Number(caption=said):
            pass
        case Question(questions=questions):
            said = join_lines(list(questions))
        case Discovery(text=texts):
            said = _first_of_its_own(entry.content, entry.edition) if texts else ""
    return truncate(said or entry.title, columns=_SUMMARY, ellipsis=messages_for(entry.edition)["ellipsis"])
