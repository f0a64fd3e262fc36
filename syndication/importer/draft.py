"""Turn the blocks of a foreign document into the paragraphs of an issue, and note what text cannot carry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from syndication.archive.formatting import declared
from syndication.archive.parse.parts import is_figure
from syndication.archive.parse.phrases import END, Phrasebook
from syndication.archive.parse.quotation import begins_quotation
from syndication.importer import markdown
from syndication.importer.blocks import Block, BlockKind
from syndication.importer.recognize import line_of
from syndication.model import ItemMark, Newsletter, Shape
from syndication.settings.validators import http_url
from syndication.text.typography import FORBIDDEN, SENTENCE_END, trim

_LINKED = (
    Shape.QUOTATION,
    Shape.FIGURE,
    Shape.QUESTION,
    Shape.TEXT,
)  # whose labels lead where the part leads
_JOINTS = {BlockKind.ITEM: "\n", BlockKind.QUOTATION: "\n>\n"}
_MAX_TITLE_CHARS = 80
_DASH = re.compile(r"\s*[-–—―⸺]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph as it stands in a .txt and in a .md file."""

    text: str
    markdown: str
    line: int  # in the source
    has_markup: bool = False  # that a .txt file cannot carry
    joint: str = ""  # of Markdown, to a paragraph above that has the same: of a list, of a quotation
    is_title: bool = False  # marked as a heading, and opens no section
    opens_section: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PartLink:
    """Where a label or a source line leads, and the place of its paragraph."""

    section: str
    paragraph: int
    url: str
    is_label: bool


@dataclass(slots=True)
class Draft:
    """The paragraphs of an issue, and what its text cannot carry."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    links: list[PartLink] = field(default_factory=list)
    figure: str | None = None  # of an image that stands where the first number should
    figure_sections: int = 0
    warnings: list[tuple[int, str]] = field(default_factory=list)


def draft_issue(blocks: Sequence[Block], newsletter: Newsletter, book: Phrasebook) -> Draft:
    """Return the paragraphs of all blocks in order; a block that no section can use stays where it is."""
    draft = Draft()
    section = ""
    quoted = 0  # blocks that belong to a quotation above
    blocks = [block for block in blocks if block.text or block.image]  # else an image without any address
    for place, block in enumerate(blocks):
        heading = book.heading(line_of(block)) if block.text else None
        if place < quoted or (heading and heading[0] == END):  # a link to the top between two sections
            continue
        if heading:
            section, rest = heading
            _add_heading(block, rest, book, draft)
            draft.figure_sections += newsletter.shape_of(section) is Shape.FIGURE
            continue
        declaration = newsletter.sections.get(section)
        mark = declaration and declaration.item
        match newsletter.shape_of(section), block.kind:
            case _, BlockKind.HEADING if book.other and mark is not ItemMark.HEADING:
                section = book.other
                draft.paragraphs.append(_title(block))
            case Shape.FIGURE, BlockKind.IMAGE:
                _read_figure(block, draft)
            case Shape.QUOTATION, BlockKind.QUOTATION:
                run = list(takewhile(lambda one: one.kind is BlockKind.QUOTATION, blocks[place:]))
                quoted = place + len(run)
                draft.paragraphs.append(_quotation(run))
            case shape, _:
                linked = shape in _LINKED and _read_link(block, section, book, draft)
                paragraph = _paragraph(block, is_plain=linked, is_numbered=mark is ItemMark.NUMBER)
                if shape is Shape.TEXT and book.is_video(line_of(block)):
                    _add_video(paragraph, draft)
                else:
                    draft.paragraphs.append(paragraph)
    return draft


def plain(text: str) -> str:
    """Return plain text as Markdown."""
    return markdown.escape_start(markdown.escape(text))


def clean(text: str) -> str:
    """Return text on one line, without what no feed can hold."""
    return " ".join(FORBIDDEN.sub("\ufffd", text).split())


def _add_heading(block: Block, rest: str, book: Phrasebook, draft: Draft) -> None:
    """Add a heading, and the text behind it on its line."""
    name = declared(clean(trim(block.text)).removesuffix(clean(rest)), book)
    if rest:
        draft.warnings += [
            (block.line, f"the link {url} of {text!r} is left out; expected it below the heading")
            for text, url in block.links
        ]
    draft.paragraphs.append(
        Paragraph(text=name, markdown=f"## {plain(name)}", line=block.line, opens_section=True)
    )
    if rest:
        rest = clean(rest)
        draft.paragraphs.append(Paragraph(text=rest, markdown=plain(rest), line=block.line))


def _read_figure(block: Block, draft: Draft) -> None:
    """Take the figure from the alternative text of an image; without one the number stays unknown."""
    alt = clean(block.text)
    shows_figure = is_figure(alt)
    if shows_figure and draft.figure_sections == 1 and not draft.figure:
        draft.figure = alt
    elif alt:
        draft.paragraphs.append(_paragraph(block, is_plain=shows_figure))
    if not shows_figure:
        seen = f"an image that says {alt!r} stands here" if alt else "an image without a text is left out"
        message = f"{seen}; expected `number` in the front matter if it shows the number"
        draft.warnings.append((block.line, message))


def _add_video(label: Paragraph, draft: Draft) -> None:
    """Add the label of a video below the title that it marks; at the end of a long text it marks none."""
    paragraphs = draft.paragraphs
    section = max(place for place, paragraph in enumerate(paragraphs) if paragraph.opens_section)
    titles = (place for place in range(section, len(paragraphs)) if paragraphs[place].is_title)
    title = next(titles, len(paragraphs) - 1)
    above = paragraphs[title]
    if above.is_title or len(above.text) <= _MAX_TITLE_CHARS or not SENTENCE_END.search(above.text):
        paragraphs.insert(title + 1, label)


def _read_link(block: Block, section: str, book: Phrasebook, draft: Draft) -> bool:
    """Note where a label or a source line leads; return whether that was all that its markup said."""
    urls = list(dict.fromkeys(url for _, url in block.links))
    line = line_of(block)
    is_label = book.is_label(line)
    if not urls or not (is_label or book.split_source(line.text)):
        return False
    try:
        url = http_url(urls[0])
    except ValueError:
        return False
    link = PartLink(section=section, paragraph=len(draft.paragraphs), url=url, is_label=is_label)
    draft.links.append(link)
    return len(urls) == 1


def _title(block: Block) -> Paragraph:
    """Return a heading that opens the section of all those that newsletter.toml does not name."""
    text, shown = f"## {clean(block.text)}", f"## {clean(block.markdown)}"
    return Paragraph(
        text=text, markdown=shown, line=block.line, has_markup=_has_markup(block), opens_section=True
    )


def _paragraph(block: Block, *, is_plain: bool, is_numbered: bool = False) -> Paragraph:
    """Return a block as a paragraph; `is_plain` if its markup is noted elsewhere."""
    text = clean(block.text)
    shown = plain(text) if is_plain else clean(block.markdown)
    match block.kind:
        case BlockKind.HEADING:
            shown = f"### {shown}"
        case BlockKind.QUOTATION:
            shown = f"> {shown}"
        case BlockKind.ITEM:
            indent = " " * (3 if is_numbered else 2) * max(0, block.depth - 1)
            shown = f"{indent}{'1.' if is_numbered else '-'} {shown}"
        case _:
            pass
    return Paragraph(
        text=text or block.image or "",
        markdown=shown,
        line=block.line,
        has_markup=not is_plain and (block.kind is not BlockKind.PARAGRAPH or _has_markup(block)),
        joint=_JOINTS.get(block.kind, ""),
        is_title=block.kind is BlockKind.HEADING,
    )


def _has_markup(block: Block) -> bool:
    """Return whether a block has links or emphasis; an address that is its own link needs no markup."""
    shown = block.markdown
    for text, url in block.links:
        if url in (text, f"mailto:{text}"):
            shown = shown.replace(markdown.link(markdown.escape(text), url), markdown.escape(text))
    return shown != plain(block.text)


def _quotation(run: list[Block]) -> Paragraph:
    """Return a block quotation; the text has marks around it, and the speaker behind them."""
    texts = [clean(block.text) for block in run]
    speakers = len(list(takewhile(_DASH.match, reversed(texts[1:]))))
    quoted, after = texts[: len(texts) - speakers], texts[len(texts) - speakers :]
    if not begins_quotation(quoted[0]):
        quoted = [f"“{quoted[0]}", *quoted[1:]]
        quoted[-1] += "”"
    quoted[-1] = " ".join([quoted[-1], *after])
    return Paragraph(
        text="\n\n".join(quoted),
        markdown="\n>\n".join(f"> {clean(block.markdown)}" for block in run),
        line=run[0].line,
        has_markup=any(map(_has_markup, run)),
    )
