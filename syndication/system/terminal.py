"""Text for a terminal: the one way to print, because titles, addresses and answers are other people's."""

import click
import regex

# Controls, line separators and lone surrogates; and format characters (bidi overrides, zero-width marks),
# except the two joiners that emoji and several scripts are written with.
_UNSAFE = regex.compile(r"[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]|[^\P{Cf}\u200C\u200D]")


def printable(text: str) -> str:
    """Return text on one line, with every character that could act on a terminal escaped.

    The escapes are those of JSON (RFC 8259 s.7), so that a JSON text stays the same value.
    """
    return str(_UNSAFE.sub(_escape, text))


def echo(message: object = "", *, err: bool = False) -> None:
    """Print a message; only its line feeds act on the terminal."""
    click.echo("\n".join(map(printable, str(message).split("\n"))), err=err)


def _escape(match: regex.Match[str]) -> str:
    units = match[0].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4))
