"""Convert a foreign document into the text of an issue file, and read it back to see what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import unquote

from syndication.archive.parse import parse_issue, phrasebook
from syndication.archive.parse.frontmatter import link_name
from syndication.archive.unparse import write_front_matter, write_issue
from syndication.importer.blocks import Block, SourceDocument
from syndication.importer.draft import Draft, PartLink, draft_issue, plain
from syndication.importer.recognize import Recognition, recognize
from syndication.model import Edition, Issue, Newsletter
from syndication.model.errors import ImportFailed, IssueError, Problem
from syndication.model.ids import SUFFIXES
from syndication.settings.validators import http_url
from syndication.text.dates import format_date, parse_iso_date


@dataclass(frozen=True, slots=True, kw_only=True)
class ConvertedIssue:
    """The text of an issue file, the issue that it is read as, and what an editor should look at."""

    source: str
    path: str  # in the archive
    text: str
    issue: Issue
    problems: tuple[Problem, ...]
    outside: tuple[int, int]  # how many blocks stand above and below the issue


def convert(
    document: SourceDocument, newsletter: Newsletter, *, edition: str | None = None, key: str | None = None
) -> ConvertedIssue:
    """Return the issue that a document holds; raises ImportFailed if it holds none that can be read back."""
    try:
        recognition = recognize(document, newsletter, edition)
    except ValueError as error:
        raise ImportFailed(Problem(path=document.name, line=1, message=str(error))) from error
    return _Conversion(document, recognition, newsletter, key).run()


class _Conversion:
    """One document on its way to an issue file."""

    def __init__(
        self, document: SourceDocument, recognition: Recognition, newsletter: Newsletter, key: str | None
    ) -> None:
        self.document, self.recognition, self.newsletter = document, recognition, newsletter
        self.edition: Edition = recognition.edition
        self.key = key or recognition.day.isoformat()
        self.draft: Draft = draft_issue(
            document.blocks[recognition.start : recognition.end], newsletter, phrasebook(self.edition)
        )
        has_markup = any(paragraph.has_markup for paragraph in self.draft.paragraphs)
        self.is_markdown = has_markup and not document.is_plain
        self.path = f"{self.edition.tag}/{self.key}{SUFFIXES[self.is_markdown]}"
        personal = _personal(document.blocks[recognition.start : recognition.end], document.recipients)
        self.warnings = [*document.warnings, *recognition.warnings, *self.draft.warnings, *personal]

    def run(self) -> ConvertedIssue:
        """Write the issue and read it back; its links need the names of the parts that are found."""
        front = self._front()
        text, issue, problems = self._parse(front, {})
        if self.draft.links:
            text, issue, problems = self._parse(front, self._name_links(issue))
        above, below = self.recognition.start, len(self.document.blocks) - self.recognition.end
        return ConvertedIssue(
            source=self.document.name,
            path=self.path,
            text=text,
            issue=issue,
            problems=(*(self._warning(line, message) for line, message in self.warnings), *problems),
            outside=(above, below),
        )

    def _front(self) -> dict[str, str | date | None]:
        """Return what the text cannot carry, but for the links of its parts."""
        own_page = self.edition.issue_url and self.edition.issue_url.replace("{key}", self.key)
        url = self._address("url", self.document.url)
        named = parse_iso_date(self.key)
        return {
            "url": url if url != own_page else None,
            "date": self.recognition.day if named and named != self.recognition.day else None,
            "number": self.draft.figure,
            "image": self._address("image", self.document.image),
        }

    def _address(self, name: str, address: str | None) -> str | None:
        try:
            return http_url(address) if address else None
        except ValueError as error:
            self.warnings.append((1, f"{name} {address!r} is left out; expected {error}"))
            return None

    def _parse(
        self, front: dict[str, str | date | None], links: dict[str, str], end: int | None = None
    ) -> tuple[str, Issue, list[Problem]]:
        """Return the text of the paragraphs up to `end`, and what the parser makes of it."""
        top, masthead, paragraphs = write_front_matter(front, links), self._masthead(), self._paragraphs(end)
        text = write_issue(top, masthead, [paragraph for paragraph, _ in paragraphs])
        places = [1] * (len(top) + len(masthead))
        for _, lines in paragraphs:
            places += [lines[0], *lines]
        try:
            issue, warnings = parse_issue(
                text.encode(), path=self.path, edition=self.edition, newsletter=self.newsletter
            )
        except IssueError as error:
            raise ImportFailed(*(self._in_source(problem, places) for problem in error.problems)) from error
        return text, issue, [self._in_source(problem, places) for problem in warnings]

    def _in_source(self, problem: Problem, places: list[int]) -> Problem:
        """Return a problem of the written file as one of the source."""
        return replace(problem, path=self.document.name, line=places[min(problem.line, len(places)) - 1])

    def _masthead(self) -> list[str]:
        day = self.recognition.printed or format_date(self.recognition.day, self.edition.tag)
        return list(map(plain, (day, self.edition.title))) if self.is_markdown else [day, self.edition.title]

    def _paragraphs(self, end: int | None = None) -> list[tuple[str, list[int]]]:
        """Return the paragraphs as the file has them, with their lines in the source."""
        written: list[tuple[str, list[int]]] = []
        joint = ""
        for paragraph in self.draft.paragraphs[:end]:
            shown = paragraph.markdown if self.is_markdown else paragraph.text
            if self.is_markdown and joint and joint == paragraph.joint:
                text, before = written.pop()
                added = joint + shown
                written.append((text + added, before + [paragraph.line] * added.count("\n")))
            else:
                written.append((shown, [paragraph.line] * (shown.count("\n") + 1)))
            joint = paragraph.joint
        return written

    def _name_links(self, issue: Issue) -> dict[str, str]:
        """Return the address of each part; a label wins over a source line."""
        links: dict[str, tuple[bool, str]] = {}
        for link in self.draft.links:
            ordinal = self._ordinal(link, issue)
            name = link_name(self.newsletter.sections[link.section].singular, ordinal)
            if ordinal and (name not in links or (link.is_label and not links[name][0])):
                links[name] = link.is_label, link.url
            elif not ordinal:
                line = self.draft.paragraphs[link.paragraph].line
                self.warnings.append((line, f"{link.url} is left out; expected a part that it belongs to"))
        return {name: url for name, (_, url) in links.items()}

    def _ordinal(self, link: PartLink, issue: Issue) -> int:
        """Return the number of the part, of those of its section, that a link stands in or below."""
        several = _count_parts(issue, link.section)
        if several <= 1:
            return several
        _, shorter, _ = self._parse({}, {}, link.paragraph + 1)
        return _count_parts(shorter, link.section)

    def _warning(self, line: int, message: str) -> Problem:
        return Problem(path=self.document.name, line=line, message=message, severity="warning")


def _personal(blocks: Sequence[Block], recipients: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Warn of each line that names somebody to whom the mail was sent, in its text or its links."""
    for block in blocks:
        line = unquote(" ".join((block.text, *(url for _, url in block.links)))).lower()
        for recipient in recipients:
            if recipient in line:
                yield (
                    block.line,
                    f"{recipient} is named, to whom the mail was sent; expected no such address",
                )


def _count_parts(issue: Issue, section: str) -> int:
    return sum(part.section == section for part in issue.parts)
