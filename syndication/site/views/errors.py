"""The pages at addresses without a document: unknown, withdrawn, or unreadable for now."""

import re
from http import HTTPStatus

from syndication.media_types import HTML
from syndication.site.context import Site
from syndication.site.document import Document

_EMBED = re.compile(r"/.+/embed/(?:(light|dark)/)?")


def error_page(site: Site, path: str, status: HTTPStatus) -> Document:
    """Return a page, or an embed, that explains a status in the language of a path.

    There is one of each kind for an edition, whatever the path: it costs nothing to request many.
    """
    tag = path.split("/")[1]
    embed = _EMBED.fullmatch(path)
    key = status, tag if tag in site.newsletter.editions else "", embed and (embed[1] or "")
    if key not in site.error_pages:
        site.error_pages[key] = _render(site, *key)
    return site.error_pages[key]


def _render(site: Site, status: HTTPStatus, tag: str, theme: str | None) -> Document:
    if theme is None:
        html, headers = site.pages.absence(status, tag), site.page_headers
    else:
        html, headers = site.frames.absence(status, theme, tag), site.embed_headers
    beginning = site.newsletter.beginning
    return Document(body=html.encode(), media_type=HTML, last_modified=beginning, headers=headers)
