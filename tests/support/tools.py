"""Programs that tests need: if one is missing, its tests are skipped, or fail if CI is true."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "issues"
NODE_MODULES = ROOT / "tests" / "node_modules"


def needs(tool: str) -> str:
    """Return the path of a program, or skip the test; `.ci/run` installs all of them."""
    found = shutil.which(tool, path=f"{os.environ['PATH']}:/usr/sbin")
    return found or unavailable(f"{tool} is not installed")


def needs_node() -> str:
    """Return the path of node for scripts that import from tests/package.json."""
    if not NODE_MODULES.is_dir():
        unavailable("no node modules; expected them of: npm install --no-package-lock --prefix tests")
    return needs("node")


def needs_face(face: str) -> None:
    """Make sure that this machine has a face of type, and no other in its place."""
    command = [needs("fc-match"), "--format=%{family}", face]
    if face not in subprocess.run(command, capture_output=True, text=True, check=True).stdout:
        unavailable(f"{face} is not installed")


def unavailable(reason: str) -> str:
    """Skip the test, or fail it if CI is true."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
