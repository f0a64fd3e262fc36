"""Embeds for partners' iframes: one entry in any colour scheme, complete without a script."""

from http import HTTPStatus
from itertools import chain, zip_longest
from operator import attrgetter
from threading import Lock

from cachetools import LRUCache, cachedmethod

from syndication.model import Entry, Newsletter
from syndication.model.paths import EMBED_STYLE, FRAME_SCRIPT, edition_path, page_path
from syndication.model.urls import Urls, relative
from syndication.render.embed_card import Card, card_of
from syndication.render.templating import template
from syndication.text.dates import format_date
from syndication.text.messages import messages_for

_template = template("embed.html")
_BOTH = "light dark"  # the colour schemes of an embed without a theme
_GAP = "\0"  # which no text has


class EmbedRenderer:
    """Renders embeds; links go to the public URL, styles and scripts come from the embed's own server."""

    def __init__(self, newsletter: Newsletter, urls: Urls) -> None:
        self.newsletter = newsletter
        self.urls = urls
        self._recent: LRUCache[object, list[str]] = LRUCache(16)
        self._lock = Lock()

    def entry(self, entry: Entry, theme: str, path: str) -> str:
        """Return the embed of one entry; an empty theme follows the reader's colour scheme."""
        gaps = theme, theme or _BOTH, relative(EMBED_STYLE, path), relative(FRAME_SCRIPT, path)
        return "".join(chain.from_iterable(zip_longest(self._pieces(entry), gaps, fillvalue="")))

    @cachedmethod(attrgetter("_recent"), lock=attrgetter("_lock"))
    def _pieces(self, entry: Entry) -> list[str]:
        """Return the embed of an entry but for its theme and its links to files, which are in the gaps."""
        day = entry.published.date()
        html = _template.render(
            language=entry.language,
            theme=_GAP,
            schemes=_GAP,
            title=entry.title,
            page=self.urls(page_path(entry.ref)),
            canonical=True,
            card=card_of(entry),
            newsletter=entry.edition.title,
            publisher=self.newsletter.publisher_of(entry.edition).name,
            date=day.isoformat(),
            formatted_date=format_date(day, entry.language),
            style=_GAP,
            script=_GAP,
        )
        return html.split(_GAP)

    def error_page(self, status: HTTPStatus, theme: str, tag: str) -> str:
        """Return the embed that explains an error in the language of an edition."""
        editions = self.newsletter.editions
        edition = editions.get(tag) or next(iter(editions.values()))
        words = messages_for(edition)
        reason = status.name.lower()
        return _template.render(
            language=edition.tag,
            theme=theme,
            schemes=theme or _BOTH,
            title=str(words[reason]),
            page=self.urls(edition_path(edition.tag)),
            canonical=False,
            card=Card(heading=words[reason], paragraphs=(words[f"{reason}_text"],)),
            newsletter=edition.title,
            publisher=self.newsletter.publisher_of(edition).name,
            date=None,
            formatted_date=None,
            style=self.urls.rooted(EMBED_STYLE),
            script=self.urls.rooted(FRAME_SCRIPT),
        )
