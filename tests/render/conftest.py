from pathlib import Path

import pytest

from syndication.settings import Settings
from syndication.site.snapshot import Snapshot
from tests.support.samples import snapshot_of, write_samples


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Write the sample archive once; no test changes it."""
    return write_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="session")
def snapshot(samples: Settings) -> Snapshot:
    return snapshot_of(samples)


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Name a folder for an archive of a test's own."""
    return tmp_path / "issues"
