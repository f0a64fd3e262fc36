"""A newsletter with sections of its own, one of each shape, in two languages."""

from pathlib import Path

from tests.support.archives import write_archive

KEY = "2024-01-12"
WORKSHOP = """\
id = "workshop"
authority = "example.org"
since = "2023"
[publisher]
name = "The Workshop"
url = "https://www.example.org"

[sections.voices]
shape = "quotation"
[sections.tools]
shape = "list"
[sections.reading]
shape = "list"
item = "number"
entries = "item"
[sections.price]
shape = "figure"
[sections.ask]
shape = "question"
[sections.essays]
shape = "text"

[editions.en]
title = "The Workshop"
[editions.en.headings]
voices = ["A Voice"]
tools = ["Tools"]
price = ["The Price"]
ask = ["We Ask"]
[editions.en.sections.reading]
name = "Reading List"
headings = ["To Read"]
[editions.en.sections.essays]
name = "Essays"
about = "What we think about."
headings = ["*"]

[editions.fr]
title = "L’Atelier"
[editions.fr.headings]
voices = ["Une voix"]
tools = ["Outils"]
reading = ["À lire"]
price = ["Le prix"]
ask = ["On demande"]
essays = ["Essai"]
"""
ENGLISH = """\
Dear reader,
The bench is done.

## A Voice
"Wood remembers."
Ada Example
Joiner

## Tools
Two to try.
- Square: small and true https://example.org/square
- Saw https://example.org/saw

## To Read
1. A Book of Planes — its pictures (https://example.org/planes)
2. Joints
Fifty of them, in drawings.

## How we chose the bench
It took a year.
It stands.

## The Price
28
Euros for a plane.

## We Ask
What do you plane?
"""
FRENCH = """\
Bonjour,
L’établi est prêt.

Une voix
« Le bois se souvient. »
Ada Example

Outils
- Équerre : petite et juste https://example.org/square
"""


def write_workshop(folder: Path, english: str = ENGLISH, newsletter: str = WORKSHOP) -> Path:
    """Write the archive with one issue in each language."""
    issues: dict[str, str | bytes] = {f"en/{KEY}.txt": english, f"fr/{KEY}.txt": FRENCH}
    return write_archive(folder, issues, newsletter)
