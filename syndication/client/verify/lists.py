"""Check the lists of feeds and the sitemaps against what the feeds say."""

from collections.abc import Sequence

from syndication.client.verify.manifest import Manifest, ManifestEntry, ManifestFeed
from syndication.client.verify.pages import read_opml, read_sitemap
from syndication.client.verify.proof import FactSheet, Problem
from syndication.client.verify.reading import MalformedError
from syndication.client.verify.session import MAX_LIST_BYTES, Session
from syndication.model import Format
from syndication.model.media_types import OPML as OPML_TYPE
from syndication.model.media_types import XML
from syndication.model.paths import OPML, SITEMAP


class ListAudit:
    """Remembers the little of each feed that the lists repeat, and compares it with them at the end."""

    def __init__(self, session: Session, manifest: Manifest) -> None:
        self._session = session
        self._manifest = manifest
        self._sheet = FactSheet()  # by the address of the feed or the page
        self._feeds: set[str] = set()
        self._pages: set[str] = set()

    def expect(self, feed: ManifestFeed, entries: Sequence[ManifestEntry], sheet: FactSheet) -> None:
        """Expect a feed in the lists, and its entries in the sitemaps."""
        base_url, path = self._manifest.base_url, feed.paths[Format.ATOM]
        self._feeds.add(base_url + path)
        described = {name: sheet.get(feed.id, name) for name in ("page", "subtitle", "language")}
        self._sheet.add(path, base_url + path, described)
        is_issue = feed.folder.endswith("/issues/")
        for entry in entries:
            # The publisher's own page of an issue is the one to be found, so ours is in no sitemap.
            if not entry.withdrawn and not (is_issue and sheet.get(entry.id, "link")):
                address = base_url + entry.path
                self._pages.add(address)
                self._sheet.add(entry.path, address, {"translations": sheet.get(entry.id, "translations")})

    async def check(self) -> None:
        """Request all lists and sitemaps, and report every difference."""
        for folder in {"", *(f"/{feed.folder.split('/')[1]}" for feed in self._manifest.feeds)}:
            await self._check_opml(folder)
        await self._check_sitemaps()
        self._session.add_all(self._sheet.conflicts())

    async def _check_opml(self, folder: str) -> None:
        """Check that a list of feeds has each feed that has entries, as the feed describes itself."""
        path = f"{folder}{OPML}"
        response = await self._session.get(path)
        if response is None:
            return
        self._session.headers.check(path, OPML_TYPE, response)
        try:
            outlines = read_opml(response.body)
        except MalformedError as error:
            self._session.add(Problem(path, str(error)))
            return
        start = f"{self._manifest.base_url}{folder}/"
        expected = {address for address in self._feeds if address.startswith(start)}
        for address in sorted(outlines.keys() ^ expected):
            verb = "has" if address in outlines else "lacks"
            self._session.add(
                Problem(path, f"{verb} {address}; expected each feed with entries, and no other")
            )
        for address in outlines.keys() & expected:
            self._sheet.add(path, address, outlines[address])

    async def _check_sitemaps(self) -> None:
        """Check that the sitemaps have the page of every entry, and only pages of this site."""
        base_url = self._manifest.base_url
        withdrawn = {base_url + entry.path for entry in self._manifest.entries.values() if entry.withdrawn}
        missing = set(self._pages)
        paths = [SITEMAP]
        for path in paths:
            response = await self._session.get(path, max_bytes=MAX_LIST_BYTES)
            if response is None:
                continue
            self._session.headers.check(path, XML, response)
            try:
                sitemap = read_sitemap(response.body)
            except MalformedError as error:
                self._session.add(Problem(path, str(error)))
                continue
            if path == SITEMAP:  # it may be an index, and an index names no other
                paths += [one.removeprefix(base_url) for one in sitemap.sitemaps if one.startswith(base_url)]
            for address, translations in sitemap.pages.items():
                if address in self._pages:
                    self._sheet.add(path, address, {"translations": translations})
                elif not address.startswith(f"{base_url}/") or address in withdrawn:
                    self._session.add(Problem(path, f"has {address}; expected only pages of this site"))
            missing -= sitemap.pages.keys()
        for address in missing:
            self._session.add(Problem(SITEMAP, f"lacks {address}; expected the page of every entry"))
