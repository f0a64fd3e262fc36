"""An issue in two languages with everything that a feed can say of it."""

from pathlib import Path

from syndication.feeds.catalog import Catalog
from syndication.settings import Settings
from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from tests.support.archives import BASE_URL, NEWSLETTER, NOW, settings_of, write_archive

HUBBED = NEWSLETTER.replace("[publisher]", 'hubs = ["https://hub.example.org/"]\n\n[publisher]', 1)

ENGLISH = """\
+++
title = "The Pandas & the Questions"
url = "https://www.example.org/en/letters/2024-01-12"
image = "https://www.example.org/pandas.jpg"
number = "28"
[links]
quote = "https://www.example.org/en/quotes/1"
"quote.2" = "https://www.example.org/en/quotes/2"
number = "https://www.example.org/en/numbers/28"
+++
Language : English 简体 繁體
January 12, 2024
Focus This Week

Dear Focus Reader,

The pandas are back; so are <the questions>.

Quote of the Week
"A bridge has two ends."
Ada Example
Fellow, Institute of Examples
Read More
"A river has two banks."
Bo Sample

Notable Number
Countries that signed the declaration.
Read more in "A Title," by Bo Sample

Question of the Week:
We want to hear from you:
Will it last? Who pays?
About Focus This Week
"""

CHINESE = """\
2024年1月12日
本周聚焦

亲爱的读者：

大熊猫回来了，问题也回来了。

本周引言
“桥有两头。”
某某
示例研究所研究员

本周问题
我们想听听您的看法：
能长久吗？谁来付钱？
"""


def write_samples(folder: Path) -> Settings:
    """Write the archive, and an older issue in English only."""
    files: dict[str, str | bytes] = {
        "en/2024-01-12.txt": ENGLISH,
        "en/2023-12-29.txt": "December 29, 2023\n\nQuote of the Week\n“A year has two halves.”\n",
        "zh-Hans/2024-01-12.txt": CHINESE,
    }
    return settings_of(write_archive(folder, files, HUBBED), BASE_URL)


def catalog_of(settings: Settings) -> Catalog:
    """Return the catalog of an archive."""
    return snapshot_of(settings).catalog


def snapshot_of(settings: Settings) -> Snapshot:
    """Build the site of an archive."""
    first = build(settings, NOW)
    assert first.archive.folder.errors == ()
    return first.snapshot


def body_of(snapshot: Snapshot, path: str) -> bytes:
    """Return the bytes at a path, which must exist."""
    document = snapshot.get(path)
    assert document is not None
    return document.body
