"""One server, one export, and what stands over and before them; nothing here changes the archive."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.archives import BASE_URL
from tests.support.programs import export, nginx_before, nginx_over, varnish_before
from tests.support.serving import Server, serving
from tests.support.tools import SAMPLES

LONG = "10m"


@pytest.fixture(scope="package")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("deploy")


@pytest.fixture(scope="package")
def origin(folder: Path) -> Iterator[Server]:
    """Serve the sample archive, told its public address."""
    with serving(SAMPLES, folder / "log", "--base-url", BASE_URL) as running:
        yield running


@pytest.fixture(scope="package")
def site(folder: Path) -> Path:
    """Export the sample archive for the same public address."""
    return export(folder / "site")


@pytest.fixture(scope="package")
def files(site: Path, folder: Path) -> Iterator[Server]:
    """Run nginx over the export."""
    with nginx_over(site, folder / "nginx") as running:
        yield running


@pytest.fixture(scope="package", params=[nginx_before, varnish_before], ids=["nginx", "varnish"])
def cache(
    request: pytest.FixtureRequest, origin: Server, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Run a cache before the server that does not ask again while the tests last."""
    with request.param(origin.url.removeprefix("http://"), tmp_path_factory.mktemp("cache"), LONG) as running:
        yield running
