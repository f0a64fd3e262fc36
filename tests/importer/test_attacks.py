"""Imports at once, imports that are killed, and what leads out of the archive."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.archives import write_archive
from tests.support.commands import run
from tests.support.serving import COMMAND, environment

PAGE = "<p>{}</p><p>Dear Focus Reader,</p><p>{}</p>"


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return write_archive(tmp_path / "issues", {})


def texts_of(archive: Path) -> dict[str, str]:
    return {file.name: file.read_text("utf-8") for file in archive.glob("en/[!.]*")}


def write_pages(folder: Path, count: int) -> Path:
    folder.mkdir()
    for number in range(count):
        day = f"March {1 + number % 28}, {2020 + number // 28}"
        (folder / f"{number:02}.html").write_text(PAGE.format(day, f"Number {number}. " * 500), "utf-8")
    return folder


def test_of_two_imports_at_once_one_writes_and_one_is_refused(archive: Path, tmp_path: Path) -> None:
    processes = []
    for name in ("one", "two"):
        (tmp_path / f"{name}.html").write_text(
            PAGE.format("January 12, 2024", f"Letter {name}. " * 9999), "utf-8"
        )
        command: list[str | Path] = [COMMAND, "import", "--archive", archive, tmp_path / f"{name}.html"]
        processes.append(subprocess.Popen(command, stdout=subprocess.PIPE, env=environment()))
    outputs = [process.communicate()[0] for process in processes]

    (text,) = texts_of(archive).values()
    assert sorted(process.returncode for process in processes) == [0, 1]
    assert sum(b"expected --replace" in output for output in outputs) == 1
    assert ("Letter one." in text) != ("Letter two." in text)


@pytest.mark.e2e
def test_a_kill_leaves_whole_files_and_the_next_run_the_rest(archive: Path, tmp_path: Path) -> None:
    pages = write_pages(tmp_path / "pages", 40)
    whole = write_archive(tmp_path / "whole", {})
    run("import", "--archive", whole, pages)
    command: list[str | Path] = [COMMAND, "import", "--archive", archive, pages]
    for written in (1, 7, 20):
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, env=environment()) as process:
            while process.poll() is None and len(list(archive.glob("en/*.txt"))) < written:
                pass
            process.kill()

        assert texts_of(archive).items() <= texts_of(whole).items()

    assert run("import", "--archive", archive, pages).returncode == 0
    assert texts_of(archive) == texts_of(whole)


class TestLinks:
    def test_an_edition_that_leads_elsewhere_gets_no_file(self, archive: Path, tmp_path: Path) -> None:
        elsewhere = tmp_path / "home/somebody"
        elsewhere.mkdir(parents=True)
        archive = archive.rename(tmp_path / "a")
        nested = tmp_path / "deep/archive"
        nested.parent.mkdir()
        archive.rename(nested)
        (nested / "en").symlink_to(elsewhere)
        page = tmp_path / "page.html"
        page.write_text(PAGE.format("January 12, 2024", "Hello."), "utf-8")

        done = run("import", "--archive", nested, page)

        assert (done.returncode, list(elsewhere.iterdir())) == (1, [])

    def test_an_issue_that_is_a_link_elsewhere_is_not_written_through(
        self, archive: Path, tmp_path: Path
    ) -> None:
        secret = tmp_path / "secret"
        secret.write_text("secret", "utf-8")
        (archive / "en").mkdir()
        (archive / "en/2024-01-12.txt").symlink_to(secret)
        page = tmp_path / "page.html"
        page.write_text(PAGE.format("January 12, 2024", "Hello."), "utf-8")

        done = run("import", "--archive", archive, "--replace", page)

        assert (done.returncode, secret.read_text("utf-8"), "secret\n" in done.stdout) == (1, "secret", False)

    def test_a_link_in_a_searched_folder_leads_nowhere_else(self, archive: Path, tmp_path: Path) -> None:
        folder = tmp_path / "mails"
        folder.mkdir()
        (tmp_path / "secret.html").write_text(PAGE.format("January 12, 2024", "Secret."), "utf-8")
        (folder / "letter.html").symlink_to(tmp_path / "secret.html")

        done = run("import", "--archive", archive, folder)

        assert (done.returncode, "a link that leads elsewhere" in done.stdout) == (1, True)

    def test_a_pipe_does_not_stop_the_import(self, archive: Path, tmp_path: Path) -> None:
        os.mkfifo(tmp_path / "pipe.html")

        assert run("import", "--archive", archive, tmp_path / "pipe.html").returncode == 1


def test_a_file_s_name_cannot_act_on_the_terminal(archive: Path, tmp_path: Path) -> None:
    name = tmp_path / "\x1b[2Jletter\n.html"
    name.write_text(PAGE.format("January 12, 2024", "Hello.\x1b[2J"), "utf-8")

    done = run("import", "--archive", archive, name)

    assert (done.returncode, "\x1b" in done.stdout) == (0, False)
