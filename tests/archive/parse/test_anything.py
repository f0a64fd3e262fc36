"""Whatever is fed to the parser: it is refused as an issue is, or it can be published."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from lxml import etree

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue
from syndication.model import Figure, Part, Question, Quotation, Text
from syndication.model.errors import IssueError
from syndication.site.build import build
from tests.support.archives import settings_of, write_archive
from tests.support.examples import examples
from tests.support.parsing import HEADINGS, a_figure, a_question, a_quotation, a_story, newsletter, read

PIECES = [
    *HEADINGS.values(),
    *("Focus Insights", "Back to Top", "返回顶部", "Language :", "Focus This Week", "本周聚焦"),
    *("Where two countries meet every week.", "Dear Focus Reader,", "亲爱的读者：", "Team Focus"),
    *("January 12, 2024", "2024年1月12日", "February 30, 2024", "2024-01-12", "12", "May", "9999"),
    *("We want to hear from you", "我们想听听您的看法", "Submit your thoughts", "Interested in submitting"),
    *("Watch Video", "Read More", "观看视频", "阅读更多", "延伸阅读：《标题》，某某", "《", "》"),
    *('Read more in "', "A Title", '," by ', "Read more from ", "Bo Sample", "$1.3 trillion", "45%"),
    *('"', "“", "”", "'", "‘", "’", "「", "」", "『", "』", "«", "»", "„", "(", ")"),
    *("?", "？", "!", ".", "。", "…", "...", ",", "，", ":", "：", "—", "-", "——"),
    *(
        "\n",
        "\n\n",
        "\r\n",
        "\r",
        " ",
        "\xa0",
        "\u3000",
        "\u200b",
        "\u2028",
        "\x00",
        "\x0c",
        "\ufffe",
        "\ud800",
    ),
    *(
        "\n+++\n",
        "+++\n",
        "draft = true\n",
        'number = "28"\n',
        "[links]\n",
        'quote = "https://example.org/"\n',
    ),
    *("<b>", "]]>", "&amp;", "{title}", "{", "\\", "%s", "桥", "🌉", "é", "e\u0301", "\u202e"),
]

shuffled = st.lists(st.sampled_from(PIECES) | st.text(max_size=5), max_size=60).map("".join)
glued = st.lists(st.sampled_from(PIECES), max_size=40).map("\n".join)
fronted = st.builds("+++\n{}\n+++\n{}".format, shuffled, glued)
texts = (shuffled | glued | fronted | st.text()).map(lambda text: text.encode("utf-8", "surrogatepass"))
anything = st.binary() | texts
editions = st.sampled_from(["en", "zh-Hans", "zh-Hant"])


@examples(500)
@given(
    raw=anything,
    edition=editions,
    key=st.sampled_from(["2024-01-12", "special", "2024"]) | st.text(max_size=9),
)
def test_anything_is_an_issue_or_an_issue_error(raw: bytes, edition: str, key: str) -> None:
    try:
        issue, _ = parse_issue(
            raw,
            path=f"{edition}/{key}.txt",
            edition=newsletter().editions[edition],
            newsletter=newsletter(),
        )
    except IssueError:
        return
    assert issue.letter or issue.parts
    assert all(entry.title.strip() for entry in split_issue(issue, newsletter()))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("archive")


@examples(25, suppress_health_check=[HealthCheck.too_slow])
@given(raw=texts, edition=editions)
def test_what_is_accepted_can_be_published(folder: Path, raw: bytes, edition: str) -> None:
    archive = write_archive(folder, {f"{edition}/2024-01-12.txt": raw})
    snapshot = build(settings_of(archive), datetime(2201, 1, 1, tzinfo=UTC)).snapshot

    for path in snapshot:
        document = snapshot.get(path)
        assert document is not None
        if path.endswith((".atom", ".rss")):
            assert all(
                (title.text or "").strip() for title in etree.fromstring(document.body).iter("{*}title")
            )
        elif path.endswith(".json"):
            json.loads(document.body)


# Letters that no heading, phrase or date is made of.
words = st.lists(st.text("αβγδεζ", min_size=1, max_size=6), min_size=1, max_size=6).map(" ".join)
sentences = words.map("{}.".format)
questions = words.map("{}?".format)
quoted = st.builds("{} “{}” {}.".format, words, sentences, words)
quotes = st.builds(a_quotation, text=sentences | quoted) | st.builds(
    a_quotation, text=sentences | quoted, speaker=words, role=words | st.none()
)
numbers = st.builds(
    a_figure, value=st.integers(0, 10**29).map("{:,}".format) | st.none(), caption=sentences
) | st.builds(a_figure, caption=sentences, source_title=words, source_author=words)
discoveries = st.builds(
    a_story, title=words | st.none(), text=st.lists(sentences, min_size=1, max_size=3).map(tuple)
)
asked = st.builds(
    a_question,
    context=sentences | st.none(),
    questions=st.lists(questions, min_size=1, max_size=3).map(tuple),
)


def unparse(letter: list[str], parts: list[Part], between: str) -> str:
    """Write an issue as an editor does."""
    lines = ["January 12, 2024", "Focus This Week", *letter]
    for part in parts:
        lines += [HEADINGS["en", type(part)], *unparse_part(part)]
    return between.join([*lines, "Back to Top", "Goodbye."])


def unparse_part(part: Part) -> list[str]:
    match part:
        case Quotation(text=text, speaker=speaker, role=role):
            return [f"“{text}”", *filter(None, (speaker, role)), "Read More"]
        case Figure(value=value, caption=caption, source_title=title, source_author=author):
            source = [f'Read more in "{title}," by {author}.'] if title else []
            return [*filter(None, (value, caption)), *source]
        case Text(title=title, text=(lead_in, *paragraphs)):
            return [lead_in, *([title, "Watch Video"] if title else []), *paragraphs]
        case Question(context=context, questions=several):
            return [
                *filter(None, [context]),
                "We want to hear from you:",
                *several,
                "Submit your thoughts to us.",
            ]
    raise AssertionError(part)


@given(
    letter=st.lists(sentences, min_size=2, max_size=4),
    parts=st.lists(quotes | numbers | discoveries | asked, max_size=6),
    between=st.sampled_from(["\n", "\n\n", "\r\n", "\r\n\r\n"]),
)
def test_what_is_written_is_read_back(letter: list[str], parts: list[Part], between: str) -> None:
    issue = read(unparse(letter, parts, between))

    assert (issue.letter, issue.parts) == (tuple(letter), tuple(parts))
