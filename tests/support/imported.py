"""Read foreign files in tests."""

from syndication.importer.blocks import BlockKind, SourceDocument
from syndication.importer.read import read_documents
from tests.support.foreign_text import FIGURE, SITE, Newsletter


def read_one(raw: bytes, name: str = "issue") -> SourceDocument:
    """Return the one document in a file."""
    (document,) = read_documents(raw, name)
    return document


def lines_of(document: SourceDocument, news: Newsletter) -> list[str]:
    """Return the lines from the date to the last section, without the figure."""
    texts = [block.text for block in document.blocks if block.text not in ("", FIGURE)]
    return texts[texts.index(news.date) : texts.index(news.end)]


def links_of(document: SourceDocument) -> list[tuple[str, str]]:
    """Return the links of the text, as from the site's root."""
    return [
        (text, address.replace(f"{SITE}/s/", f"{SITE}/"))
        for block in document.blocks
        if block.kind is not BlockKind.IMAGE
        for text, address in block.links
    ]
