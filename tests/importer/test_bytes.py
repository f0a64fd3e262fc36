"""Whatever bytes come in: blocks or one line of refusal, and nothing active in what would be written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from syndication.importer.blocks import SourceDocument
from syndication.importer.read import read_documents
from syndication.model.errors import ImportFailed
from syndication.text.typography import FORBIDDEN
from tests.support.examples import examples
from tests.support.foreign_files import attached, forwarded_text, mail, text_part, word_document
from tests.support.foreign_html import SERVICES
from tests.support.foreign_text import ENGLISH, SIMPLIFIED, TRADITIONAL

FILES = [
    *(service(ENGLISH).encode() for service in SERVICES),
    *(service(TRADITIONAL, "big5").encode("big5hkscs", "xmlcharrefreplace") for service in SERVICES[:2]),
    mail(("text/html", SERVICES[1](ENGLISH)), transfer="8bit"),
    mail(("text/plain", forwarded_text(text_part(SIMPLIFIED))), transfer="quoted-printable"),
    attached(mail(("text/html", SERVICES[2](ENGLISH)))),
    b"From a@example.org Fri Jan 12 12:00:00 2024\n" + mail(("text/plain", "Hello")),
    text_part(ENGLISH).encode(),
    text_part(SIMPLIFIED).encode("gb18030"),
    word_document(ENGLISH),
]
SNIPPETS = [
    *(
        b"<p>",
        b"</p>",
        b"<br>",
        b"<a href='javascript:alert(1)'>",
        b'<a href="data:text/html,x">',
        b"<img src=x onerror=y>",
    ),
    *(
        b"<script>",
        b"</script>",
        b"<!--",
        b"-->",
        b"<![if x]>",
        b"<table><tr><td>",
        b"<blockquote>",
        b"<ul><li>",
        b"<pre>",
    ),
    *(
        b"<b>",
        b"</b>",
        b"<i>",
        b"&lt;script&gt;",
        b"&#0;",
        b"&#xD800;",
        b"&#x202E;",
        b"</a>",
        b"<svg>",
        b"<base href='//x'>",
    ),
    *(
        b"\r\n",
        b"\n\n",
        b"--b1\r\n",
        b"Content-Type: text/html; charset=big5\r\n\r\n",
        b"=?utf-8?q?=FF?=",
        b"=20",
        b"=\r\n",
    ),
    *(
        b"Content-Type: multipart/mixed; boundary=b1\r\n",
        b"From: ",
        b"> ",
        b"** ",
        b"[1]",
        b"(https://x",
        b"](",
        b"`",
        b"*",
        b"_",
    ),
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x81\x30\x81\x30",
        b"\x1b$B",
        b"https://[::1",
        b"mailto:",
        b"\\",
        b"~~~",
        b"|",
    ),
]
RENDERER = MarkdownIt("commonmark", {"html": True})
ACTIVE = re.compile(r"(?i)\s*(javascript|data|vbscript|file):")


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """Return a real file with pieces cut out, doubled and put in."""
    raw = draw(st.sampled_from(FILES))
    for _ in range(draw(st.integers(1, 8))):
        start = draw(st.integers(0, len(raw)))
        end = min(len(raw), start + draw(st.integers(0, 300)))
        piece = draw(st.sampled_from(SNIPPETS) | st.binary(max_size=20) | st.just(raw[start:end] * 2))
        raw = raw[:start] + piece + raw[end:]
    return raw


pieces = st.lists(st.sampled_from(SNIPPETS) | st.binary(max_size=8), max_size=40).map(b"".join)
ending = st.sampled_from(("", ".txt", ".html", ".eml", ".docx"))


@examples(300)
@given(st.binary(max_size=300) | pieces | mutated(), ending)
def test_any_bytes_are_read_or_refused(raw: bytes, suffix: str) -> None:
    check(raw, f"file{suffix}")


def test_an_image_that_is_a_dash_begins_no_list() -> None:
    check(b"<p><img alt='-'><img alt='1.'><img alt='#' src='https://example.org/x.png'></p>", "file")


@pytest.mark.parametrize("raw", FILES)
def test_every_beginning_of_a_file_is_read_or_refused(raw: bytes) -> None:
    for end in range(0, len(raw), max(1, len(raw) // 40)):
        check(raw[:end], "file")


def check(raw: bytes, name: str) -> None:
    """Read a file, and check what would be written of it."""
    refused: list[str] = []
    try:
        for document in read_documents(raw, name):
            _check_document(document)
    except ImportFailed as refusal:
        refused += map(str, refusal.problems)
    assert not any("\n" in line for line in refused)


def _check_document(document: SourceDocument) -> None:
    for block in document.blocks:
        addresses = [address for _, address in block.links] + [block.image or "https:"]
        assert all(re.match(r"https?:|mailto:", address) for address in addresses)
        assert not FORBIDDEN.search(block.text + block.markdown)
        assert "\n" not in block.text + block.markdown
        for token in RENDERER.parse(block.markdown):
            assert token.type in {"paragraph_open", "paragraph_close", "inline"}
            assert not any(map(_is_active, token.children or []))


def _is_active(token: Token) -> bool:
    address = str(token.attrs.get("href") or token.attrs.get("src") or "")
    return token.type.startswith("html") or ACTIVE.match(address) is not None
