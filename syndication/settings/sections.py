"""Read how an edition shows the sections of the newsletter, and the headings that open them."""

from collections.abc import Mapping
from typing import Any

from syndication.model import Headings, Names, Section
from syndication.settings import validators as valid
from syndication.settings.toml import Key, TomlChecker
from syndication.text.typography import comparison_key

_OTHER_HEADINGS = tuple(Headings.__dataclass_fields__)


def read_names(
    checker: TomlChecker,
    key: Key,
    table: dict[str, Any],
    sections: Mapping[str, Section],
    words: Mapping[str, str],
) -> tuple[dict[str, Names], Headings]:
    """Return the names of every section in the edition at a key, and its other headings."""
    singulars = {section.singular: section for section in sections.values()}
    checks = dict.fromkeys([*singulars, *_OTHER_HEADINGS], valid.texts)
    headings = checker.table(table.get("headings", {}), checks, key=(*key, "headings"))
    _check_headings(checker, headings, (*key, "headings"))
    others = Headings(**{kind: headings.pop(kind) for kind in _OTHER_HEADINGS if kind in headings})
    title = table.get("title", "")
    names = {}
    for section in sections.values():
        own = headings.get(section.singular, ())
        about = words[f"about_{section.shape}"].format(title=title)
        name = own[0] if own else str(words[f"shape_{section.shape}"])
        names[section.name] = Names(name=name, about=about, headings=own)
    return names, others


def _check_headings(checker: TomlChecker, headings: dict[str, tuple[str, ...]], key: Key) -> None:
    """Report each heading that has no letters or would open two sections."""
    kinds: dict[str, str] = {}
    for kind, names in headings.items():
        for name in names:
            if not comparison_key(name):
                checker.error((*key, kind), f"{name!r} is no heading; expected one with letters")
            other = kinds.setdefault(comparison_key(name), kind)
            if other != kind:
                message = f"{name!r} is a heading of {other} too; expected each heading under one kind"
                checker.error((*key, kind), message)
