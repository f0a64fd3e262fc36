"""The bytes of one file to an issue: pure, and the only place that knows the format.

`lines` makes lines of the bytes, `frontmatter` reads what stands above the text, `issue` reads the header and
cuts the rest at its headings, `parts` reads each section; `dateline`, `quotation` and `questions` know their
fine print. `phrases` says what an edition's headings and phrases are, `report` gathers what editors hear.
"""

from syndication.parse.issue import parse_issue
from syndication.parse.lines import LARGEST
from syndication.parse.phrases import phrasebook

__all__ = ["LARGEST", "parse_issue", "phrasebook"]
