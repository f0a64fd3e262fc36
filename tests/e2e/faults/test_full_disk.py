"""A disk that is really full: a file system in memory, which only the process that mounts it sees."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.support.archives import BASE_URL, issue_text, write_archive
from tests.support.serving import COMMAND, environment, fetch, free_port, running
from tests.support.tools import SAMPLES, needs

FULL = "cannot be written (No space left on device)"


@pytest.fixture
def mounting(tmp_path: Path) -> list[str]:
    """Return the command that runs another one with mounts of its own; they end with it.

    Many containers forbid it, whatever is installed: skipped there.
    """
    command = [needs("unshare"), *([] if os.geteuid() == 0 else ["--map-root-user"]), "--mount"]
    trial: list[str | Path] = [*command, "mount", "-t", "tmpfs", "none", tmp_path]
    if subprocess.run(trial, capture_output=True, check=False).returncode:
        pytest.skip("this machine lets nobody mount")
    return command


def test_an_export_to_a_full_disk_is_completed_once_there_is_room(
    tmp_path: Path, mounting: list[str]
) -> None:
    archive = write_archive(tmp_path / "issues", {"en/2024-01-12.txt": issue_text()})
    small, copy, fresh = (tmp_path / name for name in ("small", "copy", "fresh"))
    small.mkdir()
    export = f'"{COMMAND}" export --archive "{archive}" --base-url {BASE_URL}'
    script = f"""
        set -e
        mount -t tmpfs -o size=1m none "{small}"
        {export} "{small}" && exit 3
        mount -o remount,size=100m "{small}"
        {export} "{small}"
        {export} "{small}" --check
        cp -r "{small}" "{copy}"
        {export} "{fresh}"
    """

    done = subprocess.run(
        [*mounting, "sh", "-c", script],
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr
    assert f"{small}: {FULL}" in done.stderr.splitlines()[0]
    assert _files(copy) == _files(fresh)


def test_a_server_whose_figures_find_no_room_serves_on(tmp_path: Path, mounting: list[str]) -> None:
    full = tmp_path / "full"
    full.mkdir()
    url = f"http://127.0.0.1:{free_port()}"
    script = f"""
        mount -t tmpfs -o size=64k none "{full}"
        head -c 65536 /dev/zero > "{full}/file"
        exec "{COMMAND}" serve --archive "{SAMPLES}" --metrics --bind {url.removeprefix("http://")}
    """

    with running([*mounting, "sh", "-c", script], f"{url}/healthz", tmp_path / "log", TMPDIR=str(full)):
        statuses = [
            fetch(url + path).status for path in ("/en/quotes.atom", "/metrics", "/feed.atom?q=bridge")
        ]
        counted = fetch(f"{url}/metrics").text

    assert statuses == [200, 200, 200]
    assert 'feed="en/quotes",format="atom",status="200"' in counted


def _files(site: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(site)): file.read_bytes()
        for file in site.rglob("*")
        if file.is_file() and not file.name.startswith(".syndication-export")
    }
