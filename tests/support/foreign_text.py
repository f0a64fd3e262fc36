"""One newsletter in three scripts, for the files in which editors have it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsletter:
    """The text of one issue; its links lead below SITE."""

    tag: str
    date: str
    title: str
    tagline: str
    greeting: str
    linked: tuple[str, str, str]  # a paragraph of the letter: before the link, the link, behind it
    letter: str
    group: str
    quote_heading: str
    quote: str
    speaker: str
    role: str
    more: str
    number_heading: str
    caption: str
    source: str
    discovery_heading: str
    introduction: str
    discovery_title: str
    video: str
    discovery: str
    question_heading: str
    context: str
    lead_in: str
    questions: tuple[str, str]
    call: str
    end: str
    about: str

    @property
    def lines(self) -> list[str]:
        """The lines from the date to the last question, without the figure."""
        return [
            self.date,
            self.title,
            self.tagline,
            self.greeting,
            "".join(self.linked),
            self.letter,
            self.group,
            self.quote_heading,
            self.quote,
            self.speaker,
            self.role,
            self.more,
            self.number_heading,
            self.caption,
            self.source,
            self.discovery_heading,
            self.introduction,
            self.discovery_title,
            self.video,
            self.discovery,
            self.question_heading,
            self.context,
            self.lead_in,
            *self.questions,
            self.call,
        ]

    @property
    def links(self) -> list[tuple[str, str]]:
        """The links in these lines, and where they lead."""
        return [
            (self.linked[1], f"{SITE}/letter?id=3"),
            (self.more, f"{SITE}/quote"),
            (self.source, f"{SITE}/number"),
            (self.video, f"{SITE}/video"),
        ]


SITE = "https://www.example.org"
PAGE = f"{SITE}/s/2024-01-12.html"
FIGURE = "28"

ENGLISH = Newsletter(
    tag="en",
    date="January 12, 2024",
    title="Focus This Week",
    tagline="Where readers on both sides of the Pacific think aloud about China and the United States.",
    greeting="Dear Focus Readers,",
    linked=("It’s a café in which ", "the keepers of the bridge", " met on Tuesday – and nobody left early."),
    letter="They counted lamps & locks (two of <each>), wrote *everything* down, and asked for more time: "
    "the ledger of the bridge has forty pages, and every one of them is older than the youngest keeper.",
    group="Focus Insights",
    quote_heading="Quote of the Week",
    quote="“A bridge has two ends, and both of them need a keeper who knows the other one by name.”",
    speaker="Ada Example",
    role="Fellow, Institute of Examples",
    more="Read More",
    number_heading="Notable Number",
    caption="The number of lamps that were lit on the bridge in the first night of the year.",
    source="Read more in “Lamps and Locks,” by Bo Sample, Keeper",
    discovery_heading="Discover More",
    introduction="A story to look at and to listen to.",
    discovery_title="The Choir under the Arch",
    video="Watch Video",
    discovery="Since 1973 a choir has sung under the third arch, where an echo answers after two seconds.",
    question_heading="Question of the Week:",
    context="The lamps need oil before the end of February.",
    lead_in="We want to hear from you:",
    questions=("Should the town buy oil, or wait for the moon?", "Who should carry the cans?"),
    call="Submit your thoughts before next Wednesday.",
    end="About Focus This Week",
    about="A letter, a quotation, a number, a story and a question.",
)

SIMPLIFIED = Newsletter(
    tag="zh-Hans",
    date="2024年1月12日",
    title="本周聚焦",
    tagline="讨论中美关系及更多议题的社区空间",
    greeting="亲爱的读者：",
    linked=("朱镕先生与喆先生在", "守桥人的会议", "上谈到，灯油已经不够用了。"),
    letter="他们清点了灯和锁（各两把），把一切都写进账本，并要求更多的时间：桥的账本共有四十页，每一页都比最年轻的守桥人还要老。"
    "会后大家在桥下唱了一首歌，然后各自回家。",
    group="焦点观察",
    quote_heading="本周引言",
    quote="“桥有两头，两头都需要一位叫得出对方名字的守桥人。”",
    speaker="某某",
    role="示例研究所研究员",
    more="阅读更多",
    number_heading="本周数字",
    caption="新年第一夜桥上点亮的灯的数量。",
    source="延伸阅读：《灯与锁》，作者：样本",
    discovery_heading="更多发现",
    introduction="两国相遇之地的故事。",
    discovery_title="桥拱下的合唱团",
    video="观看视频",
    discovery="自1973年以来，一个合唱团一直在第三个桥拱下歌唱，回声在两秒之后响起。",
    question_heading="本周问题",
    context="灯油必须在二月底之前买到。",
    lead_in="我们想听听您的看法：",
    questions=("镇上应该买油，还是等月亮？", "谁来提油桶？"),
    call="欢迎将您的想法在下周三之前寄来。",
    end="关于本周聚焦",
    about="一封信、一段引言、一个数字、一个故事和一个问题。",
)

TRADITIONAL = Newsletter(
    tag="zh-Hant",
    date="2024年1月12日",
    title="本週聚焦",
    tagline="討論中美關係及更多議題的社區空間",
    greeting="親愛的讀者：",
    linked=(
        "深水埗與鰂魚涌的街坊喺",
        "守橋人的會議",
        "上講到，啲燈油已經唔夠用嘅。",
    ),  # Hong Kong's own characters
    letter="他們清點了燈和鎖（各兩把），把一切都寫進賬本，並要求更多的時間：橋的賬本共有四十頁，每一頁都比最年輕的守橋人還要老。"
    "會後大家在橋下唱了一首歌，然後各自回家。",
    group="焦點觀察",
    quote_heading="本週引言",
    quote="「橋有兩頭，兩頭都需要一位叫得出對方名字的守橋人。」",
    speaker="某某",
    role="示例研究所研究員",
    more="閱讀更多",
    number_heading="本週數字",
    caption="新年第一夜橋上點亮的燈的數量。",
    source="延伸閱讀：《燈與鎖》，作者：樣本",
    discovery_heading="更多發現",
    introduction="兩國相遇之地的故事。",
    discovery_title="橋拱下的合唱團",
    video="觀看影片",
    discovery="自1973年以來，一個合唱團一直在第三個橋拱下歌唱，回聲在兩秒之後響起。",
    question_heading="本週問題",
    context="燈油必須在二月底之前買到。",
    lead_in="我們想聽聽您的看法：",
    questions=("鎮上應該買油，還是等月亮？", "誰來提油桶？"),
    call="歡迎將您的想法在下週三之前寄來。",
    end="關於本週聚焦",
    about="一封信、一段引言、一個數字、一個故事和一個問題。",
)

CHARSETS = [
    (ENGLISH, "utf-8"),
    (ENGLISH, "windows-1252"),
    (SIMPLIFIED, "utf-8"),
    (SIMPLIFIED, "gb18030"),
    (SIMPLIFIED, "gb2312"),
    (TRADITIONAL, "utf-8"),
    (TRADITIONAL, "big5"),
    (TRADITIONAL, "big5-hkscs"),
]
_CODECS = {"gb2312": "gb18030", "big5": "big5hkscs", "windows-1252": "cp1252"}


def encode(text: str, charset: str) -> bytes:
    """Return HTML in the bytes that programs write under a label; what it lacks they write as references."""
    return text.encode(_CODECS.get(charset, charset), "xmlcharrefreplace")
