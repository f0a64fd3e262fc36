"""The shape of the code: what may import what, which words there are, and what must not be in the tree."""

import ast
import re
import string
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.tools import ROOT

PACKAGE = ROOT / "syndication"
WORDS = {
    file.stem: tomllib.loads(file.read_text("utf-8"))
    for file in (PACKAGE / "text" / "messages").glob("*.toml")
}
TEMPLATES = sorted((PACKAGE / "render" / "templates").iterdir())
NAMED = re.compile(r"\b(?:words|messages_for\([^)]*\))\.(\w+)|\bwords\['(\w+)'\]")

INVERTED = re.compile(r"(Give|Say|Tell|What|Who)\b")
PARTICIPLES = {"found", "given", "kept", "known", "made", "taken", "told"}


def test_no_module_imports_what_it_may_not() -> None:
    command: list[str | Path] = [Path(sys.executable).parent / "lint-imports", "--no-cache"]

    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("tag", WORDS)
def test_every_catalogue_has_the_same_words(tag: str) -> None:
    assert list(WORDS["en"]) == list(WORDS[tag])


@pytest.mark.parametrize("tag", WORDS)
def test_every_catalogue_leaves_the_same_gaps(tag: str) -> None:
    assert {name: _gaps(words) for name, words in WORDS["en"].items()} == {
        name: _gaps(words) for name, words in WORDS[tag].items()
    }


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: str(template.name))
def test_every_word_of_a_template_is_in_the_catalogues(template: Path) -> None:
    used = {one or other for one, other in NAMED.findall(template.read_text("utf-8"))}

    assert used - set(WORDS["en"]) == set()


def test_no_docstring_begins_with_an_inverted_sentence() -> None:
    docstrings = [text for module in PACKAGE.rglob("*.py") for text in _docstrings(module)]

    inverted = [text for text in docstrings if INVERTED.match(text)]
    assert inverted == []


def test_no_name_is_a_mere_participle() -> None:
    """A name says what the thing is, and not what was done with it."""
    names = {name for module in PACKAGE.rglob("*.py") for name in _names(module)}

    assert {name for name in names if name.lstrip("_") in PARTICIPLES} == set()


def test_nothing_in_the_tree_names_a_machine() -> None:
    places = {str(place) for place in (ROOT, Path.home(), Path(sys.prefix)) if len(place.parts) > len("/x")}

    naming = {file for file in _tree() for place in places if place.encode() in file.read_bytes()}
    assert naming == set()


def _tree() -> Iterator[Path]:
    """Yield the files of the project, without those that tools leave between them."""
    yield from (file for file in ROOT.iterdir() if file.is_file())
    for folder in ("syndication", "tests", "issues", ".ci", ".github"):
        for file in (ROOT / folder).rglob("*"):
            if file.is_file() and not {"node_modules", "__pycache__"} & set(file.parts):
                yield file


def _docstrings(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_bytes())):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            yield ast.get_docstring(node) or ""


def _names(module: Path) -> Iterator[str]:
    """Yield every name that a module defines."""
    for node in ast.walk(ast.parse(module.read_bytes())):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield name
            case ast.arg(arg=name) | ast.ClassDef(name=name) | ast.FunctionDef(name=name):
                yield name


def _gaps(words: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(words) if field}
