"""What is remembered of it: across kills, beside another ping, and in a file that is none."""

import signal
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from syndication.client.websub import announce
from syndication.model.errors import SettingsError
from syndication.settings import STATE, Settings
from tests.support.archives import NEWSLETTER, NOW, settings_of, write_archive
from tests.support.hubs import ISSUES, QUOTES, Hub, Newsroom, Open, until
from tests.support.serving import COMMAND, environment

TOPICS = sorted(ISSUES + QUOTES)


def test_a_kill_in_the_middle_loses_nothing(
    open_newsroom: Open, hub: Hub, start_hub: Callable[[], Hub]
) -> None:
    slow = start_hub()
    slow.answers.clear()
    newsroom = open_newsroom(hub.url, slow.url)
    process = newsroom.start("ping")
    until(lambda: slow.topics == TOPICS)
    until(lambda: len(newsroom.state()[hub.url]) == len(TOPICS))

    process.send_signal(signal.SIGKILL)
    process.communicate()
    slow.answers.set()
    done = newsroom.run("ping")

    assert (done.exit_code, done.stdout) == (0, "6 announced, 0 left for the next ping\n")
    assert (hub.topics, slow.topics) == (TOPICS, sorted(TOPICS * 2))


def test_two_at_once_announce_once(newsroom: Newsroom, hub: Hub) -> None:
    hub.answers.clear()
    first = newsroom.start("ping")
    until(lambda: hub.topics == TOPICS)

    second = newsroom.start("ping")
    hub.answers.set()
    outputs = [process.communicate()[0] for process in (first, second)]

    assert outputs == ["6 announced, 0 left for the next ping\n", "nothing to announce\n"]
    assert hub.topics == TOPICS


def test_a_new_hub_is_told_of_everything_and_the_old_one_of_what_changed(
    newsroom: Newsroom, hub: Hub, start_hub: Callable[[], Hub]
) -> None:
    newsroom.run("ping")
    new = start_hub()
    settings = newsroom.editor.archive / "newsletter.toml"
    text = settings.read_text("utf-8").replace(f'["{hub.url}"]', f'["{hub.url}", "{new.url}"]')
    settings.write_text(text, "utf-8")

    newsroom.run("ping")

    # every document names the new hub
    assert (hub.topics, new.topics) == (sorted(TOPICS * 2), TOPICS)


@pytest.mark.parametrize("text", ["{", "[]", "3", '{"a": {"b": 1}}', '{"a": "b"}', "\0", "[" * 100_000])
def test_a_file_that_is_no_state_is_left_as_it_is(tmp_path: Path, text: str) -> None:
    newsletter = f'hubs = ["http://127.0.0.1:1/hub"]\n{NEWSLETTER}'
    archive = write_archive(tmp_path / "issues", {}, newsletter)
    state = tmp_path / "state.json"
    state.write_text(text)

    with pytest.raises(SettingsError, match=r"state\.json: not a state file; expected one"):
        announce(replace(settings_of(archive), ping_state=state), lambda: NOW, wait=0)
    assert state.read_text() == text


def test_an_empty_file_remembers_nothing(newsroom: Newsroom, tmp_path: Path) -> None:
    state = tmp_path / "state.json"
    state.touch()

    done = newsroom.run("ping", "--ping-state", state)

    assert done.exit_code == 0


def test_a_state_that_cannot_be_written_is_told_before_any_hub_is(
    newsroom: Newsroom, hub: Hub, tmp_path: Path
) -> None:
    done = newsroom.run("ping", SYNDICATION_PING_STATE=str(tmp_path / "nowhere" / "state.json"))

    assert (done.exit_code, done.stderr.count("\n"), hub.told) == (2, 1, [])


def test_a_full_disk_is_told(newsroom: Newsroom) -> None:
    limited = ["sh", "-c", 'ulimit -f 0; exec "$0" "$@"', str(COMMAND), "ping"]
    command = [*limited, "--archive", str(newsroom.editor.archive), "--base-url", newsroom.public]

    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)

    state = newsroom.editor.archive.parent / STATE
    message = f"{state}: cannot be written (File too large); expected a state file there (--ping-state)\n"
    assert (done.returncode, done.stderr) == (2, message)


@pytest.mark.parametrize("command", [["ping"], ["publish", "--ping"]])
def test_the_base_url_is_not_guessed(tmp_path: Path, command: list[str]) -> None:
    archive = write_archive(tmp_path / "issues", {})

    done = subprocess.run(
        [COMMAND, *command, "--archive", archive],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    where = "--base-url, SYNDICATION_BASE_URL or base_url in newsletter.toml"
    assert (done.returncode, done.stderr) == (2, f"no base URL; expected it from {where}\n")


class TestPlace:
    def test_it_is_beside_the_archive(self, tmp_path: Path) -> None:
        archive = write_archive(tmp_path / "issues", {})

        assert Settings.load(archive=str(archive)).ping_state == tmp_path / STATE

    def test_it_is_beside_the_link_of_an_archive_that_is_one(self, tmp_path: Path) -> None:
        write_archive(tmp_path / "releases" / "1", {})
        link = tmp_path / "issues"
        link.symlink_to(tmp_path / "releases" / "1")

        assert Settings.load(archive=str(link)).ping_state == tmp_path / STATE

    def test_it_may_be_named(self, tmp_path: Path) -> None:
        archive = str(write_archive(tmp_path / "issues", {}))

        assert Settings.load(archive=archive, ping_state="/by/command").ping_state == Path("/by/command")
