"""How to subscribe to a feed: one address to copy, feed readers that take it, mail, and the other formats."""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from syndication.feeds.query import FeedQuery
from syndication.model import ISSUES, Edition, Feed, Format, Newsletter
from syndication.model.paths import custom_feed_path, feed_path
from syndication.model.urls import Urls
from syndication.text.labels import section_name
from syndication.text.messages import messages_for

_WEB_READERS = (  # URL templates that subscribe to a feed
    ("Feedly", "https://feedly.com/i/subscription/feed%2F{}"),
    ("Inoreader", "https://www.inoreader.com/?add_feed={}"),
    ("NewsBlur", "https://www.newsblur.com/?url={}"),
    ("The Old Reader", "https://theoldreader.com/feeds/subscribe?url={}"),
    ("Miniflux", "https://reader.miniflux.app/bookmarklet?uri={}"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """An offer to subscribe to one feed."""

    edition: Edition
    name: str  # of the feed
    lead: str
    formats: tuple[tuple[Format, str], ...]  # with their addresses; the first is the one to copy
    signup_url: str | None
    custom: bool = False

    @property
    def address(self) -> str:
        """The address to copy."""
        return self.formats[0][1]

    @property
    def other_formats(self) -> tuple[tuple[Format, str], ...]:
        """The formats that most people need not choose between."""
        return self.formats[1:]

    @property
    def web_readers(self) -> list[tuple[str, str]]:
        """The name of each feed reader on the web, and the link that subscribes there."""
        return [(name, link.format(quote(self.address, safe=""))) for name, link in _WEB_READERS]

    @property
    def local_reader(self) -> str:
        """The link that opens a program; more of them understand feed://host than feed:https://host."""
        return f"feed:{self.address.partition(':')[2]}"


def subscription_to(feed: Feed, newsletter: Newsletter, urls: Urls) -> Subscription:
    """Return how to subscribe to a feed of ours."""
    edition, words = feed.edition, messages_for(feed.edition)
    name = section_name(edition, feed.section)
    return Subscription(
        edition=edition,
        name=edition.title if feed.section == ISSUES else name,
        lead=words["subscribe_free" if feed.section == ISSUES else "subscribe_to"].format(name=name),
        formats=_formats(lambda form: urls(feed_path(edition.tag, feed.section, form))),
        signup_url=newsletter.publisher_of(edition).signup_url,
    )


def subscription_to_query(
    query: FeedQuery, name: str, edition: Edition, newsletter: Newsletter, urls: Urls
) -> Subscription:
    """Return how to subscribe to a custom feed; `urls` are those of the server that computes it."""
    return Subscription(
        edition=edition,
        name=name,
        lead=messages_for(edition)["subscribe_to"].format(name=name),
        formats=_formats(lambda form: urls(custom_feed_path(form, query.query_string))),
        signup_url=newsletter.publisher_of(edition).signup_url,
        custom=True,
    )


def _formats(address: Callable[[Format], str]) -> tuple[tuple[Format, str], ...]:
    return tuple((form, address(form)) for form in Format)
