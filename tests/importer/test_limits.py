"""Files that cost more than any newsletter are refused with one line, before they cost it."""

import pytest

from syndication.importer.read import read_documents
from syndication.model.errors import ImportFailed

MIB = 1024 * 1024


def _nested(depth: int) -> bytes:
    """Return a mail of parts within each other."""
    head = b"From: a@example.org\nSubject: b\nMIME-Version: 1.0\n"
    opened = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(depth)
    )
    return head + opened + b"Content-Type: text/plain\n\nHello\n"


REFUSED = {
    "mail of 20 MB": (
        b"From: a\nDate: b\n\n" + b"x" * 20 * MIB,
        "mail of 20971537 bytes; expected 20971520 at most",
    ),
    "500 parts within each other": (_nested(500), "more than 200 parts; expected a mail of fewer"),
    "a million parts": (
        b"From: a\nDate: b\nContent-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * MIB,
        "more than 200 parts; expected a mail of fewer",
    ),
    "HTML of 6 MB": (b"<html>" + b"x" * 6 * MIB, "HTML of 6291462 bytes; expected 5242880 at most"),
    "elements without end": (b"<html>" + b"<p>x" * 200_000, "HTML that no text needs"),
    "elements within each other": (b"<html>" + b"<div>" * 600, "HTML that no text needs"),
    "attributes without end": (
        b"<p " + b" ".join(b"a%d" % n for n in range(40_000)),
        "HTML that no text needs",
    ),
    "text of 2 MB": (b"word " * 500_000, "text of 2500000 bytes; expected 1048576 at most"),
    "PDF": (b"%PDF-1.7\n", "the file is PDF; expected a text"),
    "an old Word document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "the file is an old Word document"),
    "bytes": (b"\1\0\2\0\3", "the file holds NUL characters"),
    "nothing": (b"", "there is no text in it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_hostile_file_is_refused_with_one_line(name: str) -> None:
    raw, problem = REFUSED[name]

    with pytest.raises(ImportFailed) as refusal:
        list(read_documents(raw, "file"))

    assert str(refusal.value).startswith(f"file:1: {problem}")
    assert "\n" not in str(refusal.value)


def test_what_is_just_within_the_limits_is_read_whole() -> None:
    """The parser drops what lies deeper than 256 elements without a word, unless it is told otherwise."""
    (document,) = read_documents(b"<html>" + b"<div>" * 490 + b"The end", "file")

    assert document.blocks[-1].text == "The end"


HOSTILE = {
    "spaces": b"<p>" + b" " * MIB + b"x\n" * 1000,
    "line ends": b"<p>" + b" \n" * MIB + b"x",
    "arrows": b"<p>" + "→ ".encode() * 100_000,
    "pieces": b"<p>" + b"<b>x</b> y " * 10_000,
    "navigation within navigation": b"<html>" + b"<div class=nav>" * 480 + b"text " * 500_000,
    "style sheets": b"<html><style>" + b"{/*" * 300_000 + b"</style><p>x",
    "styles": b"<p style='" + b"; " * MIB + b"'>x",
    "parentheses": b"(http://a" * 20_000,
    "answers": b">" * (MIB - 1) + b"x",
    "leftovers": b"=20" * 300_000 + b"x",
    "fields": b"From: a\nDate: b\nContent-Type: text/html; " + b"a=b; " * MIB + b"\n\nx",
    "words of a subject": b"From: a\nDate: b\nSubject: " + b"=?utf-8?q?a?= " * MIB + b"\n\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_pattern_takes_more_than_linear_time(name: str) -> None:
    """Each would take minutes with an expression that tries every beginning of a long run."""
    documents = list(read_documents(HOSTILE[name], f"file{'.eml' if b'From:' in HOSTILE[name] else ''}"))

    assert len(documents) == 1
