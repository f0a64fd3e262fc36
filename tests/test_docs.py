"""The documentation is true: what it names exists, what exists it names, and its examples work."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.exceptions import HTTPException

from syndication.cli import main
from syndication.web import create_app
from tests.support.archives import NOW, SECTIONS, settings_of, write_archive
from tests.support.tools import ROOT, SAMPLES

README = ROOT / "README.md"
FOLDERS = ("syndication", "tests", "issues", ".github")
PAGES = [
    README,
    *(
        page
        for folder in FOLDERS
        for page in sorted((ROOT / folder).rglob("*.md"))
        if page.stem.isupper() and "node_modules" not in page.parts  # an issue may end in .md, too
    ),
]
MAX_LINES = 170
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
VARIABLE = re.compile(r"SYNDICATION_[A-Z_]+")
OPTION = re.compile(r"--[a-z][a-z-]+")
COMMAND = re.compile(r"(?:^|[ /])syndication ([a-z]+)(?= |$)([^#&|]*)")
GLOBAL = {"--help", "--version"}
OPTIONS = {
    name: {
        option
        for one in command.params
        for option in one.secondary_opts or one.opts  # of a switch that is on, the one that turns it off
        if option.startswith("--")
    }
    for name, command in main.commands.items()
}


def read(page: Path) -> str:
    return page.read_text("utf-8")


def named(page: Path) -> str:
    """Return how a test calls a page."""
    return page.relative_to(ROOT).as_posix()


def table(heading: str) -> list[list[str]]:
    """Return the cells of the table below a heading of the README, without its head."""
    section = read(README).partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in row.strip("|").split(" | ")] for row in rows[2:]]


def blocks(page: Path, language: str = "") -> list[str]:
    """Return the blocks of code in one language."""
    return [block for name, block in FENCE.findall(read(page)) if name == language]


def code(page: Path) -> Iterator[str]:
    """Yield every line of code, in blocks and in the text."""
    text = read(page)
    for _, block in FENCE.findall(text):
        yield from block.splitlines()
    yield from re.findall(r"`([^`\n]+)`", FENCE.sub("", text))


def anchors(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", read(page), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading).lower().replace(" ", "-") for heading in headings}


@pytest.fixture(scope="module")
def app() -> Flask:
    app: Flask = create_app(replace(settings_of(SAMPLES), metrics=True), lambda: NOW)
    return app


class TestCommands:
    def test_the_readme_has_every_command(self) -> None:
        commands = [row[0].strip("`").split()[1] for row in table("Commands")]

        assert sorted(commands) == sorted(main.commands)

    @pytest.mark.parametrize("row", table("Commands"), ids=lambda row: str(row[0]))
    def test_an_option_stands_beside_its_command(self, row: list[str]) -> None:
        command = row[0].strip("`").split()[1]

        assert set(OPTION.findall(row[2])) - OPTIONS[command] == set()

    @pytest.mark.parametrize("row", table("Commands"), ids=lambda row: str(row[0]))
    def test_an_argument_is_that_of_the_command(self, row: list[str]) -> None:
        _, command, *arguments = row[0].strip("`").split()

        declared = [one.metavar for one in main.commands[command].params if isinstance(one, click.Argument)]
        assert arguments == declared

    def test_the_readme_has_every_option(self) -> None:
        section = read(README).partition("\n## Commands\n")[2].partition("\n## Addresses")[0]

        assert set(OPTION.findall(section)) - GLOBAL == set[str]().union(*OPTIONS.values()) - GLOBAL

    @pytest.mark.parametrize("row", table("Settings"), ids=lambda row: str(row[0]))
    def test_a_metavariable_is_that_of_the_help(self, row: list[str]) -> None:
        option, *metavar = row[0].strip("`").split()

        params = [
            one
            for command in main.commands.values()
            for one in command.params
            if option in (*one.opts, *one.secondary_opts)
        ]
        assert {one.metavar or "" for one in params} == {"".join(metavar)}

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_every_command_that_a_page_shows_is_one(self, page: Path) -> None:
        shown = [found for line in code(page) for found in COMMAND.findall(line)]

        wrong = {
            (command, *OPTION.findall(words))
            for command, words in shown
            if command not in OPTIONS or set(OPTION.findall(words)) - OPTIONS[command]
        }
        assert wrong == set()


class TestSettings:
    def test_the_readme_has_every_variable_of_the_environment(self) -> None:
        params = (one for command in main.commands.values() for one in command.params)
        variables = {one.envvar for one in params if one.envvar}

        assert {variable for row in table("Settings") for variable in VARIABLE.findall(row[1])} == variables

    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_no_page_has_another_variable(self, page: Path) -> None:
        variables = {variable for row in table("Settings") for variable in VARIABLE.findall(row[1])}

        assert set(VARIABLE.findall(read(page))) - variables == set()


class TestAddresses:
    def test_the_readme_has_every_route(self, app: Flask) -> None:
        assert set(map(_template, map(str, app.url_map.iter_rules()))) - set(_addresses()) == set()

    @pytest.mark.parametrize("address", [row[0] for row in table("Addresses")])
    def test_every_address_of_the_readme_is_that_of_a_route(self, app: Flask, address: str) -> None:
        templates = set(map(_template, map(str, app.url_map.iter_rules())))

        strays = [
            one
            for one in _paths(address)
            if one not in templates and not ("{" not in one and _is_matched(app, one))
        ]
        assert strays == []


class TestHealth:
    def test_the_page_for_operators_has_every_field(self, app: Flask) -> None:
        [page] = (ROOT / "syndication").rglob("deploy/README.md")

        fields = re.findall(r"^\| `(\w+)` \|", read(page).partition("\n## Health\n")[2], re.MULTILINE)
        assert sorted(fields) == sorted(app.test_client().get("/healthz").get_json())


class TestExamples:
    @pytest.fixture
    def harbour(self, tmp_path: Path) -> Path:
        """Begin the first newsletter of the README, with its issue."""
        CliRunner().invoke(main, ["init", str(tmp_path / "harbour"), "--yes"])
        issue = next(block for block in blocks(README) if block.startswith("January"))
        (tmp_path / "harbour" / "en" / "2024-01-12.txt").write_text(issue, "utf-8")
        return tmp_path / "harbour"

    def test_the_first_newsletter_of_the_readme_is_without_problems(self, harbour: Path) -> None:
        result = CliRunner().invoke(main, ["check", "--archive", str(harbour), "--format", "json"])

        assert (result.exit_code, json.loads(result.stdout)["problems"]) == (0, [])

    def test_the_first_newsletter_of_the_readme_has_a_quote(self, harbour: Path) -> None:
        result = CliRunner().invoke(main, ["publish", "en/2024-01-12", "--archive", str(harbour)])

        assert [line.split()[1] for line in result.stdout.splitlines()[:-1]] == [
            "en/issues/2024-01-12",
            "en/quotes/2024-01-12",
        ]

    def test_the_front_matter_of_the_archive_s_page_is_read(self, tmp_path: Path) -> None:
        front = next(block for block in blocks(SAMPLES / "README.md", "toml") if block.startswith("+++"))
        quote = 'Quote of the Week\n"{}"\nAda Example\nFellow\nRead More\n'
        parts = "".join(map(quote.format, ("One.", "Two.")))
        issue = f"{front}January 12, 2024\nHello.\n{parts}Notable Number\nCountries that signed.\n"
        archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue})

        result = CliRunner().invoke(main, ["check", "--archive", str(archive), "--format", "json"])

        assert [one for one in json.loads(result.stdout)["problems"] if one["severity"] == "error"] == []

    @pytest.mark.parametrize("section", SECTIONS)
    def test_the_fingerprint_is_computed_as_the_feeds_page_shows(self, app: Flask, section: str) -> None:
        [script] = blocks(ROOT / "syndication" / "feeds" / "README.md", "python")
        for item in app.test_client().get(f"/zh-Hant/{section}.json").get_json()["items"]:
            names: dict[str, Any] = {"item": item, "json": json, "hashlib": hashlib}

            exec(script, names)

            assert names["fingerprint"] == item["_syndication"]["fingerprint"]


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=named)
    def test_every_link_to_a_file_leads_there(self, page: Path) -> None:
        links = [link.partition("#") for link in LINK.findall(read(page)) if "://" not in link]

        targets = [((page.parent / path).resolve() if path else page, anchor) for path, _, anchor in links]
        broken = [
            (str(file), anchor)
            for file, anchor in targets
            if not file.is_file() or (anchor and anchor not in anchors(file))
        ]
        assert broken == []

    def test_the_readme_is_short(self) -> None:
        assert len(read(README).splitlines()) < MAX_LINES

    def test_the_readme_leads_to_every_page(self) -> None:
        links = {(ROOT / link.partition("#")[0]).resolve() for link in LINK.findall(read(README))}

        assert set(PAGES) - links == {README}


def _addresses() -> Iterator[str]:
    """Yield the addresses of the README, without their queries."""
    for row in table("Addresses"):
        yield from _paths(row[0])


def _paths(cell: str) -> list[str]:
    return [address.partition("?")[0] for address in re.findall(r"`(/[^`]*)`", cell)]


def _template(rule: str) -> str:
    """Return a rule of Flask's as the README writes it: /<edition:edition>/ is /{edition}/."""
    rule = re.sub(r"<(edition|section|format|quarter|key):\w+>", r"{\1}", rule)
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule)


def _is_matched(app: Flask, path: str) -> bool:
    try:
        app.url_map.bind("").match(path)
    except HTTPException:
        return False
    return True
