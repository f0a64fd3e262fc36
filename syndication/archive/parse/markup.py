"""Restore the markup and the links of the lines that the letter and the parts of an issue were read from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from syndication.model import Figure, Item, Link, List, Part
from syndication.text.rich import RichSource, blocks_of, spans_of, without_blocks

_OWN_FIELDS = ("section", "link", "links", "line", "ordered", "single")  # that hold no text


def links_of(texts: Sequence[str]) -> tuple[Link, ...]:
    """Return the links in some texts."""
    return tuple(
        Link(text=text[span.start : span.end], url=span.url)
        for text in texts
        for span in spans_of(text)
        if span.element == "a"
    )


def restore_markup(parts: Sequence[Part], lines: Sequence[str]) -> list[Part]:
    """Return the parts of a section with the markup of its lines, the first of which is the heading.

    Of the links that are in no text of a part, such as that of a label, the first is its own.
    """
    source = RichSource(lines)
    restored = [_restore(part, source) for part in parts]
    for place, text, url in source.other_links() if restored else ():
        owner = max((one for one in restored if one.start <= place), key=_start, default=restored[0])
        owner.others.append(Link(text=text, url=url))
    return [one.part_with_links() for one in restored]


@dataclass(slots=True)
class _Restored:
    part: Part
    start: int = 0
    links: list[Link] = field(default_factory=list)
    others: list[Link] = field(default_factory=list)

    def part_with_links(self) -> Part:
        item_urls = [item.url for item in self.part.items] if isinstance(self.part, List) else []
        others = [link for link in self.others if link.url not in item_urls]
        own = next((link for link in others if not link.url.startswith("mailto:")), None)
        links = (*self.links, *(link for link in others if link is not own))
        if own is None and isinstance(self.part, Figure):
            own = next(iter(links_of([self.part.source_title or "", self.part.source_author or ""])), None)
        return replace(self.part, link=own.url if own else None, links=links)


def _start(restored: _Restored) -> int:
    return restored.start


def _restore(part: Part, source: RichSource) -> _Restored:
    places: list[int] = []
    links: list[Link] = []

    def rich(text: str, *, with_blocks: bool = False) -> str:
        text, place = source.restore(text, with_blocks=with_blocks)
        places.extend([] if place is None else [place])
        links.extend(links_of([text]))
        return text

    def rich_field(name: str, value: Any) -> Any:
        match value:
            case str():
                return rich(value)
            case (str(), *_):
                return tuple(rich(one, with_blocks=name == "text") for one in value)
            case (Item(), *_):
                return tuple(_rich_item(item, rich) for item in value)
            case _:
                return value

    names = [one.name for one in fields(part) if one.name not in _OWN_FIELDS]
    part = replace(part, **{name: rich_field(name, getattr(part, name)) for name in names})
    return _Restored(part, min(places, default=0), links)


def _rich_item(item: Item, rich: Callable[..., str]) -> Item:
    """Return an item with its markup; the blocks around all of it are those of its list."""
    title = item.title and rich(item.title, with_blocks=True)
    texts = [rich(text, with_blocks=True) for text in item.text]
    around = blocks_of(next(filter(None, (title, *texts)), ""))
    link = next(
        (one.url for one in links_of([title or "", *texts]) if not one.url.startswith("mailto:")), None
    )
    return Item(
        title=title and without_blocks(title, blocks_of(title)),
        text=tuple(without_blocks(text, around) for text in texts),
        url=item.url or link,
    )
