"""Embed options for partners, from the least work to the most, with snippets to paste."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from markupsafe import Markup

from syndication.model import Entry, Feed
from syndication.model.paths import EMBED_SCRIPT, ROOT, embed_path, json_path, latest_path
from syndication.model.urls import Urls
from syndication.render.embed_size import NARROW_WIDTH, RECENT_ENTRIES, embed_height

_FRAME = Markup("""\
<iframe src="{}" title="{}" width="{}" height="{}" frameborder="0" loading="lazy" \
referrerpolicy="no-referrer"></iframe>""")
_COMPONENT = Markup("""\
<script src="{}" type="module" referrerpolicy="no-referrer"></script>
<focus-entry src="{}"><a href="{}">{}</a></focus-entry>""")

# For partners who add a script: every frame posts its height whenever that changes.
RESIZE_SCRIPT = """\
<script>
addEventListener("message", ({ data, source }) => {
  if (data?.type !== "focus-entry") return;
  for (const frame of document.querySelectorAll("iframe"))
    if (frame.contentWindow === source) frame.style.height = `${data.height}px`;
});
</script>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmbedOption:
    """The entries of a section that partners can embed, the latest or a recent one, with their heights."""

    feed: Feed
    recent: tuple[tuple[Entry, int], ...]
    height: int  # pixels, enough for any of them
    snippets: dict[str, str]  # by method


def embed_options(feeds: Iterable[Feed], publisher: str, urls: Urls) -> list[EmbedOption]:
    """Return the embed options of some feeds; heights are for the width of a phone."""
    options = []
    for feed in feeds:
        recent = tuple(
            (entry, embed_height(entry, publisher, NARROW_WIDTH)) for entry in feed.entries[:RECENT_ENTRIES]
        )
        height = max((height for _, height in recent), default=0)
        if recent:
            options.append(
                EmbedOption(feed=feed, recent=recent, height=height, snippets=_snippets(feed, urls, height))
            )
    return options


def policies(urls: Urls, *, oembed: bool) -> dict[str, str]:
    """Return the methods of embedding with the CSP directives they need; `link` only if oEmbed is served."""
    address = urlsplit(urls(ROOT))
    origin = f"{address.scheme}://{address.netloc}"
    directives = {
        "frame": f"frame-src {origin}",
        "component": f"script-src {origin}; connect-src {origin}",
        "json": f"connect-src {origin}",
    }
    return {"link": directives["frame"], **directives} if oembed else directives


def iframe(src: str, title: str, width: int | str, height: int) -> Markup:
    """Return the frame that shows an embed on a partner's page, in pixels or in a share of its column."""
    return _FRAME.format(src, title, width, height)


def _snippets(feed: Feed, urls: Urls, height: int) -> dict[str, str]:
    page = latest_path(feed.edition.tag, feed.section)
    data = urls(json_path(page))
    return {
        "link": urls(page),
        "frame": str(iframe(urls(embed_path(page)), feed.title, "100%", height)),
        "component": str(_COMPONENT.format(urls(EMBED_SCRIPT), data, urls(page), feed.title)),
        "json": data,
    }
