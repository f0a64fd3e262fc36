"""What partners are told: the ways to embed, from the least to the most, with snippets to paste."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from syndication.model import Entry, Feed
from syndication.render.room import NARROW, RECENT, height_of
from syndication.urls import EMBED_SCRIPT, ROOT, Urls, embed_path, json_of, latest_path

_FRAME = Markup("""\
<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" loading="lazy" \
referrerpolicy="no-referrer"></iframe>""")
_COMPONENT = Markup("""\
<script src="{}" type="module" referrerpolicy="no-referrer"></script>
<focus-entry src="{}"><a href="{}">{}</a></focus-entry>""")

# for pages with a script of their own: each frame says how high its text is, whenever that changes
FIT = """\
<script>
addEventListener("message", ({ data, source }) => {
  if (data?.type !== "focus-entry") return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
</script>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a partner can have of one section: the latest, or one of the recent; each with its height."""

    feed: Feed
    recent: tuple[tuple[Entry, int], ...]
    height: int  # enough for any of them
    snippets: dict[str, str]  # by way


def offers(feeds: Iterable[Feed], publisher: str, urls: Urls) -> list[Offer]:
    """Give what there is in some feeds, with snippets of the latest, in a phone's column."""
    found = []
    for feed in feeds:
        recent = tuple((entry, height_of(entry, publisher, NARROW)) for entry in feed.entries[:RECENT])
        height = max((height for _, height in recent), default=0)
        if recent:
            found.append(
                Offer(feed=feed, recent=recent, height=height, snippets=_snippets(feed, urls, height))
            )
    return found


def policies(urls: Urls, *, computed: bool) -> dict[str, str]:
    """Give the ways, each with what a site's policy must let through; links only where oEmbed is answered."""
    address = urlsplit(urls(ROOT))
    origin = f"{address.scheme}://{address.netloc}"
    ways = {
        "frame": f"frame-src {origin}",
        "component": f"script-src {origin}; connect-src {origin}",
        "json": f"connect-src {origin}",
    }
    return {"link": ways["frame"], **ways} if computed else ways


def iframe(src: str, title: str, width: int | str, height: int) -> Markup:
    """Return the frame that shows an embed on a partner's page, in pixels or in a share of its column."""
    return _FRAME.format(src, title, width, height)


def _snippets(feed: Feed, urls: Urls, height: int) -> dict[str, str]:
    page = latest_path(feed.edition.tag, feed.section)
    data = urls(json_of(page))
    return {
        "link": urls(page),
        "frame": str(iframe(urls(embed_path(page)), feed.title, "100%", height)),
        "component": str(_COMPONENT.format(urls(EMBED_SCRIPT), data, urls(page), feed.title)),
        "json": data,
    }
