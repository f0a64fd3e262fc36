"""Split the lines of a section into the items of a list."""

import regex

from syndication.archive.parse.lines import Line
from syndication.model import Item, ItemMark
from syndication.text.addresses import addresses
from syndication.text.typography import SENTENCE_END

_MAX_TITLE_CHARS = 80
_MARKS = {  # what begins an item: a whole line for its title, or a mark before it
    ItemMark.HEADING: regex.compile(r"#{1,6}\s+(?P<title>.*?[^\s#])[\s#]*"),
    ItemMark.NUMBER: regex.compile(
        r"(?P<title>)(?:\d{1,3}[.)]\s+|\d{1,3}[、．）]\s*|[(（]\d{1,3}[)）]\s*|[①-⑳]\s*)(?P<text>\S.*)"
    ),
    ItemMark.BULLET: regex.compile(r"(?P<title>)(?:[-*+–—]\s+|[•‣◦·・▪■●]\s*)(?P<text>\S.*)"),
    ItemMark.BOLD: regex.compile(r"(?:\*\*(?P<title>[^*]+)\*\*|__(?P<title>[^_]+)__)(?P<text>.*)"),
}
_BETWEEN = regex.compile(r":\s+|\s*：\s*|\s+-\s+|\s*[–—]+\s+|\s*——\s*")  # a title and its text
_AROUND = " \t:：,，-–—([<（【〈)]>）】〉"  # what may stand between a text and the address at its end


def split_items(mark: ItemMark, lines: list[Line]) -> tuple[list[Line], list[Item]]:
    """Return the lines before the first item, and the items."""
    before: list[Line] = []
    items: list[tuple[str, list[str]]] = []
    for line in lines:
        if begun := _begin(mark, line):
            title, text = begun[0].rstrip(" :："), begun[1].lstrip(_AROUND)
            items.append((title, [text] if text else []))
        elif items:
            items[-1][1].append(line.text)
        else:
            before.append(line)
    return before, [_item(title, texts) for title, texts in items]


def _begin(mark: ItemMark, line: Line) -> tuple[str, str] | None:
    """Return the title and the text of an item on its first line; None if the line begins none."""
    if mark is ItemMark.HEADING and line.level:
        return line.text, ""
    if mark is ItemMark.BOLD and line.bold:
        return line.text[: line.bold], line.text[line.bold :]
    if mark == line.item:
        return "", line.text
    match = _MARKS[mark].fullmatch(line.text)
    return (match["title"], match.groupdict().get("text") or "") if match else None


def _item(title: str, texts: list[str]) -> Item:
    """Return an item; the first address in it is the item's, and leaves the text if it ends a line."""
    url = None
    for place, text in enumerate([title, *texts]):
        address = next((one for one in addresses(text) if not one.url.startswith("mailto:")), None)
        if address:
            url = address.url
            rest = text[: address.begin].rstrip(_AROUND)
            if not text[address.end :].strip(_AROUND + ".。"):
                title, texts = (rest, texts) if place == 0 else (title, _replaced(texts, place - 1, rest))
            break
    texts = list(filter(None, texts))
    if not title and texts:
        title, texts = _split_title(texts)
    if not title and not texts and url:  # it is nothing but an address
        texts = [url]
    return Item(title=title.strip("*_ ") or None, text=tuple(texts), url=url)


def _replaced(texts: list[str], place: int, text: str) -> list[str]:
    return [*texts[:place], text, *texts[place + 1 :]]


def _split_title(texts: list[str]) -> tuple[str, list[str]]:
    """Return the title at the beginning of an item, if there is one, and the other texts."""
    first, *others = texts
    between = _BETWEEN.search(first, 1)
    if between and _is_title(first[: between.start()]) and between.end() < len(first):
        return first[: between.start()].rstrip(), [first[between.end() :], *others]
    return (first, others) if _is_title(first) else ("", texts)


def _is_title(text: str) -> bool:
    return 0 < len(text) <= _MAX_TITLE_CHARS and not SENTENCE_END.search(text)
