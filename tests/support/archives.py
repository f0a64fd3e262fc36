"""Archives that tests write: a newsletter.toml, and issues as small as the fact in question."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from syndication.model import DEFAULT_SECTIONS, ISSUES
from syndication.settings import Settings

SECTIONS = (ISSUES, *DEFAULT_SECTIONS)
BASE_URL = "https://feeds.example.org"
NOW = datetime(2024, 6, 1, tzinfo=UTC)

NEWSLETTER = """\
id = "focus-this-week"
authority = "example.org"
since = "2023"
timezone = "Asia/Hong_Kong"
publish_at = "12:00"
frequency_days = 7

[publisher]
name = "China-US Focus"
url = "https://www.example.org"
contact = "editors@example.org"
rights = "© China-US Focus"
license_url = "https://www.example.org/license"

[editions.en]
title = "Focus This Week"
tagline = "Where two countries meet every week."
[editions.en.headings]
quote = ["Quote of the Week"]
number = ["Notable Number"]
discovery = ["Discover More", "Beyond Our Shores"]
question = ["Question of the Week"]
group = ["Focus Insights", "Community Connections"]
end = ["About Focus This Week", "Back to Top"]
[editions.en.phrases]
switcher = ["Language :"]
lead_in = ["We want to hear from you"]
call = ["Submit your thoughts", "Interested in submitting"]
video = ["Watch Video"]
more = ["Read More"]
source = [
    'Read more in "{title}," by {author}',
    'Learn more in "{title}," by {author}',
    'Learn more in {title}, by {author}',
    'Read more from {author}',
]
introduction = ["A look into cultural stories"]

[editions.zh-Hans]
title = "本周聚焦"
tagline = "讨论中美关系及更多议题的社区空间"
[editions.zh-Hans.headings]
quote = ["本周引言", "每周引言"]
number = ["本周数字", "关键数字"]
discovery = ["更多发现", "放眼海外"]
question = ["本周问题", "本周一问"]
group = ["焦点观察", "社区连线"]
end = ["关于本周聚焦", "返回顶部"]
[editions.zh-Hans.phrases]
switcher = ["Language :"]
lead_in = ["我们想听听您的看法"]
call = ["欢迎将您的想法"]
video = ["观看视频"]
more = ["阅读更多"]
source = ["延伸阅读：《{title}》，{author}"]

[editions.zh-Hant]
title = "本週聚焦"
tagline = "討論中美關係及更多議題的社區空間"
[editions.zh-Hant.headings]
quote = ["本週引言", "每週引言"]
number = ["本週數字", "關鍵數字"]
discovery = ["更多發現", "放眼海外"]
question = ["本週問題", "本週一問"]
group = ["焦點觀察", "社區連線"]
end = ["關於本週聚焦", "返回頂部"]
[editions.zh-Hant.phrases]
switcher = ["Language :"]
lead_in = ["我們想聽聽您的看法"]
call = ["歡迎將您的想法"]
video = ["觀看影片"]
more = ["閱讀更多"]
source = ["延伸閱讀：《{title}》，{author}"]
"""

ISSUE = """\
Language : English 简体 繁體
{date}
Focus This Week
Where two countries meet every week.

Dear Focus Reader,

The pandas are back, and so are the questions.

Focus Insights
Quote of the Week
"{quote}"
Ada Example
Fellow, Institute of Examples

Read More

Notable Number

28

Countries that signed the declaration.

Read more in "A Title," by Bo Sample, Professor of Samples.

Discover More
From our cultural desk.
A Violin
Watch Video
A concert hall on a winter evening.

Question of the Week:

The pact is six years old.

We want to hear from you:

Will it last? Who pays?

Submit your thoughts to us.
About Focus This Week

We write this every week.

Back to Top
"""


def issue_text(date: str = "January 12, 2024", quote: str = "A bridge has two ends.") -> str:
    """Write an English issue with all five parts."""
    return ISSUE.format(date=date, quote=quote)


def write_archive(folder: Path, files: dict[str, str | bytes], newsletter: str = NEWSLETTER) -> Path:
    """Write an archive of the given files (`en/2024-01-12.txt`) into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "newsletter.toml").write_text(newsletter, "utf-8")
    for path, content in files.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder


def settings_of(archive: Path, base_url: str | None = BASE_URL) -> Settings:
    """Load the settings of an archive."""
    return replace(Settings.load(archive=str(archive), base_url=base_url), watch=False)
