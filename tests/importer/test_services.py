"""The page, the mails of five services, Word's HTML and documents: one newsletter, the same issue."""

from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest

from syndication.importer.convert import ConvertedIssue
from syndication.model import Newsletter as Settings
from tests.support.foreign import import_one
from tests.support.foreign_files import text_part, word_document
from tests.support.foreign_html import SERVICES, beehiiv, forwarded, mailchimp
from tests.support.foreign_text import (
    CHARSETS,
    ENGLISH,
    FIGURE,
    SIMPLIFIED,
    SITE,
    TRADITIONAL,
    Newsletter,
    encode,
)
from tests.support.parsing import newsletter, read

LANGUAGES = [ENGLISH, SIMPLIFIED, TRADITIONAL]
Service = Callable[[Newsletter, str], str]


@cache
def settings() -> Settings:
    """Return newsletter.toml with the taglines of these newsletters."""
    ours = newsletter()
    editions = {news.tag: replace(ours.editions[news.tag], tagline=news.tagline) for news in LANGUAGES}
    return replace(ours, editions=editions)


def import_issue(raw: bytes, name: str = "file") -> ConvertedIssue:
    return import_one(raw, name, to=settings())


def expect_same(
    found: ConvertedIssue, news: Newsletter, figure: str | None = FIGURE, site: str | None = SITE
) -> None:
    """Check that an issue is the one that an editor would have typed, with the links of the page."""
    front = f'+++\nnumber = "{figure}"\n+++\n' if figure else ""
    text = "\n\n".join([*news.lines, news.end, news.about]).replace(news.tagline, "")
    typed = read(front + text, edition=news.tag)
    addresses = {"quotes": "quote", "numbers": "number", "discoveries": "video"}
    parts = [
        replace(part, link=f"{site}/{addresses[part.section]}")
        if site and part.section in addresses
        else part
        for part in typed.parts
    ]

    assert (found.issue.edition, found.issue.key) == (news.tag, "2024-01-12")
    assert found.issue.letter == typed.letter
    assert list(found.issue.parts) == parts


@pytest.mark.parametrize(("news", "charset"), CHARSETS, ids=lambda value: getattr(value, "tag", value))
@pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
def test_what_a_service_makes_is_the_issue_typed_by_hand(
    service: Service, news: Newsletter, charset: str
) -> None:
    found = import_issue(encode(service(news, charset), charset))

    expect_same(found, news, site=None if service is beehiiv else SITE)  # whose links only its server knows


@pytest.mark.parametrize("news", LANGUAGES, ids=lambda news: str(news.tag))
def test_a_word_document_is_the_issue_typed_by_hand(news: Newsletter) -> None:
    expect_same(import_issue(word_document(news), "issue.docx"), news)


@pytest.mark.parametrize("news", LANGUAGES, ids=lambda news: str(news.tag))
def test_a_forwarded_mail_is_the_issue_typed_by_hand(news: Newsletter) -> None:
    expect_same(import_issue(forwarded(mailchimp(news), news).encode()), news)


@pytest.mark.parametrize("news", LANGUAGES, ids=lambda news: str(news.tag))
def test_the_text_part_of_a_mail_is_the_issue_typed_by_hand(news: Newsletter) -> None:
    expect_same(import_issue(text_part(news).encode()), news, figure=None)


@pytest.mark.parametrize(
    "service",
    [service for service in SERVICES if service is not beehiiv],
    ids=lambda service: service.__name__,
)
def test_the_links_of_the_letter_are_those_of_the_page(service: Service) -> None:
    found = import_issue(service(ENGLISH, "utf-8").encode())

    links = [(link.text, link.url) for link in found.issue.links]
    assert links == [(ENGLISH.linked[1], f"{SITE}/letter?id=3")]
