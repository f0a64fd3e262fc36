"""What the tests of the complete archive begin with."""

from pathlib import Path

import pytest

from tests.ledger.desk import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Give a desk with no issue on it."""
    return Desk(tmp_path / "issues")
