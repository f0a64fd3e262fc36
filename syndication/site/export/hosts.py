"""The files that hosts of static sites read: headers and redirects, which a file cannot have by itself."""

from collections.abc import Iterator
from pathlib import PurePath

from syndication.model import Format
from syndication.model.media_types import JSON, OPML, TEXT, XML
from syndication.model.paths import ARCHIVE_JSON
from syndication.site.context import Site
from syndication.site.document import Document
from syndication.site.headers import cache_control
from syndication.site.routes import ROUTES
from syndication.site.routing import Group
from syndication.site.views import feeds, machine

CLOUDFLARE, NETLIFY, GITHUB = "cloudflare-pages", "netlify", "github-pages"
HOSTS = CLOUDFLARE, NETLIFY, GITHUB
_ENDINGS = {f".{form}": form.media_type for form in Format} | {".opml": OPML, ".xml": XML, ".txt": TEXT}
_EVERYWHERE = {
    "Cache-Control": cache_control(long_lived=False),
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Last-Modified",
}


def host_files(host: str, site: Site) -> dict[str, Document]:
    """Return the files that one of the HOSTS needs beside the documents, by path."""
    texts = {"/.nojekyll": ""}  # else GitHub leaves out what begins with an underscore
    if host != GITHUB:
        rules = _rules_by_ending() if host == CLOUDFLARE else _rules_by_path(site)
        texts = {"/_headers": "".join(rules), "/_redirects": "".join(_redirects(site))}
    start = site.newsletter.start
    return {
        path: Document(body=text.encode(), media_type=TEXT, last_modified=start)
        for path, text in texts.items()
    }


def _rules_by_ending() -> Iterator[str]:
    """Yield the rules for a host whose wildcards stand for a part of a name; it takes 100 of them."""
    yield _rule("/*", _EVERYWHERE)
    yield from (_rule(f"/*{ending}", {"Content-Type": value}) for ending, value in _ENDINGS.items())
    # The values of all rules that match are joined, so the one of the ending is taken off first.
    yield f"{ARCHIVE_JSON}\n  ! Content-Type\n  Content-Type: {JSON}\n"


def _rules_by_path(site: Site) -> Iterator[str]:
    """Yield the rules for a host whose wildcards stand for whole folders: one for each list and feed."""
    yield _rule("/*", _EVERYWHERE)
    yield _rule(ARCHIVE_JSON, {"Content-Type": JSON})
    views = feeds.feed, feeds.archive, machine.opml, machine.sitemap
    for path in (one.path for route in ROUTES if route.view in views for one in route.addresses(site)):
        yield _rule(path, {"Content-Type": _ENDINGS[PurePath(path).suffix]})


def _rule(path: str, headers: dict[str, str]) -> str:
    return f"{path}\n" + "".join(f"  {name}: {value}\n" for name, value in headers.items())


def _redirects(site: Site) -> Iterator[str]:
    """Yield the redirects: from a feed with a slash too many, and to the server that computes answers."""
    for route in (route for route in ROUTES if route.view is feeds.feed):
        yield from (f"{one.path}/ {one.path} 301\n" for one in route.addresses(site))
    dynamic_url = site.settings.dynamic_url
    if dynamic_url and dynamic_url != site.settings.base_url:
        for route in (route for route in ROUTES if route.group is Group.DYNAMIC):
            yield from (f"{one.path} {dynamic_url}{one.path} 302\n" for one in route.addresses(site))
