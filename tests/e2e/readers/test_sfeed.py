"""sfeed, which turns a feed into lines of fields between tabs."""

import subprocess
from datetime import UTC, datetime

import pytest

from tests.support.expected import XML, SeenEntry, expected, without
from tests.support.serving import Server
from tests.support.tools import needs


@pytest.mark.parametrize("path", XML)
def test_sfeed_sees_the_entries_as_they_are(server: Server, path: str) -> None:
    sfeed = needs("sfeed")
    body = server.get(path).body

    output = subprocess.run([sfeed, server.url], input=body, check=True, capture_output=True).stdout

    wanted = without(expected(path, server.url), "updated", "language").entries
    assert wanted == tuple(_entry(line) for line in output.decode().splitlines())


def _entry(line: str) -> SeenEntry:
    seconds, title, link, _, _, identity, *_ = line.split("\t")
    return SeenEntry(id=identity, title=title, link=link, published=datetime.fromtimestamp(int(seconds), UTC))
