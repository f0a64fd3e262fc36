"""Embeds for partners' iframes: one entry in any colour scheme, complete without a script."""

from http import HTTPStatus

from syndication.model import Entry, Newsletter
from syndication.model.paths import EMBED_STYLE, FRAME_SCRIPT, edition_path, page_path
from syndication.model.urls import Urls, relative
from syndication.render.embed_card import Card, card_of
from syndication.render.templating import template
from syndication.text.dates import format_date
from syndication.text.messages import messages_for

_template = template("embed.html")


class EmbedRenderer:
    """Renders embeds; links go to the public URL, styles and scripts come from the embed's own server."""

    def __init__(self, newsletter: Newsletter, urls: Urls) -> None:
        self.newsletter = newsletter
        self.urls = urls

    def entry(self, entry: Entry, theme: str, path: str) -> str:
        """Return the embed of one entry; an empty theme follows the reader's colour scheme."""
        day = entry.published.date()
        return _template.render(
            language=entry.language,
            theme=theme,
            title=entry.title,
            page=self.urls(page_path(entry.ref)),
            canonical=True,
            card=card_of(entry),
            newsletter=entry.edition.title,
            publisher=self.newsletter.publisher_of(entry.edition).name,
            date=day.isoformat(),
            formatted_date=format_date(day, entry.language),
            style=relative(EMBED_STYLE, path),
            script=relative(FRAME_SCRIPT, path),
        )

    def error_page(self, status: HTTPStatus, theme: str, tag: str) -> str:
        """Return the embed that explains an error in the language of an edition."""
        editions = self.newsletter.editions
        edition = editions.get(tag) or next(iter(editions.values()))
        words = messages_for(edition)
        reason = status.name.lower()
        return _template.render(
            language=edition.tag,
            theme=theme,
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
