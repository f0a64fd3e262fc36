"""Read which sections a newsletter declares, and how each edition names and opens them."""

from collections.abc import Mapping
from typing import Any

from syndication.model import (
    ANY_HEADING,
    DEFAULT_SECTIONS,
    Headings,
    ItemMark,
    Names,
    Section,
    Shape,
)
from syndication.model.ids import SECTION
from syndication.settings import validators as valid
from syndication.settings.toml import Key, TomlChecker
from syndication.text.typography import comparison_key

# Words that stand in the place of a section's name: in addresses, under `headings` or in the code.
_RESERVED = {
    *("archive", "embed", "end", "feed", "feeds", "group", "index"),
    *("issues", "latest", "letter", "search", "speakers"),
}
_PER_ITEM = "item"
_SECTION = {
    "shape": valid.one_of(Shape),
    "item": valid.one_of(ItemMark),
    "entries": valid.one_of(("section", _PER_ITEM)),
}
_NAMES = {"name": valid.text, "about": valid.text, "headings": valid.texts}
_TITLED = (Shape.TEXT, Shape.LIST)  # shapes with a title, which any heading may be
_OTHER_HEADINGS = tuple(Headings.__dataclass_fields__)


def read_sections(checker: TomlChecker, tables: object) -> Mapping[str, Section]:
    """Return the sections that the table `sections` declares, in its order."""
    names = dict.fromkeys(tables, valid.any_value) if isinstance(tables, dict) else {}
    sections: dict[str, Section] = {}
    for name, table in checker.table(tables, names, key=("sections",)).items():
        key = ("sections", name)
        if not SECTION.fullmatch(name) or name in _RESERVED:
            message = f"section {name!r}; expected small letters, digits and single hyphens, a letter first"
            checker.error(key, f"{message}, and none of {', '.join(sorted(_RESERVED))}")
        values = checker.table(table, _SECTION, key=key, required=("shape",))
        if "shape" not in values:
            continue
        shape = values["shape"]
        for option in values.keys() - {"shape"} if shape is not Shape.LIST else ():
            message = f"{option} in a section of shape {shape}; expected it in a list only"
            checker.error((*key, option), message)
        default = DEFAULT_SECTIONS.get(name)
        singular = default.singular if default and default.shape == shape else name
        other = next((one.name for one in sections.values() if one.singular == singular), None)
        if other:
            checker.error(key, f"{singular!r} is the short name of {other!r} too; expected another section")
        sections[name] = Section(
            name=name,
            shape=shape,
            singular=singular,
            item=values.get("item", ItemMark.BULLET) if shape is Shape.LIST else None,
            per_item=values.get("entries") == _PER_ITEM,
        )
    return sections


def read_names(
    checker: TomlChecker,
    key: Key,
    table: dict[str, Any],
    sections: Mapping[str, Section],
    words: Mapping[str, str],
) -> tuple[dict[str, Names], Headings]:
    """Return the names of every section in the edition at a key, and its other headings."""
    singulars = [section.singular for section in sections.values()]
    checks = dict.fromkeys([*singulars, *_OTHER_HEADINGS], valid.texts)
    short = checker.table(table.get("headings", {}), checks, key=(*key, "headings"))
    others = {kind: short[kind] for kind in _OTHER_HEADINGS if kind in short}
    tables = checker.table(
        table.get("sections", {}), dict.fromkeys(sections, valid.any_value), key=(*key, "sections")
    )
    headings: dict[Key, tuple[str, ...]] = {}
    names = {}
    for section in sections.values():
        place = (*key, "sections", section.name)
        own = checker.table(tables.get(section.name, {}), _NAMES, key=place)
        at = (*place, "headings")
        if section.singular in short:
            if "headings" in own:
                message = f"headings here and in [{'.'.join(key)}.headings]; expected them once"
                checker.error(at, message)
            own["headings"], at = short[section.singular], (*key, "headings", section.singular)
        headings[at] = own.setdefault("headings", ())
        names[section.name] = _names(section, own, table["title"], words)
        if ANY_HEADING in own["headings"] and section.shape not in _TITLED:
            expected = "expected it in a text or a list"
            checker.error(at, f"{ANY_HEADING!r} in a section of shape {section.shape}; {expected}")
        if sections is not DEFAULT_SECTIONS and not (own["headings"] and _has_name(own)):
            lacking = "name" if own["headings"] else "headings"
            message = f"edition {key[-1]!r} has no {lacking} for section {section.name!r}"
            checker.warn(place, f"{message}; expected `{lacking}` in [{'.'.join(place)}]")
    if sections is DEFAULT_SECTIONS and not table.get("headings") and not table.get("sections"):
        message = f"edition {key[-1]!r} has no headings; expected them in [{'.'.join(key)}.headings]"
        checker.warn(key, f"{message}, or every issue is nothing but its letter")
    _check_headings(checker, headings | {(*key, "headings", kind): others[kind] for kind in others})
    return names, Headings(**others)


def _has_name(own: dict[str, Any]) -> bool:
    return "name" in own or set(own["headings"]) != {ANY_HEADING}


def _names(section: Section, own: dict[str, Any], title: str, words: Mapping[str, str]) -> Names:
    """Return the names of a section: what the edition has, else of its headings or of the catalogue."""
    is_default = DEFAULT_SECTIONS.get(section.name) == section
    fallback = words[f"shape_{section.shape}"] if is_default else section.name.replace("-", " ").capitalize()
    shown = (heading for heading in own["headings"] if heading != ANY_HEADING)
    name = own.get("name") or next(shown, str(fallback))
    kind = "section" if section.shape in _TITLED and not is_default else section.shape
    about = own.get("about") or words[f"about_{kind}"].format(title=title, section=name)
    return Names(name=name, about=about, headings=own["headings"])


def _check_headings(checker: TomlChecker, headings: Mapping[Key, tuple[str, ...]]) -> None:
    """Report each heading that has no letters or would open two sections."""
    owners: dict[str, Key] = {}
    for key, names in headings.items():
        for name in names:
            if not comparison_key(name) and name != ANY_HEADING:
                checker.error(key, f"{name!r} is no heading; expected one with letters")
            owner = owners.setdefault(comparison_key(name) or name, key)
            if owner != key:
                kind = owner[-2] if "sections" in owner else owner[-1]
                message = f"{name!r} is a heading of {kind} too; expected each heading under one kind"
                checker.error(key, message)
