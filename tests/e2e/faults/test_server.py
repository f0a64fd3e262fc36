"""What goes wrong on a machine, done to a real server: pipes, kills, forks, full disks, clocks."""

import gc
import os
import resource
import signal
import subprocess
import sys
import time
from datetime import timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from syndication.web import create_app
from syndication.web.reloader import Reloader
from tests.support.archives import NEWSLETTER, settings_of
from tests.support.editor import Editor
from tests.support.following import until
from tests.support.processes import offspring_of
from tests.support.serving import COMMAND, Serve, environment, fetch, free_port, running
from tests.support.tools import ROOT, SAMPLES

SECOND = timedelta(seconds=1)


@pytest.fixture
def editor(tmp_path: Path) -> Editor:
    """Return an archive without a ledger: what is written is served."""
    editor = Editor(tmp_path / "home" / "issues")
    editor.write()
    return editor


def says(url: str, words: str) -> bool:
    return words in fetch(f"{url}/en/quotes.atom").text


@pytest.mark.parametrize("name", ["newsletter.toml", "ledger.jsonl", "en/2024-01-12.txt"])
def test_a_pipe_for_a_while_does_not_end_the_following(serve: Serve, editor: Editor, name: str) -> None:
    server = serve(editor.archive)
    file, aside = editor.archive / name, editor.archive.parent / "aside"
    if file.exists():
        file.rename(aside)
    os.mkfifo(file)
    noticed = until(lambda: server.get("/healthz").json()["status"] == "degraded")
    file.unlink()
    if aside.exists():
        aside.rename(file)
    editor.write(quotes=("New.",))

    assert noticed
    assert until(lambda: says(server.url, "New."))
    assert until(lambda: server.get("/healthz").json()["status"] == "ok")


def test_that_an_archive_can_be_read_again_is_logged(serve: Serve, editor: Editor) -> None:
    server = serve(editor.archive)
    (editor.archive / "newsletter.toml").write_text("nonsense")
    until(lambda: "the old snapshot stays" in server.log.read_text())
    (editor.archive / "newsletter.toml").write_text(NEWSLETTER, "utf-8")

    assert until(lambda: "the archive can be read again" in server.log.read_text())


def test_a_worker_that_dies_is_replaced_and_the_others_serve_on(serve: Serve, editor: Editor) -> None:
    server = serve(editor.archive, "--workers", "2")
    before = offspring_of(server.process.pid)
    os.kill(before[-1], signal.SIGKILL)

    replaced = until(lambda: len({*offspring_of(server.process.pid)} - {before[-1]}) == len(before))

    assert replaced
    assert {server.get("/en/quotes.atom").status for _ in range(20)} == {200}
    assert server.process.poll() is None


def test_a_worker_that_finds_a_broken_ledger_waits_and_the_others_serve_on(
    serve: Serve, editor: Editor
) -> None:
    """Granian ends all workers if one cannot start."""
    editor.publish()
    ledger = editor.ledger.read_bytes()
    server = serve(editor.archive, "--workers", "2")
    before = offspring_of(server.process.pid)
    editor.ledger.write_bytes(b"nonsense\n")
    os.kill(before[-1], signal.SIGKILL)

    waits = until(lambda: "a worker waits until this is mended" in server.log.read_text())
    alive = server.process.poll() is None and server.get("/en/quotes.atom").status == 200
    editor.ledger.write_bytes(ledger)

    assert (waits, alive) == (True, True)
    assert until(lambda: all(server.get("/healthz").json()["status"] == "ok" for _ in range(20)))


@pytest.mark.parametrize("options", [["--preload"], ["--preload", "--threads", "4"], []])
def test_under_a_server_that_forks_after_loading_the_archive_is_followed(
    tmp_path: Path, editor: Editor, options: list[str]
) -> None:
    url = f"http://127.0.0.1:{free_port()}"
    command: list[str | Path] = [
        sys.executable, "-m", "gunicorn", "--chdir", ROOT, "--workers", "2", *options,
        "--bind", url.removeprefix("http://"), "wsgi:app",
    ]  # fmt: skip
    log = tmp_path / "log"
    env = {
        "SYNDICATION_ARCHIVE": str(editor.archive),
        "SYNDICATION_BASE_URL": url,
        "SYNDICATION_ACCESS_LOG": "1",
    }
    with running(command, f"{url}/healthz", log, **env):
        editor.write(quotes=("New.",))
        followed = until(lambda: all(says(url, "New.") for _ in range(20)))
        written = until(lambda: '"GET /en/quotes.atom HTTP/1.1" 200' in log.read_text())

    assert (followed, written) == (True, True)


def test_a_change_that_the_system_does_not_tell_of_is_found(serve: Serve, editor: Editor) -> None:
    """Through another name of the file, outside of the folder: as from another machine of a network."""
    file = editor.archive / "en" / "2024-01-12.txt"
    other = editor.archive.parent / "other"
    other.hardlink_to(file)
    server = serve(editor.archive)
    other.write_text(file.read_text().replace("A bridge has two ends.", "Unheard."))

    assert until(lambda: says(server.url, "Unheard."))
    assert until(lambda: "does not report every change" in server.log.read_text())


def test_what_the_system_tells_of_is_not_said_to_be_missed(serve: Serve, editor: Editor) -> None:
    server = serve(editor.archive)
    for number in range(40):
        editor.write(quotes=(f"Version {number}.",))
        time.sleep(0.2)  # changes at any moment of a look at the files

    assert until(lambda: says(server.url, "Version 39."))
    assert "does not tell" not in server.log.read_text()


def test_another_target_of_an_editions_folder_is_followed(serve: Serve, editor: Editor) -> None:
    parent = editor.archive.parent
    (editor.archive / "en").rename(parent / "en-1")
    (editor.archive / "en").symlink_to("../en-1")
    other = Editor(parent / "second")
    other.write(quotes=("Another.",))
    server = serve(editor.archive)

    (editor.archive / "fresh").symlink_to("../second/en")
    (editor.archive / "fresh").rename(editor.archive / "en")
    noticed = until(lambda: says(server.url, "Another."))
    other.write(quotes=("New.",))

    assert noticed
    assert until(lambda: says(server.url, "New."))
    assert "does not tell" not in server.log.read_text()


def test_the_access_log_survives_a_full_disk(tmp_path: Path) -> None:
    """Its lines wait until there is room again, and none is lost or cut in two."""
    url = f"http://127.0.0.1:{free_port()}"
    log = tmp_path / "log"
    log.write_bytes(b"")
    command: list[str | Path] = [
        COMMAND,
        "serve",
        "--archive",
        SAMPLES,
        "--access-log",
        "--bind",
        url.removeprefix("http://"),
    ]
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)

    def bound(size: int, process: int = 0) -> None:
        resource.prlimit(process, resource.RLIMIT_FSIZE, (size, hard))

    with log.open("ab") as output, (tmp_path / "errors").open("wb") as errors:
        process = subprocess.Popen(command, stdout=output, stderr=errors, env=environment())
    try:
        assert until(lambda: _answers(url))
        for worker in offspring_of(process.pid):
            bound(2000, worker)
        for number in range(100):
            fetch(f"{url}/en/?{number}")
        full = until(lambda: log.stat().st_size == 2000)
        for worker in offspring_of(process.pid):
            bound(soft, worker)
        whole = until(lambda: log.read_text().count("GET /en/?") == 100)
    finally:
        process.terminate()
        process.wait()

    assert (full, whole) == (True, True)
    assert all(line.endswith('"') for line in log.read_text().splitlines()[1:])
    assert "the access log is written again; 0 lines were lost" in (tmp_path / "errors").read_text()


def _answers(url: str) -> bool:
    try:
        return fetch(f"{url}/healthz").status == 200
    except OSError:
        return False


def test_the_access_log_says_from_where_and_with_what(serve: Serve) -> None:
    server = serve(SAMPLES, "--access-log")
    server.get("/en/", referer="https://x.example/", user_agent='evil" 200 0\\')

    assert until(lambda: r'"https://x.example/" "evil\x22 200 0\x5C"' + "\n" in server.log.read_text())


def test_a_clock_that_is_set_back_leaves_no_date_in_the_future(editor: Editor) -> None:
    app = create_app(settings_of(editor.archive), lambda: editor.now)
    client = app.test_client()
    usual = client.get("/en/quotes.atom").headers.get("Date")
    editor.now -= timedelta(hours=3)
    back = [client.get(path).headers["Date"] for path in ("/en/quotes.atom", "/en/quotes.atom", "/en/")]
    later = editor.now + SECOND * 90
    editor.now = later
    moving = client.get("/en/quotes.atom").headers["Date"]
    editor.now += timedelta(hours=3)

    assert usual is None  # the server's own
    assert [parsedate_to_datetime(one) for one in back] == [later - SECOND * 90] * 3
    assert parsedate_to_datetime(moving) == later
    assert client.get("/en/quotes.atom").headers.get("Date") is None


def test_memory_does_not_grow_with_each_reload_of_the_settings(editor: Editor) -> None:
    """Measured in objects, which do not depend on the machine."""
    live = Reloader(settings_of(editor.archive), lambda: editor.now)
    counts = []
    for number in range(40):
        (editor.archive / "newsletter.toml").write_text(
            NEWSLETTER.replace("Where two", f"{number} where two").replace("= 7\n", f"= {number + 1}\n"),
            "utf-8",
        )
        live.reload()
        counts.append(len(gc.get_objects()))

    assert live.last_error is None
    assert counts[-1] <= 1.02 * counts[24]
