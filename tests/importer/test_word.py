"""A Word document reads as the newsletter in it, and what would unpack to too much is refused unread."""

import pytest

from syndication.importer.blocks import BlockKind
from syndication.model.errors import ImportFailed
from tests.support.foreign_files import pack, word_document
from tests.support.foreign_text import ENGLISH, FIGURE, SIMPLIFIED, TRADITIONAL, Newsletter
from tests.support.imported import lines_of, links_of, read_one


@pytest.mark.parametrize("news", [ENGLISH, SIMPLIFIED, TRADITIONAL], ids=lambda news: str(news.tag))
def test_a_word_document_holds_the_newsletter(news: Newsletter) -> None:
    document = read_one(word_document(news), "issue.docx")

    assert lines_of(document, news) == news.lines
    assert links_of(document) == news.links
    assert [block.text for block in document.blocks if block.kind is BlockKind.IMAGE] == [FIGURE]


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"word/document.xml": b" " * 70 * 1024 * 1024}, "a document that unpacks to too much"),
        ({"word/document.xml": b" " * 6 * 1024 * 1024}, "XML that unpacks to too much"),
        ({f"{number}.png": b"" for number in range(2001)}, "a document that unpacks to too much"),
        ({"word/document.xml": b"<a/>" * 200_001}, "XML that no text needs"),
        ({"word/document.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'}, "XML that no text needs"),
        ({"word/document.xml": b"<x>" * 9000 + b"</x>" * 9000}, "the file is damaged"),
        ({"mimetype": b"application/vnd.oasis.opendocument.text"}, "the file is no Word document"),
    ],
)
def test_a_bomb_is_refused_with_one_line(files: dict[str, bytes], problem: str) -> None:
    with pytest.raises(ImportFailed) as refusal:
        read_one(pack(files), "issue.docx")

    assert str(refusal.value).startswith(f"issue.docx:1: {problem}")
    assert "\n" not in str(refusal.value)
