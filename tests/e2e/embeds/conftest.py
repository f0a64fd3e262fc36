from collections.abc import Iterator

import pytest

from tests.support.partner import Site, site


@pytest.fixture(scope="module")
def partner() -> Iterator[Site]:
    """Run a partner's site."""
    with site() as running:
        yield running
