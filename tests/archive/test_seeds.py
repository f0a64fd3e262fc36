"""Two issues as the newsletter's editors hand them over; they are not a part of the project."""

import pytest

from syndication.archive.entries import split_issue
from syndication.archive.parse import parse_issue
from syndication.model import Figure, Issue, Newsletter, Question, Quotation, Text
from syndication.render.content import content_html
from syndication.settings.newsletter_toml import load_newsletter
from tests.support.archives import NEWSLETTER, write_archive
from tests.support.parsing import a_figure, a_question, a_quotation, a_story
from tests.support.tools import ROOT

SEEDS = ROOT.parent / "shared" / "seeds"
INSTITUTES = "China Institutes of Contemporary International Relations"
KEYS = ["2023-11-22", "2024-01-12"]

pytestmark = pytest.mark.skipif(not SEEDS.is_dir(), reason="the real issues are not beside the project")


def lines_of(key: str) -> list[str]:
    text = (SEEDS / f"{key}.txt").read_text("utf-8-sig")
    return [line.strip() for line in text.splitlines() if line.strip()]


def line_of(key: str, beginning: str) -> str:
    """Return the one line of an issue that begins so."""
    (line,) = (line for line in lines_of(key) if line.startswith(beginning))
    return line


def between(key: str, beginning: str, end: str) -> list[str]:
    """Return the lines of an issue that stand between two others."""
    lines = lines_of(key)
    return lines[lines.index(beginning) + 1 : lines.index(end)]


@pytest.fixture(scope="module")
def newsletter(tmp_path_factory: pytest.TempPathFactory) -> Newsletter:
    tagline = lines_of(KEYS[0])[3]
    source = NEWSLETTER.replace("Where two countries meet every week.", tagline)
    return load_newsletter(write_archive(tmp_path_factory.mktemp("seeds"), {}, source) / "newsletter.toml")


@pytest.fixture(scope="module")
def issues(newsletter: Newsletter) -> dict[str, Issue]:
    """Return both issues; they have no warnings."""
    found = {}
    for key in KEYS:
        raw = (SEEDS / f"{key}.txt").read_bytes()
        edition = newsletter.editions["en"]
        found[key], warnings = parse_issue(raw, path=f"en/{key}.txt", edition=edition, newsletter=newsletter)
        assert warnings == []
    return found


def part_of(issue: Issue, kind: type[Quotation | Figure | Text | Question]) -> object:
    (part,) = (part for part in issue.parts if isinstance(part, kind))
    return part


@pytest.mark.parametrize("key", KEYS)
def test_the_date_is_the_printed_one(issues: dict[str, Issue], key: str) -> None:
    assert issues[key].date.isoformat() == key


@pytest.mark.parametrize("key", KEYS)
def test_the_letter_is_everything_from_the_salutation_to_the_first_heading(
    issues: dict[str, Issue], key: str
) -> None:
    letter = ["Dear Focus Reader,", *between(key, "Dear Focus Reader,", "Focus Insights")]

    assert issues[key].letter == tuple(letter)


@pytest.mark.parametrize("key", KEYS)
def test_the_parts_stand_in_the_order_of_the_text(issues: dict[str, Issue], key: str) -> None:
    assert [type(part) for part in issues[key].parts] == [Quotation, Figure, Text, Question]


@pytest.mark.parametrize(
    ("key", "speaker", "role"),
    [
        ("2023-11-22", "Muhammad Yunus", "Economist and 2006 Nobel Peace Prize Winner"),
        ("2024-01-12", "Richard Weitz", "Senior Fellow, Hudson Institute"),
    ],
)
def test_the_quotation_is_word_for_word_and_has_its_speaker(
    issues: dict[str, Issue], key: str, speaker: str, role: str
) -> None:
    (printed, *_) = between(key, "Quote of the Week", "Notable Number")

    assert part_of(issues[key], Quotation) == a_quotation(text=printed[1:-1], speaker=speaker, role=role)
    assert (printed[0], printed[-1]) == ('"', '"')


@pytest.mark.parametrize(
    ("key", "title", "author"),
    [
        (
            "2023-11-22",
            "If the U.S. and China Can't Work Together on AI Regulation and Safety, the World Will Suffer",
            "Brian Wong, Assistant Professor in Philosophy at HKU and Rhodes Scholar",
        ),
        (
            "2024-01-12",
            "Navigating the Complex World of AI",
            f"Li Zheng, Assistant Research Processor, {INSTITUTES}",
        ),
    ],
)
def test_the_number_has_no_value_but_a_caption_and_a_source(
    issues: dict[str, Issue], key: str, title: str, author: str
) -> None:
    (caption, _) = between(key, "Notable Number", "Discover More")

    assert part_of(issues[key], Figure) == a_figure(caption=caption, source_title=title, source_author=author)


def test_the_line_before_the_video_is_the_title_of_the_discovery(issues: dict[str, Issue]) -> None:
    lead_in, title, _, paragraph = between("2024-01-12", "Discover More", "Community Connections")

    assert title == "Ning Feng | Tasmin Little"
    assert part_of(issues["2024-01-12"], Text) == a_story(title=title, text=(lead_in, paragraph))


def test_a_discovery_without_a_video_has_no_title(issues: dict[str, Issue]) -> None:
    text = between("2023-11-22", "Discover More", "Community Connections")

    assert part_of(issues["2023-11-22"], Text) == a_story(text=tuple(text))


@pytest.mark.parametrize("key", KEYS)
def test_two_questions_have_their_context_and_no_calls(issues: dict[str, Issue], key: str) -> None:
    context = line_of(key, "In our Focus Insights section")
    (asked,) = between(key, "We want to hear from you:", line_of(key, "Submit your thoughts"))
    first = asked[: asked.index("?") + 1]
    second = asked[asked.index("?") + 1 :].strip()

    assert part_of(issues[key], Question) == a_question(context=context, questions=(first, second))


@pytest.mark.parametrize("key", KEYS)
def test_no_entry_has_furniture_headings_or_boilerplate(
    issues: dict[str, Issue], newsletter: Newsletter, key: str
) -> None:
    lines = lines_of(key)
    dropped = [
        *lines[:4],
        *("Focus Insights", "Read More", "Watch Video", "Community Connections", "Question of the Week:"),
        *("We want to hear from you", "About Focus This Week", "Back to Top"),
        *(
            line_of(key, start)
            for start in ("Join our digital", "Submit your", "Interested in", "Prepared by")
        ),
    ]

    contents = [content_html(entry) for entry in split_issue(issues[key], newsletter)]

    assert [line for line in dropped for content in contents if f">{line}<" in content] == []
    assert [line for line in dropped[-4:] for content in contents if line[:40] in content] == []
