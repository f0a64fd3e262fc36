"""Write the text of an issue file in the canonical layout: the way back from `parse`."""

import json
from collections.abc import Mapping, Sequence
from datetime import date

from syndication.archive.parse.frontmatter import FENCE


def write_front_matter(values: Mapping[str, str | date | None], links: Mapping[str, str]) -> list[str]:
    """Return the lines of a front matter; none if there is nothing for it."""
    lines = [f"{name} = {_toml(value)}" for name, value in values.items() if value is not None]
    if links:
        lines += ["[links]", *(f"{_name(name)} = {_toml(url)}" for name, url in links.items())]
    return [FENCE, *lines, FENCE] if lines else []


def write_issue(front: Sequence[str], masthead: Sequence[str], paragraphs: Sequence[str]) -> str:
    """Return the text of an issue: a blank line before and after each paragraph below the masthead."""
    top = "".join(f"{line}\n" for line in (*front, *masthead))
    body = "\n\n".join(paragraphs)
    return f"{top}\n{body}\n" if masthead and body else f"{top}{body}\n" if body else top


def _name(name: str) -> str:
    return f'"{name}"' if "." in name else name


def _toml(value: str | date) -> str:
    """Return a value of TOML; its basic strings have the escapes of JSON."""
    return value.isoformat() if isinstance(value, date) else json.dumps(value, ensure_ascii=False)
