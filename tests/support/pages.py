"""Pages and feeds as trees, read by lxml."""

from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree, html

ATOM = {"atom": "http://www.w3.org/2005/Atom"}


def page(body: bytes) -> Any:
    """Read a page."""
    return html.document_fromstring(body.decode())


def tree(body: bytes) -> Any:
    """Read XML, strictly."""
    return etree.fromstring(body)


def links_of(url: str, body: bytes) -> set[str]:
    """Return every URL in a page, made absolute as a browser does."""
    found = page(body).xpath("//@href | //@src | //@cite")
    return {urljoin(url, str(link)).partition("#")[0] for link in found}


def feed_links_of(body: bytes) -> set[str]:
    """Return every URL in an XML feed, of the feed and of its entries."""
    root = tree(body)
    named = root.xpath(
        "//atom:link/@href | //atom:icon/text() | //link/text() | //url/text()", namespaces=ATOM
    )
    return {str(link) for link in named}


def list_links_of(body: bytes) -> set[str]:
    """Return every URL in an OPML list or a sitemap."""
    return set(
        map(str, tree(body).xpath("//*[local-name()='loc']/text() | //@href | //@xmlUrl | //@htmlUrl"))
    )


def is_below(url: str, base: str) -> bool:
    """Return whether a URL belongs to the site at a base URL."""
    there, here = urlsplit(url), urlsplit(base)
    return (there.scheme, there.netloc) == (here.scheme, here.netloc) and there.path.startswith(here.path)
