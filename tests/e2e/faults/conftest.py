"""Servers to attack, over an archive whose listing is worth it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.many import write_many
from tests.support.serving import Server, serving


@pytest.fixture(scope="package")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write an archive whose listing is larger than what is sent in one piece."""
    folder = tmp_path_factory.mktemp("attacked") / "issues"
    folder.mkdir()
    write_many(folder, 900)
    return folder


@pytest.fixture
def victim(archive: Path, tmp_path: Path) -> Iterator[Server]:
    """Run a server that nobody else needs."""
    with serving(archive, tmp_path / "log") as server:
        yield server
