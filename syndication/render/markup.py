"""Write texts as HTML: every text is escaped, and every element comes from the short list here."""

import html
from collections.abc import Iterable, Sequence
from itertools import groupby

from markupsafe import Markup

from syndication.text.addresses import addresses
from syndication.text.direction import differs
from syndication.text.rich import Span, blocks_of, spans_of, walk

NOTHING = Markup()


def escaped(content: str) -> Markup:
    """Return text escaped for an element; quotation marks stay, to keep the feed's source readable."""
    if hasattr(content, "__html__"):  # markup, or an English word on a page in another language
        return Markup(content.__html__())
    return Markup(html.escape(content, quote=False))


def linkify(text: str) -> Markup:
    """Return a text in which every bare address and e-mail address is a link."""
    pieces, end = [], 0
    for address in addresses(text):
        words = text[address.begin : address.end]
        link = Markup('<a href="{}">{}</a>').format(address.url, escaped(words))
        pieces += [escaped(text[end : address.begin]), link]
        end = address.end
    return NOTHING.join([*pieces, escaped(text[end:])])


def inline(text: str, *, linked: bool = True, for_feed: bool = False, in_link: bool = False) -> Markup:
    """Return a text with its emphasis, links and images; `linked` if its bare addresses are links, too.

    A feed has all images as they were written. Our own pages load only those that the publisher allows, and
    link to the others. A text `in_link` has no other links.
    """
    is_link = in_link
    if not spans_of(text):
        return linkify(text) if linked and not is_link else escaped(text)
    pieces: list[Markup] = []
    for step, span, piece in walk(text):
        match step, span.element:
            case "text", _:
                pieces.append(linkify(piece) if linked and not is_link else escaped(piece))
            case "whole", "code":
                pieces.append(Markup("<code>{}</code>").format(escaped(piece)))
            case "whole", _:
                pieces.append(_image(span, piece, is_loaded=for_feed or span.is_shown, is_link=is_link))
            case _, "a" if in_link:
                pass
            case "open", "a":
                is_link = True
                pieces.append(Markup('<a href="{}">').format(span.url))
            case "open", element:
                pieces.append(Markup(f"<{element}>"))
            case _, element:
                is_link = is_link and element != "a"
                pieces.append(Markup(f"</{element}>"))
    return NOTHING.join(pieces)


def element(name: str, content: str, tag: str = "", markup: Markup | None = None) -> Markup:
    """Return an element with a text, or with the markup made of it.

    If the text of an edition runs against the direction of its language, the element has `dir="auto"`.
    """
    direction = ' dir="auto"' if tag and differs(content, tag) else ""
    return Markup(
        f"<{name}{direction}>{inline(content, linked=False) if markup is None else markup}</{name}>"
    )


def paragraphs(texts: Iterable[str], tag: str, *, for_feed: bool = False) -> list[Markup]:
    """Return each paragraph as an element, or each list and quotation that some of them are in."""
    return _blocks([text for text in texts if text], tag, 0, for_feed=for_feed)


def _blocks(
    texts: Sequence[str], tag: str, depth: int, *, for_feed: bool, is_bare: bool = False
) -> list[Markup]:
    pieces: list[Markup] = []
    for block, group in groupby(texts, key=lambda text: next(iter(blocks_of(text)[depth : depth + 1]), None)):
        inside = list(group)
        name = block.element if block else "p"
        match name:
            case "p" | "h3":
                contents = [(text, inline(text, for_feed=for_feed)) for text in inside]
                pieces += [
                    content if is_bare else element(name, text, tag, content) for text, content in contents
                ]
            case "pre":
                pieces.append(Markup("<pre><code>{}</code></pre>").format(block.detail if block else ""))
            case "li":
                alone = sum(len(blocks_of(text)) == depth + 1 for text in inside) == 1
                content = NOTHING.join(_blocks(inside, tag, depth + 1, for_feed=for_feed, is_bare=alone))
                pieces.append(Markup("<li>{}</li>").format(content))
            case _:
                content = NOTHING.join(_blocks(inside, tag, depth + 1, for_feed=for_feed))
                pieces.append(
                    Markup("<{0}{1}>{2}</{0}>").format(name, _start(name, inside[0], depth), content)
                )
    return pieces


def _start(name: str, first: str, depth: int) -> Markup:
    """Return the attribute of an ordered list that does not begin with 1."""
    number = next((block.detail for block in blocks_of(first)[depth + 1 : depth + 2]), "")
    return Markup(' start="{}"').format(number) if name == "ol" and number not in ("", "1") else NOTHING


def _image(image: Span, alternative: str, *, is_loaded: bool, is_link: bool) -> Markup:
    """Return an image, or a link to it."""
    if is_loaded:
        text = "" if alternative == image.url else alternative
        return Markup('<img src="{}" alt="{}" loading="lazy">').format(image.url, text)
    text = escaped(alternative)
    return text if is_link else Markup('<a href="{}">{}</a>').format(image.url, text)
