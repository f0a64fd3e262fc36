"""A watched folder: each file is imported once, when it is whole."""

import os
import signal
import subprocess
import time
from pathlib import Path
from threading import Event

import pytest

from syndication.importer.sources import Source
from syndication.importer.watch import STABLE_STEPS, Watch
from syndication.model.errors import Problem
from tests.support.archives import write_archive
from tests.support.foreign import mail
from tests.support.serving import COMMAND, environment

PATIENCE = 60  # seconds
PAGE = "<p>January 12, 2024</p><p>Dear Focus Reader,</p><p>The pandas are back.</p>"


class Inbox:
    """A watched folder, and the names of the files that were imported from it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.imported = folder, list[str]()
        self.errors: list[Problem] = []
        self.restart()

    def restart(self) -> None:
        self.watch = Watch(self.folder, self._import)

    def drop(self, name: str, text: str = PAGE) -> None:
        (self.folder / name).write_text(text, "utf-8")

    def wait(self, steps: int = STABLE_STEPS + 1) -> list[str]:
        for _ in range(steps):
            self.watch.step(Event())
        return self.imported

    def _import(self, source: Source) -> list[Problem]:
        self.imported.append(source.file.name)
        return self.errors


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(tmp_path)


def test_a_file_is_imported_once(inbox: Inbox) -> None:
    inbox.drop("letter.html")

    assert inbox.wait(4 * STABLE_STEPS) == ["letter.html"]


def test_what_was_there_before_is_imported_too(tmp_path: Path) -> None:
    (tmp_path / "letter.html").write_text(PAGE, "utf-8")

    assert Inbox(tmp_path).wait() == ["letter.html"]


def test_a_file_that_grows_is_not_read(inbox: Inbox) -> None:
    for length in range(1, 20):
        inbox.drop("letter.html", PAGE[:length])
        inbox.wait(STABLE_STEPS)

    assert inbox.imported == []


def test_a_restart_imports_nothing_again(inbox: Inbox) -> None:
    inbox.drop("letter.html")
    inbox.wait()
    inbox.restart()

    assert inbox.wait() == ["letter.html"]


def test_the_same_content_under_another_name_is_not_imported_again(inbox: Inbox) -> None:
    inbox.drop("letter.html")
    inbox.wait()
    inbox.drop("copy.html")

    assert inbox.wait() == ["letter.html"]


def test_a_file_with_new_content_is_imported_again(inbox: Inbox) -> None:
    inbox.drop("letter.html")
    inbox.wait()
    inbox.drop("letter.html", PAGE + "<p>More.</p>")

    assert inbox.wait() == ["letter.html", "letter.html"]


def test_a_pipe_does_not_stop_the_watch(inbox: Inbox) -> None:
    os.mkfifo(inbox.folder / "a.html")
    inbox.drop("letter.html")
    inbox.wait()

    assert "letter.html" in inbox.imported


def test_a_folder_of_mail_is_watched_too(inbox: Inbox) -> None:
    for folder in ("cur", "new", "tmp"):
        (inbox.folder / folder).mkdir()
    inbox.drop("tmp/1705.M1P1.host")
    inbox.wait()
    (inbox.folder / "tmp/1705.M1P1.host").rename(inbox.folder / "new/1705.M1P1.host")

    assert inbox.wait() == ["1705.M1P1.host"]


class TestErrors:
    @pytest.fixture(autouse=True)
    def failure(self, inbox: Inbox) -> None:
        inbox.errors = [Problem(path="letter.html", line=1, message="no date; expected one")]
        inbox.drop("letter.html")
        inbox.wait()

    def test_they_stand_beside_the_file(self, inbox: Inbox) -> None:
        note = (inbox.folder / "letter.html.error.txt").read_text("utf-8")

        assert note.splitlines()[0] == "letter.html:1: no date; expected one"

    def test_it_is_not_tried_again_and_again(self, inbox: Inbox) -> None:
        inbox.wait(4 * STABLE_STEPS)
        inbox.restart()

        assert inbox.wait() == ["letter.html"]

    def test_it_is_tried_again_without_the_note(self, inbox: Inbox) -> None:
        (inbox.folder / "letter.html.error.txt").unlink()
        inbox.restart()

        assert inbox.wait() == ["letter.html", "letter.html"]

    def test_a_better_file_takes_the_note_away(self, inbox: Inbox) -> None:
        inbox.errors = []
        inbox.drop("letter.html", PAGE + "<p>More.</p>")
        inbox.wait()

        assert not (inbox.folder / "letter.html.error.txt").exists()


@pytest.mark.e2e
def test_the_command_imports_what_comes_and_ends_with_sigterm(tmp_path: Path) -> None:
    archive, inbox = write_archive(tmp_path / "issues", {}), tmp_path / "inbox"
    inbox.mkdir()
    command: list[str | Path] = [COMMAND, "import", "--archive", archive, "--watch", inbox]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()) as process:
        (inbox / "letter.eml").write_bytes(mail(PAGE, "utf-8"))
        deadline = time.monotonic() + PATIENCE
        while not (inbox / ".syndication-imported").exists() and time.monotonic() < deadline:
            time.sleep(0.05)  # a poll, not a guess: the loop ends with the import
        process.send_signal(signal.SIGTERM)
        status = process.wait(PATIENCE)

    assert (status, [file.name for file in (archive / "en").iterdir()]) == (0, ["2024-01-12.txt"])
