"""Parse the bytes of one file into an issue: no I/O, and the only place that knows the format.

`lines` splits the bytes into lines, `frontmatter` reads the TOML above the text, `header` the date and title,
`issue` cuts the rest at its headings, and `parts` reads each section, with `quotation` and `questions`.
In Markdown `markdown` splits the text, `inline` reads a paragraph, `links` resolves addresses, and `markup`
gives the parts their markup. `dateline` reads a date, `phrases` compares lines with an edition's headings and
phrases, and `diagnostics` collects errors and warnings.
"""

from syndication.archive.parse.issue import parse_issue
from syndication.archive.parse.lines import MAX_FILE_BYTES
from syndication.archive.parse.phrases import phrasebook

__all__ = ["MAX_FILE_BYTES", "parse_issue", "phrasebook"]
