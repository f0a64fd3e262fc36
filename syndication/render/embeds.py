"""What a partner's iframe shows: one entry, complete without a script, in any colour scheme."""

from http import HTTPStatus

from syndication.dates import show_date
from syndication.model import Entry, Newsletter
from syndication.render.cards import Card, card_of
from syndication.render.templating import template
from syndication.urls import EMBED_STYLE, FRAME_SCRIPT, Urls, edition_path, page_path, relative
from syndication.words import words_for

_frame = template("embed.html")


def frame_headers(newsletter: Newsletter) -> tuple[tuple[str, str], ...]:
    """Give what a frame says of itself: what it loads, who may frame it, that it tells nobody of its page."""
    framing = " ".join(("'self'", *newsletter.embed_partners)) if newsletter.embed_partners else "*"
    policy = (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
        f"base-uri 'none'; form-action 'none'; frame-ancestors {framing}"
    )
    return ("Content-Security-Policy", policy), ("Referrer-Policy", "no-referrer")


class Frames:
    """Renders frames; links lead to the public address, files are taken from where the frame is."""

    def __init__(self, newsletter: Newsletter, urls: Urls) -> None:
        self.newsletter = newsletter
        self.urls = urls

    def entry(self, entry: Entry, theme: str, path: str) -> str:
        """Show one entry; an empty theme follows the reader's scheme."""
        day = entry.published.date()
        return _frame.render(
            language=entry.language,
            theme=theme,
            title=entry.title,
            page=self.urls(page_path(entry.place)),
            canonical=True,
            card=card_of(entry),
            newsletter=entry.edition.title,
            publisher=self.newsletter.publisher_of(entry.edition).name,
            date=day.isoformat(),
            shown=show_date(day, entry.language),
            style=relative(EMBED_STYLE, path),
            script=relative(FRAME_SCRIPT, path),
        )

    def absence(self, status: HTTPStatus, theme: str, path: str) -> str:
        """Say, in the language of a path, why there is nothing in this frame."""
        editions = self.newsletter.editions
        edition = editions.get(path.split("/")[1]) or next(iter(editions.values()))
        words = words_for(edition)
        reason = status.name.lower()
        return _frame.render(
            language=edition.tag,
            theme=theme,
            title=str(words[reason]),
            page=self.urls(edition_path(edition.tag)),
            canonical=False,
            card=Card(heading=words[reason], paragraphs=(words[f"{reason}_text"],)),
            newsletter=edition.title,
            publisher=self.newsletter.publisher_of(edition).name,
            date=None,
            shown=None,
            style=relative(EMBED_STYLE, path),
            script=relative(FRAME_SCRIPT, path),
        )
