"""`config`: the settings in force, and where each comes from."""

import json
from pathlib import Path
from typing import Any

import pytest

from syndication.settings.sources import masked
from tests.support.archives import NEWSLETTER, write_archive
from tests.support.commands import run


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    own = 'base_url = "https://own.example.org"\nhubs = ["https://hub.example.org/?key=hunter2"]\n'
    return write_archive(tmp_path / "issues", {}, own + NEWSLETTER)


def settings_of(archive: Path, *options: str, **env: str) -> dict[str, Any]:
    done = run("config", "--archive", archive, "--format", "json", *options, **env)
    return {row["name"]: (row["value"], row["source"]) for row in json.loads(done.stdout)}


def test_a_setting_comes_from_the_command_line_first(archive: Path) -> None:
    settings = settings_of(
        archive, "--base-url", "https://line.example.org", SYNDICATION_BASE_URL="https://env.example.org"
    )

    assert settings["base_url"] == ("https://line.example.org", "command line")


def test_a_setting_comes_from_the_environment_before_the_newsletter(archive: Path) -> None:
    settings = settings_of(archive, SYNDICATION_BASE_URL="https://env.example.org", SYNDICATION_METRICS="1")

    assert settings["base_url"] == ("https://env.example.org", "SYNDICATION_BASE_URL")
    assert settings["metrics"] == (True, "SYNDICATION_METRICS")


def test_a_setting_comes_from_the_newsletter_before_its_default(archive: Path) -> None:
    settings = settings_of(archive)

    assert settings["base_url"] == ("https://own.example.org", "newsletter.toml")
    assert settings["frequency_days"] == (7, "newsletter.toml")
    assert settings["timezone"] == ("Asia/Hong_Kong", "newsletter.toml")


def test_what_nobody_set_is_the_default(archive: Path) -> None:
    settings = settings_of(archive)

    assert (settings["watch"], settings["embed_partners"]) == ((True, "default"), ([], "default"))
    assert settings["ping_state"] == (str(archive.parent / ".syndication-state.json"), "default")


@pytest.mark.parametrize("form", ["text", "json"])
def test_no_secret_is_shown(archive: Path, form: str) -> None:
    done = run("config", "--archive", archive, "--format", form)

    assert ("hunter2" in done.stdout, "https://hub.example.org/?***" in done.stdout) == (False, True)


def test_a_line_has_the_name_the_value_and_the_source(archive: Path) -> None:
    lines = run("config", "--archive", archive, "--log-format", "json").stdout.splitlines()

    assert [line.split() for line in lines if line.startswith("log_format")] == [
        ["log_format", "command", "line", "json"]
    ]


def test_the_editions_are_among_the_settings(archive: Path) -> None:
    assert settings_of(archive)["editions"] == (["en", "zh-Hans", "zh-Hant"], "newsletter.toml")


def test_the_user_and_the_password_of_an_address_are_no_part_of_what_is_shown() -> None:
    shown = [
        masked(f"{one} https://example.org/a@b?c#d") for one in ("https://ada:se@cret@x/", "http://key@x")
    ]

    assert shown == [
        "https://***@x/ https://example.org/a@b?***#d",
        "http://***@x https://example.org/a@b?***#d",
    ]
