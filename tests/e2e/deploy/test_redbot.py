"""redbot, which knows what caches and clients make of HTTP, finds nothing to complain of."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support.serving import Server

PATHS = ["/en/quotes/", "/zh-Hans/quotes.atom", "/en/quotes/2023-q4.rss", "/archive.json"]
EXPECTED = {"INM_304", "IMS_304", "FRESHNESS_FRESH", "STALE_IF_ERROR"}


@pytest.fixture(scope="module")
def found(server: Server) -> dict[str, list[Any]]:
    """Return what redbot has to say of each path; its exit status says nothing."""
    redbot = Path(sys.executable).parent / "redbot"
    asking = {
        path: subprocess.Popen([redbot, "-o", "har", server.url + path], stdout=subprocess.PIPE)
        for path in PATHS
    }
    reports = {path: json.loads(process.communicate()[0]) for path, process in asking.items()}
    return {path: one["log"]["entries"][0]["_red_messages"] for path, one in reports.items()}


@pytest.mark.parametrize("path", PATHS)
def test_redbot_finds_nothing_bad(found: dict[str, list[Any]], path: str) -> None:
    assert [note for note in found[path] if note["level"] not in {"GOOD", "INFO"}] == []


@pytest.mark.parametrize("path", PATHS)
def test_redbot_sees_a_document_that_is_cheap_to_ask_for_again(
    found: dict[str, list[Any]], path: str
) -> None:
    assert {note["note_id"] for note in found[path]} >= EXPECTED
