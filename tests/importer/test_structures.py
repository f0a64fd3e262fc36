"""What publishers and programs make of one newsletter reads as the same lines with the same links."""

from collections.abc import Callable

import pytest

from syndication.importer.blocks import BlockKind
from tests.support.foreign_html import SERVICES, beehiiv, published_page
from tests.support.foreign_text import CHARSETS, ENGLISH, FIGURE, PAGE, SITE, Newsletter, encode
from tests.support.imported import lines_of, links_of, read_one

Service = Callable[[Newsletter, str], str]

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.__name__)
every_charset = pytest.mark.parametrize(
    ("news", "charset"), CHARSETS, ids=lambda value: getattr(value, "tag", value)
)


@every_charset
@every_service
def test_a_service_s_html_holds_the_lines_of_the_newsletter(
    service: Service, news: Newsletter, charset: str
) -> None:
    document = read_one(encode(service(news, charset), charset))

    assert lines_of(document, news) == news.lines


@every_charset
@every_service
def test_a_service_s_links_lead_to_their_pages(service: Service, news: Newsletter, charset: str) -> None:
    document = read_one(encode(service(news, charset), charset))

    assert links_of(document) == ([] if service is beehiiv else news.links)


@every_service
def test_the_figure_is_the_text_of_its_image(service: Service) -> None:
    document = read_one(service(ENGLISH, "utf-8").encode())

    images = [block.text for block in document.blocks if block.kind is BlockKind.IMAGE]
    assert FIGURE in images


def test_links_that_only_their_service_resolves_are_left_out_with_a_warning_each() -> None:
    document = read_one(beehiiv(ENGLISH).encode())

    assert ["link.mail.beehiiv.com" in message for _, message in document.warnings] == [True] * 4


def test_nothing_around_the_article_isread_one() -> None:
    document = read_one(published_page(ENGLISH).encode())

    assert [document.blocks[0].text, document.blocks[-1].text] == [ENGLISH.date, ENGLISH.about]


def test_a_page_states_its_address_time_title_and_image() -> None:
    document = read_one(published_page(ENGLISH).encode())

    assert document.url == PAGE
    assert document.sent is not None
    assert document.sent.isoformat() == "2024-01-12T12:00:00+08:00"
    assert (document.title, document.image) == (ENGLISH.title, f"{SITE}/i/2024-01-12.jpg")
