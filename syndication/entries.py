"""Cut issues into entries: between the library and the ledger."""

from collections import Counter
from collections.abc import Iterable, Iterator

from syndication.dates import show_date
from syndication.ids import entry_id, fingerprint
from syndication.markup import section_name
from syndication.model import (
    Discovery,
    Edition,
    Entry,
    Issue,
    Newsletter,
    Number,
    Part,
    Question,
    Quote,
    Section,
)
from syndication.typography import SENTENCE_END, clip, join_lines
from syndication.words import words_for

_TITLE = 80  # columns: what readers show in a list
_SUMMARY = 280


def cut_issues(issues: Iterable[Issue], newsletter: Newsletter) -> Iterator[Entry]:
    """Give what a subscriber sees of all issues; a draft is nothing yet."""
    for issue in issues:
        if not issue.draft:
            yield from cut_issue(issue, newsletter)


def cut_issue(issue: Issue, newsletter: Newsletter) -> tuple[Entry, ...]:
    """Give what a subscriber sees of an issue: the issue itself, then each of its parts."""
    edition = newsletter.editions[issue.edition]
    parts = tuple(_cut_parts(issue, edition, newsletter))
    whole: dict[str, object] = {
        "section": Section.ISSUES,
        "issue": issue.key,
        "link": issue.link,
        "letter": list(issue.letter),
        "parts": [{"id": part.id, "fingerprint": part.fingerprint} for part in parts],
    }
    title = issue.title or words_for(edition.tag)["issue_title"].format(
        title=edition.title, date=show_date(issue.date, edition.tag)
    )
    entry = _entry(issue, issue, newsletter, key=issue.key, title=title, structure=whole, parts=parts)
    return (entry, *parts)


def _cut_parts(issue: Issue, edition: Edition, newsletter: Newsletter) -> Iterator[Entry]:
    seen: Counter[Section] = Counter()
    for part in issue.parts:
        seen[part.section] += 1
        ordinal = seen[part.section]
        key = issue.key if ordinal == 1 else f"{issue.key}.{ordinal}"
        common = {"section": part.section, "issue": issue.key, "link": part.link}
        title = part_title(part, edition) or section_name(edition, part.section)
        yield _entry(part, issue, newsletter, key=key, title=title, structure=common | part_structure(part))


def _entry(
    body: Issue | Part,
    issue: Issue,
    newsletter: Newsletter,
    *,
    key: str,
    title: str,
    structure: dict[str, object],
    parts: tuple[Entry, ...] = (),
) -> Entry:
    edition = newsletter.editions[issue.edition]
    section = Section.ISSUES if isinstance(body, Issue) else body.section
    return Entry(
        id=entry_id(newsletter, edition.tag, section, key),
        edition=edition,
        section=section,
        key=key,
        title=title,
        published=issue.published,
        updated=issue.published,
        body=body,
        structure=structure,
        fingerprint=fingerprint(title, edition.tag, structure),
        image=issue.image,
        parts=parts,
    )


def part_structure(part: Part) -> dict[str, object]:
    """Give a part's content as `_syndication` tells it; what the text lacks is None."""
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
    """Make a title of what a part says first; empty where it says nothing."""
    words = words_for(edition.tag)

    def opening(text: str | None) -> str:
        return clip(text or "", columns=_TITLE, ellipsis=words["ellipsis"])

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
            return opening(part.title or part.text[-1])


def summary(entry: Entry) -> str:
    """Say in a few lines of plain text what an entry is about; never empty."""
    match entry.body:
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
            said = texts[-1] if texts else ""
    return clip(said or entry.title, columns=_SUMMARY, ellipsis=words_for(entry.language)["ellipsis"])
