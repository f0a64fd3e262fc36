"""Chromium, which says on its console what it had to refuse."""

import subprocess
from pathlib import Path

import pytest

from tests.serving import Server
from tests.tools import needs

OPTIONS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--enable-logging=stderr",
    "--dump-dom",
]
FORBIDDEN = """<!doctype html><title>A page with a style that its policy forbids</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'"><style>p { color: red }</style>"""


@pytest.mark.parametrize("path", ["/", "/en/", "/zh-Hant/quotes/", "/zh-Hans/issues/2024-01-12/", "/nothing"])
def test_a_browser_refuses_nothing_of_a_page(server: Server, tmp_path: Path, path: str) -> None:
    # The page that is not there is said to be not there: that is all.
    said = [line for line in _console(server.url + path, tmp_path) if "404 (Not Found)" not in line]

    assert said == []


def test_a_browser_would_have_said_so(tmp_path: Path) -> None:
    (tmp_path / "forbidden.html").write_text(FORBIDDEN)

    said = _console((tmp_path / "forbidden.html").as_uri(), tmp_path)

    assert len(said) == 1


def _console(address: str, folder: Path) -> list[str]:
    command = [needs("chromium"), *OPTIONS, f"--user-data-dir={folder / 'profile'}", address]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    assert "<title>" in done.stdout
    return [line for line in done.stderr.splitlines() if ":CONSOLE" in line]
