"""The Chromium of this machine, and the marker of every test here."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.support.tools import needs

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark everything below this folder, so that `pytest -m "not e2e"` leaves it out."""
    for item in items:
        if item.path.is_relative_to(_HERE):
            item.add_marker("e2e")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run the Chromium of this machine."""
    chromium = needs("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()
