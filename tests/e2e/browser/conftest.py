"""The sample site as a browser, a checker and a file server see it."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.support.odd import BASE, write_odd
from tests.support.serving import COMMAND, Server, environment, serving
from tests.support.tools import SAMPLES


@pytest.fixture(scope="session")
def odd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve an archive of everything unusual."""
    folder = tmp_path_factory.mktemp("odd")
    with serving(write_odd(folder / "issues"), folder / "log") as running:
        yield running


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Export the sample archive, as a site that no server stands behind."""
    target = tmp_path_factory.mktemp("exported") / "letters"
    command: list[str | Path] = [COMMAND, "export", target, "--archive", SAMPLES, "--base-url", BASE]
    subprocess.run(command, env=environment(), check=True, capture_output=True)
    return target


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Open a window that may copy and paste."""
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()


@pytest.fixture
def plain(browser: Browser) -> Iterator[Page]:
    """Open a window that runs no script."""
    context = browser.new_context(java_script_enabled=False)
    yield context.new_page()
    context.close()
