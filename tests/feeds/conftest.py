"""The sample archive's snapshot, and the results of custom-feed queries on it."""

from datetime import UTC, datetime

import pytest

from syndication.site.build import build
from syndication.site.snapshot import Snapshot
from tests.support.archives import settings_of
from tests.support.editor import Editor
from tests.support.queries import RunQuery, queries_on
from tests.support.tools import SAMPLES


@pytest.fixture(scope="session")
def samples() -> Snapshot:
    """Return the snapshot of the sample archive."""
    return build(settings_of(SAMPLES), datetime(2026, 1, 1, tzinfo=UTC)).snapshot


@pytest.fixture(scope="session")
def run_query(samples: Snapshot) -> RunQuery:
    """Run queries on the sample archive."""
    return queries_on(samples)


@pytest.fixture
def editor(empty: Editor) -> Editor:
    """Return an editor without issues."""
    return empty
