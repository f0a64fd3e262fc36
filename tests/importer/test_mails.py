"""A mail reads as its HTML, else its text, in the encoding that its header names; forwards are opened."""

import pytest

from syndication.importer.read import read_documents
from syndication.model.errors import ImportFailed
from tests.support.foreign_files import MAIL_DATE, answered, attached, forwarded_text, mail, text_part
from tests.support.foreign_html import buttondown, forwarded, mailchimp
from tests.support.foreign_text import CHARSETS, ENGLISH, SIMPLIFIED, TRADITIONAL, Newsletter
from tests.support.imported import lines_of, links_of, read_one

every_charset = pytest.mark.parametrize(
    ("news", "charset"), CHARSETS, ids=lambda value: getattr(value, "tag", value)
)


@every_charset
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
def test_the_html_of_a_mail_holds_the_lines_of_the_newsletter(
    news: Newsletter, charset: str, transfer: str
) -> None:
    html = mailchimp(news, "no-such-charset")
    raw = mail(("text/plain", "Look at the HTML."), ("text/html", html), charset=charset, transfer=transfer)

    document = read_one(raw)

    assert lines_of(document, news) == news.lines
    assert links_of(document) == news.links


@every_charset
def test_the_text_of_a_mail_without_html_holds_the_same_lines(news: Newsletter, charset: str) -> None:
    document = read_one(mail(("text/plain", text_part(news)), charset=charset))

    assert lines_of(document, news) == news.lines


def test_a_mail_states_its_time_and_subject() -> None:
    document = read_one(mail(("text/html", buttondown(ENGLISH))))

    assert document.sent is not None
    assert document.sent.strftime("%a, %d %b %Y %H:%M:%S %z") == MAIL_DATE
    assert document.title == "橋"


@pytest.mark.parametrize("news", [ENGLISH, SIMPLIFIED, TRADITIONAL], ids=lambda news: str(news.tag))
def test_a_forward_has_the_time_of_what_it_forwards(news: Newsletter) -> None:
    document = read_one(mail(("text/html", forwarded(mailchimp(news), news))))

    assert document.sent is not None
    assert document.sent.isoformat() == "2024-01-12T12:00:00+08:00"
    assert document.blocks[0].text == news.date
    assert lines_of(document, news) == news.lines


def test_what_stands_above_a_forward_is_left_out_with_a_warning() -> None:
    document = read_one(mail(("text/plain", forwarded_text("Dear readers,\n"))))

    assert [block.text for block in document.blocks] == ["Dear readers,"]
    assert [message for _, message in document.warnings] == [
        "left out 1 lines above the forwarded message, which begin 'See below.'"
    ]


def test_a_forward_of_a_forward_is_opened() -> None:
    document = read_one(mail(("text/plain", forwarded_text(forwarded_text("Dear readers,\n")))))

    assert [block.text for block in document.blocks] == ["Dear readers,"]


def test_an_answer_reads_as_what_it_answers() -> None:
    document = read_one(mail(("text/plain", answered(answered(text_part(ENGLISH))))))

    assert lines_of(document, ENGLISH) == ENGLISH.lines


def test_attached_messages_are_documents_of_their_own() -> None:
    raw = attached(*(mail(("text/html", buttondown(news))) for news in (ENGLISH, TRADITIONAL)))

    documents = list(read_documents(raw, "old.eml"))

    assert [document.name for document in documents] == [
        "old.eml, attached message 1",
        "old.eml, attached message 2",
    ]
    assert lines_of(documents[1], TRADITIONAL) == TRADITIONAL.lines


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        (b"From: x@example.org\nSubject: y\nContent-Type: image/png\n\nx\n", "the mail has no text"),
        (b"From: x@example.org\nSubject: y\n\n\n", "there is no text in it"),
    ],
)
def test_a_mailbox_yields_its_messages_and_then_those_that_failed(bad: bytes, message: str) -> None:
    separator = b"From news@example.org Fri Jan 12 12:00:00 2024\n"
    good = mail(("text/plain", "Dear readers,\n>From the bridge.\n")).replace(b"\r\n", b"\n")
    box = b"\n".join(separator + one + b"\n" for one in (good, bad, good))

    documents = read_documents(box, "box")
    names = [next(documents).name, next(documents).name]

    assert names == ["box, message 1", "box, message 3"]
    with pytest.raises(ImportFailed, match=f"box, message 2:1: {message}"):
        next(documents)


def test_an_html_part_in_several_pieces_is_read_whole() -> None:
    """Some programs cut a text around the images that are attached to it."""
    part = b"--b\r\nContent-Type: text/html\r\n\r\n<p>%s</p>\r\n"
    head = b"From: a\r\nSubject: b\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"

    document = read_one(head + part % b"One" + part % b"Two" + b"--b--\r\n")

    assert [block.text for block in document.blocks] == ["One", "Two"]
