"""Read the tokens of a Markdown paragraph as lines, each with its emphasis, links and images."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import count

from markdown_it.token import Token

from syndication.archive.parse.lines import tidy
from syndication.archive.parse.links import LinkResolver
from syndication.text.rich import RichSource, RichText, Span

_ELEMENTS = {"em": "em", "strong": "strong", "link": "a"}


@dataclass(slots=True)
class InlineReader:
    """The lines read so far, and the one that is being read; `number` is that of the line in the file."""

    links: LinkResolver
    number: int
    lines: list[tuple[int, RichText]] = field(default_factory=list)
    _text: str = ""
    _spans: list[tuple[int, Span]] = field(default_factory=list)  # each with its place among those that open
    _open: list[tuple[int, Span]] = field(default_factory=list)
    _opened: "count[int]" = field(default_factory=count)

    def read(self, tokens: Iterable[Token]) -> list[tuple[int, RichText]]:
        """Return the lines of a paragraph with the number of each."""
        for token in tokens:
            name, _, step = token.type.rpartition("_")
            match step:
                case "softbreak" | "hardbreak":
                    self._end_line()
                case "inline":
                    self._add("code", token.content)
                case "image":
                    self._add_image(token)
                case "open":
                    url = self._url_of(token) if name == "link" else ""
                    self._open.append((next(self._opened), Span(len(self._text), 0, _ELEMENTS[name], url)))
                case "close":
                    order, span = self._open.pop()
                    if span.start == len(self._text):
                        self._text += span.url  # a link without a text
                    self._close(order, span)
                case _:
                    self._text += token.content
        self._end_line()
        return self.lines

    def _url_of(self, token: Token) -> str:
        """Return where a link leads; empty inside another link, where the library lets addresses be links."""
        is_inside = any(span.element == "a" for _, span in self._open)
        return "" if is_inside else self.links.link(_attribute(token, "href"), self.number)

    def _add(self, element: str, text: str, url: str = "", *, is_shown: bool = True) -> None:
        span = Span(len(self._text), len(self._text) + len(text), element, url, is_shown)
        self._spans.append((next(self._opened), span))
        self._text += text

    def _add_image(self, token: Token) -> None:
        source = _attribute(token, "src")
        url = self.links.image(source, self.number)
        alternative = tidy(_plain(token.children or ()))
        if not alternative:
            message = f"the image {source[:60]!r} has no text for those who do not see it"
            self.links.report.warn(self.number, f"{message}; expected ![text](address)")
        self._add("img", alternative or url, url, is_shown=self.links.is_shown(url))

    def _close(self, order: int, span: Span) -> None:
        if span.start < len(self._text) and (span.url or span.element != "a"):
            self._spans.append((order, span._replace(end=len(self._text))))

    def _end_line(self) -> None:
        for order, span in self._open:
            self._close(order, span)
        self._open = [(order, span._replace(start=0)) for order, span in self._open]
        spans = [span for _, span in sorted(self._spans)]
        self.lines.append((self.number, _tidied(RichText(self._text, spans))))
        self._text, self._spans, self.number = "", [], self.number + 1


def _tidied(text: RichText) -> RichText:
    """Return a line with its white space and its characters as plain text has them."""
    clean = tidy(text)
    if clean == text:
        return text
    restored, _ = RichSource([text]).restore(clean)
    return restored if isinstance(restored, RichText) else RichText(clean)


def _attribute(token: Token, name: str) -> str:
    return str(token.attrGet(name) or "")


def _plain(tokens: Iterable[Token]) -> str:
    """Return the text of some tokens, as the alternative of an image."""
    return "".join(
        _plain(token.children) if token.children else " " if token.type.endswith("break") else token.content
        for token in tokens
    )
