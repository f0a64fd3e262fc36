"""The addresses of the sample site."""

import re
from datetime import UTC, datetime

from syndication.site.build import build
from tests.support.archives import settings_of
from tests.support.tools import SAMPLES

PATHS = list(build(settings_of(SAMPLES), datetime(2026, 1, 1, tzinfo=UTC)).snapshot)
UNLINKED = ("/archive.json", "/style.css", "/favicon.ico", "/robots.txt", "/sitemap.xml")  # known by name
LINKED = [path for path in PATHS if path not in UNLINKED]
FRAME = re.compile("/[^/]+/[^/]+/[^/]+/embed/.*")
FRAMES = list(filter(FRAME.fullmatch, LINKED))
PAGES = [path for path in LINKED if path.endswith("/") and path not in FRAMES]
