"""`init`: begin a newsletter from nothing, or lay out the sample."""

import re
from collections.abc import Callable, Iterator, Mapping
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click
from babel.localtime import get_localzone

from syndication.cli.skeleton import SHAPES, is_fallback, new_files
from syndication.model.errors import SettingsError
from syndication.settings import NEWSLETTER, command_line
from syndication.settings import validators as valid
from syndication.settings.newsletter_toml import EDITION_TAG
from syndication.system.clock import Clock
from syndication.system.terminal import echo

T = TypeVar("T")
_SAMPLE = ("newsletter.toml", "README.md", ".txt", ".md")  # how the names of its files end


def _name(text: str) -> str:
    try:
        return valid.text(text)
    except ValueError as error:
        raise click.BadParameter(f"{text!r}; expected one line of text") from error


def _languages(text: str) -> list[str]:
    tags = re.split(r"[\s,]+", text.strip(" ,"))
    for tag in tags:
        if not EDITION_TAG.fullmatch(tag):
            raise click.BadParameter(f"{tag!r}; expected language tags, such as en, de or zh-Hans")
    return list({tag.lower(): tag for tag in tags}.values())


def _shapes(text: str) -> list[str]:
    shapes = re.split(r"[\s,]+", text.strip(" ,"))
    for shape in shapes:
        if shape not in SHAPES:
            raise click.BadParameter(f"{shape!r}; expected some of {', '.join(SHAPES)}")
    return list(dict.fromkeys(shapes))


def _zone(name: str) -> ZoneInfo:
    try:
        return valid.time_zone(name)
    except ValueError as error:
        raise click.BadParameter(f"{name!r}; expected {error}") from error


def _parsed(parse: Callable[[str], T]) -> Callable[[click.Context, click.Parameter, Any], T | None]:
    """Return a callback that parses the value of an option, or the values of one that may be repeated."""

    def callback(_: click.Context, __: click.Parameter, value: str | tuple[str, ...] | None) -> T | None:
        return parse(value if isinstance(value, str) else ",".join(value)) if value else None

    return callback


@click.command()
@click.argument("target", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--name", metavar="NAME", callback=_parsed(_name), help="Of the newsletter.  [default: that of DIR]"
)
@click.option(
    "--language",
    "tags",
    multiple=True,
    metavar="TAG",
    callback=_parsed(_languages),
    help="Of an edition, such as en, de or zh-Hans.  [default: en]",
)
@click.option(
    "--section",
    "shapes",
    multiple=True,
    metavar="SHAPE",
    callback=_parsed(_shapes),
    help=f"What an issue has: {', '.join(SHAPES)}.  [default: all]",
)
@click.option(
    "--timezone",
    "zone",
    metavar="ZONE",
    callback=_parsed(_zone),
    default=lambda: getattr(get_localzone(), "key", "UTC"),
    help="Such as Europe/Paris.  [default: that of this machine]",
)
@click.option("--yes", is_flag=True, help="Ask nothing and take the defaults.")
@click.option("--sample", is_flag=True, help="Lay out the sample instead: eight issues in three languages.")
@click.pass_obj
def init(  # noqa: PLR0913 (one for each option)
    clock: Clock,
    *,
    target: Path,
    name: str | None,
    tags: list[str] | None,
    shapes: list[str] | None,
    zone: ZoneInfo,
    yes: bool,
    sample: bool,
) -> None:
    """Begin a newsletter: write a newsletter.toml and an issue for each language into DIR.

    It asks for what no option has, and overwrites nothing.

    \b
    Example: syndication init harbour
             syndication init harbour --name "Harbour Notes" --language en --language fr --yes
             syndication init --sample sample
    """
    _expect_absent(target, [NEWSLETTER])
    if sample:
        files = dict(_sample_files(resources.files("syndication") / "sample"))
        _write(target, files)
        echo(f"Wrote {len(files)} files into {target}")
    else:

        def ask(question: str, default: str, parse: Callable[[str], T]) -> T:
            answer: T = parse(default) if yes else click.prompt(question, default=default, value_proc=parse)
            return answer

        folder = re.sub(r"[-_]+", " ", target.absolute().name).strip().title() or "Newsletter"
        name = name or ask("Name of the newsletter", folder, _name)
        tags = tags or ask("Languages, such as en, de, zh-Hans", "en", _languages)
        shapes = shapes or ask("Sections", ", ".join(SHAPES), _shapes)
        files = new_files(name, target.absolute().name, tags, shapes, zone, clock().astimezone(zone))
        _write(target, files)
        echo("\n".join(f"Wrote {target / path}" for path in files))
        for tag in filter(is_fallback, tags):
            echo(f"no words for {tag!r} come with the program: headings, phrases and pages are in English")
    echo("Next:")
    for command in ("check", "serve"):
        echo(f"  {command_line(target, command)}")


def _sample_files(folder: Traversable, path: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield the files of the sample with their paths."""
    for file in folder.iterdir():
        if file.is_dir():
            yield from _sample_files(file, f"{path}{file.name}/")
        elif file.name.endswith(_SAMPLE):
            yield f"{path}{file.name}", file.read_bytes()


def _expect_absent(target: Path, paths: list[str]) -> None:
    """Raise SettingsError if one of some files is there."""
    for path in paths:
        file = target / path
        if file.exists() or file.is_symlink():
            raise SettingsError(f"{file}: is there already; expected a folder without it")


def _write(target: Path, files: Mapping[str, bytes]) -> None:
    """Write new files; raises SettingsError if one is there, or cannot be written."""
    _expect_absent(target, list(files))
    try:
        for path, content in files.items():
            file = target / path
            file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("xb") as stream:
                stream.write(content)
    except OSError as error:
        raise SettingsError(f"{target}: cannot be written ({error.strerror})") from error
