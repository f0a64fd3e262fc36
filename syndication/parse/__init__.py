"""The bytes of one file to an issue: pure, and the only place that knows the format.

A file is cut at its headings by `blocks`, each section is read by `parts`; `phrases` says what an edition's
headings and phrases are, `frontmatter` what stands above the text.
"""

from syndication.parse.issue import LARGEST, parse_issue

__all__ = ["LARGEST", "parse_issue"]
