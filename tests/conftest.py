"""Fixtures for all tests: servers, editors and golden files."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from hypothesis import settings

from tests.support.editor import Editor
from tests.support.examples import examples
from tests.support.golden import GOLDEN, Golden
from tests.support.serving import Serve, Server, serving
from tests.support.tools import SAMPLES

pytest_plugins = ["tests.support.hubs"]

_MEMORY = Path("/dev/shm")
_ROOM = 4 * 2**30  # bytes


def _has_memory_for_files() -> bool:
    """Return whether files may be in memory: in containers it is small, and no program may run there."""
    return (
        _MEMORY.is_dir()
        and shutil.disk_usage(_MEMORY).free > _ROOM
        and not os.statvfs(_MEMORY).f_flag & os.ST_NOEXEC
    )


# Files in memory cost a fifth of the system time of files on a disk; TMPDIR decides otherwise.
if "TMPDIR" not in os.environ and _has_memory_for_files():
    tempfile.tempdir = str(_MEMORY)

settings.register_profile("default", examples(100))
settings.load_profile("default")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test that starts a server of its own, so that the fast loop leaves it out."""
    for item in items:
        if isinstance(item, pytest.Function) and "serve" in item.fixturenames:
            item.add_marker("e2e")


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


@pytest.fixture
def empty(tmp_path: Path) -> Editor:
    """Return an editor without issues."""
    return Editor(tmp_path / "issues")


@pytest.fixture
def editor(empty: Editor) -> Editor:
    """Return an editor with one issue, published a day ago."""
    empty.write()
    empty.publish()
    empty.wait()
    return empty


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
