"""Read texts as small as the fact in question."""

import tempfile
from functools import cache, partial
from pathlib import Path
from typing import TypeVar

from syndication.archive.parse import parse_issue
from syndication.model import Figure, Issue, Newsletter, Part, Question, Quotation, Text
from syndication.model.errors import IssueError
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.archives import NEWSLETTER, write_archive

Kind = TypeVar("Kind", bound=Part)

a_quotation = partial(Quotation, section="quotes")
a_figure = partial(Figure, section="numbers")
a_story = partial(Text, section="discoveries")
a_question = partial(Question, section="questions")

KEY = "2024-01-12"
HEADINGS = {
    ("en", Quotation): "Quote of the Week",
    ("en", Figure): "Notable Number",
    ("en", Text): "Discover More",
    ("en", Question): "Question of the Week",
    ("zh-Hans", Quotation): "本周引言",
    ("zh-Hans", Figure): "本周数字",
    ("zh-Hans", Text): "更多发现",
    ("zh-Hans", Question): "本周问题",
    ("zh-Hant", Quotation): "本週引言",
    ("zh-Hant", Figure): "本週數字",
    ("zh-Hant", Text): "更多發現",
    ("zh-Hant", Question): "本週問題",
}


@cache
def newsletter() -> Newsletter:
    with tempfile.TemporaryDirectory() as folder:
        return load_newsletter(write_archive(Path(folder), {}, NEWSLETTER) / "newsletter.toml")


def read_with_warnings(
    text: str | bytes, key: str = KEY, edition: str = "en"
) -> tuple[Issue, list[tuple[int, str]]]:
    """Return an issue and the warnings about it as line and message."""
    raw = text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")
    issue, problems = parse_issue(
        raw,
        path=f"{edition}/{key}.txt",
        edition=newsletter().editions[edition],
        newsletter=newsletter(),
    )
    return issue, [(problem.line, problem.message) for problem in problems]


def read(text: str | bytes, key: str = KEY, edition: str = "en") -> Issue:
    return read_with_warnings(text, key, edition)[0]


def warnings_of(text: str | bytes, key: str = KEY) -> list[tuple[int, str]]:
    return read_with_warnings(text, key)[1]


def faults_of(text: str | bytes, key: str = KEY) -> list[tuple[int, str]]:
    """Return the errors of a text as line and message; none if it is accepted."""
    try:
        read(text, key)
    except IssueError as error:
        return [(problem.line, problem.message) for problem in error.problems]
    return []


def read_part(kind: type[Kind], *lines: str, edition: str = "en") -> Kind:
    """Read the one part under a heading of its kind."""
    text = "\n".join(["Dear Focus Reader,", HEADINGS[edition, kind], *lines])
    (part,) = read(text, edition=edition).parts
    assert isinstance(part, kind)
    return part
