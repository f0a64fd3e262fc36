"""Issues as the documents in which editors have them: a page, a mail, a hard-wrapped text."""

import html
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage

from hypothesis import strategies as st

from syndication.importer.convert import ConvertedIssue, convert
from syndication.importer.read import read_documents
from syndication.model import Newsletter
from tests.support.parsing import newsletter

WIDTH = 66  # columns


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """Letters that no heading, phrase or date is made of, and the words of an edition around them."""

    edition: str
    letters: str
    space: str
    marks: tuple[str, str, str, str]  # opening, closing, full stop, question mark
    masthead: tuple[str, str]
    sections: dict[str, str]
    labels: dict[str, str]
    end: str


ENGLISH = Language(
    edition="en",
    letters="æðøþœzqx",
    space=" ",
    marks=("“", "”", ".", "?"),
    masthead=("January 12, 2024", "Focus This Week"),
    sections={
        "quote": "Quote of the Week",
        "number": "Notable Number",
        "discovery": "Discover More",
        "question": "Question of the Week",
    },
    labels={
        "more": "Read More",
        "video": "Watch Video",
        "source": 'Read more in "{}," by {}',
        "lead_in": "We want to hear from you:",
        "call": "Submit your thoughts to us.",
    },
    end="About Focus This Week",
)
SIMPLIFIED = Language(
    edition="zh-Hans",
    letters="桥岸船冰灯风鸟鱼树云",
    space="",
    marks=("“", "”", "。", "？"),
    masthead=("2024年1月12日", "本周聚焦"),
    sections={"quote": "本周引言", "number": "本周数字", "discovery": "更多发现", "question": "本周问题"},
    labels={
        "more": "阅读更多",
        "video": "观看视频",
        "source": "延伸阅读：《{}》，{}",
        "lead_in": "我们想听听您的看法：",
        "call": "欢迎将您的想法发给我们。",
    },
    end="关于本周聚焦",
)
TRADITIONAL = Language(
    edition="zh-Hant",
    letters="橋岸船冰燈風鳥魚樹雲",
    space="",
    marks=("「", "」", "。", "？"),
    masthead=("2024年1月12日", "本週聚焦"),
    sections={"quote": "本週引言", "number": "本週數字", "discovery": "更多發現", "question": "本週問題"},
    labels={
        "more": "閱讀更多",
        "video": "觀看影片",
        "source": "延伸閱讀：《{}》，{}",
        "lead_in": "我們想聽聽您的看法：",
        "call": "歡迎將您的想法發給我們。",
    },
    end="關於本週聚焦",
)
LANGUAGES = (ENGLISH, SIMPLIFIED, TRADITIONAL)
CHARSETS = [
    *((language, "utf-8") for language in LANGUAGES),
    (ENGLISH, "windows-1252"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "gb2312"),
    (TRADITIONAL, "big5"),
]


def lines_of(language: Language) -> st.SearchStrategy[list[str]]:
    """Return issues as lines, from the date to the end heading."""
    words = st.text(language.letters, min_size=2, max_size=7)
    phrases = st.lists(words, min_size=1, max_size=5).map(language.space.join)
    opening, closing, stop, mark = language.marks
    long = st.lists(words, min_size=3, max_size=60).map(language.space.join)
    sentences = long.map(lambda text: f"{text}{stop}")
    questions = long.map(lambda text: f"{text}{mark}")
    labels, sections = language.labels, language.sections
    quotes = st.tuples(
        st.just([sections["quote"]]),
        sentences.map(lambda text: [f"{opening}{text}{closing}"]),
        st.lists(phrases, max_size=2),
        st.sampled_from([[], [labels["more"]]]),
    )
    numbers = st.tuples(
        st.just([sections["number"]]),
        st.sampled_from([[], ["28"], ["45%"]]),
        sentences.map(lambda text: [text]),
        st.builds(labels["source"].format, phrases, phrases).map(lambda line: [line]) | st.just([]),
    )
    discoveries = st.tuples(
        st.just([sections["discovery"]]),
        sentences.map(lambda text: [text]),
        phrases.map(lambda title: [title, labels["video"]]) | st.just([]),
        st.lists(sentences, max_size=2),
    )
    asked = st.tuples(
        st.just([sections["question"]]),
        st.lists(sentences, max_size=1),
        st.just([labels["lead_in"]]),
        st.lists(questions, min_size=1, max_size=3),
        st.just([labels["call"]]),
    )
    parts = st.lists(st.one_of(quotes, numbers, discoveries, asked), max_size=5)
    # Without a paragraph of several lines nobody can tell whether a text is wrapped.
    opening_lines = st.lists(words, min_size=60, max_size=80).map(language.space.join)
    letters = st.builds(
        lambda first, others: [f"{first}{stop}", *others],
        opening_lines,
        st.lists(sentences, min_size=1, max_size=4),
    )
    return st.builds(
        lambda letter, several: [
            *language.masthead,
            *letter,
            *(line for part in several for piece in part for line in piece),
            language.end,
            "+852 2000 0000",
        ],
        letters,
        parts,
    )


def page(lines: Sequence[str], language: Language) -> str:
    """Return an issue as a web page."""
    headings = {*language.sections.values(), language.end}
    body = "\n".join(
        f"<{(tag := 'h2' if line in headings else 'p')}>{html.escape(line)}</{tag}>" for line in lines
    )
    return f"<!doctype html><html><head><title>Page</title></head><body>{body}</body></html>"


def mail(content: str, charset: str, subtype: str = "html") -> bytes:
    """Return a text or a page as a mail in some encoding."""
    message = EmailMessage()
    message["From"] = "editors@example.org"
    message["Date"] = "Fri, 12 Jan 2024 09:00:00 +0800"
    message["Subject"] = "News"
    message["Content-Type"] = f'text/{subtype}; charset="{charset}"'
    message["Content-Transfer-Encoding"] = "8bit"
    message.set_payload(content.encode(charset, "xmlcharrefreplace" if subtype == "html" else "strict"))
    return message.as_bytes()


def wrapped(lines: Sequence[str], language: Language) -> str:
    """Return an issue as the text part of a mail, with its lines broken at a width."""
    return "\n\n".join("\n".join(_wrap(line, language)) for line in lines) + "\n"


def _wrap(line: str, language: Language) -> list[str]:
    pieces = line.split(" ") if language.space else list(line)
    wrapped = [""]
    for piece in pieces:
        longer = f"{wrapped[-1]}{language.space if wrapped[-1] else ''}{piece}"
        if _columns(longer) > WIDTH and wrapped[-1]:
            wrapped.append(piece)
        else:
            wrapped[-1] = longer
    return wrapped


def _columns(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def import_one(
    raw: bytes | str, name: str = "file", *, to: Newsletter | None = None, **options: str
) -> ConvertedIssue:
    """Import a file that holds one issue."""
    content = raw if isinstance(raw, bytes) else raw.encode()
    (document,) = read_documents(content, name)
    return convert(document, to or newsletter(), **options)
