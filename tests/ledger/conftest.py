"""What the tests of the ledger begin with."""

from pathlib import Path

import pytest

from tests.ledger.desk import Desk


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """Give a desk with no issue on it."""
    return Desk(tmp_path / "issues")


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """Give a desk with one issue that was published, a day ago."""
    empty.write()
    empty.publish()
    empty.wait()
    return empty
