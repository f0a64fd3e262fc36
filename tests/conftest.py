"""Fixtures for all tests: servers, Chromium and golden files."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tests.serving import Server, serving
from tests.tools import SAMPLES, needs

settings.register_profile("untimed", settings(), deadline=None)  # no test is about how fast a machine is
settings.load_profile("untimed")

GOLDEN = Path(__file__).parent / "golden"

Serve = Callable[..., Server]
Golden = Callable[[str, bytes], None]


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-golden", action="store_true", help="write the golden files anew")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """Serve the sample archive, once for all tests: none of them can change it."""
    with serving(SAMPLES, tmp_path_factory.mktemp("server") / "log") as running:
        yield running


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Serve another archive until the test ends."""
    with ExitStack() as stack:

        def start(archive: Path, *options: str, **env: str) -> Server:
            return stack.enter_context(serving(archive, tmp_path / "log", *options, **env))

        yield start


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Run the Chromium of this machine."""
    chromium = needs("chromium")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield running
        running.close()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Golden:
    """Compare bytes with a golden file, which only `--update-golden` rewrites."""

    def compare(name: str, actual: bytes) -> None:
        file = GOLDEN / name
        if request.config.getoption("--update-golden"):
            file.parent.mkdir(exist_ok=True)
            file.write_bytes(actual)
        expected = file.read_bytes()
        assert expected.decode() == actual.decode()

    return compare
