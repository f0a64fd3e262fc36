"""An archive of everything that is unusual and may happen, for pages that must hold."""

from pathlib import Path

from tests.support.archives import NEWSLETTER, write_archive

BASE = "https://feeds.example.org/letters"

_EDITIONS = """
[editions.ar]
title = "تركيز الأسبوع"
tagline = "حيث يلتقي بلدان كل أسبوع"
[editions.ar.headings]
quote = ["اقتباس الأسبوع"]
number = ["رقم الأسبوع"]
question = ["سؤال الأسبوع"]

[editions.fr]
title = "La semaine en point de mire"
"""
_WORD = "Donaudampfschiff" * 32  # 512 characters without a place to break
_LONG = "The river runs on, and so does this sentence, which has been told to be long. " * 40

ODD = f"""\
+++
title = "A title that is far too long for a title, and goes on & on, <b>as if</b> nobody would ever read it"
url = "https://www.example.org/en/letters/odd"
image = "https://www.example.org/odd.jpg"
[links]
number = "https://www.example.org/numbers"
+++
March 1, 2024

{_WORD}

Quote of the Week
“{_LONG.strip()}”
“{_WORD}”

Notable Number
A number that has lost its figure; only the caption is left of it.

Notable Number
$1,234,567,890,123,456 or thereabouts
It is a large one.

Quote of the Week
“Short.”
Ada Example

Discover More
{_WORD}
Watch Video
{_WORD} {_LONG}

Question of the Week
{_LONG}
We want to hear from you: {_WORD}? {_LONG.replace(".", ",").strip(" ,")}? No?
"""

WORDY = f"""\
+++
title = "{_WORD}"
+++
April 5, 2024

{_WORD}

Quote of the Week
“اللغة الإنجليزية (English)!”
آدا
Fellow, Institute of Examples
"""

ARABIC = """\
1 مارس 2024

أعزاءنا القراء،

كل أسبوع يلتقي بلدان هنا، وفي 2024 أيضًا.

اقتباس الأسبوع
“للجسر طرفان.”
آدا
زميلة

رقم الأسبوع
28
عدد الدول التي وقعت.

سؤال الأسبوع
هل سيدوم؟
"""


def write_odd(folder: Path) -> Path:
    """Write the archive: an edition written from right to left, one that is empty, one issue of odd parts."""
    files: dict[str, str | bytes] = {"en/2024-03-01.txt": ODD, "ar/2024-03-01.txt": ARABIC}
    files["en/2024-04-05.txt"] = WORDY
    return write_archive(folder, files, NEWSLETTER + _EDITIONS)
