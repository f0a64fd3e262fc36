"""The pages at addresses without a document: unknown, withdrawn, or unreadable for now."""

import re
from http import HTTPStatus

from syndication.media_types import HTML
from syndication.site.context import Site
from syndication.site.document import Document
from syndication.site.views.embeds import embed_headers

_EMBED = re.compile(r"/.+/embed/(?:(light|dark)/)?")


def error_page(site: Site, path: str, status: HTTPStatus) -> Document:
    """Return a page, or an embed, that explains a status in the language of a path."""
    if embed := _EMBED.fullmatch(path):
        html, headers = site.frames.absence(status, embed[1] or "", path), embed_headers(site)
    else:
        html, headers = site.pages.absence(status, path), (site.page_csp,)
    beginning = site.newsletter.beginning
    return Document(body=html.encode(), media_type=HTML, last_modified=beginning, headers=headers)
