"""Fixtures for the tests of the ledger."""

from pathlib import Path

import pytest

from tests.ledger.editor import Desk


@pytest.fixture
def empty(tmp_path: Path) -> Desk:
    """Return a desk without issues."""
    return Desk(tmp_path / "issues")


@pytest.fixture
def desk(empty: Desk) -> Desk:
    """Return a desk with one issue, published a day ago."""
    empty.write()
    empty.publish()
    empty.wait()
    return empty
