"""Fixtures for the tests of the complete archive."""

from pathlib import Path

import pytest

from tests.ledger.editor import Desk


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """Return a desk without issues."""
    return Desk(tmp_path / "issues")
